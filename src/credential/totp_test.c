/* SPDX-License-Identifier: Apache-2.0 */
#include "credential/totp.h"

#include "base/fail.h"

#include <string.h>

/* "12345678901234567890", the secret of RFC 6238's own examples. */
#define SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

static void check_refused(int64_t now, const char *code, int64_t last, const char *reason)
{
    g_autoptr(GError) error = NULL;
    int64_t step = last;
    g_assert_false(totp_check(SECRET, code, now, &step, &error));
    g_assert_cmpstr(fail_reason(error), ==, reason);
    g_assert_cmpint(step, ==, last);
}

static void check_taken(int64_t now, const char *code, int64_t expected)
{
    g_autoptr(GError) error = NULL;
    int64_t step = 0;
    totp_check(SECRET, code, now, &step, &error);
    g_assert_no_error(error);
    g_assert_cmpint(step, ==, expected);
}

static void test_examples(void)
{
    check_taken(INT64_C(59000), "287082", 1);
    check_taken(INT64_C(1111111109000), "081804", 37037036);
    check_taken(INT64_C(1111111111000), "050471", 37037037);
    check_taken(INT64_C(1234567890000), "005924", 41152263);
    check_taken(INT64_C(20000000000000), "353130", 666666666);
}

static void test_slack(void)
{
    check_taken(INT64_C(89999), "287082", 1); /* one step late */
    check_taken(INT64_C(29999), "287082", 1); /* one step early */
    check_refused(INT64_C(90000), "287082", 0, "wrong_code");
}

static void test_refusals(void)
{
    check_refused(INT64_C(59000), "287082", 1, "replayed");
    check_refused(INT64_C(59000), "287082", 2, "replayed");
    check_refused(INT64_C(59000), "287083", 0, "wrong_code");
    check_refused(INT64_C(59000), "28708", 0, "wrong_code");
    check_refused(INT64_C(59000), "2870822", 0, "wrong_code");
    check_refused(INT64_C(59000), "28708x", 0, "wrong_code");
    check_refused(INT64_C(59000), "", 0, "wrong_code");
}

static void test_uri(void)
{
    g_autofree char *secret = totp_secret();
    g_autofree char *other = totp_secret();
    g_assert_cmpuint(strlen(secret), ==, 32);
    g_assert_cmpstr(secret, !=, other);
    g_autofree char *uri = totp_uri(SECRET, "officer@430102", "哨点");
    g_assert_cmpstr(uri, ==,
        "otpauth://totp/%E5%93%A8%E7%82%B9:officer@430102?secret=" SECRET
        "&issuer=%E5%93%A8%E7%82%B9");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/totp/agrees_with_the_examples_of_rfc_6238", test_examples);
    g_test_add_func("/totp/a_clock_may_be_one_step_off", test_slack);
    g_test_add_func("/totp/no_code_is_taken_twice_nor_a_wrong_one", test_refusals);
    g_test_add_func("/totp/a_secret_goes_into_an_uri", test_uri);
    return g_test_run();
}
