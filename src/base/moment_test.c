/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"

#include "base/clock.h"
#include "base/fail.h"

static int64_t parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    int64_t at = -1;
    bool parsed = moment_parse(text, &at, &error);
    g_assert_no_error(error);
    g_assert_true(parsed);
    return at;
}

static void test_it_prints_beijing_time(void)
{
    g_autofree char *whole = moment_print(INT64_C(1795200000000));
    g_assert_cmpstr(whole, ==, "2026-11-21T02:40:00+08:00");
    g_autofree char *part = moment_print(INT64_C(1795200000123));
    g_assert_cmpstr(part, ==, "2026-11-21T02:40:00.123+08:00");
    g_autofree char *zero = moment_print(0);
    g_assert_cmpstr(zero, ==, "1970-01-01T08:00:00+08:00");
}

static void test_it_reads_any_offset(void)
{
    g_assert_cmpint(parse("2026-11-21T02:40:00+08:00"), ==, INT64_C(1795200000000));
    g_assert_cmpint(parse("2026-11-20T18:40:00Z"), ==, INT64_C(1795200000000));
    g_assert_cmpint(parse("2026-11-20t10:40:00.12399-08:00"), ==, INT64_C(1795200000123));
    g_assert_cmpint(parse("1970-01-01T00:00:00.5z"), ==, 500);
    g_assert_cmpint(parse("2000-02-29T00:00:00Z"), ==, INT64_C(951782400000));
    g_assert_cmpint(parse("2017-01-01T07:59:60+08:00"), ==, parse("2017-01-01T00:00:00Z"));
}

static void test_it_refuses_what_is_not_a_moment(void)
{
    const char *const wrong[] = {"", "2026-11-21", "2026-11-21T02:40:00", "2026-11-21T02:40Z",
        "2026-11-21 02:40:00Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-01-01T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T02:60:00Z",
        "2026-11-21T02:40:60Z", "2026-11-21T02:40:61Z", "2026-11-21T02:40:00.Z",
        "2026-11-21T02:40:00+8:00", "2026-11-21T02:40:00+24:00", "2026-11-21T02:40:00+0800",
        "2026-11-21T02:40:00Z ", "9999-12-31T16:00:00Z", "1970-01-01T00:00:00+23:59",
        "+2026-11-21T02:40:00Z", "2026-00-21T02:40:00Z", "2026-11-00T02:40:00Z",
        "２026-11-21T02:40:00Z", "2026-11-21T02:40:00,5Z"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        int64_t at = 7;
        if (moment_parse(wrong[i], &at, &error))
            g_error("accepted: %s", wrong[i]);
        g_assert_error(error, FAIL, FAIL_INVALID);
        g_assert_cmpint(at, ==, 7);
    }
}

static void test_what_it_prints_it_reads(void)
{
    for (int64_t at = -8 * HOUR_MS; at < INT64_C(250000000000000); at += INT64_C(98765432101)) {
        g_autofree char *text = moment_print(at);
        g_assert_cmpint(parse(text), ==, at);
    }
}

static void test_it_knows_every_day_of_the_calendar(void)
{
    g_autoptr(GDateTime) day = g_date_time_new_utc(1970, 1, 1, 0, 0, 0);
    for (int64_t number = 0; number < 80000; number++) {
        int year, month, of_month, minute;
        moment_split(moment_day_start(number) + 61 * MINUTE_MS, &year, &month, &of_month, &minute);
        g_assert_cmpint(year, ==, g_date_time_get_year(day));
        g_assert_cmpint(month, ==, g_date_time_get_month(day));
        g_assert_cmpint(of_month, ==, g_date_time_get_day_of_month(day));
        g_assert_cmpint(minute, ==, 61);
        g_assert_cmpint(moment_day(moment_day_start(number)), ==, number);
        g_assert_cmpint(moment_day(moment_day_start(number) - 1), ==, number - 1);
        GDateTime *next = g_date_time_add_days(day, 1);
        g_date_time_unref(day);
        day = next;
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/moment/it prints Beijing time", test_it_prints_beijing_time);
    g_test_add_func("/moment/it reads any offset", test_it_reads_any_offset);
    g_test_add_func(
        "/moment/it refuses what is not a moment", test_it_refuses_what_is_not_a_moment);
    g_test_add_func("/moment/what it prints it reads", test_what_it_prints_it_reads);
    g_test_add_func(
        "/moment/it knows every day of the calendar", test_it_knows_every_day_of_the_calendar);
    return g_test_run();
}
