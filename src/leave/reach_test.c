/* SPDX-License-Identifier: Apache-2.0 */
#include "leave/reach.h"

#include "base/json.h"
#include "base/moment.h"
#include "dispatch/module.h"
#include "leave/module.h"
#include "matter/room.h"

#define assert_text(object, name, expected) g_assert_cmpstr(json_text(object, name), ==, expected)

static const Module *const more[] = {&dispatch_module, &leave_module, NULL};

static json_t *street(void)
{
    return json_pack("{s:s}", "unit", ROOM_STREET);
}

static const json_t *item(const json_t *page, const char *list, size_t i)
{
    return json_array_get(json_object_get(page, list), i);
}

static size_t notices(Room *room, const char *word)
{
    json_auto_t *page = town_ask(room->town, "notice.list", room->officer, street());
    const json_t *one = NULL;
    size_t i = 0, count = 0;

    json_array_foreach (json_object_get(page, "items"), i, one) {
        if (g_strcmp0(json_text(one, "text"), word) == 0)
            count++;
    }
    return count;
}

static json_t *answer(const char *test, const char *person, const char *how)
{
    return json_pack("{s:s, s:s*, s:s*}", "id", test, "person", person, "how", how);
}

static void test_reach(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *made = town_do(room->town, "reach.start", room->officer, street());
    const char *test = json_text(made, "id");

    town_refused(room->town, "reach.start", room->officer, street(), "reach_running");
    g_assert_cmpuint(notices(room, "reach.asked"), ==, 2);
    json_auto_t *mine = town_ask(room->town, "reach.numbers", room->head, street());
    assert_text(mine, "mine", test);
    json_decref(town_do(room->town, "reach.answer", room->head, answer(test, NULL, NULL)));
    town_refused(room->town, "reach.answer", room->officer,
        answer(test, room->leader->person, "page"), "how not_a_choice");
    town_refused(room->town, "reach.answer", room->member,
        answer(test, room->leader->person, "phone"), "denied");
    town_refused(
        room->town, "reach.answer", room->officer, answer(test, NULL, NULL), "reach_not_asked");
    room_pass(room, 16);
    g_assert_cmpuint(notices(room, "reach.missed"), ==, 1);
    json_decref(town_do(
        room->town, "reach.answer", room->officer, answer(test, room->leader->person, "phone")));
    json_auto_t *tests = town_ask(room->town, "reach.tests", room->inspector, street());
    const json_t *first = item(tests, "items", 0);
    g_assert_false(json_flag(first, "open"));
    g_assert_cmpint(json_number(first, "asked", 0), ==, 2);
    g_assert_cmpint(json_number(first, "answered", 0), ==, 1);
    g_assert_true(
        json_flag(item(first, "people", 0), "late") != json_flag(item(first, "people", 1), "late"));
    json_auto_t *numbers = town_ask(room->town, "reach.numbers", room->head, street());
    g_assert_null(json_text(numbers, "mine"));
    assert_text(item(numbers, "people", 0), "state", "verified");
    room_pass(room, INT64_C(31) * 24 * 60);
    json_auto_t *old = town_ask(room->town, "reach.numbers", room->head, street());
    assert_text(item(old, "people", 0), "state", "stale");
    room_close(room);
}

static void test_plan(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);

    town_refused(room->town, "reach.plan", room->officer,
        json_pack("{s:s, s:i}", "unit", ROOM_STREET, "every_days", 7), "denied");
    town_refused(room->town, "reach.plan", room->leader,
        json_pack("{s:s, s:i, s:s}", "unit", ROOM_STREET, "every_days", 7, "from", "25:00"),
        "from not_a_time");
    town_done(room->town, "reach.plan", room->leader,
        json_pack("{s:s, s:i}", "unit", ROOM_STREET, "every_days", 1));
    room_pass(room, INT64_C(3) * 24 * 60 + 19 * 60);
    json_auto_t *tests = town_ask(room->town, "reach.tests", room->officer, street());
    g_assert_cmpuint(json_array_size(json_object_get(tests, "items")), ==, 3);
    town_done(room->town, "reach.plan", room->leader,
        json_pack("{s:s, s:i}", "unit", ROOM_STREET, "every_days", 0));
    room_pass(room, INT64_C(9) * 24 * 60);
    json_auto_t *after = town_ask(room->town, "reach.tests", room->officer, street());
    g_assert_cmpuint(json_array_size(json_object_get(after, "items")), ==, 3);
    room_close(room);
}

static int64_t number(Room *room, const char *sql)
{
    g_autoptr(Db) db = store_reader(engine_store(room->town->engine), NULL);

    return fixture_number(db, sql);
}

/* A known key: by another, a test may well come in the window's first minute. */
static void key_set(Room *room)
{
    g_autoptr(Db) db = store_writer(engine_store(room->town->engine), NULL);

    g_assert_true(store_run_script(db,
        "INSERT INTO presence_key (id, key) VALUES (1,"
        " '5c1d7a90e2b4463f8d0a6e9b31f4c7725c1d7a90e2b4463f8d0a6e9b31f4c772')",
        NULL));
}

/* The minute stands in no event and no clock, is another each day, and is kept. */
static void test_unforeseen(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    int64_t minutes[3] = {0}, day = INT64_C(24) * 60;

    key_set(room);
    town_done(room->town, "reach.plan", room->leader,
        json_pack("{s:s, s:i}", "unit", ROOM_STREET, "every_days", 1));
    for (int i = 0; i < 3; i++) {
        room_pass(room, i == 0 ? day + 61 : 12 * 60 + 1); /* 09:01: the window has begun */
        int64_t at =
            number(room, "SELECT COALESCE(MAX(at), 0) FROM wake WHERE chore = 'reach.ask'");
        int64_t now = clock_now(room->town->clock), begins = now - MINUTE_MS;

        g_assert_cmpint(at, >=, begins);
        g_assert_cmpint(at, <, begins + 12 * HOUR_MS);
        g_assert_cmpint(number(room, "SELECT COUNT(*) FROM due WHERE chore = 'reach.ask'"), ==, 0);
        g_assert_cmpint(number(room, "SELECT (at / 60000) % 1440 FROM due WHERE chore = "
                                     "'reach.start'"),
            ==, 60); /* 09:00 in Beijing is 01:00 */
        g_assert_cmpint(number(room, "SELECT COUNT(*) FROM reach_test"), ==, i);
        room_pass(room, 12 * 60 - 1); /* 21:00 */
        g_assert_cmpint(number(room, "SELECT MAX(started_at) FROM reach_test"), ==, at);
        minutes[i] = (at - begins) / MINUTE_MS;
    }
    g_assert_true(minutes[0] != minutes[1] && minutes[1] != minutes[2]);
    room_close(room);
}

#define SPAN 3
#define TESTS_MOST 64

/* Days between one test and the next, the first counted from the plan. Neither `due` nor the plan
 * tells more than that one may come. */
static int gaps_read(Room *room, int64_t days, int gaps[TESTS_MOST])
{
    int64_t last = moment_day(clock_now(room->town->clock));
    int found = 0;

    for (int64_t day = 0; day < days; day++) {
        room_pass(room, INT64_C(24) * 60);
        int64_t tests = number(room, "SELECT COUNT(*) FROM reach_test");
        int64_t today =
            moment_day(number(room, "SELECT COALESCE(MAX(started_at), 0) FROM reach_test"));

        g_assert_cmpint(number(room, "SELECT COUNT(*) FROM due WHERE chore = 'reach.ask'"), ==, 0);
        g_assert_cmpint(tests, <=, found + 1);
        if (tests == found)
            continue;
        g_assert_cmpint(found, <, TESTS_MOST);
        gaps[found++] = (int) (today - last);
        last = today;
    }
    return found;
}

/* Any day from the next to the fifth, by another key another: none is told by those before. */
static void test_day(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    int gaps[TESTS_MOST] = {0}, often[2 * SPAN] = {0}, sum = 0;

    key_set(room);
    town_done(room->town, "reach.plan", room->leader,
        json_pack("{s:s, s:i}", "unit", ROOM_STREET, "every_days", SPAN));
    int found = gaps_read(room, 150, gaps);
    g_assert_cmpint(found, >=, 150 / (2 * SPAN - 1));
    for (int i = 0; i < found; i++) {
        g_assert_cmpint(gaps[i], >=, 1);
        g_assert_cmpint(gaps[i], <, 2 * SPAN);
        often[gaps[i]]++;
        sum += gaps[i];
    }
    for (int gap = 1; gap < 2 * SPAN; gap++)
        g_assert_cmpint(often[gap], >, 0);
    g_assert_cmpint(sum, >=, found * (SPAN - 1));
    g_assert_cmpint(sum, <=, found * (SPAN + 1));
    room_close(room);
}

static json_t *list(void)
{
    return json_pack("{s:s, s:s, s:[{s:s, s:s}, {s:s, s:s, s:s}]}", "unit", ROOM_STREET, "by",
        "09:00", "items", "name", "值班电话", "kind", "line", "name", "传真机", "kind", "fax",
        "number", "0731-1");
}

static json_t *check(bool fax)
{
    return json_pack("{s:s, s:[{s:s, s:b}, {s:s, s:b, s:s}]}", "unit", ROOM_STREET, "items", "item",
        "line-1", "works", 1, "item", "fax-1", "works", fax ? 1 : 0, "words", "卡纸");
}

static size_t tasks(Room *room)
{
    json_auto_t *page = town_ask(room->town, "matter.list", room->officer, street());

    return json_array_size(json_object_get(page, "items"));
}

static void test_equipment(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);

    town_refused(room->town, "equipment.list", room->member, list(), "denied");
    town_done(room->town, "equipment.list", room->officer, list());
    town_done(room->town, "equipment.check", room->officer, check(true));
    room_pass(room, INT64_C(24) * 60); /* 08:00 next day */
    g_assert_cmpuint(notices(room, "equipment.unchecked"), ==, 0);
    room_pass(room, 61);
    g_assert_cmpuint(notices(room, "equipment.unchecked"), ==, 1);
    town_done(room->town, "equipment.check", room->officer, check(false));
    g_assert_cmpuint(tasks(room), ==, 1);
    town_done(room->town, "equipment.check", room->officer, check(false));
    g_assert_cmpuint(tasks(room), ==, 1);
    json_auto_t *now = town_ask(room->town, "equipment.now", room->officer, street());
    g_assert_true(json_flag(now, "today"));
    assert_text(item(now, "items", 1), "words", "卡纸");
    g_assert_nonnull(json_text(item(now, "items", 1), "matter"));
    g_assert_false(json_flag(item(now, "items", 1), "works"));
    town_done(room->town, "equipment.check", room->officer, check(true));
    json_auto_t *mended = town_ask(room->town, "equipment.now", room->officer, street());
    g_assert_null(json_text(item(mended, "items", 1), "matter"));
    json_auto_t *checks = town_ask(room->town, "equipment.checks", room->officer, street());
    g_assert_cmpuint(json_array_size(json_object_get(checks, "items")), ==, 4);
    json_t *unknown = check(true);
    json_object_set_new(
        json_array_get(json_object_get(unknown, "items"), 0), "item", json_string("radio-9"));
    town_refused(room->town, "equipment.check", room->officer, unknown, "items unknown");
    room_close(room);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("reach", "who answers in time, late, or not at all is told apart", test_reach);
    fixture_add("reach", "tests come by the plan and stop with it", test_plan);
    fixture_add("reach", "nobody can foresee the minute of a test", test_unforeseen);
    fixture_add("reach", "nobody can foresee the day of a test", test_day);
    fixture_add("reach", "a day without a check rings, a fault is one task", test_equipment);
    return g_test_run();
}
