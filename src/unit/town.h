/* SPDX-License-Identifier: Apache-2.0 */
/* town - a small world for tests: an empty database with this folder's modules, a clock moved by
 * hand and an executor. Closing it verifies the journal and holds the tables against a rebuild. */
#pragma once

#include "engine/executor.h"
#include "store/store_fixture.h"
#include "unit/role.h"
#include "unit/workday.h"

#define TOWN_START INT64_C(1767225600000) /* 2026-01-01 08:00 in Beijing */

typedef struct Town {
    Clock *clock;
    Schema *schema;
    Roles *roles;
    Workdays *workdays;
    Guard guard;
    Engine *engine;
    Executor *executor;
} Town;

Town *town_open(StoreFixture *fixture);
/* With these modules, &unit_module among them; the list ends with NULL and is borrowed. */
Town *town_open_with(StoreFixture *fixture, const Module *const *wanted);
void town_close(Town *town);

/* Runs a command that must work; `actor` NULL: the system, or nobody where none is needed. `args`
 * is taken; the reply is the caller's. */
json_t *town_do(Town *town, const char *command, const Actor *actor, json_t *args);
/* The same without a look at the reply. */
void town_done(Town *town, const char *command, const Actor *actor, json_t *args);
/* Runs a command that must be refused, and sees that no head moved. `expected` is the reason, or
 * for wrong fields "field problem" of one of them. */
void town_refused(
    Town *town, const char *command, const Actor *actor, json_t *args, const char *expected);
/* The same where something is recorded all the same. */
void town_refused_noting(
    Town *town, const char *command, const Actor *actor, json_t *args, const char *expected);
/* Asks a query that must answer JSON. `args` (texts only) is taken. */
json_t *town_ask(Town *town, const char *query, const Actor *actor, json_t *args);
void town_denied(
    Town *town, const char *query, const Actor *actor, json_t *args, const char *expected);

/* Registers a unit below `parent` (NULL: at the top), as the system. */
void town_unit(Town *town, const char *code, const char *name, const char *parent);
/* Registers a person of the unit, opens an account that nobody can sign in with, grants the role,
 * and gives the actor that such a session would be. */
Actor *town_person(Town *town, const char *unit, const char *role, const char *name);
/* May the actor see the subject? The database must not fail. */
bool town_sees(Town *town, Db *db, const Actor *actor, const char *unit, const char *subject);
/* The sum of all heads. */
int64_t town_height(Town *town);
