/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/post.h"

#include "base/json.h"
#include "base/moment.h"
#include "presence/module.h"
#include "roster/on_duty.h"

#include <string.h>

const Module *const post_modules[] = {DESK_MODULES, &presence_module, NULL};

#define STEP_MINUTES 5
#define KEY "5c1d7a90e2b4463f8d0a6e9b31f4c7725c1d7a90e2b4463f8d0a6e9b31f4c772"

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

int64_t post_now(const Post *post)
{
    return clock_now(post->town->clock);
}

Db *post_reader(const Post *post)
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
    g_autoptr(Db) db = post_reader(post);
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

Post *post_open(StoreFixture *fixture)
{
    Post *post = g_new0(Post, 1);

    post->desk = desk_open_with(fixture, post_modules);
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

void post_close(Post *post)
{
    postman_free(post->postman);
    desk_close(post->desk);
    dispatch_rules_free(post->rules);
    g_free(post);
}

void post_pass(Post *post, int64_t minutes)
{
    room_pass(post->desk->room, minutes);
}

void post_watch(Post *post, const Actor *actor, const Actor *whom, const char *role)
{
    town_done(post->town, "watch.begin", actor,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "role", role, "person", whom->person));
}

void post_beat(Post *post, const Actor *actor, int64_t input_at)
{
    json_t *args = json_pack("{s:s}", "unit", ROOM_STREET);
    g_autofree char *input = input_at == 0 ? NULL : moment_print(input_at);

    if (input != NULL)
        json_object_set_new(args, "input_at", json_string(input));
    town_done(post->town, "presence.beat", actor, args);
}

void post_work(Post *post, const Actor *actor, int64_t minutes)
{
    for (int64_t left = minutes; left > 0; left -= STEP_MINUTES) {
        post_beat(post, actor, post_now(post));
        post_pass(post, MIN(left, STEP_MINUTES));
    }
}

void post_write(Post *post, const Actor *actor)
{
    town_done(post->town, "log.write", actor,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "type", "call_in", "text", "x"));
}

json_t *post_presence(Post *post)
{
    return town_ask(post->town, "presence.get", post->desk->room->inspector,
        json_pack("{s:s}", "unit", ROOM_STREET));
}

void post_assert_state(Post *post, const char *expected)
{
    json_auto_t *reply = post_presence(post);

    g_assert_cmpstr(json_text(reply, "state"), ==, expected);
}

char *post_flags(Post *post)
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

void post_assert_flags(Post *post, const char *expected)
{
    g_autofree char *found = post_flags(post);

    g_assert_cmpstr(found, ==, expected);
}

char *post_flag(Post *post, const char *kind)
{
    json_auto_t *page = town_ask(post->town, "flag.list_under", post->desk->room->inspector,
        json_pack("{s:s, s:s}", "under", ROOM_CITY, "state", "all"));
    const json_t *flag = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(page, "items"), i, flag) {
        if (g_strcmp0(json_text(flag, "kind"), kind) == 0)
            return g_strdup(json_text(flag, "id"));
    }
    g_assert_not_reached();
}

int64_t post_number(Post *post, const char *sql)
{
    g_autoptr(Db) db = post_reader(post);

    return fixture_number(db, sql);
}

char *post_waiting(Post *post)
{
    json_auto_t *page =
        town_ask(post->town, "challenge.list", post->main, json_pack("{s:s}", "unit", ROOM_STREET));
    const json_t *challenge = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(page, "items"), i, challenge) {
        if (g_strcmp0(json_text(challenge, "state"), "waiting") == 0)
            return g_strdup(json_text(challenge, "id"));
    }
    return NULL;
}

json_t *post_id(const char *id)
{
    return json_pack("{s:s}", "id", id);
}
