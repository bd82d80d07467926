/* SPDX-License-Identifier: Apache-2.0 */
/* engine_private - what the files of engine/ share about the registry.
 *
 * All of it is built by engine_new and never changes afterwards, so threads read it without locks.
 */
#pragma once

#include "engine/engine.h"

/* A kind of event and all that follows it, in table order. */
typedef struct KindRow {
    const EventKind *kind;  /* borrowed from its module */
    GPtrArray *projections; /* of Plan * */
    GPtrArray *reactions;   /* of const Reaction *, borrowed */
} KindRow;

struct Engine {
    Store *store;                 /* borrowed */
    Clock *clock;                 /* borrowed */
    const Schema *schema;         /* borrowed */
    const Module *const *modules; /* borrowed */
    GPtrArray *parts;             /* of all of them in their order, NULL at the end */
    const Guard *guard;           /* borrowed; NULL until set */
    GHashTable *services;         /* name -> borrowed pointer */
    GHashTable *kinds;            /* name -> KindRow * */
    GHashTable *commands;         /* name -> const Command * */
    GHashTable *chores;           /* name -> const Chore * */
};

const KindRow *engine_kind_row(const Engine *engine, const char *name);
const Chore *engine_chore(const Engine *engine, const char *name);
/* Asks the guard; the system always may, nobody may without a guard. */
bool engine_permits(const Engine *engine, Db *db, const Actor *actor, const char *permission,
    const char *unit, GError **error);
/* May something new be begun in the unit? FAIL_CONFLICT ("unit_closed"). */
bool engine_may_begin(const Engine *engine, Db *db, const char *unit, GError **error);

/* The tables of all modules against themselves and each other; see engine_new. */
bool tables_check(const Module *const *modules, GError **error);

/* Plan - a projection with the parameters of its SQL text found beforehand. */
typedef struct Plan Plan;
/* FAIL_INVALID when the text asks for something that the event does not have. */
Plan *plan_new(const Projection *projection, const EventKind *kind, GError **error);
void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)
bool plan_run(const Plan *plan, Db *db, const Event *event, GError **error);

/* The names between braces in a path, in order: array of char *. FAIL_INVALID unless each segment
 * is of [a-z0-9_.-] or one {name}. */
GPtrArray *path_names(const char *path, GError **error);
