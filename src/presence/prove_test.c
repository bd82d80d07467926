/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/post.h"

#include "base/json.h"
#include "unit/watch.h"

#include <string.h>

/* Nobody's page is alive and nothing else happens in the room: still it is found the same night,
 * and the level above sees it. */
static void test_signed_for(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    post_watch(post, post->stranger, post->main, WATCH_OFFICER);
    post_watch(post, post->stranger, post->second, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    for (int hour = 0; hour < 12; hour += 2) { /* 08:00 … 20:00 */
        post_write(post, post->stranger);
        post_pass(post, 120);
    }
    post_assert_flags(post, "unauthorized_substitute open; unauthorized_substitute open");
    g_autofree char *flag = post_flag(post, "unauthorized_substitute");
    json_auto_t *shown = town_ask(post->town, "flag.get", post->main, post_id(flag));
    g_autofree char *evidence = json_dumps(json_object_get(shown, "evidence"), JSON_COMPACT);
    g_assert_cmpstr(json_text(shown, "other"), ==, post->stranger->person);
    g_assert_nonnull(strstr(evidence, "entered_by"));
    g_assert_nonnull(strstr(evidence, "wrote"));
    post_close(post);
}

/* A whole day at one computer with its challenges: only `main` writes and answers, and after hours
 * `other` gives one sign of their own; NULL: never. */
static int64_t day_live(Post *post, const Actor *other)
{
    int64_t asked = 0;

    for (int minute = 0; minute < 1440; minute += 2) {
        g_autofree char *challenge = post_waiting(post);

        if (challenge != NULL) {
            town_done(post->town, "challenge.answer", post->main, post_id(challenge));
            asked++;
        }
        post_beat(post, post->main, minute % 240 == 0 ? post_now(post) : 0);
        if (minute % 180 == 0)
            post_write(post, post->main);
        if (minute == 660 && other != NULL)
            post_write(post, other);
        post_pass(post, 2);
    }
    return asked;
}

static void test_honest(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_watch(post, post->main, post->second, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    g_assert_cmpint(day_live(post, post->second), >, 0);
    post_assert_flags(post, "");
    g_assert_cmpint(
        post_number(post, "SELECT COUNT(*) FROM challenge WHERE state = 'missed'"), ==, 0);
    /* Beats leave no trace: a change of state does. */
    g_assert_cmpint(
        post_number(post, "SELECT COUNT(*) FROM journal WHERE kind = 'presence.changed'"), ==, 1);
    post_close(post);
}

/* The same, but of the second officer there is nothing but that a colleague entered them. */
static void test_one_of_two(StoreFixture *fixture)
{
    Post *post = post_open(fixture);

    post_watch(post, post->main, post->main, WATCH_OFFICER);
    post_watch(post, post->main, post->second, WATCH_OFFICER);
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    day_live(post, NULL);
    post_assert_flags(post, "absent open");
    g_autofree char *flag = post_flag(post, "absent");
    json_auto_t *shown = town_ask(post->town, "flag.get", post->main, post_id(flag));
    g_autofree char *evidence = json_dumps(json_object_get(shown, "evidence"), JSON_COMPACT);
    g_assert_cmpstr(json_text(shown, "person"), ==, post->second->person);
    g_assert_cmpstr(json_text(shown, "other"), ==, post->main->person);
    g_assert_nonnull(strstr(evidence, "\"unproved\""));
    g_assert_nonnull(strstr(evidence, "entered_by"));
    /* Their own key ends it. */
    post_write(post, post->second);
    post_pass(post, 60);
    post_assert_flags(post, "absent open over");
    post_close(post);
}

/* A program enters the room on watch and off again every day; nobody sits there. */
static void test_hollow(StoreFixture *fixture)
{
    Post *post = post_open(fixture);
    json_auto_t *began = NULL, *next = NULL;

    post_pass(post, 25); /* 08:25 */
    began = town_do(post->town, "watch.begin", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    post_watch(post, post->leader, post->leader, WATCH_LEADER);
    post_pass(post, 1440);
    town_done(post->town, "watch.end", post->main,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "id", json_text(began, "id")));
    next = town_do(post->town, "watch.begin", post->stranger,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    post_assert_state(post, "on_post");
    post_pass(post, 60); /* 09:25 of the next day */
    g_assert_cmpint(post_number(post, "SELECT COUNT(*) FROM flag WHERE kind = 'left_post'"), ==, 0);
    post_pass(post, 10); /* 09:35 */
    post_assert_state(post, "silent");
    g_autofree char *flag = post_flag(post, "left_post");
    json_auto_t *shown = town_ask(post->town, "flag.get", post->main, post_id(flag));
    g_assert_cmpstr(json_text(shown, "person"), ==, post->main->person);
    g_assert_nonnull(json_text(shown, "ended_at"));
    /* What is shown of now are the shifts of now, though facts reach further back. */
    json_auto_t *present = post_presence(post);
    const json_t *shift = NULL;
    size_t i = 0;
    json_array_foreach (json_object_get(present, "shifts"), i, shift)
        g_assert_cmpstr(json_text(shift, "begins_at"), ==, "2026-01-02T08:30:00+08:00");
    post_pass(post, 300);
    g_assert_cmpint(post_number(post, "SELECT COUNT(*) FROM flag WHERE kind = 'left_post'"), ==, 1);
    post_assert_state(post, "silent");
    post_write(post, post->stranger);
    post_beat(post, post->stranger, 0);
    post_assert_state(post, "on_post");
    post_close(post);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("prove", "who signed for colleagues is found the same night", test_signed_for);
    fixture_add("prove", "two who share one computer are left alone", test_honest);
    fixture_add("prove", "who signed for one of two is found the same night", test_one_of_two);
    fixture_add("prove", "a room that only comes and goes is seen", test_hollow);
    return g_test_run();
}
