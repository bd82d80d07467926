/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"

#include <string.h>

static void test_a_failure_has_a_code_and_a_reason(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(fail(&error, FAIL_NOT_FOUND, "no unit %s", "430102"));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    g_assert_cmpstr(error->message, ==, "no unit 430102");
    g_assert_cmpstr(fail_reason(error), ==, "not_found");
    g_assert_cmpuint(fail_fields(error)->len, ==, 0);
    g_assert_false(fail(NULL, FAIL_DENIED, "nobody listens"));
}

static void test_an_exact_reason_survives_a_copy(void)
{
    g_autoptr(GError) error = NULL;
    fail_as(&error, FAIL_CONFLICT, "needs_watch", "nobody is on watch");
    g_autoptr(GError) copy = g_error_copy(error);
    g_assert_cmpstr(fail_reason(copy), ==, "needs_watch");
}

static void test_fields_gather_on_one_error(void)
{
    g_autoptr(GError) error = NULL;
    fail_field(&error, "fields.deaths", "required");
    fail_field(&error, "note", "too_long");
    g_autoptr(GError) copy = g_error_copy(error);
    g_clear_error(&error);
    g_assert_error(copy, FAIL, FAIL_INVALID);
    g_assert_cmpstr(copy->message, ==, "fields.deaths: required; note: too_long");
    const GPtrArray *fields = fail_fields(copy);
    g_assert_cmpuint(fields->len, ==, 2);
    const FailField *second = fields->pdata[1];
    g_assert_cmpstr(second->name, ==, "note");
    g_assert_cmpstr(second->problem, ==, "too_long");
}

static void test_thousands_of_fields_are_told_by_the_first(void)
{
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 5000; i++) {
        g_autofree char *name = g_strdup_printf("k%d", i);
        g_assert_false(fail_field(&error, name, "unknown"));
    }
    const GPtrArray *fields = fail_fields(error);
    g_assert_cmpuint(fields->len, ==, FAIL_FIELDS_MAX);
    g_assert_cmpstr(((const FailField *) fields->pdata[FAIL_FIELDS_MAX - 1])->name, ==, "k99");
    g_assert_true(g_str_has_prefix(error->message, "k0: unknown; k1: unknown"));
    g_assert_cmpuint(strlen(error->message), <, 100 * FAIL_FIELDS_MAX);
}

static void test_a_context_stands_before_the_message(void)
{
    g_autoptr(GError) error = NULL;
    fail(&error, FAIL_INVALID, "line %d", 3);
    g_assert_false(fail_in(&error, "reading %s", "a.json"));
    g_assert_cmpstr(error->message, ==, "reading a.json: line 3");
    GError *none = NULL;
    fail_in(&none, "nothing happened");
    g_assert_null(none);
}

static void test_a_foreign_error_counts_as_corrupt(void)
{
    g_autoptr(GError) error = g_error_new_literal(g_quark_from_static_string("other"), 7, "odd");
    g_assert_cmpstr(fail_reason(error), ==, "corrupt");
    g_assert_cmpuint(fail_fields(error)->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/fail/a failure has a code and a reason", test_a_failure_has_a_code_and_a_reason);
    g_test_add_func("/fail/an exact reason survives a copy", test_an_exact_reason_survives_a_copy);
    g_test_add_func("/fail/fields gather on one error", test_fields_gather_on_one_error);
    g_test_add_func("/fail/thousands of fields are told by the first",
        test_thousands_of_fields_are_told_by_the_first);
    g_test_add_func(
        "/fail/a context stands before the message", test_a_context_stands_before_the_message);
    g_test_add_func(
        "/fail/a foreign error counts as corrupt", test_a_foreign_error_counts_as_corrupt);
    return g_test_run();
}
