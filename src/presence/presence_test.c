/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/post.h"

#include "base/json.h"
#include "base/moment.h"
#include "unit/watch.h"

#include <string.h>

/* ---- who is not there ---- */

static void test_absent(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    post_pass(post, 35); /* 08:35 */
    post_assert_flags(post, "");
    post_pass(post, 10); /* 08:45: both officers, after ten minutes */
    post_assert_state(post, "absent");
    post_assert_flags(post, "absent open; absent open");
    post_pass(post, 20); /* 09:05 */
    post_assert_flags(post, "absent open; absent open; leader_absent open");
    g_assert_cmpint(
        post_number(post,
            "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM standing_note WHERE name = 'flags'"
            " AND unit = '430102004'"),
        ==, 3);
    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_watch(post, post->second, post->second, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    post_assert_state(post, "on_post");
    post_assert_flags(post, "absent open over; absent open over; leader_absent open over");
    post_work(post, post->main, 180);
    post_assert_flags(post, "absent open over; absent open over; leader_absent open over");
    post_close(post);
}

static void test_answer(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    Actor *leader = post->desk->room->leader, *head = post->desk->room->head;

    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    post_work(post, post->main, 60);
    post_assert_flags(post, "absent open");
    g_autofree char *id = post_flag(post, "absent");
    json_t *words = json_pack("{s:s, s:s}", "id", id, "words", "家人急病，已电话报告");
    json_t *accept = json_pack("{s:s, s:b}", "id", id, "accepted", 1);
    json_t *reject = json_pack("{s:s, s:b}", "id", id, "accepted", 0);
    town_refused(post->town, "flag.decide", head, json_incref(accept), "wrong_state");
    town_refused(post->town, "flag.explain", post->main, json_incref(words), "denied");
    town_done(post->town, "flag.explain", leader, json_incref(words));
    g_assert_cmpint(
        post_number(post,
            "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM standing_note WHERE name = 'flags'"
            " AND unit = '430102004'"),
        ==, 0);
    town_refused(post->town, "flag.explain", leader, json_incref(words), "wrong_state");
    town_refused(post->town, "flag.decide", leader, json_incref(accept), "own_answer");
    town_refused(post->town, "flag.decide", head, json_incref(reject), "words required");
    json_object_set_new(reject, "words", json_string("请补证明"));
    town_done(post->town, "flag.decide", head, reject);
    g_assert_cmpint(
        post_number(post,
            "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM standing_note WHERE name = 'flags'"
            " AND unit = '430102004'"),
        ==, 1);
    town_done(post->town, "flag.explain", leader, words);
    town_done(post->town, "flag.decide", head, accept);
    post_assert_flags(post, "absent accepted");
    post_close(post);
}

/* ---- who is there instead ---- */

static void test_left(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    json_auto_t *began = NULL;

    post_watch(post, post->second, post->second, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    began = town_do(post->town, "watch.begin", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    post_work(post, post->main, 120);
    town_done(post->town, "watch.end", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "id", json_text(began, "id")));
    post_work(post, post->second, 14);
    post_assert_flags(post, "");
    post_work(post, post->second, 2);
    post_assert_flags(post, "left_post open");
    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_assert_flags(post, "left_post open over");
    post_close(post);
}

static void test_substitute(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *flag = NULL;

    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    post_watch(post, post->stranger, post->stranger, WATCH_OFFICER);
    post_work(post, post->main, 60);
    post_assert_flags(post, "unauthorized_substitute open");
    flag = post_flag(post, "unauthorized_substitute");
    json_auto_t *shown = town_ask(post->town, "flag.get", post->main, post_id(flag));
    g_assert_cmpstr(json_text(shown, "person"), ==, post->second->person);
    g_assert_cmpstr(json_text(shown, "other"), ==, post->stranger->person);
    /* The leader approves: the change clears the flag, the evidence stays. */
    const char *shift = json_text(shown, "what");
    g_autofree char *roster = g_strndup(shift, (gsize) (strrchr(shift, '.') - shift));
    town_done(post->town, "roster.change", post->desk->room->leader,
        json_pack("{s:s, s:[{s:s, s:s}], s:s}", "id", roster, "changes", "shift", shift, "person",
            post->stranger->person, "reason", "批准替班"));
    post_assert_flags(post, "unauthorized_substitute cleared over");
    post_close(post);
}

static void test_silent(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_beat(post, post->main, 0);
    post_assert_state(post, "on_post");
    post_pass(post, 9);
    post_assert_state(post, "on_post");
    post_pass(post, 2);
    post_assert_state(post, "silent");
    post_beat(post, post->main, 0);
    post_assert_state(post, "on_post");
    post_close(post);
}

static void test_no_page(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    post_pass(post, 45); /* 08:45, and nobody came */
    g_free(post_flag(post, "absent"));
    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_pass(post, 1435);
    post_assert_state(post, "on_post"); /* a day on paper is no fault */
    post_pass(post, 10);
    post_assert_state(post, "silent");
    post_close(post);
}

static void test_unrostered(StoreFixture *fixture)
{
    Desk *desk = desk_open_with(fixture, post_modules);
    Post post = {.desk = desk, .town = desk->room->town};

    /* A unit without posts is asked for nothing. */
    post_pass(&post, 3000);
    post_assert_flags(&post, "");
    desk_posts(desk);
    post_pass(&post, 1400);
    post_assert_flags(&post, "");
    post_pass(&post, 100);
    post_assert_flags(&post, "unrostered open; unrostered open");
    desk_close(desk);
}

/* ---- challenges ---- */

/* Both officers on watch and idle until one is asked. */
static char *be_asked(Post *post)
{
    char *challenge = NULL;

    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_watch(post, post->second, post->second, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    for (int i = 0; i < 3000 && challenge == NULL; i++) {
        post_beat(post, post->main, 0);
        post_pass(post, 1);
        challenge = post_waiting(post);
    }
    g_assert_nonnull(challenge);
    return challenge;
}

static void test_challenge(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *challenge = be_asked(post);

    town_refused(post->town, "challenge.answer", post->stranger, post_id(challenge), "needs_watch");
    town_refused(post->town, "challenge.answer", post->leader, post_id(challenge), "needs_watch");
    town_done(post->town, "challenge.answer", post->second, post_id(challenge));
    town_refused(
        post->town, "challenge.answer", post->main, post_id(challenge), "answered_already");
    post_pass(post, 60);
    json_auto_t *shown = town_ask(post->town, "challenge.get", post->main, post_id(challenge));
    g_assert_cmpstr(json_text(shown, "state"), ==, "answered");
    g_assert_cmpstr(json_text(shown, "answered_by"), ==, post->second->person);
    post_close(post);
}

static void test_terminal(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autoptr(Actor) there = actor_copy(post->main), elsewhere = actor_copy(post->main);
    g_autofree char *challenge = NULL;

    there->terminal = g_strdup("430102004-1");
    there->proved_until = INT64_MAX; /* they have shown who they are */
    elsewhere->terminal = g_strdup("430102004-2");
    town_done(post->town, "watch.begin", there,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    for (int i = 0; i < 3000 && challenge == NULL; i++) {
        post_beat(post, there, 0);
        post_pass(post, 1);
        challenge = post_waiting(post);
    }
    town_refused(post->town, "challenge.answer", post->main, post_id(challenge), "other_terminal");
    town_refused(post->town, "challenge.answer", elsewhere, post_id(challenge), "other_terminal");
    town_done(post->town, "challenge.answer", there, post_id(challenge));
    post_close(post);
}

static int64_t notices(Post *post)
{
    return post_number(post, "SELECT COUNT(*) FROM notice WHERE word = 'challenge.missed'");
}

static void test_missed(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *challenge = be_asked(post);
    int64_t due_at = post_number(post, "SELECT MAX(due_at) FROM challenge");
    g_autoptr(GError) error = NULL;

    post_pass(post, (due_at - post_now(post)) / MINUTE_MS + 1);
    town_refused(post->town, "challenge.answer", post->main, post_id(challenge), "too_late");
    g_assert_cmpint(notices(post), ==, 1);
    post_pass(post, 3);
    g_assert_cmpint(notices(post), ==, 2);
    post_pass(post, 5);
    g_assert_cmpint(notices(post), ==, 3);
    post_assert_flags(post, "");
    post_pass(post, 8);
    g_assert_cmpint(postman_deliver(post->postman, &error), >, 0);
    g_assert_cmpint(post_number(post, "SELECT COUNT(*) FROM dispatch WHERE unit = '430102'"
                                      " AND type = 'presence_alarm'"),
        ==, 1);
    post_assert_flags(post, "left_post open; left_post open");
    town_done(post->town, "challenge.return", post->main, post_id(challenge));
    post_assert_flags(post, "left_post open over; left_post open over");
    town_refused(post->town, "challenge.return", post->main, post_id(challenge), "wrong_state");
    post_close(post);
}

/* Who logs a call when the challenge comes need not answer it too. */
static void test_busy(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *challenge = be_asked(post);

    post_write(post, post->second);
    post_pass(post, 11);
    json_auto_t *shown = town_ask(post->town, "challenge.get", post->main, post_id(challenge));
    g_assert_cmpstr(json_text(shown, "state"), ==, "excused");
    g_assert_cmpint(notices(post), ==, 0);
    post_close(post);
}

/* ---- roll calls ---- */

static void deliver(Post *post)
{
    g_autoptr(GError) error = NULL;

    postman_deliver(post->postman, &error);
    g_assert_no_error(error);
}

static void test_roll(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autoptr(Actor) city = town_person(post->town, ROOM_CITY, "officer", "李八");

    post_watch(post, post->main, post->main, WATCH_OFFICER);
    town_refused(post->town, "roll_call.call", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "under", ROOM_CITY), "under not_below");
    town_refused(post->town, "roll_call.call", city,
        json_pack("{s:s, s:i}", "unit", ROOM_CITY, "minutes", 1), "minutes too_small");
    json_auto_t *roll = town_do(post->town, "roll_call.call", city,
        json_pack("{s:s, s:s, s:i}", "unit", ROOM_CITY, "words", "国庆点名", "minutes", 10));
    g_assert_cmpint(json_number(roll, "called", 0), ==, 1);
    deliver(post);
    g_autofree char *challenge = post_waiting(post);
    json_auto_t *asked = town_ask(post->town, "challenge.get", post->main, post_id(challenge));
    g_assert_cmpstr(json_text(asked, "kind"), ==, "roll_call");
    g_assert_cmpstr(json_text(asked, "words"), ==, "国庆点名");
    town_done(post->town, "challenge.answer", post->main, post_id(challenge));
    deliver(post);
    json_auto_t *after =
        town_ask(post->town, "roll_call.get", city, post_id(json_text(roll, "id")));
    const json_t *street = json_array_get(json_object_get(after, "units"), 0);
    g_assert_cmpint(json_number(after, "answered", 0), ==, 1);
    g_assert_cmpstr(json_text(street, "state"), ==, "answered");
    g_assert_cmpstr(json_text(street, "answered_by"), ==, post->main->name);
    post_close(post);
}

static void test_round(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    town_refused(post->town, "round.make", post->leader,
        json_pack("{s:s, s:[s]}", "unit", ROOM_STREET, "looked_at", "moon"),
        "looked_at not_a_choice");
    town_done(post->town, "round.make", post->leader,
        json_pack("{s:s, s:[s,s], s:s, s:s}", "unit", ROOM_STREET, "looked_at", "log", "phone",
            "question", "怎么报？", "answer", "十五分钟内电话报"));
    json_auto_t *page =
        town_ask(post->town, "round.list", post->main, json_pack("{s:s}", "unit", ROOM_STREET));
    const json_t *round = json_array_get(json_object_get(page, "items"), 0);
    g_assert_cmpstr(json_text(round, "question"), ==, "怎么报？");
    g_assert_cmpuint(json_array_size(json_object_get(round, "looked_at")), ==, 2);
    post_close(post);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("presence", "nobody came: flagged after a while, with evidence", test_absent);
    fixture_add("presence", "a flag is answered, and not judged by who answered", test_answer);
    fixture_add("presence", "who left is flagged until back", test_left);
    fixture_add("presence", "a stand-in is flagged until the change is approved", test_substitute);
    fixture_add("presence", "a silent page is a silent room", test_silent);
    fixture_add("presence", "a room without a page is seen from above", test_no_page);
    fixture_add("presence", "only who keeps duty is asked for a roster", test_unrostered);
    fixture_add("presence", "a challenge is answered once, by who is on watch", test_challenge);
    fixture_add("presence", "a challenge is answered where the watch began", test_terminal);
    fixture_add("presence", "a miss is told further and further up", test_missed);
    fixture_add("presence", "who is at work is excused", test_busy);
    fixture_add("presence", "a roll call is answered by dispatch", test_roll);
    fixture_add("presence", "a leader's round is on the record", test_round);
    return g_test_run();
}
