/* SPDX-License-Identifier: Apache-2.0 */
#include "http/parse.h"

#include <string.h>

static void check_target(const char *raw, const char *joined)
{
    g_autoptr(GError) error = NULL;
    Target target = {0};

    g_assert_true(target_parse(raw, &target, &error));
    g_assert_no_error(error);
    g_autofree char *path = g_strjoinv("|", target.segments);
    g_assert_cmpstr(path, ==, joined);
    target_clear(&target);
}

static void test_paths(void)
{
    check_target("/", "");
    check_target("/?a=1", "");
    check_target("/healthz", "healthz");
    check_target("/api/v1/units/430102/matters?kind=x", "api|v1|units|430102|matters");
    check_target("/%E5%B2%B3", "岳");
    check_target("/a+b", "a+b");
    check_target("/a/", "a|");
}

static void test_query(void)
{
    Target target = {0};

    g_assert_true(target_parse("/x?q=a+b%26c&empty&under=43&&q=2", &target, NULL));
    g_assert_cmpstr(target_query(&target, "q"), ==, "a b&c");
    g_assert_cmpstr(target_query(&target, "empty"), ==, "");
    g_assert_cmpstr(target_query(&target, "under"), ==, "43");
    g_assert_null(target_query(&target, "other"));
    g_assert_cmpuint(target.query->len, ==, 8);
    target_clear(&target);
}

static void check_bad(const char *raw)
{
    g_autoptr(GError) error = NULL;
    Target target = {0};

    g_assert_false(target_parse(raw, &target, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_assert_null(target.segments);
}

static void test_bad_targets(void)
{
    check_bad("");
    check_bad("*");
    check_bad("/a b");
    check_bad("/?a\tb");
    check_bad("http://host/x");
    check_bad("/a/../b");
    check_bad("/%2e%2e/b");
    check_bad("/a%2Fb");
    check_bad("/a%00b");
    check_bad("/a%0Ab");
    check_bad("/%zz");
    check_bad("/%E5%B2");
    check_bad("/a%");
    check_bad("/x?=1");
    check_bad("/x?a=%");
}

static void test_target_caps(void)
{
    g_autoptr(GString) long_one = g_string_new("/");
    g_autoptr(GString) deep = g_string_new(NULL);
    g_autoptr(GString) wide = g_string_new("/x?");

    for (int i = 0; i < TARGET_MAX; i++)
        g_string_append_c(long_one, 'a');
    check_bad(long_one->str);
    g_string_truncate(long_one, TARGET_MAX);
    g_autofree char *joined = g_strdup(long_one->str + 1);
    check_target(long_one->str, joined);
    for (int i = 0; i < SEGMENTS_MAX + 1; i++)
        g_string_append(deep, "/a");
    check_bad(deep->str);
    for (int i = 0; i < PARAMETERS_MAX + 1; i++)
        g_string_append(wide, "a=1&");
    check_bad(wide->str);
}

static void check_cookie(const char *header, const char *expected)
{
    g_autofree char *value = cookie_value(header, "shaodian");

    g_assert_cmpstr(value, ==, expected);
}

static void test_cookies(void)
{
    check_cookie(NULL, NULL);
    check_cookie("", NULL);
    check_cookie("shaodian=abc", "abc");
    check_cookie("a=b; shaodian=abc; c=d", "abc");
    check_cookie("a=b;shaodian=abc", "abc");
    check_cookie("xshaodian=no; shaodian=yes ", "yes");
    check_cookie("shaodianx=no", NULL);
    check_cookie("shaodian=", NULL);
    check_cookie("shaodian", NULL);
    g_autofree char *many = g_strnfill(TOKEN_MAX + 1, 'a');
    g_autofree char *header = g_strconcat("shaodian=", many, NULL);
    check_cookie(header, NULL);
}

static void check_bearer(const char *header, const char *expected)
{
    g_autofree char *token = bearer_token(header);

    g_assert_cmpstr(token, ==, expected);
}

static void test_bearers(void)
{
    check_bearer("Bearer abc", "abc");
    check_bearer("bearer  abc ", "abc");
    check_bearer("Basic abc", NULL);
    check_bearer("Bearer ", NULL);
    check_bearer(NULL, NULL);
}

static void test_etags(void)
{
    g_assert_true(etag_listed("\"a\"", "\"a\"", false));
    g_assert_true(etag_listed("\"b\", \"a\"", "\"a\"", false));
    g_assert_true(etag_listed("*", "\"a\"", false));
    g_assert_true(etag_listed("W/\"a\"", "\"a\"", true));
    g_assert_false(etag_listed("W/\"a\"", "\"a\"", false));
    g_assert_false(etag_listed("\"ab\"", "\"a\"", true));
    g_assert_false(etag_listed("\"b\"", "\"a\"", true));
    g_assert_false(etag_listed("", "\"a\"", true));
    g_assert_false(etag_listed(NULL, "\"a\"", true));
}

static void test_encodings(void)
{
    g_assert_true(encoding_accepted("gzip, deflate, br", "br"));
    g_assert_true(encoding_accepted("GZIP;q=0.5", "gzip"));
    g_assert_true(encoding_accepted("br;q=0.001", "br"));
    g_assert_false(encoding_accepted("br;q=0", "br"));
    g_assert_false(encoding_accepted("br; q=0.000, gzip", "br"));
    g_assert_false(encoding_accepted("brotli", "br"));
    g_assert_false(encoding_accepted(NULL, "br"));
}

static void test_origins(void)
{
    g_assert_true(origin_is_host("http://a.b:8420", "a.b:8420"));
    g_assert_true(origin_is_host("https://A.b", "a.B"));
    g_assert_true(origin_is_host("https://a.b", "a.b:443"));
    g_assert_true(origin_is_host("http://a.b:80", "a.b"));
    g_assert_true(origin_is_host("http://[::1]:8420", "[::1]:8420"));
    g_assert_false(origin_is_host("https://a.b", "a.b:80"));
    g_assert_false(origin_is_host("http://a.b:8421", "a.b:8420"));
    g_assert_false(origin_is_host("http://a.b.evil", "a.b"));
    g_assert_false(origin_is_host("null", "a.b"));
    g_assert_false(origin_is_host("", "a.b"));
    g_assert_false(origin_is_host("http://a.b", NULL));
}

static void test_media_types(void)
{
    g_assert_true(media_type_is("application/json", "application/json"));
    g_assert_true(media_type_is("Application/JSON; charset=utf-8", "application/json"));
    g_assert_false(media_type_is("application/jsonp", "application/json"));
    g_assert_false(media_type_is("text/plain", "application/json"));
    g_assert_false(media_type_is(NULL, "application/json"));
}

static void test_event_ids(void)
{
    int64_t n = -1;

    g_assert_true(event_id_parse("e1.42", "e1", &n));
    g_assert_cmpint(n, ==, 42);
    g_assert_false(event_id_parse("e2.42", "e1", &n));
    g_assert_false(event_id_parse("e1.-1", "e1", &n));
    g_assert_false(event_id_parse("e1.", "e1", &n));
    g_assert_false(event_id_parse("e1", "e1", &n));
    g_assert_false(event_id_parse("e1.9007199254740993", "e1", &n));
    g_assert_cmpint(n, ==, 42);
}

static void check_listen(const char *text, const char *expected, int expected_port)
{
    g_autofree char *address = NULL;
    uint16_t port = 0;

    g_assert_true(listen_parse(text, &address, &port, NULL));
    g_assert_cmpstr(address, ==, expected);
    g_assert_cmpint(port, ==, expected_port);
}

static void test_listen(void)
{
    static const char *const bad[] = {"", "8420", "a:", "a:65536", "a:-1", "::1:80", "a:x"};

    check_listen("127.0.0.1:8420", "127.0.0.1", 8420);
    check_listen("[::1]:0", "::1", 0);
    check_listen(":80", "", 80);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *address = NULL;
        uint16_t port = 0;
        g_assert_false(listen_parse(bad[i], &address, &port, NULL));
        g_assert_null(address);
    }
    g_assert_true(listen_is_loopback("127.0.0.1:1"));
    g_assert_true(listen_is_loopback("[::1]:1"));
    g_assert_false(listen_is_loopback(":1"));
    g_assert_false(listen_is_loopback("10.0.0.1:1"));
}

static void test_keys(void)
{
    g_autofree char *longest = g_strnfill(200, 'k');
    g_autofree char *too_long = g_strnfill(201, 'k');

    g_assert_true(key_is_plain("a-1"));
    g_assert_true(key_is_plain(longest));
    g_assert_false(key_is_plain(too_long));
    g_assert_false(key_is_plain(""));
    g_assert_false(key_is_plain("a b"));
    g_assert_false(key_is_plain("键"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/parse/paths_are_decoded_by_segment", test_paths);
    g_test_add_func("/parse/queries_are_decoded_in_order", test_query);
    g_test_add_func("/parse/targets_that_deceive_are_refused", test_bad_targets);
    g_test_add_func("/parse/targets_have_caps", test_target_caps);
    g_test_add_func("/parse/a_cookie_is_found_by_its_whole_name", test_cookies);
    g_test_add_func("/parse/a_bearer_token_is_read", test_bearers);
    g_test_add_func("/parse/etags_are_compared_whole", test_etags);
    g_test_add_func("/parse/a_coding_of_quality_zero_is_refused", test_encodings);
    g_test_add_func("/parse/an_origin_must_be_the_host", test_origins);
    g_test_add_func("/parse/media_types_are_compared_without_parameters", test_media_types);
    g_test_add_func("/parse/event_ids_of_another_epoch_are_unknown", test_event_ids);
    g_test_add_func("/parse/addresses_to_listen_on_are_read", test_listen);
    g_test_add_func("/parse/keys_are_plain_and_short", test_keys);
    return g_test_run();
}
