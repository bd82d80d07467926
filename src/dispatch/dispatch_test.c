/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "dispatch/dispatch.h"
#include "dispatch/module.h"
#include "dispatch/postman.h"
#include "dispatch/way_fixture.h"
#include "matter/room.h"

#include <string.h>

static const json_t *hop(const json_t *dispatch, size_t index)
{
    return json_array_get(json_object_get(dispatch, "hops"), index);
}

static char *task(Way *way, const Actor *actor, const char *summary)
{
    json_auto_t *matter = town_do(way->town, "matter.open", actor,
        json_pack("{s:s, s:s, s:{s:s}}", "unit", actor->unit, "kind", "task", "fields", "summary",
            summary));
    return g_strdup(json_text(matter, "id"));
}

/* Signed off and delivered: the id it has at the county. */
static char *sent_to_county(Way *way, const char *matter)
{
    g_autofree char *id = way_draft(
        way, way->room->officer, matter != NULL ? json_pack("{s:s}", "matter", matter) : NULL);
    way_acted(way, way->room->leader, id, "sign_off", NULL);
    g_assert_cmpint(way_deliver(way), >=, 1);
    return way_newest(way, way->county, "in");
}

static void test_desk(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    g_autofree char *id = way_draft(way, room->officer, NULL);
    town_refused(
        way->town, "dispatch.sign_off", room->officer, json_pack("{s:s}", "id", id), "denied");
    town_refused(
        way->town, "dispatch.sign_off", room->leader, json_pack("{s:s}", "id", id), "needs_watch");
    town_refused(
        way->town, "dispatch.send", room->officer, json_pack("{s:s}", "id", id), "wrong_state");
    g_assert_cmpint(way_deliver(way), ==, 0);
    way_watch(way, room->leader, "leader");
    json_auto_t *signed_off = way_act(way, room->leader, id, "sign_off", NULL);
    way_text_is(signed_off, "state", "sent");
    way_text_is(signed_off, "sign_mode", "desk");
    way_text_is(signed_off, "signed_by", "吴二");
    way_text_is(hop(signed_off, 0), "unit", ROOM_COUNTY);
    g_assert_cmpint(way_deliver(way), ==, 1);
    g_autofree char *there = way_newest(way, way->county, "in");
    json_auto_t *received = way_get(way, way->county, there);
    way_text_is(received, "state", "delivered");
    way_text_is(received, "origin", id);
    way_text_is(received, "from", ROOM_STREET);
    way_text_is(received, "body", "二时许，幸福里小区燃气爆炸。");
    way_text_is(received, "due_for", "sign_for");
    g_assert_true(way_may(received, "sign_for"));
    room_pass(room, 3);
    way_acted(way, way->county, there, "sign_for", NULL);
    g_assert_cmpint(way_deliver(way), ==, 1);
    json_auto_t *known = way_get(way, room->officer, id);
    way_text_is(hop(known, 0), "state", "signed_for");
    way_text_is(hop(known, 0), "signed_for_by", "钱六");
    way_text_is(hop(known, 0), "remote", there);
    g_assert_false(json_flag(hop(known, 0), "late"));
    town_refused(way->town, "dispatch.sign_for", way->county, json_pack("{s:s}", "id", there),
        "wrong_state");
    way_close(way);
}

static json_t *oral(const char *leader)
{
    return json_pack("{s:s, s:s}", "leader", leader, "words", "同意，立即报出。");
}

static void test_oral(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    g_autofree char *id = way_draft(way, room->officer, NULL);
    json_t *wrong = oral(room->officer->person);
    json_object_set_new(wrong, "id", json_string(id));
    town_refused(way->town, "dispatch.sign_off_oral", room->officer, wrong, "leader not_a_leader");
    wrong = oral(way->county_leader->person);
    json_object_set_new(wrong, "id", json_string(id));
    town_refused(way->town, "dispatch.sign_off_oral", room->officer, wrong, "leader unknown");
    json_auto_t *sent =
        way_act(way, room->officer, id, "sign_off_oral", oral(room->leader->person));
    way_text_is(sent, "state", "sent");
    way_text_is(sent, "oral_words", "同意，立即报出。");
    way_text_is(sent, "oral_leader", "吴二");
    g_assert_true(json_flag(sent, "oral"));
    g_assert_cmpint(way_deliver(way), ==, 1);
    town_refused(way->town, "dispatch.confirm_oral", room->head, json_pack("{s:s}", "id", id),
        "not_the_leader");
    room_pass(room, 241);
    json_auto_t *late = way_get(way, room->leader, id);
    g_assert_true(json_flag(late, "late"));
    g_assert_true(way_may(late, "confirm_oral"));
    json_auto_t *confirmed = way_act(way, room->leader, id, "confirm_oral", NULL);
    g_assert_false(json_flag(confirmed, "oral"));
    g_assert_nonnull(json_text(confirmed, "confirmed_at"));
    g_assert_true(json_flag(confirmed, "late"));
    way_deliver(way);
    way_close(way);
}

static void test_return(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    way_watch(way, way->room->leader, "leader");
    g_autofree char *there = sent_to_county(way, NULL);
    town_refused(way->town, "dispatch.return", way->county, json_pack("{s:s}", "id", there),
        "reason required");
    way_acted(way, way->county, there, "return", json_pack("{s:s}", "reason", "地点不清"));
    g_assert_cmpint(way_deliver(way), ==, 1);
    g_autofree char *id = way_newest(way, way->room->officer, "out");
    json_auto_t *known = way_get(way, way->room->officer, id);
    way_text_is(hop(known, 0), "state", "returned");
    way_text_is(hop(known, 0), "reason", "地点不清");
    town_refused(way->town, "dispatch.sign_for", way->county, json_pack("{s:s}", "id", there),
        "wrong_state");
    way_close(way);
}

static void test_attach(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    way_watch(way, room->leader, "leader");
    g_autofree char *below = task(way, room->officer, "排查燃气");
    g_autofree char *first = sent_to_county(way, below);
    json_auto_t *opened = way_act(way, way->county, first, "open", NULL);
    way_text_is(opened, "state", "opened");
    g_autofree char *above = g_strdup(json_text(opened, "matter"));
    json_auto_t *matter =
        town_ask(way->town, "matter.get", way->county, json_pack("{s:s}", "id", above));
    way_text_is(json_object_get(matter, "fields"), "summary", "排查燃气");
    g_assert_cmpint(way_deliver(way), ==, 1);
    /* What follows goes to the same matter by itself. */
    g_autofree char *second = sent_to_county(way, below);
    json_auto_t *followed = way_get(way, way->county, second);
    way_text_is(followed, "matter", above);
    way_text_is(followed, "state", "attached");
    g_assert_true(way_may(followed, "sign_for"));
    /* An instruction down about our matter finds the one below. */
    g_autofree char *down = way_draft(way, way->county,
        json_pack("{s:s, s:[s], s:s}", "type", "instruction", "to", ROOM_STREET, "matter", above));
    way_acted(way, way->county_leader, down, "sign_off", NULL);
    way_deliver(way);
    g_autofree char *came = way_newest(way, room->officer, "in");
    json_auto_t *instruction = way_get(way, room->officer, came);
    way_text_is(instruction, "matter", below);
    way_text_is(instruction, "due_for", "sign_for");
    /* It was carried to us, so we may see it. */
    g_autoptr(Db) db = fixture_reader(fixture);
    g_assert_true(town_sees(way->town, db, way->county, ROOM_STREET, below));
    g_assert_false(town_sees(way->town, db, room->officer, ROOM_COUNTY, second));
    way_close(way);
}

static void test_answer(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    g_autofree char *asked = way_draft(way, way->county,
        json_pack("{s:s, s:[s], s:b, s:s}", "type", "inquiry", "to", ROOM_STREET, "send", 1,
            "title", "伤亡几何"));
    g_assert_cmpint(way_deliver(way), ==, 1);
    g_autofree char *came = way_newest(way, room->officer, "in");
    room_pass(room, 31);
    json_auto_t *late = way_get(way, room->officer, came);
    g_assert_true(json_flag(late, "late"));
    json_auto_t *answered =
        way_act(way, room->officer, came, "answer", json_pack("{s:s}", "body", "三死二伤"));
    way_text_is(answered, "state", "answered");
    way_deliver(way);
    json_auto_t *known = way_get(way, way->county, asked);
    way_text_is(known, "state", "answered");
    way_text_is(hop(known, 0), "state", "answered");
    g_assert_true(json_flag(hop(known, 0), "late"));
    g_autofree char *reply = way_newest(way, way->county, "in");
    json_auto_t *answer = way_get(way, way->county, reply);
    way_text_is(answer, "reply_to", asked);
    way_text_is(answer, "body", "三死二伤");
    way_close(way);
}

static void test_forward(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    way_watch(way, way->room->leader, "leader");
    g_autofree char *there = sent_to_county(way, NULL);
    json_auto_t *again = way_act(way, way->county, there, "forward", NULL);
    way_text_is(again, "forward_of", there);
    way_text_is(again, "state", "drafted");
    way_acted(way, way->county_leader, json_text(again, "id"), "sign_off", NULL);
    way_deliver(way);
    g_autofree char *top = way_newest(way, way->city, "in");
    json_auto_t *received = way_get(way, way->city, top);
    way_text_is(received, "title", "燃气爆炸初报");
    g_autofree char *id = way_newest(way, way->room->officer, "out");
    json_auto_t *known = way_get(way, way->room->officer, id);
    g_assert_nonnull(json_text(hop(known, 0), "forwarded_at"));
    way_acted(way, way->county, there, "confirm_phone", json_pack("{s:s}", "person", "周一"));
    way_acted(way, way->county, there, "close", NULL);
    way_deliver(way);
    json_auto_t *closed = way_get(way, way->room->officer, id);
    way_text_is(hop(closed, 0), "state", "closed");
    way_text_is(hop(closed, 0), "phoned_person", "周一");
    way_close(way);
}

static void test_purge(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    way_watch(way, room->leader, "leader");
    g_autofree char *matter = task(way, room->officer, "排查燃气");
    g_autofree char *there = sent_to_county(way, matter);
    g_autofree char *id = way_newest(way, room->officer, "out");
    json_decref(room_step_noted(room, room->leader, matter, "withdraw"));
    town_done(way->town, "matter.purge", room->head,
        json_pack("{s:s, s:s}", "id", matter, "reason", "应急结束，依法销毁"));
    json_auto_t *gone = way_get(way, room->officer, id);
    g_assert_null(json_text(gone, "title"));
    g_assert_null(json_text(gone, "body"));
    g_assert_null(json_object_get(gone, "carried"));
    /* The county's copy follows, and those whom it was sent on to. */
    json_auto_t *still = way_get(way, way->county, there);
    way_text_is(still, "title", "燃气爆炸初报");
    g_assert_cmpint(way_deliver(way), ==, 1);
    json_auto_t *copy = way_get(way, way->county, there);
    g_assert_null(json_text(copy, "title"));
    g_assert_null(json_text(copy, "body"));
    json_auto_t *told = way_get(way, room->officer, id);
    g_assert_nonnull(json_text(hop(told, 0), "purged_at"));
    g_assert_null(json_text(hop(told, 0), "kept_at"));
    way_close(way);
}

/* A copy in a matter of the receiver's is the receiver's record: it is theirs to destroy. */
static void test_purge_kept(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    way_watch(way, room->leader, "leader");
    g_autofree char *matter = task(way, room->officer, "排查燃气");
    g_autofree char *there = sent_to_county(way, matter);
    g_autofree char *id = way_newest(way, room->officer, "out");
    g_autofree char *own = task(way, way->county, "跟踪燃气");
    way_acted(way, way->county, there, "attach", json_pack("{s:s}", "matter", own));
    way_deliver(way);
    json_decref(room_step_noted(room, room->leader, matter, "withdraw"));
    town_done(way->town, "matter.purge", room->head,
        json_pack("{s:s, s:s}", "id", matter, "reason", "应急结束，依法销毁"));
    way_deliver(way);
    json_auto_t *kept = way_get(way, way->county, there);
    way_text_is(kept, "title", "燃气爆炸初报");
    json_auto_t *told = way_get(way, room->officer, id);
    g_assert_nonnull(json_text(hop(told, 0), "kept_at"));
    way_text_is(hop(told, 0), "remote_matter", own);
    way_close(way);
}

static json_t *receive_again(const json_t *received)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "unit", ROOM_COUNTY, "origin_unit",
        ROOM_STREET, "origin", json_text(received, "origin"), "type", "initial_report", "urgency",
        "urgent", "title", "又一次");
}

/* Title and writer of one wording of its history. */
static void assert_wording(const json_t *history, size_t index, const char *title, const char *name)
{
    const json_t *wording = json_array_get(json_object_get(history, "items"), index);
    way_text_is(wording, "title", title);
    way_text_is(wording, "by_name", name);
}

static void test_revise(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    g_autofree char *id = way_draft(way, room->officer, json_pack("{s:[s]}", "copies", ROOM_CITY));
    json_auto_t *first = way_get(way, room->officer, id);
    g_assert_true(way_may(first, "revise"));
    g_assert_null(json_object_get(first, "revised_at"));
    json_auto_t *mended = way_act(way, room->officer, id, "revise",
        json_pack("{s:s, s:s}", "title", "燃气爆炸续情", "body", "死亡二人。"));
    way_text_is(mended, "body", "死亡二人。");
    way_text_is(mended, "urgency", json_text(first, "urgency"));
    g_assert_cmpuint(json_array_size(json_object_get(mended, "copies")), ==, 1);
    int64_t before = town_height(way->town);
    way_acted(way, room->officer, id, "revise", json_pack("{s:s}", "body", "死亡二人。"));
    g_assert_cmpint(town_height(way->town), ==, before);
    way_watch(way, room->leader, "leader");
    way_acted(way, room->leader, id, "revise",
        json_pack("{s:s, s:s, s:[]}", "title", "燃气爆炸终报", "urgency", "top", "copies"));
    way_acted(way, room->leader, id, "sign_off", NULL);
    json_auto_t *history =
        town_ask(way->town, "dispatch.history", room->officer, json_pack("{s:s}", "id", id));
    g_assert_cmpuint(json_array_size(json_object_get(history, "items")), ==, 3);
    assert_wording(history, 0, json_text(first, "title"), "周一");
    assert_wording(history, 1, "燃气爆炸续情", "周一");
    assert_wording(history, 2, "燃气爆炸终报", "吴二");
    town_refused(way->town, "dispatch.revise", room->officer,
        json_pack("{s:s, s:s}", "id", id, "title", "晚了"), "wrong_state");
    g_assert_cmpint(way_deliver(way), ==, 1);
    g_autofree char *there = way_newest(way, way->county, "in");
    json_auto_t *received = way_get(way, way->county, there);
    way_text_is(received, "title", "燃气爆炸终报");
    way_text_is(received, "body", "死亡二人。");
    way_text_is(received, "urgency", "top");
    way_close(way);
}

/* What the draft carries of its matter is what is known when it is mended. */
static void test_revise_carries(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    way_watch(way, room->leader, "leader");
    g_autofree char *matter = task(way, room->officer, "井盖丢失");
    g_autofree char *id = way_draft(way, room->officer, json_pack("{s:s}", "matter", matter));
    way_acted(way, room->officer, id, "revise",
        json_pack("{s:s, s:{s:s}, s:[s]}", "body", "已围挡。", "fields", "summary",
            "井盖丢失，已围挡", "to", ROOM_CITY));
    town_refused(way->town, "dispatch.revise", room->officer,
        json_pack("{s:s, s:[s]}", "id", id, "to", ROOM_STREET), "to self");
    town_refused(way->town, "dispatch.revise", room->officer,
        json_pack("{s:s, s:s}", "id", id, "urgency", "soon"), "urgency unknown");
    town_refused(way->town, "dispatch.revise", room->member,
        json_pack("{s:s, s:s}", "id", id, "title", "x"), "denied");
    way_acted(way, room->leader, id, "sign_off", NULL);
    g_assert_cmpint(way_deliver(way), ==, 1);
    g_autofree char *there = way_newest(way, way->city, "in");
    json_auto_t *received = way_get(way, way->city, there);
    way_text_is(json_object_get(json_object_get(received, "carried"), "fields"), "summary",
        "井盖丢失，已围挡");
    json_auto_t *county = way_list(way, way->county, "in");
    g_assert_cmpuint(json_array_size(json_object_get(county, "items")), ==, 0);
    way_close(way);
}

static void test_twice(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    way_watch(way, way->room->leader, "leader");
    g_autofree char *there = sent_to_county(way, NULL);
    json_auto_t *received = way_get(way, way->county, there);
    int64_t height = town_height(way->town);
    json_auto_t *again = town_do(way->town, "dispatch.receive", NULL, receive_again(received));
    way_text_is(again, "id", there);
    g_assert_cmpint(town_height(way->town), ==, height);
    json_auto_t *same = way_get(way, way->county, there);
    way_text_is(same, "title", "燃气爆炸初报");
    town_done(way->town, "dispatch.delivered", NULL,
        json_pack("{s:s, s:s, s:s, s:s}", "id", json_text(received, "origin"), "receiver",
            ROOM_COUNTY, "remote", there, "delivered_at", "2026-01-01T08:00:00+08:00"));
    g_assert_cmpint(town_height(way->town), ==, height);
    way_close(way);
}

static void test_late(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    way_watch(way, way->room->leader, "leader");
    g_autofree char *there = sent_to_county(way, NULL);
    room_pass(way->room, 9);
    json_auto_t *early = way_get(way, way->county, there);
    g_assert_false(json_flag(early, "late"));
    room_pass(way->room, 2);
    g_autofree char *id = way_newest(way, way->room->officer, "out");
    json_auto_t *known = way_get(way, way->room->officer, id);
    g_assert_true(json_flag(hop(known, 0), "late"));
    room_pass(way->room, 20);
    g_autoptr(Db) db = fixture_reader(fixture);
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM notice WHERE unit = '" ROOM_COUNTY
                                       "' AND word = 'dispatch.sign_for_late'"),
        ==, 3);
    g_assert_cmpint(
        fixture_number(db, "SELECT COUNT(*) FROM due WHERE chore = 'dispatch.sign_for'"), ==, 0);
    way_acted(way, way->county, there, "sign_for", NULL);
    way_deliver(way);
    json_auto_t *still = way_get(way, way->room->officer, id);
    g_assert_true(json_flag(still, "late"));
    way_close(way);
}

static json_t *bad(const char *name, json_t *value)
{
    json_t *args =
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "type", "notice", "title", "x");
    json_object_set_new(args, name, value);
    return args;
}

static void test_refusals(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    const char *command = "dispatch.draft";
    town_refused(
        way->town, command, room->officer, bad("to", json_pack("[s]", "999999")), "to unknown");
    town_refused(
        way->town, command, room->officer, bad("to", json_pack("[s]", ROOM_STREET)), "to self");
    town_refused(way->town, command, room->officer,
        bad("to", json_pack("[s, s]", ROOM_CITY, ROOM_CITY)), "to twice");
    town_refused(
        way->town, command, room->officer, bad("type", json_string("telex")), "type unknown");
    town_refused(
        way->town, command, room->officer, bad("urgency", json_string("soon")), "urgency unknown");
    town_refused(way->town, command, room->officer, bad("matter", json_string("430102-1")),
        "matter unknown");
    town_refused(
        way->town, command, room->officer, bad("title", json_string("")), "title required");
    town_refused(way->town, command, way->county, bad("title", json_string("x")), "denied");
    town_refused(way->town, command, room->member, bad("title", json_string("x")), "denied");
    g_autofree char *id = way_draft(way, room->officer, json_pack("{s:[s]}", "copies", ROOM_CITY));
    town_denied(way->town, "dispatch.get", way->county, json_pack("{s:s}", "id", id), "denied");
    way_acted(way, room->officer, id, "discard", json_pack("{s:s}", "reason", "写错"));
    town_refused(way->town, "dispatch.sign_off_oral", room->officer,
        json_pack("{s:s, s:s, s:s}", "id", id, "leader", room->leader->person, "words", "行"),
        "wrong_state");
    way_close(way);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add(
        "dispatch", "the leader on watch signs off at the desk and every hop is timed", test_desk);
    fixture_add(
        "dispatch", "an oral sign-off goes at once and stays flagged until confirmed", test_oral);
    fixture_add("dispatch", "a return comes back with its reason", test_return);
    fixture_add("dispatch", "it opens a matter above, and what follows finds it", test_attach);
    fixture_add("dispatch", "an inquiry is answered, late or not", test_answer);
    fixture_add("dispatch", "it is sent on, confirmed by telephone and closed", test_forward);
    fixture_add("dispatch", "purging a matter purges what its dispatches said", test_purge);
    fixture_add(
        "dispatch", "a copy in a matter of the receiver stays, and is named", test_purge_kept);
    fixture_add("dispatch", "a draft is mended, and who wrote what stays readable", test_revise);
    fixture_add("dispatch", "a mended draft carries what is known now", test_revise_carries);
    fixture_add("dispatch", "a second delivery changes nothing", test_twice);
    fixture_add("dispatch", "not signed for in time rings and stays late at both ends", test_late);
    fixture_add("dispatch", "wrong drafts are refused by the name of the field", test_refusals);
    return g_test_run();
}
