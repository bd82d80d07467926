/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

#include "engine/engine_private.h"

#include <string.h>

static void kind_row_free(void *data)
{
    KindRow *row = data;

    g_ptr_array_unref(row->projections);
    g_ptr_array_unref(row->reactions);
    g_free(row);
}

static void plan_destroy(void *data)
{
    plan_free(data);
}

static KindRow *kind_row_new(const EventKind *kind)
{
    KindRow *row = g_new0(KindRow, 1);

    row->kind = kind;
    row->projections = g_ptr_array_new_with_free_func(plan_destroy);
    row->reactions = g_ptr_array_new();
    return row;
}

static void engine_learn(Engine *engine, const Part *part)
{
    for (const EventKind *kind = part->events; kind != NULL && kind->name != NULL; kind++)
        g_hash_table_insert(engine->kinds, (void *) kind->name, kind_row_new(kind));
    for (const Command *row = part->commands; row != NULL && row->name != NULL; row++)
        g_hash_table_insert(engine->commands, (void *) row->name, (void *) row);
    for (const Chore *row = part->chores; row != NULL && row->name != NULL; row++)
        g_hash_table_insert(engine->chores, (void *) row->name, (void *) row);
}

static bool part_connect(Engine *engine, const Part *part, GError **error)
{
    for (const Projection *row = part->projections; row != NULL && row->event != NULL; row++) {
        KindRow *kind = g_hash_table_lookup(engine->kinds, row->event);
        Plan *plan = plan_new(row, kind->kind, error);

        if (plan == NULL)
            return false;
        g_ptr_array_add(kind->projections, plan);
    }
    for (const Reaction *row = part->reactions; row != NULL && row->event != NULL; row++) {
        KindRow *kind = g_hash_table_lookup(engine->kinds, row->event);

        g_ptr_array_add(kind->reactions, (void *) row);
    }
    return true;
}

/* Second, when every kind of event is known: modules may follow each other's events. */
static bool engine_connect(Engine *engine, const Module *module, GError **error)
{
    for (const Part *const *part = module->parts; *part != NULL; part++) {
        if (!part_connect(engine, *part, error))
            return fail_in(error, "module '%s'", module->name);
    }
    return true;
}

static GPtrArray *parts_of(const Module *const *modules)
{
    GPtrArray *parts = g_ptr_array_new();

    for (const Module *const *module = modules; *module != NULL; module++)
        for (const Part *const *part = (*module)->parts; *part != NULL; part++)
            g_ptr_array_add(parts, (void *) *part);
    g_ptr_array_add(parts, NULL);
    return parts;
}

Engine *engine_new(
    Store *store, Clock *clock, const Schema *schema, const Module *const *modules, GError **error)
{
    g_autoptr(Engine) engine = NULL;

    if (!tables_check(modules, error))
        return NULL;
    engine = g_new0(Engine, 1);
    engine->store = store;
    engine->clock = clock;
    engine->schema = schema;
    engine->modules = modules;
    engine->services = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    engine->kinds = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, kind_row_free);
    engine->commands = g_hash_table_new(g_str_hash, g_str_equal);
    engine->chores = g_hash_table_new(g_str_hash, g_str_equal);
    engine->parts = parts_of(modules);
    for (const Part *const *part = engine_parts(engine); *part != NULL; part++)
        engine_learn(engine, *part);
    for (const Module *const *module = modules; *module != NULL; module++) {
        if (!engine_connect(engine, *module, error))
            return NULL;
    }
    return g_steal_pointer(&engine);
}

void engine_free(Engine *engine)
{
    if (engine == NULL)
        return;
    g_ptr_array_unref(engine->parts);
    g_hash_table_unref(engine->services);
    g_hash_table_unref(engine->kinds);
    g_hash_table_unref(engine->commands);
    g_hash_table_unref(engine->chores);
    g_free(engine);
}

void engine_set_guard(Engine *engine, const Guard *guard)
{
    engine->guard = guard;
}

const Guard *engine_guard(const Engine *engine)
{
    return engine->guard;
}

void engine_set_service(Engine *engine, const char *name, void *service)
{
    g_hash_table_insert(engine->services, g_strdup(name), service);
}

void *engine_service(const Engine *engine, const char *name)
{
    return g_hash_table_lookup(engine->services, name);
}

Store *engine_store(const Engine *engine)
{
    return engine->store;
}

Clock *engine_clock(const Engine *engine)
{
    return engine->clock;
}

const Schema *engine_schema(const Engine *engine)
{
    return engine->schema;
}

const Module *const *engine_modules(const Engine *engine)
{
    return engine->modules;
}

const Part *const *engine_parts(const Engine *engine)
{
    return (const Part *const *) engine->parts->pdata;
}

const KindRow *engine_kind_row(const Engine *engine, const char *name)
{
    return g_hash_table_lookup(engine->kinds, name);
}

const EventKind *engine_event_kind(const Engine *engine, const char *name)
{
    const KindRow *row = engine_kind_row(engine, name);

    return row == NULL ? NULL : row->kind;
}

const Command *engine_command(const Engine *engine, const char *name)
{
    return g_hash_table_lookup(engine->commands, name);
}

const Chore *engine_chore(const Engine *engine, const char *name)
{
    return g_hash_table_lookup(engine->chores, name);
}

bool engine_permits(const Engine *engine, Db *db, const Actor *actor, const char *permission,
    const char *unit, GError **error)
{
    const Guard *guard = engine->guard;

    if (actor == NULL)
        return fail_as(error, FAIL_DENIED, "signed_out", "nobody is signed in");
    if (actor_is_system(actor))
        return true;
    if (guard == NULL)
        return fail(error, FAIL_DENIED, "there is no guard to ask for '%s'", permission);
    return guard->permits(guard->self, db, actor, permission, unit, error);
}

bool engine_may_begin(const Engine *engine, Db *db, const char *unit, GError **error)
{
    const Guard *guard = engine->guard;

    return guard == NULL || guard->may_begin == NULL ||
           guard->may_begin(guard->self, db, unit, clock_now(engine->clock), error);
}

bool asking_sees(
    const Asking *asking, const char *unit, const char *subject, bool *out_sees, GError **error)
{
    const Guard *guard = asking->engine->guard;
    const Actor *actor = asking->actor;
    Db *db = asking->db;
    const Part *const *part = engine_parts(asking->engine);

    *out_sees =
        actor != NULL && (actor_is_system(actor) || g_strcmp0(actor->unit, unit) == 0 ||
                             (guard != NULL && guard->oversees(guard->self, db, actor, unit)));
    for (; actor != NULL && !*out_sees && *part != NULL; part++)
        if ((*part)->sees != NULL && !(*part)->sees(db, actor, unit, subject, out_sees, error))
            return false;
    return true;
}

bool asking_may(
    const Asking *asking, const char *permission, const char *unit, bool *out_may, GError **error)
{
    g_autoptr(GError) refusal = NULL;

    *out_may =
        engine_permits(asking->engine, asking->db, asking->actor, permission, unit, &refusal);
    if (*out_may || g_error_matches(refusal, FAIL, FAIL_DENIED) ||
        g_error_matches(refusal, FAIL, FAIL_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&refusal));
    return false;
}

bool engine_apply(const Engine *engine, Db *db, const Event *event, GError **error)
{
    const KindRow *row = engine_kind_row(engine, event->kind);

    if (row == NULL)
        return fail(error, FAIL_CORRUPT,
            "event %s-%" G_GINT64_FORMAT " is of the unknown kind '%s'", event->unit, event->seq,
            event->kind);
    for (guint i = 0; i < row->projections->len; i++) {
        if (!plan_run(g_ptr_array_index(row->projections, i), db, event, error))
            return fail_in(error, "applying %s-%" G_GINT64_FORMAT " '%s'", event->unit, event->seq,
                event->kind);
    }
    return true;
}
