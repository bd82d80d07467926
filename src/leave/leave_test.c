/* SPDX-License-Identifier: Apache-2.0 */
#include "leave/leave.h"

#include "base/json.h"
#include "dispatch/dispatch.h"
#include "dispatch/module.h"
#include "leave/module.h"
#include "matter/room.h"
#include "unit/standing.h"

#define assert_text(object, name, expected) g_assert_cmpstr(json_text(object, name), ==, expected)

static const Module *const more[] = {&dispatch_module, &leave_module, NULL};

typedef struct Post {
    Room *room;
    DispatchRules *rules;
    Actor *second; /* another leader of the street */
} Post;

static Post post_open(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Post post = {.room = room_open(fixture, more)};

    post.rules = dispatch_rules_new_builtin(&error);
    g_assert_no_error(error);
    engine_set_service(post.room->town->engine, SERVICE_DISPATCH_RULES, post.rules);
    post.second = town_person(post.room->town, ROOM_STREET, "leader", "陈六");
    return post;
}

static void post_close(Post *post)
{
    room_close(post->room);
    dispatch_rules_free(post->rules);
    actor_free(post->second);
}

static json_t *wish(const Actor *person, const char *from, const char *until, const Actor *acting)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s*, s:s, s:s*}", "unit", ROOM_STREET, "person",
        person->person, "kind", "trip", "from", from, "until", until, "acting",
        acting == NULL ? NULL : acting->person, "place", "南京", "acting_phone",
        acting == NULL ? NULL : "13800000001");
}

static json_t *ask(Post *post, const Actor *person, json_t *args)
{
    return town_do(post->room->town, "leave.ask", person, args);
}

static json_t *act(Post *post, const char *command, const Actor *actor, const json_t *leave)
{
    return town_do(post->room->town, command, actor,
        json_pack("{s:s, s:s*}", "id", json_text(leave, "id"), "words",
            g_str_equal(command, "leave.approve") ? NULL : "记录在案"));
}

static const char *away(Post *post)
{
    g_autoptr(Db) db = store_reader(engine_store(post->room->town->engine), NULL);
    g_autoptr(GPtrArray) notes = standing_notes(db, ROOM_STREET, NULL);
    const StandingNote *note = standing_noted(notes, "away");

    return g_intern_string(note == NULL ? "" : note->text);
}

#define DAY_2 "2026-01-03T08:00:00+08:00"
#define DAY_3 "2026-01-04T08:00:00+08:00"
#define DAY_5 "2026-01-06T08:00:00+08:00"

static void test_story(StoreFixture *fixture)
{
    Post post = post_open(fixture);
    Room *room = post.room;
    json_auto_t *asked = ask(&post, room->leader, wish(room->leader, DAY_2, DAY_3, post.second));

    assert_text(asked, "state", "asked");
    g_assert_false(json_flag(asked, "late"));
    g_assert_true(json_flag(asked, "principal"));
    town_refused(room->town, "leave.approve", room->leader,
        json_pack("{s:s}", "id", json_text(asked, "id")), "own_leave");
    json_auto_t *approved = act(&post, "leave.approve", room->head, asked);
    assert_text(approved, "state", "approved");
    assert_text(approved, "acting_phone", "13800000001");
    /* Filed to the level above, in words. */
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(room->town->engine), NULL);
    g_autoptr(Dispatch) dispatch = dispatch_load(db, json_text(approved, "dispatch"), &error);
    g_assert_no_error(error);
    g_assert_cmpstr(dispatch->type, ==, "leave_report");
    g_assert_nonnull(strstr(dispatch->title, "吴二"));
    g_assert_nonnull(strstr(dispatch->body, "1月3日8时00分"));
    g_assert_nonnull(strstr(dispatch->body, "陈六主持工作，电话13800000001"));
    g_assert_null(strstr(dispatch->body, "交通方式"));
    g_clear_pointer(&db, db_release);
    g_assert_cmpstr(away(&post), ==, "");
    room_pass(room, INT64_C(2) * 24 * 60 + 1);
    g_assert_cmpstr(away(&post), ==, "吴二");
    town_refused(room->town, "leave.withdraw", room->leader,
        json_pack("{s:s}", "id", json_text(asked, "id")), "leave_begun");
    json_auto_t *back = act(&post, "leave.return", room->leader, asked);
    assert_text(back, "state", "returned");
    g_assert_cmpstr(away(&post), ==, "");
    post_close(&post);
}

static void test_both(StoreFixture *fixture)
{
    Post post = post_open(fixture);
    Room *room = post.room;
    json_auto_t *first = ask(&post, room->leader, wish(room->leader, DAY_2, DAY_3, post.second));
    json_t *head = wish(room->head, DAY_2, DAY_5, room->leader);

    /* Who was to lead is away himself; touching at the end is no overlap. */
    town_refused(room->town, "leave.ask", room->head, json_incref(head), "both_away");
    json_t *after = wish(room->head, DAY_3, DAY_5, room->leader);
    json_decref(ask(&post, room->head, after));
    /* Each acts for the other and both are away: no explanation puts anybody into the room. */
    json_t *circle = wish(room->leader, DAY_3, DAY_5, room->head);
    json_object_set_new(circle, "explanation", json_string("区里会议"));
    town_refused(room->town, "leave.ask", room->leader, circle, "acting_is_away");
    json_auto_t *other = ask(
        &post, post.second, wish(post.second, DAY_5, "2026-01-07T08:00:00+08:00", room->leader));
    assert_text(other, "state", "asked");
    json_decref(head);
    json_t *clash = wish(post.second, DAY_2, DAY_3, room->head);
    json_auto_t *seen = town_ask(room->town, "leave.check", room->officer,
        json_pack("{s:s, s:s, s:s, s:s}", "unit", ROOM_STREET, "person", post.second->person,
            "from", DAY_2, "until", DAY_3));
    g_assert_cmpuint(json_array_size(json_object_get(seen, "clash")), ==, 1);
    assert_text(json_array_get(json_object_get(seen, "clash"), 0), "why", "acts_for");
    json_object_set_new(clash, "explanation", json_string("区里会议，书记在岗"));
    json_auto_t *explained = ask(&post, post.second, clash);
    assert_text(explained, "explanation", "区里会议，书记在岗");
    g_assert_cmpstr(json_string_value(json_array_get(json_object_get(explained, "clash"), 0)), ==,
        json_text(first, "id"));
    post_close(&post);
}

static json_t *evidence(const json_t *leave, const char *at)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "id", json_text(leave, "id"), "above", "区委办赵主任",
        "at", at, "paper", "电话记录第7号");
}

/* Outside, with evidence that another accepts. */
static void head_answered(Post *post, const json_t *leave)
{
    Room *room = post->room;
    const char *id = json_text(leave, "id");

    town_refused(room->town, "leave.evidence", room->officer,
        evidence(leave, "2026-01-02T08:00:00+08:00"), "at in_future");
    json_auto_t *put = town_do(
        room->town, "leave.evidence", room->leader, evidence(leave, "2026-01-01T07:00:00+08:00"));
    assert_text(put, "state", "asked");
    assert_text(put, "above", "区委办赵主任");
    town_refused(
        room->town, "leave.approve", room->head, json_pack("{s:s}", "id", id), "own_leave");
    town_refused(
        room->town, "leave.approve", room->leader, json_pack("{s:s}", "id", id), "own_evidence");
    json_auto_t *approved = act(post, "leave.approve", post->second, leave);
    assert_text(approved, "state", "approved");
    assert_text(approved, "above_paper", "电话记录第7号");
}

/* Somebody of the level above, who has it on their page. */
static void test_above(StoreFixture *fixture)
{
    Post post = post_open(fixture);
    Room *room = post.room;
    g_autoptr(Actor) chief = town_person(room->town, ROOM_COUNTY, "leader", "周七");
    json_auto_t *asked = ask(&post, room->head, wish(room->head, DAY_2, DAY_3, room->leader));
    json_auto_t *other = ask(&post, room->member, wish(room->member, DAY_2, DAY_3, NULL));
    const char *id = json_text(asked, "id");

    json_auto_t *waiting =
        town_ask(room->town, "leave.asked_above", chief, json_pack("{s:s}", "unit", ROOM_COUNTY));
    g_assert_cmpuint(json_array_size(json_object_get(waiting, "items")), ==, 1);
    assert_text(json_array_get(json_object_get(waiting, "items"), 0), "id", id);
    town_refused(room->town, "leave.agree", room->leader, json_pack("{s:s}", "id", id), "denied");
    town_refused(
        room->town, "leave.agree", room->inspector, json_pack("{s:s}", "id", id), "denied");
    town_refused(room->town, "leave.agree", chief, json_pack("{s:s}", "id", json_text(other, "id")),
        "no_heads_leave");
    json_auto_t *agreed = town_do(room->town, "leave.agree", chief, json_pack("{s:s}", "id", id));
    assert_text(agreed, "state", "approved");
    g_assert_nonnull(strstr(json_text(agreed, "above"), "周七"));
    /* Other hours are another question. */
    json_auto_t *changed = town_do(
        room->town, "leave.change", room->head, json_pack("{s:s, s:s}", "id", id, "until", DAY_5));
    g_assert_true(json_flag(changed, "unconfirmed"));
    town_refused(
        room->town, "leave.approve", room->leader, json_pack("{s:s}", "id", id), "above required");
    json_decref(town_do(room->town, "leave.agree", chief, json_pack("{s:s}", "id", id)));
    json_auto_t *later =
        ask(&post, room->head, wish(room->head, DAY_5, "2026-01-07T08:00:00+08:00", room->leader));
    json_auto_t *declined = town_do(room->town, "leave.decline", chief,
        json_pack("{s:s, s:s}", "id", json_text(later, "id"), "words", "汛期不离岗"));
    assert_text(declined, "state", "refused");
    post_close(&post);
}

static void test_refusals(StoreFixture *fixture)
{
    Post post = post_open(fixture);
    Room *room = post.room;

    town_refused(room->town, "leave.ask", room->leader, wish(room->leader, DAY_2, DAY_3, NULL),
        "acting required");
    town_refused(room->town, "leave.ask", room->leader,
        wish(room->leader, DAY_2, DAY_3, room->leader), "acting self");
    town_refused(room->town, "leave.ask", room->leader,
        wish(room->leader, DAY_3, DAY_2, room->head), "until not_after_from");
    town_refused(room->town, "leave.ask", room->member,
        wish(room->leader, DAY_2, DAY_3, room->head), "denied");
    json_auto_t *asked = ask(&post, room->member, wish(room->member, DAY_2, DAY_3, NULL));
    g_assert_false(json_flag(asked, "principal"));
    town_refused(room->town, "leave.ask", room->officer,
        wish(room->member, "2026-01-03T20:00:00+08:00", DAY_5, NULL), "leave_overlaps");
    json_auto_t *refused = act(&post, "leave.refuse", room->leader, asked);
    assert_text(refused, "state", "refused");
    town_refused(room->town, "leave.approve", room->leader,
        json_pack("{s:s}", "id", json_text(asked, "id")), "wrong_state");
    /* The head answers to the level above. */
    json_auto_t *head = ask(&post, room->head, wish(room->head, DAY_2, DAY_3, room->leader));
    town_refused(room->town, "leave.approve", room->head,
        json_pack("{s:s}", "id", json_text(head, "id")), "above required");
    head_answered(&post, head);
    /* Where a colleague has gone is not everybody's business. */
    json_auto_t *page =
        town_ask(room->town, "leave.list", room->member, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_null(json_text(json_array_get(json_object_get(page, "items"), 0), "place"));
    json_auto_t *below = town_ask(room->town, "leave.below", room->inspector,
        json_pack("{s:s, s:s}", "under", ROOM_CITY, "at", "2026-01-03T12:00:00+08:00"));
    g_assert_cmpuint(json_array_size(json_object_get(below, "items")), ==, 1);
    assert_text(json_array_get(json_object_get(below, "items"), 0), "name", "郑三");
    assert_text(json_array_get(json_object_get(below, "items"), 0), "place", "南京");
    post_close(&post);
}

static size_t notices(Post *post, const char *word)
{
    json_auto_t *page = town_ask(post->room->town, "notice.list", post->room->officer,
        json_pack("{s:s}", "unit", ROOM_STREET));
    const json_t *item = NULL;
    size_t i = 0, count = 0;

    json_array_foreach (json_object_get(page, "items"), i, item) {
        if (g_strcmp0(json_text(item, "text"), word) == 0)
            count++;
    }
    return count;
}

static void test_late(StoreFixture *fixture)
{
    Post post = post_open(fixture);
    Room *room = post.room;
    json_auto_t *asked = ask(&post, room->leader,
        wish(room->leader, "2026-01-01T12:00:00+08:00", "2026-01-01T18:00:00+08:00", post.second));

    g_assert_true(json_flag(asked, "late"));
    room_pass(room, INT64_C(60) * 5);
    g_assert_cmpuint(notices(&post, "leave.unanswered"), ==, 1);
    json_auto_t *approved = act(&post, "leave.approve", room->head, asked);
    g_assert_true(json_flag(approved, "away"));
    /* Longer than was said: counts at once, to be confirmed. */
    json_auto_t *longer = town_do(room->town, "leave.change", room->leader,
        json_pack("{s:s, s:s, s:s}", "id", json_text(asked, "id"), "until",
            "2026-01-01T20:00:00+08:00", "words", "会议延长"));
    g_assert_true(json_flag(longer, "unconfirmed"));
    assert_text(longer, "state", "approved");
    json_auto_t *confirmed = act(&post, "leave.approve", room->head, asked);
    g_assert_false(json_flag(confirmed, "unconfirmed"));
    room_pass(room, INT64_C(60) * 7 + 1); /* 20:01 */
    g_assert_cmpuint(notices(&post, "leave.overdue"), ==, 2);
    room_pass(room, INT64_C(60) * 3);
    g_assert_cmpuint(notices(&post, "leave.overdue"), ==, 3);
    g_assert_cmpstr(away(&post), ==, "吴二");
    room_pass(room, INT64_C(60) * 48);
    g_assert_cmpuint(notices(&post, "leave.overdue"), ==, 3);
    post_close(&post);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("leave", "a principal's leave is filed above and ends with the return", test_story);
    fixture_add("leave", "nobody left to lead is found over overlapping hours", test_both);
    fixture_add("leave", "a head's is answered by the level above", test_above);
    fixture_add("leave", "what does not fit is refused with its reason", test_refusals);
    fixture_add("leave", "late, unanswered and overdue are seen", test_late);
    return g_test_run();
}
