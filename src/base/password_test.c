/* SPDX-License-Identifier: Apache-2.0 */
#include "base/password.h"

#include "base/fail.h"

#include <string.h>

static void test_a_hash_knows_its_password(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *hash = password_hash("shaodian-demo", &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
    g_assert_true(password_matches(hash, "shaodian-demo"));
    g_assert_false(password_matches(hash, "shaodian-demO"));
    g_assert_false(password_matches(hash, ""));
    g_autofree char *again = password_hash("shaodian-demo", &error);
    g_assert_cmpstr(hash, !=, again);
    hash[strlen(hash) - 1] ^= 1;
    g_assert_false(password_matches(hash, "shaodian-demo"));
}

static void test_a_damaged_hash_matches_nothing(void)
{
    g_assert_false(password_matches("", "x"));
    g_assert_false(password_matches("$argon2id$v=19$m=19456,t=2,p=1$", "x"));
    g_autofree char *endless = g_strnfill(100000, 'a');
    g_assert_false(password_matches(endless, "x"));
    g_autoptr(GError) error = NULL;
    g_assert_null(password_hash(endless, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
}

static void test_weak_passwords_have_a_problem(void)
{
    g_assert_null(password_problem("shaodian-demo", "officer@430102004"));
    g_assert_null(password_problem("哨点哨点哨点哨点abc", NULL));
    g_assert_cmpstr(password_problem("Ab3$5678", "x"), ==, "too_short");
    g_assert_cmpstr(password_problem("abcdefghijkl", "x"), ==, "too_simple");
    g_assert_cmpstr(password_problem("111111111111", "x"), ==, "too_simple");
    g_assert_cmpstr(
        password_problem("Officer@430102004", "officer@430102004"), ==, "same_as_account");
    g_assert_cmpstr(password_problem("duty-officer", "duty-officer@430102"), ==, "same_as_account");
    g_autofree char *endless = g_strnfill(PASSWORD_MAX + 1, 'a');
    g_assert_cmpstr(password_problem(endless, NULL), ==, "too_long");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/password/a hash knows its password", test_a_hash_knows_its_password);
    g_test_add_func(
        "/password/a damaged hash matches nothing", test_a_damaged_hash_matches_nothing);
    g_test_add_func("/password/weak passwords have a problem", test_weak_passwords_have_a_problem);
    return g_test_run();
}
