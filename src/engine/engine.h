/* SPDX-License-Identifier: Apache-2.0 */
/* engine - the machine that runs modules: registry, guard, services.
 *
 * Built once by app/, then read-only and shared by all threads. */
#pragma once

#include "base/clock.h"
#include "engine/module.h"
#include "store/schema.h"

typedef struct Engine Engine;

/* `modules` ends with NULL; everything is borrowed and must outlive the engine. FAIL_INVALID on a
 * table that contradicts itself (two commands of one name or route, a projection of an unknown
 * event, …). */
Engine *engine_new(
    Store *store, Clock *clock, const Schema *schema, const Module *const *modules, GError **error);
void engine_free(Engine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_free)

void engine_set_guard(Engine *engine, const Guard *guard);
const Guard *engine_guard(const Engine *engine);
/* Things that app/ builds and modules ask for by name ("catalog", "settings", "words"). Borrowed.
 */
void engine_set_service(Engine *engine, const char *name, void *service);
void *engine_service(const Engine *engine, const char *name);

Store *engine_store(const Engine *engine);
Clock *engine_clock(const Engine *engine);
const Schema *engine_schema(const Engine *engine);
const Module *const *engine_modules(const Engine *engine);
/* Those of all modules in their order, NULL at the end. */
const Part *const *engine_parts(const Engine *engine);
const EventKind *engine_event_kind(const Engine *engine, const char *name);
const Command *engine_command(const Engine *engine, const char *name);

/* Applies one event to the derived tables: the executor and rebuild both call this. */
bool engine_apply(const Engine *engine, Db *db, const Event *event, GError **error);
/* Empties the derived tables and replays the journal, in one transaction. */
bool engine_rebuild(const Engine *engine, Db *db, GError **error);
/* The same inside the caller's transaction. */
bool engine_replay(const Engine *engine, Db *db, GError **error);
/* Replays into a scratch database and compares; a line of text for each table that differs. */
bool engine_rebuild_check(const Engine *engine, GPtrArray *out_differences, GError **error);

/* OpenAPI 3.1 of every command and query: a new reference. */
json_t *engine_openapi(const Engine *engine);
