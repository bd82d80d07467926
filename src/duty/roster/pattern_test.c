/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/roster/pattern.h"

#include "base/clock.h"
#include "base/fail.h"
#include "base/moment.h"

#include <string.h>

typedef struct Catalog {
    Workdays *workdays;
    DutyRules *rules;
} Catalog;

static void catalog_clear(Catalog *catalog)
{
    workdays_free(catalog->workdays);
    duty_rules_free(catalog->rules);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Catalog, catalog_clear)

static Catalog catalog_open(void)
{
    return (Catalog){workdays_new(NULL, NULL, NULL), duty_rules_new(NULL, NULL, NULL)};
}

static GArray *slots_of(
    const Catalog *catalog, const char *pattern, const char *from, const char *to)
{
    int64_t days[2] = {0, 0};
    g_autoptr(GError) error = NULL;
    GArray *slots = NULL;

    g_assert_true(day_parse(from, &days[0], NULL));
    g_assert_true(day_parse(to, &days[1], NULL));
    slots = pattern_slots(
        duty_rules_pattern(catalog->rules, pattern), catalog->workdays, days, WORKDAYS_NOW, &error);
    g_assert_no_error(error);
    return slots;
}

static void joined(const GArray *slots)
{
    for (guint i = 1; i < slots->len; i++)
        g_assert_cmpint(
            g_array_index(slots, Slot, i - 1).ends_at, ==, g_array_index(slots, Slot, i).begins_at);
}

/* Months put one after the other are the year: no minute lost, none doubled. */
static void test_months_join(void)
{
    static const char *const patterns[] = {"h24", "day_night"};
    g_auto(Catalog) catalog = catalog_open();

    for (size_t p = 0; p < G_N_ELEMENTS(patterns); p++) {
        g_autoptr(GArray) year = slots_of(&catalog, patterns[p], "2024-01-01", "2024-12-31");
        g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(Slot));

        for (int month = 1; month <= 12; month++) {
            g_autofree char *from = g_strdup_printf("2024-%02d-01", month);
            int64_t first = 0;
            day_parse(from, &first, NULL);
            g_autofree char *to = day_print(day_month_first(first, 1) - 1);
            g_autoptr(GArray) part = slots_of(&catalog, patterns[p], from, to);
            g_array_append_vals(parts, part->data, part->len);
        }
        g_assert_cmpuint(parts->len, ==, year->len);
        joined(parts);
    }
}

static void test_over_new_year(void)
{
    g_auto(Catalog) catalog = catalog_open();
    g_autoptr(GArray) slots = slots_of(&catalog, "h24", "2025-12-31", "2026-01-01");
    const Slot *last = &g_array_index(slots, Slot, 0), *first = &g_array_index(slots, Slot, 1);

    joined(slots);
    g_assert_cmpint(last->ends_at - last->begins_at, ==, DAY_MS);
    g_assert_cmpint(last->kind, ==, DAY_WORKDAY);
    g_assert_cmpint(first->kind, ==, DAY_HOLIDAY);
}

static void test_weekend_block(void)
{
    g_auto(Catalog) catalog = catalog_open();
    g_autoptr(GArray) slots = slots_of(&catalog, "weekend_block", "2026-03-02", "2026-03-15");

    joined(slots);
    g_assert_cmpuint(slots->len, ==, 10);
    g_assert_cmpint(g_array_index(slots, Slot, 4).ends_at - g_array_index(slots, Slot, 4).begins_at,
        ==, 3 * DAY_MS);
    /* Most of it is Saturday and Sunday, so it counts as rest days. */
    g_assert_cmpint(g_array_index(slots, Slot, 4).kind, ==, DAY_REST);
}

/* A make-up Sunday has a night only; the holidays after it are stood around the clock. */
static void test_office_night(void)
{
    g_auto(Catalog) catalog = catalog_open();
    g_autoptr(GArray) sunday = slots_of(&catalog, "office_night", "2026-09-20", "2026-09-20");
    g_autoptr(GArray) holiday = slots_of(&catalog, "office_night", "2026-10-01", "2026-10-01");

    g_assert_cmpstr(g_array_index(sunday, Slot, 0).name, ==, "night");
    g_assert_cmpstr(g_array_index(holiday, Slot, 0).name, ==, "day24");
    g_assert_cmpuint(sunday->len, ==, 1);
}

static void test_unknown_year(void)
{
    g_auto(Catalog) catalog = catalog_open();
    g_autoptr(GError) error = NULL;
    int64_t days[2] = {0, 0};

    day_parse("2026-12-31", &days[0], NULL);
    days[1] = days[0] + 1;
    g_assert_null(pattern_slots(
        duty_rules_pattern(catalog.rules, "h24"), catalog.workdays, days, WORKDAYS_NOW, &error));
    g_assert_cmpstr(fail_reason(error), ==, "no_calendar");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pattern/months join without a minute lost or doubled", test_months_join);
    g_test_add_func("/pattern/a shift goes over New Year", test_over_new_year);
    g_test_add_func("/pattern/Friday to Sunday is one shift", test_weekend_block);
    g_test_add_func("/pattern/a make-up Sunday is an ordinary night", test_office_night);
    g_test_add_func("/pattern/an unknown year has no shifts", test_unknown_year);
    return g_test_run();
}
