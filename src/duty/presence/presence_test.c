/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/moment.h"
#include "dispatch/dispatch.h"
#include "dispatch/postman.h"
#include "duty/roster/desk.h"
#include "duty/roster/on_duty.h"
#include "unit/watch.h"

#include <string.h>

#define STEP_MINUTES 5
#define KEY "5c1d7a90e2b4463f8d0a6e9b31f4c7725c1d7a90e2b4463f8d0a6e9b31f4c772"

/* A street that keeps duty from 2026-01-01 08:30 on, with a postman; the clock stands at 08:00. */
typedef struct Post {
    Desk *desk;
    Town *town;
    DispatchRules *rules;
    Postman *postman;
    Actor *main, *second, *leader, *stranger; /* on the roster of the first day; not on it */
} Post;

static Actor *actor_of(const Post *post, const char *person)
{
    Actor *all[DESK_OFFICERS + DESK_LEADERS + 3] = {
        post->desk->room->officer, post->desk->room->leader, post->desk->room->head};

    memcpy(all + 3, post->desk->officers, sizeof post->desk->officers);
    memcpy(all + 3 + DESK_OFFICERS, post->desk->leaders, sizeof post->desk->leaders);
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (g_strcmp0(all[i]->person, person) == 0)
            return all[i];
    g_assert_not_reached();
}

static int64_t now(const Post *post)
{
    return clock_now(post->town->clock);
}

static Db *reader(const Post *post)
{
    g_autoptr(GError) error = NULL;
    Db *db = store_reader(engine_store(post->town->engine), &error);

    g_assert_no_error(error);
    return db;
}

/* Who stands the first shift, and one officer who does not. */
static void people_find(Post *post)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = reader(post);
    int64_t at = TOWN_START + HOUR_MS;
    g_autoptr(GPtrArray) duty = on_duty_between(db, ROOM_STREET, at, at + 1, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(duty->len, ==, 3);
    post->leader = actor_of(post, ((const OnDuty *) duty->pdata[0])->person);
    post->main = actor_of(post, ((const OnDuty *) duty->pdata[1])->person);
    post->second = actor_of(post, ((const OnDuty *) duty->pdata[2])->person);
    for (int i = 0; i < DESK_OFFICERS; i++)
        if (post->desk->officers[i] != post->main && post->desk->officers[i] != post->second)
            post->stranger = post->desk->officers[i];
}

/* A known key: by another, a day may well have no challenge. */
static void key_set(Post *post)
{
    g_autoptr(Db) db = store_writer(engine_store(post->town->engine), NULL);

    g_assert_true(
        store_run_script(db, "INSERT INTO presence_key (id, key) VALUES (1, '" KEY "')", NULL));
}

static Post *post_open(StoreFixture *fixture)
{
    Post *post = g_new0(Post, 1);

    post->desk = desk_open(fixture);
    post->town = post->desk->room->town;
    key_set(post);
    post->rules = dispatch_rules_new_builtin(NULL);
    engine_set_service(post->town->engine, SERVICE_DISPATCH_RULES, post->rules);
    post->postman = postman_new(post->town->executor, post->town->engine);
    desk_posts(post->desk);
    g_free(desk_publish(post->desk, "2026-01-01", "2026-01-05"));
    people_find(post);
    return post;
}

static void post_close(Post *post)
{
    postman_free(post->postman);
    desk_close(post->desk);
    dispatch_rules_free(post->rules);
    g_free(post);
}

static void pass(Post *post, int64_t minutes)
{
    room_pass(post->desk->room, minutes);
}

static void watch_begin(Post *post, const Actor *actor, const Actor *whom, const char *role)
{
    town_done(post->town, "watch.begin", actor,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "role", role, "person", whom->person));
}

static void beat(Post *post, const Actor *actor, int64_t input_at)
{
    json_t *args = json_pack("{s:s}", "unit", ROOM_STREET);
    g_autofree char *input = input_at == 0 ? NULL : moment_print(input_at);

    if (input != NULL)
        json_object_set_new(args, "input_at", json_string(input));
    town_done(post->town, "presence.beat", actor, args);
}

/* Time goes by with somebody at the keyboard, so that nobody is asked. */
static void work(Post *post, const Actor *actor, int64_t minutes)
{
    for (int64_t left = minutes; left > 0; left -= STEP_MINUTES) {
        beat(post, actor, now(post));
        pass(post, MIN(left, STEP_MINUTES));
    }
}

static void write_line(Post *post, const Actor *actor)
{
    town_done(post->town, "log.write", actor,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "type", "call_in", "text", "x"));
}

static json_t *presence(Post *post)
{
    return town_ask(post->town, "presence.get", post->desk->room->inspector,
        json_pack("{s:s}", "unit", ROOM_STREET));
}

static void assert_state(Post *post, const char *expected)
{
    json_auto_t *reply = presence(post);

    g_assert_cmpstr(json_text(reply, "state"), ==, expected);
}

/* "kind state[ over]" of each flag, oldest first, with ; between. */
static char *flags(Post *post)
{
    json_auto_t *page = town_ask(post->town, "flag.list", post->desk->room->head,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "state", "all"));
    const json_t *items = json_object_get(page, "items");
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = json_array_size(items); i > 0; i--) {
        const json_t *flag = json_array_get(items, i - 1);

        g_string_append_printf(text, "%s%s %s%s", text->len == 0 ? "" : "; ",
            json_text(flag, "kind"), json_text(flag, "state"),
            json_text(flag, "ended_at") == NULL ? "" : " over");
        g_assert_cmpuint(json_array_size(json_object_get(flag, "evidence")), >, 0);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_flags(Post *post, const char *expected)
{
    g_autofree char *found = flags(post);

    g_assert_cmpstr(found, ==, expected);
}

/* Owned id of the newest flag of that kind. */
static char *flag_of(Post *post, const char *kind)
{
    json_auto_t *page = town_ask(post->town, "flag.list_under", post->desk->room->inspector,
        json_pack("{s:s, s:s}", "under", ROOM_CITY, "state", "all"));
    const json_t *flag = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(page, "items"), i, flag)
    {
        if (g_strcmp0(json_text(flag, "kind"), kind) == 0)
            return g_strdup(json_text(flag, "id"));
    }
    g_assert_not_reached();
}

static int64_t number(Post *post, const char *sql)
{
    g_autoptr(Db) db = reader(post);

    return fixture_number(db, sql);
}

/* Owned id of the challenge that waits, NULL when none does. */
static char *waiting(Post *post)
{
    json_auto_t *page =
        town_ask(post->town, "challenge.list", post->main, json_pack("{s:s}", "unit", ROOM_STREET));
    const json_t *challenge = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(page, "items"), i, challenge)
    {
        if (g_strcmp0(json_text(challenge, "state"), "waiting") == 0)
            return g_strdup(json_text(challenge, "id"));
    }
    return NULL;
}

static json_t *id_args(const char *id)
{
    return json_pack("{s:s}", "id", id);
}

/* ---- who is not there ---- */

static void test_absent(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    pass(post, 35); /* 08:35 */
    assert_flags(post, "");
    pass(post, 10); /* 08:45: both officers, after ten minutes */
    assert_state(post, "absent");
    assert_flags(post, "absent open; absent open");
    pass(post, 20); /* 09:05 */
    assert_flags(post, "absent open; absent open; leader_absent open");
    g_assert_cmpint(number(post, "SELECT flags FROM standing WHERE unit = '430102004'"), ==, 3);
    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    watch_begin(post, post->second, post->second, WATCH_OFFICER);
    watch_begin(post, post->leader, post->leader, WATCH_LEADER);
    assert_state(post, "on_post");
    assert_flags(post, "absent open over; absent open over; leader_absent open over");
    work(post, post->main, 180);
    assert_flags(post, "absent open over; absent open over; leader_absent open over");
    post_close(post);
}

static void test_answer(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    Actor *leader = post->desk->room->leader, *head = post->desk->room->head;

    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    watch_begin(post, post->leader, post->leader, WATCH_LEADER);
    work(post, post->main, 60);
    assert_flags(post, "absent open");
    g_autofree char *id = flag_of(post, "absent");
    json_t *words = json_pack("{s:s, s:s}", "id", id, "words", "家人急病，已电话报告");
    json_t *accept = json_pack("{s:s, s:b}", "id", id, "accepted", 1);
    json_t *reject = json_pack("{s:s, s:b}", "id", id, "accepted", 0);
    town_refused(post->town, "flag.decide", head, json_incref(accept), "wrong_state");
    town_refused(post->town, "flag.explain", post->main, json_incref(words), "denied");
    town_done(post->town, "flag.explain", leader, json_incref(words));
    g_assert_cmpint(number(post, "SELECT flags FROM standing WHERE unit = '430102004'"), ==, 0);
    town_refused(post->town, "flag.explain", leader, json_incref(words), "wrong_state");
    town_refused(post->town, "flag.decide", leader, json_incref(accept), "own_answer");
    town_refused(post->town, "flag.decide", head, json_incref(reject), "words required");
    json_object_set_new(reject, "words", json_string("请补证明"));
    town_done(post->town, "flag.decide", head, reject);
    g_assert_cmpint(number(post, "SELECT flags FROM standing WHERE unit = '430102004'"), ==, 1);
    town_done(post->town, "flag.explain", leader, words);
    town_done(post->town, "flag.decide", head, accept);
    assert_flags(post, "absent accepted");
    post_close(post);
}

/* ---- who is there instead ---- */

static void test_left(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    json_auto_t *began = NULL;

    watch_begin(post, post->second, post->second, WATCH_OFFICER);
    watch_begin(post, post->leader, post->leader, WATCH_LEADER);
    began = town_do(post->town, "watch.begin", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    work(post, post->main, 120);
    town_done(post->town, "watch.end", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "id", json_text(began, "id")));
    work(post, post->second, 14);
    assert_flags(post, "");
    work(post, post->second, 2);
    assert_flags(post, "left_post open");
    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    assert_flags(post, "left_post open over");
    post_close(post);
}

static void test_substitute(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *flag = NULL;

    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    watch_begin(post, post->leader, post->leader, WATCH_LEADER);
    watch_begin(post, post->stranger, post->stranger, WATCH_OFFICER);
    work(post, post->main, 60);
    assert_flags(post, "unauthorized_substitute open");
    flag = flag_of(post, "unauthorized_substitute");
    json_auto_t *shown = town_ask(post->town, "flag.get", post->main, id_args(flag));
    g_assert_cmpstr(json_text(shown, "person"), ==, post->second->person);
    g_assert_cmpstr(json_text(shown, "other"), ==, post->stranger->person);
    /* The leader approves: the change clears the flag, the evidence stays. */
    const char *shift = json_text(shown, "what");
    g_autofree char *roster = g_strndup(shift, (gsize) (strrchr(shift, '.') - shift));
    town_done(post->town, "roster.change", post->desk->room->leader,
        json_pack("{s:s, s:[{s:s, s:s}], s:s}", "id", roster, "changes", "shift", shift, "person",
            post->stranger->person, "reason", "批准替班"));
    assert_flags(post, "unauthorized_substitute cleared over");
    post_close(post);
}

/* Nobody's page is alive and nothing else happens in the room: still it is found the same night,
 * and the level above sees it. */
static void test_signed_for(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    watch_begin(post, post->stranger, post->main, WATCH_OFFICER);
    watch_begin(post, post->stranger, post->second, WATCH_OFFICER);
    watch_begin(post, post->leader, post->leader, WATCH_LEADER);
    for (int hour = 0; hour < 12; hour += 2) { /* 08:00 … 20:00 */
        write_line(post, post->stranger);
        pass(post, 120);
    }
    assert_flags(post, "unauthorized_substitute open; unauthorized_substitute open");
    g_autofree char *flag = flag_of(post, "unauthorized_substitute");
    json_auto_t *shown = town_ask(post->town, "flag.get", post->main, id_args(flag));
    g_autofree char *evidence = json_dumps(json_object_get(shown, "evidence"), JSON_COMPACT);
    g_assert_cmpstr(json_text(shown, "other"), ==, post->stranger->person);
    g_assert_nonnull(strstr(evidence, "entered_by"));
    g_assert_nonnull(strstr(evidence, "wrote"));
    post_close(post);
}

/* Two officers, one computer, one account: a whole day with its challenges, and no flag. */
static void test_honest(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    int64_t asked = 0;

    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    watch_begin(post, post->main, post->second, WATCH_OFFICER);
    watch_begin(post, post->leader, post->leader, WATCH_LEADER);
    for (int minute = 0; minute < 1440; minute += 2) {
        g_autofree char *challenge = waiting(post);

        if (challenge != NULL) {
            town_done(post->town, "challenge.answer", post->main, id_args(challenge));
            asked++;
        }
        beat(post, post->main, minute % 240 == 0 ? now(post) : 0);
        if (minute % 180 == 0)
            write_line(post, post->main);
        pass(post, 2);
    }
    assert_flags(post, "");
    g_assert_cmpint(asked, >, 0);
    g_assert_cmpint(number(post, "SELECT COUNT(*) FROM challenge WHERE state = 'missed'"), ==, 0);
    /* Beats leave no trace: a change of state does. */
    g_assert_cmpint(
        number(post, "SELECT COUNT(*) FROM journal WHERE kind = 'presence.changed'"), ==, 1);
    post_close(post);
}

static void test_silent(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    beat(post, post->main, 0);
    assert_state(post, "on_post");
    pass(post, 9);
    assert_state(post, "on_post");
    pass(post, 2);
    assert_state(post, "silent");
    beat(post, post->main, 0);
    assert_state(post, "on_post");
    post_close(post);
}

static void test_no_page(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    pass(post, 45); /* 08:45, and nobody came */
    g_free(flag_of(post, "absent"));
    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    pass(post, 1435);
    assert_state(post, "on_post"); /* a day on paper is no fault */
    pass(post, 10);
    assert_state(post, "silent");
    post_close(post);
}

static void test_unrostered(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Post post = {.desk = desk, .town = desk->room->town};

    /* A unit without posts is asked for nothing. */
    pass(&post, 3000);
    assert_flags(&post, "");
    desk_posts(desk);
    pass(&post, 1400);
    assert_flags(&post, "");
    pass(&post, 100);
    assert_flags(&post, "unrostered open; unrostered open");
    desk_close(desk);
}

/* ---- challenges ---- */

/* Both officers on watch and idle until one is asked. */
static char *be_asked(Post *post)
{
    char *challenge = NULL;

    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    watch_begin(post, post->second, post->second, WATCH_OFFICER);
    watch_begin(post, post->leader, post->leader, WATCH_LEADER);
    for (int i = 0; i < 3000 && challenge == NULL; i++) {
        beat(post, post->main, 0);
        pass(post, 1);
        challenge = waiting(post);
    }
    g_assert_nonnull(challenge);
    return challenge;
}

static void test_challenge(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *challenge = be_asked(post);

    town_refused(post->town, "challenge.answer", post->stranger, id_args(challenge), "needs_watch");
    town_refused(post->town, "challenge.answer", post->leader, id_args(challenge), "needs_watch");
    town_done(post->town, "challenge.answer", post->second, id_args(challenge));
    town_refused(
        post->town, "challenge.answer", post->main, id_args(challenge), "answered_already");
    pass(post, 60);
    json_auto_t *shown = town_ask(post->town, "challenge.get", post->main, id_args(challenge));
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
        beat(post, there, 0);
        pass(post, 1);
        challenge = waiting(post);
    }
    town_refused(post->town, "challenge.answer", post->main, id_args(challenge), "other_terminal");
    town_refused(post->town, "challenge.answer", elsewhere, id_args(challenge), "other_terminal");
    town_done(post->town, "challenge.answer", there, id_args(challenge));
    post_close(post);
}

static int64_t notices(Post *post)
{
    return number(post, "SELECT COUNT(*) FROM notice WHERE word = 'challenge.missed'");
}

static void test_missed(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *challenge = be_asked(post);
    int64_t due_at = number(post, "SELECT MAX(due_at) FROM challenge");
    g_autoptr(GError) error = NULL;

    pass(post, (due_at - now(post)) / MINUTE_MS + 1);
    town_refused(post->town, "challenge.answer", post->main, id_args(challenge), "too_late");
    g_assert_cmpint(notices(post), ==, 1);
    pass(post, 3);
    g_assert_cmpint(notices(post), ==, 2);
    pass(post, 5);
    g_assert_cmpint(notices(post), ==, 3);
    assert_flags(post, "");
    pass(post, 8);
    g_assert_cmpint(postman_deliver(post->postman, &error), >, 0);
    g_assert_cmpint(number(post, "SELECT COUNT(*) FROM dispatch WHERE unit = '430102'"
                                 " AND type = 'presence_alarm'"),
        ==, 1);
    assert_flags(post, "left_post open; left_post open");
    town_done(post->town, "challenge.return", post->main, id_args(challenge));
    assert_flags(post, "left_post open over; left_post open over");
    town_refused(post->town, "challenge.return", post->main, id_args(challenge), "wrong_state");
    post_close(post);
}

/* Who logs a call when the challenge comes need not answer it too. */
static void test_busy(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    g_autofree char *challenge = be_asked(post);

    write_line(post, post->second);
    pass(post, 11);
    json_auto_t *shown = town_ask(post->town, "challenge.get", post->main, id_args(challenge));
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

    watch_begin(post, post->main, post->main, WATCH_OFFICER);
    town_refused(post->town, "roll_call.call", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "under", ROOM_CITY), "under not_below");
    town_refused(post->town, "roll_call.call", city,
        json_pack("{s:s, s:i}", "unit", ROOM_CITY, "minutes", 1), "minutes too_small");
    json_auto_t *roll = town_do(post->town, "roll_call.call", city,
        json_pack("{s:s, s:s, s:i}", "unit", ROOM_CITY, "words", "国庆点名", "minutes", 10));
    g_assert_cmpint(json_number(roll, "called", 0), ==, 1);
    deliver(post);
    g_autofree char *challenge = waiting(post);
    json_auto_t *asked = town_ask(post->town, "challenge.get", post->main, id_args(challenge));
    g_assert_cmpstr(json_text(asked, "kind"), ==, "roll_call");
    g_assert_cmpstr(json_text(asked, "words"), ==, "国庆点名");
    town_done(post->town, "challenge.answer", post->main, id_args(challenge));
    deliver(post);
    json_auto_t *after =
        town_ask(post->town, "roll_call.get", city, id_args(json_text(roll, "id")));
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
    fixture_add("presence", "who signed for colleagues is found the same night", test_signed_for);
    fixture_add("presence", "an honest room with one computer is never flagged", test_honest);
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
