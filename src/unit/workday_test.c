/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/workday.h"

#include "base/fail.h"
#include "base/moment.h"

#include <glib/gstdio.h>
#include <string.h>

static int64_t day_of(const char *text)
{
    int64_t day = 0;

    g_assert_true(day_parse(text, &day, NULL));
    return day;
}

static Workdays *builtin(void)
{
    g_autoptr(GError) error = NULL;
    Workdays *workdays = workdays_new(NULL, NULL, &error);

    g_assert_no_error(error);
    return workdays;
}

static Workday workday_at(const Workdays *workdays, const char *text, int64_t known_at)
{
    g_autoptr(GError) error = NULL;
    Workday workday = {0};

    workdays_day(workdays, day_of(text), known_at, &workday, &error);
    g_assert_no_error(error);
    return workday;
}

static void kind_is(const Workdays *workdays, const char *text, DayKind kind)
{
    g_test_message("%s", text);
    g_assert_cmpint(workday_at(workdays, text, WORKDAYS_NOW).kind, ==, kind);
}

static void test_kinds(void)
{
    g_autoptr(Workdays) workdays = builtin();

    kind_is(workdays, "2026-10-08", DAY_WORKDAY);
    kind_is(workdays, "2026-09-20", DAY_WORKDAY); /* a Sunday */
    g_assert_true(workday_at(workdays, "2026-09-20", WORKDAYS_NOW).made_up);
    kind_is(workdays, "2026-09-19", DAY_REST);
    kind_is(workdays, "2024-02-29", DAY_WORKDAY);
    kind_is(workdays, "2022-12-31", DAY_HOLIDAY); /* by the notice of 2023 */
    kind_is(workdays, "2023-01-03", DAY_WORKDAY);
    kind_is(workdays, "2021-01-02", DAY_HOLIDAY);
}

static void test_statutory(void)
{
    static const struct {
        const char *day;
        bool statutory;
    } days[] = {{"2025-01-28", true}, {"2025-01-31", true}, {"2025-02-01", false},
        {"2024-02-09", false}, {"2024-02-10", true}, {"2024-05-02", false}, {"2025-05-02", true},
        {"2026-02-16", true}, {"2026-02-20", false}, {"2026-10-03", true}, {"2026-10-04", false}};
    g_autoptr(Workdays) workdays = builtin();

    for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
        g_test_message("%s", days[i].day);
        g_assert_cmpint(
            workday_at(workdays, days[i].day, WORKDAYS_NOW).statutory, ==, days[i].statutory);
    }
}

/* Every holiday named by the moon, of the years whose notices are known. */
static void test_lunar(void)
{
    static const char *const days[] = {"2025-01-29", "spring_festival", "2025-05-31", "dragon_boat",
        "2025-10-06", "mid_autumn", "2026-02-17", "spring_festival", "2026-06-19", "dragon_boat",
        "2026-09-25", "mid_autumn", NULL};
    g_autoptr(Workdays) workdays = builtin();

    for (const char *const *day = days; *day != NULL; day += 2) {
        Workday workday = workday_at(workdays, day[0], WORKDAYS_NOW);
        g_assert_cmpint(workday.kind, ==, DAY_HOLIDAY);
        g_assert_cmpstr(workday.name, ==, day[1]);
        g_assert_true(workday.statutory);
    }
}

static void test_unknown(void)
{
    g_autoptr(Workdays) workdays = builtin();
    g_autoptr(GError) error = NULL;
    Workday workday = {.kind = DAY_REST};

    g_assert_false(workdays_day(workdays, day_of("2027-02-06"), WORKDAYS_NOW, &workday, &error));
    g_assert_cmpstr(fail_reason(error), ==, "no_calendar");
    g_assert_false(workdays_has_year(workdays, 2027, WORKDAYS_NOW));
    g_assert_true(workdays_has_year(workdays, 2026, WORKDAYS_NOW));
    /* Before its notice, a year was not known either. */
    g_assert_false(workdays_has_year(workdays, 2026, moment_day_start(day_of("2025-11-03"))));
}

static void test_mid_year(void)
{
    g_autoptr(Workdays) workdays = builtin();
    int64_t before = moment_day_start(day_of("2020-01-25"));
    int64_t after = moment_day_start(day_of("2020-01-26"));
    json_auto_t *notices = workdays_notices(workdays, 2020);

    g_assert_cmpint(workday_at(workdays, "2020-01-31", before).kind, ==, DAY_WORKDAY);
    g_assert_true(workday_at(workdays, "2020-02-01", before).made_up);
    g_assert_cmpint(workday_at(workdays, "2020-02-02", before).kind, ==, DAY_REST);
    g_assert_cmpint(workday_at(workdays, "2020-01-31", after).kind, ==, DAY_HOLIDAY);
    g_assert_cmpint(workday_at(workdays, "2020-02-01", after).kind, ==, DAY_HOLIDAY);
    g_assert_cmpint(workday_at(workdays, "2020-02-02", after).kind, ==, DAY_HOLIDAY);
    g_assert_cmpint(workday_at(workdays, "2020-02-03", after).kind, ==, DAY_WORKDAY);
    g_assert_cmpuint(json_array_size(notices), ==, 2);
}

#define OWN                                                                                        \
    "{\"year\": 2027, \"notice\": {\"title\": \"t\", \"issued\": \"2026-11-20\"}, \"holidays\": "  \
    "[{\"day\": \"2027-01-01\", \"name\": \"new_year\", \"statutory\": true}], \"workdays\": "     \
    "[\"2027-01-03\"]}"

static void file_put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, "calendar", name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void folder_drop(const char *folder)
{
    static const char *const names[] = {"cn-2027.json", "cn-2026.json", "2026.json", "notes.txt"};
    g_autofree char *calendar = g_build_filename(folder, "calendar", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(calendar, names[i], NULL);
        g_remove(path);
    }
    g_rmdir(calendar);
    g_rmdir(folder);
}

static int faults_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

static void test_own(void)
{
    g_autofree char *folder = g_dir_make_tmp("calendar-XXXXXX", NULL);
    g_autofree char *calendar = g_build_filename(folder, "calendar", NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(Workdays) workdays = NULL;

    g_assert_cmpint(g_mkdir(calendar, 0700), ==, 0);
    file_put(folder, "cn-2027.json", OWN);
    file_put(folder, "cn-2026.json", "{\"year\": 2026}");
    file_put(folder, "2026.json", OWN);
    file_put(folder, "notes.txt", "not a calendar");
    workdays = workdays_new(folder, faults, &error);
    folder_drop(folder);
    g_assert_no_error(error);
    g_ptr_array_sort(faults, faults_compare);
    g_assert_cmpuint(faults->len, ==, 2);
    g_assert_true(
        g_str_has_suffix(faults->pdata[0], "/2026.json: a calendar is called cn-YEAR.json"));
    g_assert_true(
        g_str_has_suffix(faults->pdata[1], "/cn-2026.json:1: notice/title: a text is missing"));
    kind_is(workdays, "2027-01-01", DAY_HOLIDAY);
    kind_is(workdays, "2027-01-03", DAY_WORKDAY);
    kind_is(workdays, "2026-10-01", DAY_HOLIDAY);
}

#define NOTICE "{\"year\": 2027, \"notice\": {\"title\": \"t\", \"issued\": \"2026-11-20\"}, "

static void test_refused(void)
{
    static const char *const wrong[] = {"", "[]", "{}", "{\"year\": 2027}",
        "{\"year\": 2027, \"notice\": {\"title\": \"t\", \"issued\": \"soon\"}}",
        "{\"year\": 2027, \"notice\": {\"title\": \"t\", \"issued\": \"2026-11-20\"}}",
        "{\"year\": 2027, \"notice\": {\"title\": \"t\", \"issued\": \"2026-11-20\"}, "
        "\"holidays\": [{\"day\": \"2027-02-30\", \"name\": \"new_year\"}]}",
        "{\"year\": 2027, \"notice\": {\"title\": \"t\", \"issued\": \"2026-11-20\"}, "
        "\"holidays\": [{\"day\": \"2027-02-03\", \"name\": \"my_birthday\"}]}",
        "{\"year\": 2027, \"notice\": {\"title\": \"t\", \"issued\": \"2026-11-20\"}, "
        "\"holidays\": [{\"day\": \"2027-01-01\", \"name\": \"new_year\"}], \"workdays\": [7]}",
        NOTICE "\"holidays\": [{\"day\": \"2026-10-01\", \"name\": \"national_day\"}]}",
        NOTICE "\"holidays\": [{\"day\": \"2027-01-01\", \"name\": \"new_year\"}], "
               "\"workday\": [\"2027-01-03\"]}",
        NOTICE "\"holidays\": [{\"date\": \"2027-01-01\", \"name\": \"new_year\"}]}", NULL};
    g_autoptr(Workdays) workdays = builtin();

    for (const char *const *text = wrong; *text != NULL; text++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(workdays_add(workdays, "own.json", *text, strlen(*text), &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
        g_assert_false(workdays_has_year(workdays, 2027, WORKDAYS_NOW));
    }
}

/* The line is named, as of every other file of the catalog. */
static void test_line(void)
{
    static const struct {
        const char *text, *said;
    } wrong[] = {
        {NOTICE "\n\"holidays\": [\n{\"day\": \"2027-01-01\", \"name\": \"new_year\"},\n"
                "{\"day\": \"2027-02-30\", \"name\": \"new_year\"}]}",
            "own.json:4: holidays/1/day: "},
        {NOTICE "\"holidays\": [\n{\"day\": \"2027-01-01\", \"name\": \"new_year\"}],\n"
                "\"workdays\": [\n\"2027-01-03\",\n7]}",
            "own.json:5: workdays/1: "},
        {NOTICE "\"holidays\": [\n{\"day\": \"2027-01-01\", \"name\": \"new_year\"}],\n"
                "\"workday\": []}",
            "own.json:3: workday: there is no such member"},
        {NOTICE "\"holidays\": [\n{\"day\": \"2027-01-01\",\n\"nme\": \"new_year\"}]}",
            "own.json:3: holidays/0: nme: there is no such member"},
        {NOTICE "\"holidays\": [{\"day\": \"2027-01-01\", \"name\": \"new_year\"}],\n"
                "\"versions\": [\n{\"notice\": {\"title\": \"t\",\n\"issued\": \"soon\"}}]}",
            "own.json:4: versions/0: notice/issued: "},
    };
    g_autoptr(Workdays) workdays = builtin();

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false(
            workdays_add(workdays, "own.json", wrong[i].text, strlen(wrong[i].text), &error));
        if (!g_str_has_prefix(error->message, wrong[i].said))
            g_error("%s", error->message);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/workday/a make-up Sunday is worked, a leap day is a day", test_kinds);
    g_test_add_func("/workday/the law's own days are told from the rest", test_statutory);
    g_test_add_func("/workday/holidays of the moon stand where the notice says", test_lunar);
    g_test_add_func("/workday/a year without its notice is refused", test_unknown);
    g_test_add_func("/workday/a change in the year counts from its notice", test_mid_year);
    g_test_add_func("/workday/an operator's own year is read, a wrong one is not", test_own);
    g_test_add_func("/workday/a file with a fault changes nothing", test_refused);
    g_test_add_func("/workday/a fault is named with its line", test_line);
    return g_test_run();
}
