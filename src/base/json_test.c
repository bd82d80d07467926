/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/fail.h"

#include <string.h>

/* Below the folder that the environment names in SHAODIAN_TEST_DATA. */
#define SUITE "08-badinput/json"

static json_t *read_text(const char *text, JsonNumbers numbers)
{
    g_autoptr(GError) error = NULL;
    json_t *value = json_read(text, strlen(text), numbers, &error);
    g_assert_no_error(error);
    g_assert_nonnull(value);
    return value;
}

static void assert_refused(const char *text, JsonNumbers numbers)
{
    g_autoptr(GError) error = NULL;
    json_t *value = json_read(text, strlen(text), numbers, &error);
    if (value)
        g_error("accepted: %s", text);
    g_assert_error(error, FAIL, FAIL_INVALID);
}

static char *canonical(const char *text)
{
    g_autoptr(GError) error = NULL;
    json_t *value = read_text(text, JSON_INTEGERS);
    GString *out = g_string_new(NULL);
    g_assert_true(json_write_canonical(value, out, &error));
    g_assert_no_error(error);
    json_decref(value);
    return g_string_free(out, FALSE);
}

static void test_it_reads_strictly(void)
{
    json_decref(read_text("{\"a\": [1, true, null, \"岳麓\"]}", JSON_INTEGERS));
    json_decref(read_text("[1.5e3]", JSON_REALS));
    json_decref(read_text("[9007199254740991, -9007199254740991]", JSON_INTEGERS));
    assert_refused("[9007199254740992]", JSON_INTEGERS);
    assert_refused("[-9007199254740992]", JSON_REALS);
    assert_refused("[[{\"a\": 1.0}]]", JSON_INTEGERS);
    assert_refused("{\"a\": 1, \"a\": 2}", JSON_INTEGERS);
    assert_refused("[\"\\u0000\"]", JSON_INTEGERS);
    assert_refused("[\"\xff\"]", JSON_INTEGERS);
    assert_refused("[1] x", JSON_INTEGERS);
    assert_refused("", JSON_INTEGERS);
}

static void test_depth_is_capped(void)
{
    g_autoptr(GString) fit = g_string_new(NULL);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        g_string_append_c(fit, '[');
    g_string_append(fit, "\"[[\\\"[[\"");
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        g_string_append_c(fit, ']');
    json_t *value = read_text(fit->str, JSON_INTEGERS);
    g_autoptr(GString) out = g_string_new(NULL);
    g_assert_true(json_write_canonical(value, out, NULL));
    g_assert_cmpstr(out->str, ==, fit->str);
    json_t *deeper = json_pack("[o]", value);
    g_assert_false(json_write_canonical(deeper, out, NULL));
    json_decref(deeper);
    g_string_prepend_c(fit, '[');
    g_string_append_c(fit, ']');
    assert_refused(fit->str, JSON_INTEGERS);
}

/* A NUL ends a text for half of what reads it: none comes in, none goes out. */
static void test_no_nul_comes_in_or_goes_out(void)
{
    const char inside[] = "{\"a\": \"x\0y\"}", behind[] = "{\"a\": 1\0}", after[] = "{}\0";
    const char *escaped[] = {"{\"a\": \"x\\u0000y\"}", "{\"a\\u0000b\": 1}", "[\"\\u0000\"]"};

    for (size_t i = 0; i < G_N_ELEMENTS(escaped); i++) {
        assert_refused(escaped[i], JSON_INTEGERS);
        assert_refused(escaped[i], JSON_REALS);
    }
    g_assert_null(json_read(inside, sizeof inside - 1, JSON_INTEGERS, NULL));
    g_assert_null(json_read(behind, sizeof behind - 1, JSON_INTEGERS, NULL));
    g_assert_null(json_read(after, sizeof after - 1, JSON_INTEGERS, NULL));
    json_auto_t *text = json_pack("{s:s%}", "a", "x\0y", (size_t) 3);
    g_autoptr(GString) canonical_out = g_string_new(NULL);
    g_autoptr(GString) compact = g_string_new(NULL);
    g_assert_false(json_write_canonical(text, canonical_out, NULL));
    g_assert_false(json_write_compact(text, compact, NULL));
}

static void test_a_mistake_names_its_place(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(json_read("{\n\"secret\": x}", 14, JSON_INTEGERS, &error));
    g_assert_nonnull(strstr(error->message, "line 2"));
    g_assert_null(strstr(error->message, "secret"));
}

static void test_it_writes_rfc_8785(void)
{
    /* The keys and their order are those of RFC 8785, 3.2.3. */
    g_autofree char *sorted = canonical("{\"\\u20ac\": 1, \"\\r\": 2, \"\\ufb33\": 3, \"1\": 4, "
                                        "\"\\ud83d\\ude00\": 5, \"\\u0080\": 6, \"\\u00f6\": 7}");
    g_assert_cmpstr(sorted, ==,
        "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xef\xac\xb3\":3}");
    g_autofree char *nested = canonical(" { \"b\" : [ 1 , -0 , { } ] , \"a\" : \"\" , \"ab\":[]}");
    g_assert_cmpstr(nested, ==, "{\"a\":\"\",\"ab\":[],\"b\":[1,0,{}]}");
    g_autofree char *escaped =
        canonical("[\"\\u001F\\b\\t\\n\\f\\r\\\"\\\\\\/\\u007f\\u2028\", true, false, null, -12]");
    g_assert_cmpstr(
        escaped, ==, "[\"\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\x7f\xe2\x80\xa8\",true,false,null,-12]");
}

static void test_it_writes_no_real_and_no_huge_integer(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    json_t *const wrong[] = {json_real(1.0), json_integer(JSON_INTEGER_MAX + 1),
        json_integer(INT64_MIN), json_stringn("a\0b", 3)};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(json_write_canonical(wrong[i], out, &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
        json_decref(wrong[i]);
    }
}

static void test_members_are_read_with_a_fallback(void)
{
    json_t *object = read_text("{\"t\":\"x\",\"n\":5,\"f\":true,\"z\":null}", JSON_INTEGERS);
    g_assert_cmpstr(json_text(object, "t"), ==, "x");
    g_assert_null(json_text(object, "z"));
    g_assert_null(json_text(NULL, "t"));
    g_assert_cmpint(json_number(object, "n", 9), ==, 5);
    g_assert_cmpint(json_number(object, "t", 9), ==, 9);
    g_assert_true(json_flag(object, "f"));
    g_assert_false(json_flag(object, "n"));
    json_decref(object);
}

/* Of what the suite wants accepted, Shaodian refuses repeated keys and NUL on purpose. */
static bool is_ours_to_refuse(const char *name)
{
    const char *const ours[] = {"y_object_duplicated_key", "y_string_null_escape",
        "y_object_escaped_null_in_key", "y_string_nonCharacterInUTF-8_U+0000"};
    for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
        if (g_str_has_prefix(name, ours[i]))
            return true;
    return false;
}

static void test_the_test_suite_of_json(void)
{
    const char *data = g_getenv("SHAODIAN_TEST_DATA");
    g_autofree char *suite = g_build_filename(data ? data : ".", SUITE, NULL);
    g_autoptr(GDir) folder = g_dir_open(suite, 0, NULL);
    if (folder == NULL) {
        g_test_skip("SHAODIAN_TEST_DATA has no JSONTestSuite");
        return;
    }
    int checked = 0;
    const char *name;
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(suite, name, NULL), *bytes = NULL;
        gsize length;
        if (!g_file_get_contents(path, &bytes, &length, NULL))
            continue;
        g_autoptr(GError) error = NULL;
        json_t *value = json_read(bytes, length, JSON_REALS, &error);
        if (name[0] == 'n' && value)
            g_error("accepted %s", name);
        if (name[0] == 'y' && !value && !is_ours_to_refuse(name))
            g_error("refused %s: %s", name, error->message);
        checked += name[0] == 'n' || name[0] == 'y';
        json_decref(value);
    }
    g_assert_cmpint(checked, >, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json/it reads strictly", test_it_reads_strictly);
    g_test_add_func("/json/depth is capped", test_depth_is_capped);
    g_test_add_func("/json/no NUL comes in or goes out", test_no_nul_comes_in_or_goes_out);
    g_test_add_func("/json/a mistake names its place", test_a_mistake_names_its_place);
    g_test_add_func("/json/it writes RFC 8785", test_it_writes_rfc_8785);
    g_test_add_func(
        "/json/it writes no real and no huge integer", test_it_writes_no_real_and_no_huge_integer);
    g_test_add_func(
        "/json/members are read with a fallback", test_members_are_read_with_a_fallback);
    g_test_add_func("/json/the test suite of JSON", test_the_test_suite_of_json);
    return g_test_run();
}
