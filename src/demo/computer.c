/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/computer.h"

#include "base/clock.h"
#include "base/json.h"
#include "demo/room.h"
#include "demo/stage.h"
#include "unit/unit.h"
#include "unit/watch.h"

#define BEAT_MS (2 * MINUTE_MS)

typedef struct Computer {
    const json_t *spec; /* member "computers" of the story, borrowed */
    char *unit;
    char *terminal; /* id */
    char *token;
    GHashTable *known; /* ids of persons who have a PIN, owned */
    guint turns;       /* so often one of those on watch was chosen */
    int64_t beat_at;   /* of the page, last */
} Computer;

static void computer_free(void *data)
{
    Computer *computer = data;

    g_free(computer->unit);
    g_free(computer->terminal);
    g_free(computer->token);
    g_hash_table_unref(computer->known);
    g_free(computer);
}

static Computer *computer_of(const Stage *stage, const char *unit)
{
    return stage->computers == NULL ? NULL : g_hash_table_lookup(stage->computers, unit);
}

bool computer_is_at(const Stage *stage, const char *unit)
{
    return computer_of(stage, unit) != NULL;
}

static bool computer_sits_at(const Stage *stage, const Actor *actor)
{
    return computer_of(stage, actor->unit) != NULL && actor_has_role(actor, WATCH_OFFICER);
}

/* ---- who sits there ---- */

static Actor *authenticate(
    Stage *stage, const Computer *computer, const char *person, GError **error)
{
    const Guard *guard = engine_guard(stage->engine);
    g_autoptr(Db) db = store_reader(engine_store(stage->engine), error);

    return db == NULL ? NULL
                      : guard->authenticate(
                            guard->self, db, computer->token, person, stage_now(stage), error);
}

/* Everybody sets their PIN once, at their own desk. */
static bool pin_set(Stage *stage, Computer *computer, const Actor *actor, GError **error)
{
    if (g_hash_table_contains(computer->known, actor->person))
        return true;
    if (!stage_act(stage, actor, "pin.set",
            json_pack("{s:O, s:O}", "password", json_object_get(computer->spec, "password"), "pin",
                json_object_get(computer->spec, "pin")),
            NULL, error))
        return false;
    g_hash_table_add(computer->known, g_strdup(actor->person));
    return true;
}

static Actor *computer_prove(Stage *stage, const Actor *actor, GError **error)
{
    const Computer *computer = computer_of(stage, actor->unit);
    g_autoptr(Actor) room = authenticate(stage, computer, NULL, error);

    if (room == NULL || !stage_act(stage, room, "proof.give",
                            json_pack("{s:s, s:s}", "person", actor->person, "pin",
                                json_text(computer->spec, "pin")),
                            NULL, error))
        return NULL;
    return authenticate(stage, computer, actor->person, error);
}

/* Who came on watch there presses a key; who did not gives their PIN. */
static Actor *computer_actor(Stage *stage, Actor *actor, GError **error)
{
    g_autoptr(Actor) plain = actor;
    Computer *computer = computer_of(stage, plain->unit);
    g_autoptr(GError) unknown = NULL;
    Actor *there = authenticate(stage, computer, plain->person, &unknown);

    if (there != NULL)
        return there;
    return pin_set(stage, computer, plain, error) ? computer_prove(stage, plain, error) : NULL;
}

/* ---- enrolling ---- */

/* Who is on watch already shows themselves at the new computer. */
static bool officers_sit_down(Stage *stage, const char *unit, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(stage->engine), error);
    g_autoptr(GPtrArray) watches =
        db == NULL ? NULL : watch_current(db, unit, WATCH_OFFICER, error);

    for (guint i = 0; watches != NULL && i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        g_autoptr(Actor) actor = stage_player(stage, unit, watch->person, error);

        if (actor == NULL)
            return false;
        if (actor->terminal != NULL &&
            !stage_act(stage, actor, "watch.begin",
                json_pack("{s:s, s:s}", "unit", unit, "role", WATCH_OFFICER), NULL, error))
            return false;
    }
    return watches != NULL;
}

static bool computer_enrol(Stage *stage, const char *unit, const json_t *spec, GError **error)
{
    json_auto_t *added = NULL, *enrolled = NULL;
    g_autoptr(Actor) admin = stage_player(stage, unit, "sysadmin", error);

    if (admin == NULL ||
        !stage_act(stage, admin, "terminal.add",
            json_pack("{s:s, s:O}", "unit", unit, "name", json_object_get(spec, "name")), &added,
            error) ||
        !stage_act(stage, NULL, "terminal.enrol",
            json_pack("{s:s, s:O}", "unit", unit, "code", json_object_get(added, "code")),
            &enrolled, error))
        return false;
    Computer *computer = g_new0(Computer, 1);
    computer->spec = spec;
    computer->unit = g_strdup(unit);
    computer->terminal = g_strdup(json_text(enrolled, "id"));
    computer->token = g_strdup(json_text(enrolled, "token"));
    computer->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_replace(stage->computers, computer->unit, computer);
    return officers_sit_down(stage, unit, error);
}

static guint computer_turn(const Stage *stage, const char *unit)
{
    Computer *computer = computer_of(stage, unit);

    return computer == NULL ? 0 : computer->turns++;
}

static const StageSeat computer_seat = {
    .turn = computer_turn,
    .sits = computer_sits_at,
    .sit = computer_actor,
    .prove = computer_prove,
};

bool computers_enrol(Stage *stage, const GPtrArray *units, const json_t *story, GError **error)
{
    const json_t *spec = json_object_get(story, "computers");
    const json_t *rooms = json_object_get(story, "rooms");

    stage->seat = &computer_seat;
    stage->computers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, computer_free);
    for (guint i = 0; i < units->len; i++) {
        const char *unit = ((const Unit *) units->pdata[i])->code;

        if (g_strcmp0(room_kind(rooms, unit), ROOM_COMPUTER) == 0 &&
            !computer_enrol(stage, unit, spec, error))
            return fail_in(error, "the computer of %s", unit);
    }
    return true;
}

void computers_close(Stage *stage)
{
    GHashTableIter over;
    void *value = NULL;

    if (stage->computers == NULL)
        return;
    g_hash_table_iter_init(&over, stage->computers);
    while (g_hash_table_iter_next(&over, NULL, &value)) {
        const Computer *computer = value;
        g_autoptr(Actor) admin = stage_player(stage, computer->unit, "sysadmin", NULL);

        if (admin != NULL)
            stage_act(stage, admin, "terminal.revoke", json_pack("{s:s}", "id", computer->terminal),
                NULL, NULL);
    }
    stage->seat = NULL;
    g_clear_pointer(&stage->computers, g_hash_table_unref);
}

/* ---- its page ---- */

/* Who came on watch at this computer, one after the other. */
static const Watch *watch_sitting(const Computer *computer, GPtrArray *watches)
{
    for (guint i = watches->len; i > 0; i--) {
        const Watch *watch = watches->pdata[i - 1];

        if (g_strcmp0(watch->terminal, computer->terminal) != 0)
            g_ptr_array_remove_index(watches, i - 1);
    }
    return watches->len == 0 ? NULL : watches->pdata[computer->beat_at / BEAT_MS % watches->len];
}

/* Of whoever's turn it is; where nobody is on watch, nobody has the page open. */
static bool computer_beat(Stage *stage, Computer *computer, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(stage->engine), error);
    g_autoptr(GPtrArray) watches =
        db == NULL ? NULL : watch_current(db, computer->unit, WATCH_OFFICER, error);
    const Watch *watch = watches == NULL ? NULL : watch_sitting(computer, watches);
    g_autoptr(Actor) actor = NULL;

    if (watch == NULL)
        return watches != NULL;
    actor = authenticate(stage, computer, watch->person, error);
    computer->beat_at = stage_now(stage);
    return actor != NULL && stage_act(stage, actor, "presence.beat",
                                json_pack("{s:s}", "unit", computer->unit), NULL, error);
}

bool computers_beat(Stage *stage, GError **error)
{
    GHashTableIter over;
    void *value = NULL;

    if (stage->computers == NULL)
        return true;
    g_hash_table_iter_init(&over, stage->computers);
    while (g_hash_table_iter_next(&over, NULL, &value)) {
        Computer *computer = value;

        if (stage_now(stage) - computer->beat_at >= BEAT_MS &&
            stage_deserted_until(stage, computer->unit) == 0 &&
            !computer_beat(stage, computer, error))
            return fail_in(error, "the page of %s", computer->unit);
    }
    return true;
}
