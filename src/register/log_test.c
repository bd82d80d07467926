/* SPDX-License-Identifier: Apache-2.0 */
#include "log/log.h"

#include "base/json.h"
#include "daybook/module.h"
#include "dispatch/module.h"
#include "log/module.h"
#include "matter/room.h"
#include "register/module.h"

#include <string.h>

#define assert_text(object, name, expected) g_assert_cmpstr(json_text(object, name), ==, expected)

static const Module *const more[] = {
    &dispatch_module, &log_module, &daybook_module, &register_module, NULL};

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

/* What was copied from paper says so, with the time that stood there. */
static void test_paper(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *sheets = town_do(room->town, "paper.issue", room->officer,
        json_pack("{s:s, s:s, s:i}", "unit", ROOM_STREET, "form", "log", "count", 2));
    const json_t *sheet = json_array_get(json_object_get(sheets, "items"), 1);
    json_t *copied = line("停电期间手写：社区报井盖缺失");

    g_assert_true(g_str_has_prefix(json_text(sheet, "text"), "shaodian:430102004:log:"));
    json_object_set_new(copied, "from_paper", json_string(json_text(sheet, "serial")));
    town_refused(
        room->town, "log.write", room->officer, json_deep_copy(copied), "claimed_at required");
    json_object_set_new(copied, "claimed_at", json_string("2026-01-01T03:12:00+08:00"));
    json_object_set_new(copied, "from_paper", json_string("430102004-9.1"));
    town_refused(
        room->town, "log.write", room->officer, json_deep_copy(copied), "from_paper unknown");
    json_object_set_new(copied, "from_paper", json_string(json_text(sheet, "serial")));
    json_auto_t *entry = write_line(room, room->officer, copied);
    assert_text(entry, "from_paper", json_text(sheet, "serial"));
    assert_text(entry, "claimed_at", "2026-01-01T03:12:00+08:00");
    assert_text(entry, "at", "2026-01-01T08:00:00+08:00");
    json_auto_t *list =
        town_ask(room->town, "paper.list", room->leader, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_cmpint(
        json_number(json_array_get(json_object_get(list, "items"), 1), "entries", -1), ==, 1);
    room_close(room);
}

static void test_silence(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_decref(write_line(room, room->officer, line("前")));
    room_pass(room, 180);
    json_t *late = line("补记");
    json_object_set_new(late, "claimed_at", json_string("2026-01-01T09:30:00+08:00"));
    json_decref(write_line(room, room->officer, late));
    room_pass(room, 59);
    json_auto_t *page = town_ask(room->town, "log.silences", room->leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "from", "2026-01-01T08:00:00+08:00"));
    const json_t *items = json_object_get(page, "items");
    /* What was written afterwards about that time does not fill it. */
    g_assert_cmpuint(json_array_size(items), ==, 1);
    const json_t *one = json_array_get(items, 0);
    assert_text(one, "from", "2026-01-01T08:00:00+08:00");
    assert_text(one, "until", "2026-01-01T11:00:00+08:00");
    g_assert_cmpint(json_number(one, "minutes", 0), ==, 180);
    g_assert_cmpint(json_number(one, "claimed", 0), ==, 1);
    room_close(room);
}

static void test_day(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_t *rich = line("市防办来电，要求排查");
    json_object_set_new(rich, "result", json_string("已转水利站"));
    json_object_set_new(rich, "closed_at", json_string("2026-01-01T08:00:00+08:00"));
    json_auto_t *entry = write_line(room, room->officer, rich);
    assert_text(entry, "result", "已转水利站");
    json_auto_t *day = town_ask(room->town, "day_log.get", room->inspector,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "day", "2026-01-01"));
    const json_t *first = json_array_get(json_object_get(day, "entries"), 0);
    assert_text(first, "id", json_text(entry, "id"));
    assert_text(day, "from", "2026-01-01T00:00:00+08:00");
    const json_t *head = json_object_get(day, "head");
    g_assert_cmpint(json_number(head, "seq", 0), ==, json_number(entry, "seq", -1));
    g_assert_cmpuint(strlen(json_text(head, "hash")), ==, 64);
    /* The day before ends with the link it ended with, whatever came since. */
    json_auto_t *before = town_ask(room->town, "day_log.get", room->inspector,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "day", "2025-12-31"));
    g_assert_cmpint(json_number(json_object_get(before, "head"), "seq", -1), ==, 0);
    json_auto_t *volume = town_ask(room->town, "log.days", room->inspector,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "year", "2026"));
    assert_text(json_array_get(json_object_get(volume, "items"), 0), "day", "2026-01-01");
    town_denied(room->town, "day_log.get", room->inspector,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "day", "2026-13-01"), "day malformed");
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
    fixture_add("log", "what was copied from paper says so", test_paper);
    fixture_add("log", "silence is a fact", test_silence);
    fixture_add("log", "a day is a paper that ends with a link of the journal", test_day);
    return g_test_run();
}
