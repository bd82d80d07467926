/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/attend.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "demo/computer.h"

/* Those that wait, and those that nobody answered: {id, unit, asks, missed_at, issued_at}. */
static json_t *challenges_read(World *world, GError **error)
{
    json_auto_t *found = json_array();
    g_autoptr(Db) db = store_reader(engine_store(world->stage->engine), error);
    g_autoptr(Statement) rows =
        db == NULL ? NULL
                   : store_prepare(db,
                         "SELECT id, unit, question, missed_at, issued_at FROM challenge"
                         " WHERE (state = 'waiting' AND due_at > $now) OR (state = 'missed'"
                         " AND returned_at IS NULL AND issued_at > $recent)"
                         " ORDER BY unit, issued_at",
                         error);
    StoreStep step;

    if (rows == NULL)
        return NULL;
    bind_int(rows, "now", stage_now(world->stage));
    bind_int(rows, "recent", stage_now(world->stage) - DAY_MS);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(found,
            json_pack("{s:s, s:s, s:b, s:I, s:I}", "id", row_text(rows, 0), "unit",
                row_text(rows, 1), "asks", !row_is_null(rows, 2), "missed_at",
                (json_int_t) row_int_or(rows, 3, 0), "issued_at", (json_int_t) row_int(rows, 4)));
    return step == STORE_DONE ? json_incref(found) : NULL;
}

static void challenge_attend(World *world, const json_t *challenge)
{
    bool missed = json_number(challenge, "missed_at", 0) > 0;
    g_autoptr(Actor) actor =
        stage_player(world->stage, json_text(challenge, "unit"), "officer", NULL);
    json_t *args = json_pack("{s:O}", "id", json_object_get(challenge, "id"));

    if (json_flag(challenge, "asks") && !missed)
        json_object_set_new(args, "choice", json_integer(0));
    if (actor == NULL)
        json_decref(args);
    else if (stage_act(world->stage, actor, missed ? "challenge.return" : "challenge.answer", args,
                 NULL, NULL))
        tally_add(world->tally, "asked", missed ? "back after a miss" : "challenge answered");
}

/* How long after a miss the last is told of it. */
static int64_t telling_ms(const World *world)
{
    const json_t *stages = json_object_get(json_object_get(world->rules, "challenge"), "miss");
    const json_t *last = json_array_get(stages, json_array_size(stages) - 1);

    return json_number(last, "after_minutes", 0) * MINUTE_MS;
}

/* Everybody on the roster has left their post. */
static void miss_plant(World *world, const json_t *challenge)
{
    const char *unit = json_text(challenge, "unit");
    int64_t issued_at = json_number(challenge, "issued_at", 0);
    g_autofree char *at = moment_print(issued_at);
    g_autoptr(Actor) actor = stage_player(world->stage, unit, "inspector", NULL);
    json_auto_t *duty = actor == NULL ? NULL
                                      : stage_ask(world->stage, actor, "on_duty.unit",
                                            json_pack("{s:s, s:s}", "unit", unit, "at", at), NULL);
    const json_t *shift = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(duty, "items"), i, shift) {
        if (g_strcmp0(json_text(shift, "role"), "officer") == 0)
            tally_plant(
                world->tally, json_pack("{s:s, s:s, s:s, s:O, s:O}", "kind", "left_post", "unit",
                                  unit, "at", at, "what", json_object_get(shift, "shift"), "person",
                                  json_object_get(shift, "person")));
    }
    tally_add(world->tally, "asked", "nobody answered");
}

/* Alarms at the level above that nobody has signed for yet: [[id, unit]]. */
static json_t *alarms_read(World *world, GError **error)
{
    json_auto_t *found = json_array();
    g_autoptr(Db) db = store_reader(engine_store(world->stage->engine), error);
    g_autoptr(Statement) rows =
        db == NULL
            ? NULL
            : store_prepare(db,
                  "SELECT id, unit FROM dispatch WHERE box = 'in'"
                  " AND type = 'presence_alarm' AND signed_for_at IS NULL ORDER BY unit, seq",
                  error);
    StoreStep step;

    if (rows == NULL)
        return NULL;
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(found, json_pack("[s, s]", row_text(rows, 0), row_text(rows, 1)));
    return step == STORE_DONE ? json_incref(found) : NULL;
}

/* Whoever is on watch above signs for them as they come. */
static bool alarms_sign(World *world, GError **error)
{
    json_auto_t *found = NULL;
    const json_t *one = NULL;
    size_t i = 0;

    if (g_hash_table_size(world->told) == 0)
        return true;
    found = alarms_read(world, error);
    json_array_foreach (found, i, one) {
        const char *unit = json_string_value(json_array_get(one, 1));
        g_autoptr(Actor) actor = stage_deserted_until(world->stage, unit) > 0
                                     ? NULL
                                     : stage_player(world->stage, unit, "officer", NULL);

        if (actor != NULL && stage_act(world->stage, actor, "dispatch.sign_for",
                                 json_pack("{s:O}", "id", json_array_get(one, 0)), NULL, NULL))
            tally_add(world->tally, "asked", "alarm signed for");
    }
    return found != NULL;
}

bool challenges_attend(World *world, GError **error)
{
    json_auto_t *found = challenges_read(world, error);
    int64_t now = stage_now(world->stage);
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (found, i, one) {
        int64_t told_at = json_number(one, "missed_at", 0) + telling_ms(world);

        if (stage_deserted_until(world->stage, json_text(one, "unit")) == 0)
            challenge_attend(world, one);
        else if (json_number(one, "missed_at", 0) > 0 && told_at <= now &&
                 g_hash_table_add(world->told, g_strdup(json_text(one, "id"))))
            miss_plant(world, one);
    }
    return found != NULL && alarms_sign(world, error) && computers_beat(world->stage, error);
}
