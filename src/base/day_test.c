/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"

#include "base/fail.h"
#include "base/moment.h"

static int64_t day_of(const char *text)
{
    int64_t day = 0;
    g_autoptr(GError) error = NULL;

    day_parse(text, &day, &error);
    g_assert_no_error(error);
    return day;
}

static void test_both_ways(void)
{
    g_assert_cmpint(day_of("1970-01-01"), ==, 0);
    for (int64_t day = 0; day < 30000; day++) {
        g_autofree char *text = day_print(day);
        g_assert_cmpint(day_of(text), ==, day);
        g_assert_cmpint(moment_day(moment_day_start(day)), ==, day);
        g_assert_cmpint(day_weekday(day), ==, (day + 3) % 7 + 1);
    }
}

static void test_refused(void)
{
    static const char *const wrong[] = {"", "2026-2-1", "2025-02-29", "2026-13-01", "2026-00-10",
        "2026-01-32", "1969-12-31", "2026-01-01T", "2026/01/01", "20260-1-01", NULL};

    for (const char *const *text = wrong; *text != NULL; text++) {
        g_autoptr(GError) error = NULL;
        int64_t day = 7;
        g_assert_false(day_parse(*text, &day, &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
        g_assert_cmpint(day, ==, 7);
    }
}

static void test_months(void)
{
    g_assert_cmpint(day_month_first(day_of("2024-02-29"), 0), ==, day_of("2024-02-01"));
    g_assert_cmpint(day_month_first(day_of("2026-12-31"), 1), ==, day_of("2027-01-01"));
    g_assert_cmpint(day_month_first(day_of("2026-01-15"), -1), ==, day_of("2025-12-01"));
    g_assert_cmpint(day_year(day_of("2026-12-31")), ==, 2026);
}

static void test_minutes(void)
{
    static const char *const wrong[] = {
        "", "9:30", " 9:30", "+9:30", "09:3 ", "24:00", "09:60", "09:30\n", "09.30", "0930", NULL};
    int64_t minute = 7;

    for (const char *const *text = wrong; *text != NULL; text++)
        g_assert_false(day_minute_parse(*text, &minute));
    g_assert_false(day_minute_parse(NULL, &minute));
    g_assert_cmpint(minute, ==, 7);
    g_assert_true(day_minute_parse("00:00", &minute));
    g_assert_cmpint(minute, ==, 0);
    g_assert_true(day_minute_parse("23:59", &minute));
    g_assert_cmpint(minute, ==, 1439);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/day/every day of eighty years is read as it is written", test_both_ways);
    g_test_add_func("/day/a day that does not exist is refused", test_refused);
    g_test_add_func("/day/months are counted over the border of the year", test_months);
    g_test_add_func("/day/a time of day is two digits, a colon and two digits", test_minutes);
    return g_test_run();
}
