/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/pattern.h"

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

static int64_t day_number(const char *text)
{
    int64_t day = 0;

    g_assert_true(day_parse(text, &day, NULL));
    return day;
}

static Catalog catalog_open(void)
{
    return (Catalog){workdays_new(NULL, NULL, NULL), duty_rules_new(NULL, NULL, NULL)};
}

static GArray *slots_known(
    const Catalog *catalog, const char *pattern, const char *from, const char *to, int64_t known_at)
{
    const int64_t days[2] = {day_number(from), day_number(to)};
    g_autoptr(GError) error = NULL;
    GArray *slots = NULL;

    slots = pattern_slots(
        duty_rules_pattern(catalog->rules, pattern), catalog->workdays, days, known_at, &error);
    g_assert_no_error(error);
    return slots;
}

static GArray *slots_of(
    const Catalog *catalog, const char *pattern, const char *from, const char *to)
{
    return slots_known(catalog, pattern, from, to, WORKDAYS_NOW);
}

/* "29 08:30+24 holiday, …": day, beginning and hours of each. */
static void slots_are(const GArray *slots, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < slots->len; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);
        int year = 0, month = 0, day = 0, minute = 0;

        moment_split(slot->begins_at, &year, &month, &day, &minute);
        g_string_append_printf(text, "%s%02d %02d:%02d+%d %s", i == 0 ? "" : ", ", day, minute / 60,
            minute % 60, (int) ((slot->ends_at - slot->begins_at) / HOUR_MS),
            day_kind_word(slot->kind));
    }
    g_assert_cmpstr(text->str, ==, expected);
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
    /* New Year's Day is a holiday by law; what the second of January is only the notice says. */
    days[1] = days[0] + 2;
    g_assert_null(pattern_slots(
        duty_rules_pattern(catalog.rules, "h24"), catalog.workdays, days, WORKDAYS_NOW, &error));
    g_assert_cmpstr(fail_reason(error), ==, "no_calendar");
}

/* The day that only leap years have is stood like any other. */
static void test_leap_day(void)
{
    g_auto(Catalog) catalog = catalog_open();
    g_autoptr(GArray) whole = slots_of(&catalog, "h24", "2024-02-28", "2024-03-01");
    g_autoptr(GArray) nights = slots_of(&catalog, "office_night", "2024-02-28", "2024-03-02");

    joined(whole);
    slots_are(whole, "28 08:30+24 workday, 29 08:30+24 workday, 01 08:30+24 workday");
    slots_are(
        nights, "28 17:30+15 workday, 29 17:30+15 workday, 01 17:30+15 workday, 02 08:30+24 rest");
}

/* Into the holiday and out of it: make-up Sunday, New Year's Eve of the moon, last day. */
static void test_lunar(void)
{
    g_auto(Catalog) catalog = catalog_open();
    g_autoptr(GArray) into = slots_of(&catalog, "office_night", "2025-01-26", "2025-01-29");
    g_autoptr(GArray) out = slots_of(&catalog, "office_night", "2025-02-04", "2025-02-05");
    g_autoptr(GArray) next = slots_of(&catalog, "office_night", "2026-02-14", "2026-02-15");
    g_autoptr(GArray) after = slots_of(&catalog, "office_night", "2026-02-23", "2026-02-24");
    const int64_t unknown[2] = {day_number("2027-02-05"), day_number("2027-02-07")};
    g_autoptr(GError) error = NULL;

    slots_are(
        into, "26 17:30+15 workday, 27 17:30+15 workday, 28 08:30+24 holiday, 29 08:30+24 holiday");
    slots_are(out, "04 08:30+24 holiday, 05 17:30+15 workday");
    slots_are(next, "14 17:30+15 workday, 15 08:30+24 holiday");
    slots_are(after, "23 08:30+24 holiday, 24 17:30+15 workday");
    /* No notice: said, not guessed. */
    g_assert_null(pattern_slots(
        duty_rules_pattern(catalog.rules, "h24"), catalog.workdays, unknown, WORKDAYS_NOW, &error));
    g_assert_cmpstr(fail_reason(error), ==, "no_calendar");
}

/* The notice of 26 January 2020 changes the shifts of three days and no others. */
static void test_mid_year(void)
{
    g_auto(Catalog) catalog = catalog_open();
    int64_t notice_at = moment_day_start(day_number("2020-01-26"));
    g_autoptr(GArray) before =
        slots_known(&catalog, "office_night", "2020-01-30", "2020-02-03", notice_at - 1);
    g_autoptr(GArray) after =
        slots_known(&catalog, "office_night", "2020-01-30", "2020-02-03", notice_at);

    slots_are(before, "30 08:30+24 holiday, 31 17:30+15 workday, 01 17:30+15 workday,"
                      " 02 08:30+24 rest, 03 17:30+15 workday");
    slots_are(after, "30 08:30+24 holiday, 31 08:30+24 holiday, 01 08:30+24 holiday,"
                     " 02 08:30+24 holiday, 03 17:30+15 workday");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pattern/months join without a minute lost or doubled", test_months_join);
    g_test_add_func("/pattern/a shift goes over New Year", test_over_new_year);
    g_test_add_func("/pattern/Friday to Sunday is one shift", test_weekend_block);
    g_test_add_func("/pattern/a make-up Sunday is an ordinary night", test_office_night);
    g_test_add_func("/pattern/a leap day is stood like any other", test_leap_day);
    g_test_add_func("/pattern/the holidays of the moon, 2025 to 2027", test_lunar);
    g_test_add_func(
        "/pattern/a notice in the course of 2020 changes what it touches", test_mid_year);
    g_test_add_func("/pattern/an unknown year has no shifts", test_unknown_year);
    return g_test_run();
}
