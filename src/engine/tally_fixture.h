/* SPDX-License-Identifier: Apache-2.0 */
/* tally_fixture - for tests: a small module that counts, and a whole engine around it.
 *
 * A tally is opened in a unit and raised; "tally.raise_slowly" waits until the service "gate", a
 * mutex, is free; commands and chores beside it do what a module must not,
 * so that tests see the executor catch it. */
#pragma once

#include "engine/executor.h"
#include "engine/feed.h"

extern const Module tally_module;

#define RIG_START INT64_C(1790000000000)

typedef struct Rig {
    char *folder;  /* of the SQLite file; NULL on PostgreSQL */
    Store *server; /* PostgreSQL: holds the scratch schema that is `store` */
    Store *store;
    Schema *schema;
    Clock *clock;
    Guard guard;
    int patience; /* how often the guard still says yes; -1: for ever */
    Engine *engine;
    Feed *feed;
    Executor *executor;
    Actor *officer; /* of unit R1 */
} Rig;

/* Commands about a tally with a secret among their arguments, and one that concludes wrongly. */
extern const Module seal_module;

/* `url` NULL: a new SQLite file. With a manual clock unless `ticking`. */
Rig *rig_new(const char *url, bool ticking);
void rig_free(Rig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rig, rig_free)
/* On the database itself, kept afterwards: what a killed process left can be opened again. */
Rig *rig_new_on(const char *url, bool ticking);

/* The same where opening may fail. */
Rig *rig_try_on(const char *url, bool ticking, GError **error);
/* Removes a folder with the files in it. */
void rig_folder_remove(const char *folder);

/* Runs a command as the officer; `args` is taken. A new reference, or NULL with the error. */
json_t *rig_run(Rig *rig, const char *command, json_t *args, GError **error);
/* The same for what must succeed. */
json_t *rig_do(Rig *rig, const char *command, json_t *args);
/* Opens a tally in the unit: its id, owned. */
char *rig_open(Rig *rig, const char *unit);
/* One number of a literal query without parameters. */
#define rig_number(rig, sql) rig_number_literal((rig), "" sql)
int64_t rig_number_literal(Rig *rig, const char *sql);

/* Adds the test once for SQLite and once for PostgreSQL, skipped without SHAODIAN_TEST_PG. The test
 * gets the url for rig_new. */
void rig_test(const char *path, void (*test)(const char *url));
