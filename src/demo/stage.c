/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/stage.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "unit/person.h"
#include "unit/watch.h"

#include <string.h>

int64_t stage_now(const Stage *stage)
{
    return clock_now(engine_clock(stage->engine));
}

bool stage_advance(Stage *stage, int64_t to, GError **error)
{
    return stage->advance(stage->data, to, error);
}

/* ---- Players ---- */

/* Who has been there longest; at a room's computer one after the other. */
static char *watching_person(Stage *stage, Db *db, const char *unit, const char *role)
{
    g_autoptr(GPtrArray) watches = watch_current(db, unit, role, NULL);
    if (watches == NULL || watches->len == 0)
        return NULL;
    guint turn = stage->seat == NULL ? 0 : stage->seat->turn(stage, unit);
    return g_strdup(((const Watch *) watches->pdata[turn % watches->len])->person);
}

/* The person, or who does their work today; owned. */
static char *person_at_work(const Stage *stage, char *person /* taken */)
{
    const StandIn *found = stage->stand_ins == NULL || person == NULL
                               ? NULL
                               : g_hash_table_lookup(stage->stand_ins, person);
    if (found == NULL || found->until <= stage_now(stage))
        return person;
    g_free(person);
    return g_strdup(found->by);
}

static void stand_in_free(void *data)
{
    g_free(((StandIn *) data)->by);
    g_free(data);
}

void stage_stand_in(Stage *stage, const char *person, const char *by, int64_t until)
{
    StandIn *stand_in = g_new(StandIn, 1);
    *stand_in = (StandIn){.by = g_strdup(by), .until = until};
    if (stage->stand_ins == NULL)
        stage->stand_ins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, stand_in_free);
    g_hash_table_replace(stage->stand_ins, g_strdup(person), stand_in);
}

void stage_desert(Stage *stage, const char *unit, int64_t until)
{
    if (stage->deserted == NULL)
        stage->deserted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_replace(stage->deserted, g_strdup(unit), g_memdup2(&until, sizeof until));
}

int64_t stage_deserted_until(const Stage *stage, const char *unit)
{
    const int64_t *until =
        stage->deserted == NULL ? NULL : g_hash_table_lookup(stage->deserted, unit);
    return until == NULL || *until <= stage_now(stage) ? 0 : *until;
}

static bool is_on_watch(Db *db, const char *unit, const char *person)
{
    bool is_on = false;
    return watch_is_on(db, unit, person, NULL, &is_on, NULL) && is_on;
}

/* Of those who hold the role the first; `relief`: the first who is not on watch. */
static char *holding_person(Db *db, const char *unit, const char *role, bool relief)
{
    g_autoptr(GPtrArray) persons = persons_with_role(db, unit, role, NULL);
    for (guint i = 0; persons != NULL && i < persons->len; i++) {
        const Person *person = persons->pdata[i];
        if (!relief || !is_on_watch(db, unit, person->id))
            return g_strdup(person->id);
    }
    return NULL;
}

static bool has_shift_near(Db *db, const char *unit, const char *person, int64_t now)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT 1 FROM shift WHERE unit = $unit AND live = 1 AND person = $person"
        " AND begins_at < $until AND ends_at > $from LIMIT 1",
        NULL);
    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "person", person);
    bind_int(row, "from", now - DAY_MS);
    bind_int(row, "until", now + 2 * DAY_MS);
    return statement_step(row, NULL) == STORE_ROW;
}

static char *spare_person(Db *db, const char *unit, int64_t now)
{
    g_autoptr(GPtrArray) persons = persons_with_role(db, unit, WATCH_OFFICER, NULL);
    for (guint i = 0; persons != NULL && i < persons->len; i++) {
        const char *id = ((const Person *) persons->pdata[i])->id;
        if (!is_on_watch(db, unit, id) && !has_shift_near(db, unit, id, now))
            return g_strdup(id);
    }
    return NULL;
}

static char *player_person(Stage *stage, Db *db, const char *unit, const char *role)
{
    if (strchr(role, '-') != NULL)
        return g_strdup(role);
    if (g_str_equal(role, STAGE_RELIEF))
        return holding_person(db, unit, WATCH_OFFICER, true);
    if (g_str_equal(role, STAGE_SPARE))
        return spare_person(db, unit, stage_now(stage));
    char *person = watching_person(stage, db, unit, role);
    return person != NULL ? person_at_work(stage, person) : holding_person(db, unit, role, false);
}

static char *account_of(Db *db, const char *person)
{
    g_autofree char *unit = text_unit_of(person);
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT id FROM account WHERE unit = $unit AND person = $person AND disabled_at IS NULL"
        " ORDER BY id LIMIT 1",
        NULL);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "person", person);
    return statement_step(statement, NULL) == STORE_ROW ? g_strdup(row_text(statement, 0)) : NULL;
}

Actor *stage_player(Stage *stage, const char *unit, const char *role, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(stage->engine), error);
    if (db == NULL)
        return NULL;
    g_autofree char *person = player_person(stage, db, unit, role);
    g_autofree char *account = person == NULL ? NULL : account_of(db, person);
    if (account == NULL) {
        fail(error, FAIL_NOT_FOUND, "nobody at %s acts as %s", unit, role);
        return NULL;
    }
    Actor *actor = g_new0(Actor, 1);
    actor->name = person_name(db, person);
    actor->roles = person_roles(db, person, NULL);
    actor->account = g_steal_pointer(&account);
    actor->person = g_steal_pointer(&person);
    actor->unit = g_strdup(unit);
    bool sits = stage->seat != NULL && stage->seat->sits(stage, actor);
    return sits ? stage->seat->sit(stage, actor /* taken */, error) : actor;
}

/* ---- Acts ---- */

typedef struct Attempt {
    Stage *stage;
    const Command *command;
    const Actor *actor;
    const json_t *args;
} Attempt;

/* At a room's computer an act of legal weight asks once more who it is. */
static bool attempt_make(const Attempt *attempt, json_t **out_reply, GError **error)
{
    const Stage *stage = attempt->stage;
    Executor *executor = stage->executor;
    g_autoptr(GError) refused = NULL;

    if (stage->before != NULL)
        stage->before(stage->watcher, attempt->command, attempt->actor, attempt->args);
    if (executor_run(
            executor, attempt->command, attempt->actor, attempt->args, out_reply, &refused))
        return true;
    if (stage->seat == NULL || attempt->actor->terminal == NULL ||
        !g_str_equal(fail_reason(refused), "proof_needed")) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return false;
    }
    g_autoptr(Actor) proved = stage->seat->prove(attempt->stage, attempt->actor, error);
    return proved != NULL &&
           executor_run(executor, attempt->command, proved, attempt->args, out_reply, error);
}

bool stage_act(Stage *stage, const Actor *actor, const char *command, json_t *args,
    json_t **out_reply, GError **error)
{
    const Command *found = engine_command(stage->engine, command);
    json_auto_t *given = args;
    json_t *reply = NULL;
    g_autoptr(Actor) system = actor_system();
    const Attempt attempt = {stage, found, actor == NULL ? system : actor, given};
    bool done = found != NULL ? attempt_make(&attempt, &reply, error)
                              : fail(error, FAIL_NOT_FOUND, "there is no such command");
    g_atomic_int_inc(done ? &stage->acts : &stage->refused);
    if (!done)
        return fail_in(error, "%s", command);
    if (out_reply != NULL)
        *out_reply = reply;
    else
        json_decref(reply);
    return true;
}

/* ---- Questions ---- */

static const Query *query_named(const Stage *stage, const char *name)
{
    for (const Part *const *part = engine_parts(stage->engine); *part != NULL; part++)
        for (const Query *query = (*part)->queries; query != NULL && query->name != NULL; query++)
            if (g_str_equal(query->name, name))
                return query;
    return NULL;
}

/* As for a request: the argument `unit`, else the unit in `id`, else the asker's own. */
static char *asked_unit(
    const Asking *asking, const Query *query, const void *data, const json_t *args, GError **error)
{
    if (query->unit_of != NULL)
        return query->unit_of(asking->engine, asking->db, data, error);
    const char *unit = json_text(args, "unit"), *id = json_text(args, "id");
    if (unit != NULL)
        return g_strdup(unit);
    return id == NULL ? g_strdup(asking->actor->unit) : text_unit_of(id);
}

static bool asking_permitted(
    const Asking *asking, const Query *query, const void *data, const json_t *args, GError **error)
{
    const Guard *guard = engine_guard(asking->engine);
    if (query->permission == NULL)
        return true;
    g_autofree char *unit = asked_unit(asking, query, data, args, error);
    return unit != NULL &&
           guard->permits(guard->self, asking->db, asking->actor, query->permission, unit, error);
}

static json_t *query_ask(
    const Asking *asking, const Query *query, const json_t *args, GError **error)
{
    g_autofree void *data = g_malloc0(MAX(query->args_size, 1));
    Answer answer = {0};
    json_t *json = NULL;
    if (!fields_read(query->args, FIELD_HTTP, args, "", data, error))
        return NULL;
    if (asking_permitted(asking, query, data, args, error) &&
        query_answers(query, asking, data, &answer, error))
        json = answer.json != NULL ? json_incref(answer.json) : NULL;
    answer_clear(&answer);
    fields_clear(query->args, data);
    return json;
}

json_t *stage_ask(Stage *stage, const Actor *actor, const char *query, json_t *args, GError **error)
{
    json_auto_t *given = args;
    const Query *found = query_named(stage, query);
    g_autoptr(Db) db = store_reader(engine_store(stage->engine), error);
    if (db == NULL)
        return NULL;
    const Asking asking = {
        .engine = stage->engine, .db = db, .actor = actor, .now = stage_now(stage)};
    json_t *reply = NULL;
    if (found == NULL || found->args == NULL)
        fail(error, FAIL_NOT_FOUND, "there is no such question");
    else
        reply = query_ask(&asking, found, given, error);
    if (reply == NULL)
        fail_in(error, "%s", query);
    return reply;
}
