/* SPDX-License-Identifier: Apache-2.0 */
#include "daybook/day_log.h"

#include "base/day.h"
#include "base/json.h"
#include "daybook/module.h"
#include "roster/desk.h"

static const Module *const more[] = {DESK_MODULES, &daybook_module, NULL};

static DaySpan span_of(Db *db, const char *text)
{
    g_autoptr(GError) error = NULL;
    DaySpan span = {0};
    int64_t day = 0;

    g_assert_true(day_parse(text, &day, &error));
    g_assert_true(day_span(db, ROOM_STREET, day, &span, &error));
    g_assert_no_error(error);
    return span;
}

/* Whatever the pattern, and when no roster goes on, one day's paper ends where the next begins. */
static void days_follow(StoreFixture *fixture, const char *pattern)
{
    Desk *desk = desk_open_with(fixture, more);

    desk_posts_by(desk, pattern);
    g_free(desk_publish(desk, "2026-02-01", "2026-02-14"));
    Db *db = fixture_reader(fixture);
    int64_t until = span_of(db, "2026-01-31").until, first = 0;
    day_parse("2026-02-01", &first, NULL);
    for (int64_t day = first; day < first + 20; day++) {
        g_autofree char *text = day_print(day);
        DaySpan span = span_of(db, text);
        g_assert_cmpint(span.from, ==, until);
        g_assert_cmpint(span.until, >, span.from);
        until = span.until;
    }
    db_release(db);
    desk_close(desk);
}

static void test_whole_days(StoreFixture *fixture)
{
    days_follow(fixture, "h24");
}

static void test_nights(StoreFixture *fixture)
{
    days_follow(fixture, "office_night");
}

/* A watch from Friday to Monday is three days of paper, each from the hour at which it began. */
static void test_weekend(StoreFixture *fixture)
{
    Desk *desk = desk_open_with(fixture, more);
    int64_t friday = 0;

    desk_posts_by(desk, "weekend_block");
    g_free(desk_publish(desk, "2026-02-02", "2026-02-08"));
    Db *db = fixture_reader(fixture);
    friday = span_of(db, "2026-02-06").from;
    g_assert_cmpint(span_of(db, "2026-02-07").from, ==, friday + DAY_MS);
    g_assert_cmpint(span_of(db, "2026-02-08").until, ==, friday + 3 * DAY_MS);
    db_release(db);
    desk_close(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("day_log", "days follow each other without a gap", test_whole_days);
    fixture_add("day_log", "so do nights and days off", test_nights);
    fixture_add("day_log", "a watch over a weekend is three papers", test_weekend);
    return g_test_run();
}
