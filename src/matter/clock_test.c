/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/clock.h"

#include "base/json.h"
#include "base/moment.h"
#include "matter/room.h"
#include "unit/timekeeping.h"

#include <string.h>

#define assert_text(object, name, expected) g_assert_cmpstr(json_text(object, name), ==, expected)

static json_t *fields(void)
{
    return json_pack("{s:s, s:s, s:n}", "what", "停水", "where", "人民路", "deaths");
}

static size_t rang(const json_t *clock)
{
    return json_array_size(json_object_get(clock, "rang"));
}

/* What the desk was told so far, oldest first: "word role" joined by commas. */
static char *told(Room *room)
{
    json_auto_t *reply = town_ask(room->town, "notice.list", room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "all", "1"));
    const json_t *items = json_object_get(reply, "items");
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = json_array_size(items); i > 0; i--) {
        const json_t *item = json_array_get(items, i - 1);
        if (g_str_has_prefix(json_text(item, "text"), "clock."))
            g_string_append_printf(
                text, "%s %s,", json_text(item, "text") + 6, json_text(item, "role"));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_told(Room *room, const char *expected)
{
    g_autofree char *text = told(room);
    g_assert_cmpstr(text, ==, expected);
}

static void test_stages(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", fields());

    room_pass(room, 9);
    assert_told(room, "");
    room_pass(room, 1);
    assert_told(room, "warn officer,");
    room_pass(room, 4);
    json_auto_t *warned = room_get(room, id);
    assert_text(room_clock(warned, "verify"), "state", "running");
    g_assert_false(json_flag(warned, "late"));
    room_pass(room, 1);
    json_auto_t *late = room_get(room, id);
    assert_text(room_clock(late, "verify"), "state", "late");
    g_assert_true(json_flag(late, "late"));
    assert_told(room, "warn officer,late officer,");
    room_pass(room, 15);
    assert_told(room, "warn officer,late officer,escalate leader,");
    room_pass(room, 15);
    assert_told(room, "warn officer,late officer,escalate leader,escalate head,");
    room_pass(room, 60 * 24 * 30);
    assert_told(room, "warn officer,late officer,escalate leader,escalate head,");
    json_auto_t *met = room_step(room, room->officer, id, "verify", NULL);
    assert_text(room_clock(met, "verify"), "state", "late_met");
    g_assert_true(json_flag(room_clock(met, "verify"), "late"));
    g_assert_false(json_flag(met, "late"));
    g_assert_cmpuint(rang(room_clock(met, "verify")), ==, 4);
    room_same(room, id);
    room_close(room);
}

/* A clock lives in the tables alone: whoever starts next rings it. */
static void test_restart(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", fields());
    g_autoptr(GError) error = NULL;

    room_pass(room, 12);
    assert_told(room, "warn officer,");
    executor_free(room->town->executor);
    clock_move(room->town->clock, clock_now(room->town->clock) + 40 * MINUTE_MS);
    room->town->executor = executor_new(room->town->engine, NULL, &error);
    g_assert_no_error(error);
    room_pass(room, 0);
    assert_told(room, "warn officer,late officer,escalate leader,escalate head,");
    json_auto_t *matter = room_get(room, id);
    assert_text(room_clock(matter, "verify"), "state", "late");
    room_close(room);
}

static void test_stopped(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", fields());

    room_pass(room, 11);
    json_auto_t *met = room_step(room, room->officer, id, "verify", NULL);
    assert_text(room_clock(met, "verify"), "state", "met");
    assert_text(room_clock(met, "report"), "state", "running");
    room_pass(room, 30);
    json_auto_t *reported = room_step(room, room->officer, id, "report", NULL);
    assert_text(room_clock(reported, "report"), "state", "met");
    json_auto_t *closed = room_step(room, room->head, id, "close", NULL);
    assert_text(room_clock(closed, "handle"), "state", "met");
    room_pass(room, 60 * 24 * 3);
    json_auto_t *after = room_get(room, id);
    g_assert_cmpuint(rang(room_clock(after, "handle")), ==, 0);
    room_close(room);
}

static void test_end_drops(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", fields());

    json_decref(room_step(room, room->officer, id, "verify", NULL));
    json_auto_t *closed = room_step(room, room->head, id, "close", NULL);
    assert_text(room_clock(closed, "report"), "state", "stopped");
    json_auto_t *again = room_step_noted(room, room->leader, id, "reopen");
    assert_text(room_clock(again, "handle"), "state", "running");
    room_close(room);
}

/* What was done in time and written down later was not late, though it rang. */
static void test_claimed(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", fields());

    room_pass(room, 20);
    json_auto_t *met = town_do(room->town, "matter.step", room->officer,
        json_pack("{s:s, s:s, s:s}", "id", id, "step", "verify", "claimed_at",
            "2026-01-01T08:14:00+08:00"));
    assert_text(room_clock(met, "verify"), "state", "met");
    assert_text(room_clock(met, "handle"), "started_at", "2026-01-01T08:14:00+08:00");
    room_same(room, id);
    room_close(room);
}

static void test_from_field(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    json_t *known = fields();

    json_object_set_new(known, "known_at", json_string("2026-01-01T07:40:00+08:00"));
    g_autofree char *id = room_open_id(room, "case", known);
    json_auto_t *opened = room_get(room, id);
    assert_text(room_clock(opened, "verify"), "due_at", "2026-01-01T07:55:00+08:00");
    room_pass(room, 0);
    json_auto_t *late = room_get(room, id);
    assert_text(room_clock(late, "verify"), "state", "late");
    g_autofree char *task = room_open_id(room, "task",
        json_pack("{s:s, s:s}", "summary", "x", "deadline", "2026-01-01T12:00:00+08:00"));
    json_auto_t *signed_for = room_step(room, room->officer, task, "sign_for", NULL);
    assert_text(room_clock(signed_for, "handle"), "due_at", "2026-01-01T12:00:00+08:00");
    json_auto_t *longer = town_do(room->town, "matter.step", room->leader,
        json_pack("{s:s, s:s, s:s, s:{s:s}}", "id", task, "step", "extend", "note", "材料未到",
            "fields", "deadline", "2026-01-02T12:00:00+08:00"));
    assert_text(room_clock(longer, "handle"), "due_at", "2026-01-02T12:00:00+08:00");
    room_close(room);
}

static void test_notices(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);

    g_free(room_open_id(room, "case", fields()));
    json_auto_t *reply =
        town_ask(room->town, "notice.list", room->leader, json_pack("{s:s}", "unit", ROOM_STREET));
    json_t *notice = json_array_get(json_object_get(reply, "items"), 0);
    assert_text(notice, "text", "step.open");
    assert_text(notice, "title", "停水");
    json_t *seen = json_pack("{s:s}", "id", json_text(notice, "id"));
    town_refused(room->town, "notice.see", room->officer, json_incref(seen), "needs_role");
    town_done(room->town, "notice.see", room->leader, json_incref(seen));
    int64_t height = town_height(room->town);
    town_done(room->town, "notice.see", room->leader, seen);
    g_assert_cmpint(town_height(room->town), ==, height);
    json_auto_t *after =
        town_ask(room->town, "notice.list", room->leader, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_cmpuint(json_array_size(json_object_get(after, "items")), ==, 0);
    town_refused(room->town, "notice.see", room->leader, json_pack("{s:s}", "id", "430102004-9999"),
        "not_found");
    room_close(room);
}

static void test_standing(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    g_autofree char *id = room_open_id(room, "case", fields());

    room_pass(room, 16);
    {
        g_autoptr(Db) db = fixture_reader(fixture);
        g_assert_cmpint(
            fixture_number(db, "SELECT CAST(SUM(late_clocks) AS BIGINT) FROM standing"), ==, 1);
    }
    json_decref(room_step(room, room->officer, id, "verify", NULL));
    {
        g_autoptr(Db) db = fixture_reader(fixture);
        g_assert_cmpint(
            fixture_number(db, "SELECT CAST(SUM(late_clocks) AS BIGINT) FROM standing"), ==, 0);
        g_assert_cmpint(
            fixture_number(db, "SELECT COUNT(*) FROM due WHERE chore = 'clock.ring'"), ==, 2);
    }
    room_close(room);
}

static int64_t time_of(const json_t *object, const char *name)
{
    int64_t at = 0;

    g_assert_true(moment_parse(json_text(object, name), &at, NULL));
    return at;
}

static const ClockBounds bounds = {.jump_ms = MINUTE_MS, .far_ms = 30 * DAY_MS};

/* The wall steps to `wall`, a person says it is right, and the street's time is put right. */
static void time_put_right(Room *room, int64_t wall, int64_t back_ms)
{
    Clock *clock = room->town->clock;

    clock_set_wall(clock, wall);
    g_assert_true(clock_confirm(clock, true));
    g_assert_cmpint(clock_now(clock), ==, wall);
    town_done(room->town, COMMAND_TIME_CORRECT, NULL,
        json_pack("{s:s, s:I}", "unit", ROOM_STREET, "back_ms", (json_int_t) back_ms));
}

static void test_time_put_right(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    int64_t wrong = clock_now(room->town->clock);
    int64_t right = wrong - 8 * HOUR_MS;

    clock_begin(room->town->clock, &bounds, &(ClockPast){0}, false);
    g_autofree char *id = room_open_id(room, "case", fields());
    json_auto_t *before = room_get(room, id);
    int64_t due = time_of(room_clock(before, "verify"), "due_at");
    room_pass(room, 2);
    time_put_right(room, right + 2 * MINUTE_MS, 8 * HOUR_MS);
    json_auto_t *after = room_get(room, id);
    assert_text(room_clock(after, "verify"), "state", "running");
    g_assert_cmpint(time_of(room_clock(after, "verify"), "started_at"), ==, right);
    g_assert_cmpint(time_of(room_clock(after, "verify"), "due_at"), ==, due - 8 * HOUR_MS);
    room_pass(room, 13);
    assert_told(room, "warn officer,late officer,");
    json_auto_t *met = room_step(room, room->officer, id, "verify", NULL);
    g_assert_cmpint(time_of(met, "changed_at"), ==, right + 15 * MINUTE_MS);
    /* Said again, it finds nothing to do. */
    int64_t height = town_height(room->town);
    town_done(room->town, COMMAND_TIME_CORRECT, NULL,
        json_pack("{s:s, s:i}", "unit", ROOM_STREET, "back_ms", 0));
    g_assert_cmpint(town_height(room->town), ==, height);
    room_same(room, id);
    room_close(room);
}

/* A hundred years ahead, and nobody knows by how much: what runs starts anew from now. */
static void test_time_put_right_by_guess(StoreFixture *fixture)
{
    Room *room = room_open(fixture, NULL);
    int64_t right = clock_now(room->town->clock);

    clock_begin(room->town->clock, &bounds, &(ClockPast){0}, false);
    clock_set_wall(room->town->clock, right + 36525 * DAY_MS);
    g_assert_true(clock_confirm(room->town->clock, true));
    g_autofree char *id = room_open_id(room, "case", fields());
    json_auto_t *wrong = room_get(room, id);
    int64_t span = time_of(room_clock(wrong, "verify"), "due_at") -
                   time_of(room_clock(wrong, "verify"), "started_at");
    time_put_right(room, right, 0);
    json_auto_t *after = room_get(room, id);
    g_assert_cmpint(time_of(room_clock(after, "verify"), "started_at"), ==, right);
    g_assert_cmpint(time_of(room_clock(after, "verify"), "due_at"), ==, right + span);
    room_same(room, id);
    room_close(room);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("clock", "it warns, is late, and tells one after the other", test_stages);
    fixture_add("clock", "a restart loses none", test_restart);
    fixture_add("clock", "what is met rings no more", test_stopped);
    fixture_add("clock", "an end drops what still runs", test_end_drops);
    fixture_add("clock", "a claimed time in time is not late", test_claimed);
    fixture_add("clock", "it starts from a field and is due by one", test_from_field);
    fixture_add("clock", "a notice is seen by whom it is for", test_notices);
    fixture_add("clock", "the standing counts what is late", test_standing);
    fixture_add("clock", "it starts anew where its time was wrong", test_time_put_right);
    fixture_add(
        "clock", "it starts from now where nobody knows by how much", test_time_put_right_by_guess);
    return g_test_run();
}
