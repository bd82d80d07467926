/* SPDX-License-Identifier: Apache-2.0 */
#include "http/refusal.h"

#include <string.h>

static void on_message(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
    g_ptr_array_add(data, g_strdup(message));
}

static void test_counted(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    Refusals *refusals = refusals_new();
    GLogFunc before = g_log_set_default_handler(on_message, lines);

    for (int i = 0; i < 30376; i++)
        refusals_note(refusals, "busy", "too many at once", 1000 + i / 2);
    refusals_note(refusals, "late", "a header was dripped", 1000);
    g_assert_cmpuint(lines->len, ==, 2);
    refusals_tell(refusals, 60999);
    g_assert_cmpuint(lines->len, ==, 2);
    refusals_tell(refusals, 61000);
    refusals_tell(refusals, 200000);
    g_log_set_default_handler(before, NULL);
    g_assert_cmpuint(lines->len, ==, 3);
    g_assert_cmpstr(lines->pdata[0], ==, "turned away (busy): too many at once");
    g_assert_cmpstr(lines->pdata[2], ==, "turned away (busy), 30375 times more: too many at once");
    refusals_free(refusals);
}

static void test_kinds(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) metrics = g_string_new(NULL);
    Refusals *refusals = refusals_new();
    GLogFunc before = g_log_set_default_handler(on_message, lines);

    for (int i = 0; i < 1000; i++) {
        g_autofree char *kind = g_strdup_printf("kind%d", i);
        refusals_note(refusals, kind, "invented", 0);
    }
    g_log_set_default_handler(before, NULL);
    refusals_write(refusals, metrics);
    g_assert_cmpuint(lines->len, ==, REFUSAL_KINDS_MAX + 1);
    g_assert_nonnull(strstr(metrics->str, "refused_total{kind=\"kind0\"} 1\n"));
    g_assert_nonnull(strstr(metrics->str, "refused_total{kind=\"other\"} 936\n"));
    refusals_free(refusals);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/refusal/a_flood_is_two_lines_a_minute", test_counted);
    g_test_add_func("/refusal/kinds_are_not_without_number", test_kinds);
    return g_test_run();
}
