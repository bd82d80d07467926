/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/log.h"

#include "base/json.h"
#include "duty/modules.h"
#include "matter/room.h"

#include <string.h>

#define assert_text(object, name, expected) g_assert_cmpstr(json_text(object, name), ==, expected)

static const Module *const more[] = {DUTY_MODULES, NULL};

static json_t *line(const char *text)
{
    return json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "type", "call_in", "text", text);
}

static json_t *write_line(Room *room, const Actor *actor, json_t *args)
{
    return town_do(room->town, "log.write", actor, args);
}

static size_t count(Room *room, json_t *args)
{
    json_auto_t *page = town_ask(room->town, "log.list", room->officer, args);
    return json_array_size(json_object_get(page, "items"));
}

static void test_writing(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *entry = write_line(room, room->member, line("居民反映停水"));

    assert_text(entry, "text", "居民反映停水");
    assert_text(entry, "author", "王四");
    g_assert_true(json_flag(entry, "off_watch"));
    json_decref(town_do(room->town, "watch.begin", room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer")));
    json_t *late = line("补记：到场");
    json_object_set_new(late, "claimed_at", json_string("2026-01-01T07:30:00+08:00"));
    json_auto_t *claimed = write_line(room, room->officer, late);
    assert_text(claimed, "claimed_at", "2026-01-01T07:30:00+08:00");
    g_assert_false(json_flag(claimed, "off_watch"));
    json_auto_t *page =
        town_ask(room->town, "log.list", room->inspector, json_pack("{s:s}", "unit", ROOM_STREET));
    /* By the time it is said to have been. */
    assert_text(json_array_get(json_object_get(page, "items"), 1), "id", json_text(claimed, "id"));
    room_close(room);
}

static void test_refused(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_t *wrong = line("x");

    json_object_set_new(wrong, "matter", json_string("430102004-9999"));
    json_object_set_new(wrong, "corrects", json_string("430100-1"));
    json_object_set_new(wrong, "claimed_at", json_string("2027-01-01T00:00:00+08:00"));
    town_refused(room->town, "log.write", room->officer, json_incref(wrong), "matter unknown");
    town_refused(room->town, "log.write", room->officer, json_incref(wrong), "corrects unknown");
    town_refused(room->town, "log.write", room->officer, wrong, "claimed_at in_future");
    town_refused(room->town, "log.write", room->officer, line(" "), "text required");
    town_refused(room->town, "log.write", room->inspector, line("x"), "denied");
    wrong = line("x");
    json_object_set_new(wrong, "type", json_string("gossip"));
    town_refused(room->town, "log.write", room->officer, wrong, "type not_a_choice");
    room_close(room);
}

static void test_correcting(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *first = write_line(room, room->officer, line("三人受伤"));
    json_t *better = line("更正：两人受伤");

    json_object_set_new(better, "corrects", json_string(json_text(first, "id")));
    json_auto_t *second = write_line(room, room->officer, better);
    json_auto_t *page =
        town_ask(room->town, "log.list", room->officer, json_pack("{s:s}", "unit", ROOM_STREET));
    const json_t *old = json_array_get(json_object_get(page, "items"), 1);
    assert_text(old, "text", "三人受伤");
    assert_text(old, "corrected_by", json_text(second, "id"));
    room_close(room);
}

static void test_finding(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    g_autofree char *cursor = NULL;
    size_t seen = 0;

    for (int i = 0; i < 5; i++) {
        json_decref(write_line(room, room->officer, line(i % 2 == 0 ? "电梯困人" : "天气晴")));
        room_pass(room, 1);
    }
    g_assert_cmpuint(count(room, json_pack("{s:s, s:s}", "unit", ROOM_STREET, "q", "电梯")), ==, 3);
    g_assert_cmpuint(
        count(room, json_pack("{s:s, s:s}", "unit", ROOM_STREET, "type", "visit")), ==, 0);
    g_assert_cmpuint(
        count(room, json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "from",
                        "2026-01-01T08:01:00+08:00", "to", "2026-01-01T08:03:00+08:00")),
        ==, 2);
    do {
        json_auto_t *page = town_ask(room->town, "log.list", room->officer,
            json_pack("{s:s, s:s, s:s*}", "unit", ROOM_STREET, "limit", "2", "cursor", cursor));
        seen += json_array_size(json_object_get(page, "items"));
        g_free(cursor);
        cursor = g_strdup(json_text(page, "next"));
    } while (cursor != NULL);
    g_assert_cmpuint(seen, ==, 5);
    town_denied(room->town, "log.list", room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "cursor", "1.2.3"), "cursor unknown");
    room_close(room);
}

static void test_caller(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_t *call = line("来电");

    json_object_set_new(call, "caller_name", json_string("赵六"));
    json_object_set_new(call, "caller_phone", json_string("13900000000"));
    json_auto_t *entry = write_line(room, room->officer, call);
    g_assert_null(json_object_get(entry, "caller_phone"));
    g_assert_cmpuint(json_array_size(json_object_get(entry, "masked")), ==, 2);
    json_t *why = json_pack("{s:s, s:s}", "id", json_text(entry, "id"), "reason", "回访");
    json_auto_t *caller = town_do(room->town, "log.reveal", room->officer, json_incref(why));
    assert_text(caller, "caller_phone", "13900000000");
    town_refused(room->town, "log.purge", room->officer, json_incref(why), "denied");
    json_auto_t *purged = town_do(room->town, "log.purge", room->head, why);
    g_assert_true(json_flag(purged, "purged"));
    g_assert_null(json_text(purged, "text"));
    room_close(room);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("log", "a line has its minute and its writer", test_writing);
    fixture_add("log", "a wrong line names every fault", test_refused);
    fixture_add("log", "a correction leaves the original", test_correcting);
    fixture_add("log", "lines are found by word, type and time", test_finding);
    fixture_add("log", "who called is shown for a reason, and destroyed", test_caller);
    return g_test_run();
}
