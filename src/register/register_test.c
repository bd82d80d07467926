/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "dispatch/module.h"
#include "matter/room.h"
#include "register/module.h"

#include <string.h>

static const Module *const more[] = {&dispatch_module, &register_module, NULL};

static json_t *paper(const char *urgency)
{
    return json_pack("{s:s, s:s, s:s}", "doc_no", "潇政办电〔2026〕7号", "sender", "潇湘市政府办",
        "urgency", urgency);
}

static json_t *opening(json_t *fields)
{
    return json_pack("{s:s, s:s, s:o}", "unit", ROOM_STREET, "kind", "telegram", "fields", fields);
}

static void test_clock(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_t *fields = paper("top");

    json_object_set_new(fields, "title", json_string("关于做好防汛工作的紧急通知"));
    json_auto_t *flash = room_matter(room, "telegram", fields);
    json_auto_t *routine = room_matter(room, "telegram", paper("normal"));
    g_assert_cmpstr(json_text(flash, "title"), ==,
        "潇湘市政府办 · 潇政办电〔2026〕7号 · 关于做好防汛工作的紧急通知");
    g_assert_cmpstr(json_text(routine, "title"), ==, "潇湘市政府办 · 潇政办电〔2026〕7号");
    g_assert_cmpstr(
        json_text(room_clock(flash, "sign"), "due_at"), ==, "2026-01-01T08:10:00+08:00");
    g_assert_cmpstr(
        json_text(room_clock(routine, "sign"), "due_at"), ==, "2026-01-01T16:00:00+08:00");
    room_pass(room, 11);
    json_auto_t *late = room_get(room, json_text(flash, "id"));
    g_assert_true(json_flag(late, "late"));
    json_auto_t *signed_for = room_step(room, room->officer, json_text(flash, "id"), "sign",
        json_pack("{s:s}", "signed_by", "刘主任"));
    g_assert_cmpstr(json_text(signed_for, "state"), ==, "signed");
    room_same(room, json_text(flash, "id"));
    room_close(room);
}

static void test_secret(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_t *telling = paper("urgent");

    json_object_set_new(telling, "secret", json_true());
    json_object_set_new(telling, "title", json_string("不该写的标题"));
    json_object_set_new(telling, "summary", json_string("不该写的内容"));
    town_refused(room->town, "matter.open", room->officer, opening(json_incref(telling)),
        "fields.title secret_number_only");
    town_refused(room->town, "matter.open", room->officer, opening(json_incref(telling)),
        "fields.summary secret_number_only");
    json_object_del(telling, "title");
    json_object_del(telling, "summary");
    json_auto_t *kept = room_matter(room, "telegram", telling);
    g_assert_cmpstr(json_text(kept, "title"), ==, "潇湘市政府办 · 潇政办电〔2026〕7号");
    json_t *step = json_pack("{s:s, s:s, s:{s:s, s:s}}", "id", json_text(kept, "id"), "step",
        "sign", "fields", "signed_by", "刘主任", "order", "请阅");
    town_refused(room->town, "matter.step", room->officer, step, "fields.order secret_number_only");
    room_close(room);
}

static void test_loan(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *loan = room_matter(room, "loan",
        json_pack("{s:s, s:s, s:s, s:s}", "thing", "冲锋舟钥匙", "borrower", "水利站老陈",
            "borrower_phone", "13900000000", "due_back", "2026-01-01T12:00:00+08:00"));

    g_assert_cmpstr(
        json_text(room_clock(loan, "return"), "due_at"), ==, "2026-01-01T12:00:00+08:00");
    room_pass(room, 5 * 60);
    json_auto_t *late = room_get(room, json_text(loan, "id"));
    g_assert_true(json_flag(late, "late"));
    json_auto_t *back = room_step(room, room->officer, json_text(loan, "id"), "return",
        json_pack("{s:s}", "condition", "完好"));
    g_assert_cmpstr(json_text(back, "state"), ==, "returned");
    room_close(room);
}

static void test_missed(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *call = room_matter(
        room, "missed_call", json_pack("{s:s, s:s}", "caller", "不详", "caller_phone", "0731123"));

    g_assert_cmpstr(
        json_text(room_clock(call, "call_back"), "due_at"), ==, "2026-01-01T08:10:00+08:00");
    json_auto_t *done = room_step(room, room->officer, json_text(call, "id"), "answer",
        json_pack("{s:s}", "result", "社区询问停水时间，已答复"));
    g_assert_nonnull(json_text(done, "closed_at"));
    room_close(room);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("register", "a paper is signed for by its urgency", test_clock);
    fixture_add("register", "of a secret paper the number only", test_secret);
    fixture_add("register", "a borrowed key is due back", test_loan);
    fixture_add("register", "a missed call is called back", test_missed);
    return g_test_run();
}
