/* SPDX-License-Identifier: Apache-2.0 */
/* fixture - an empty database for a test; each case runs on SQLite and on PostgreSQL.
 *
 * PostgreSQL needs SHAODIAN_TEST_PG, the URL of a server that may be written to (script/postgres
 * start prints one); without it those cases are skipped. */
#pragma once

#include "store/store.h"

typedef struct StoreFixture {
    Store *store;
    Store *server; /* PostgreSQL: what `store` is a schema of */
    char *folder;  /* SQLite: temporary folder with the file db */
    char *url;
} StoreFixture;

typedef void (*FixtureCase)(StoreFixture *fixture);

/* Adds "/GROUP/NAME on SQLite" and "/GROUP/NAME on PostgreSQL". */
void fixture_add(const char *group, const char *name, FixtureCase run);
/* Adds "/GROUP/NAME" on SQLite alone. */
void fixture_add_sqlite(const char *group, const char *name, FixtureCase run);

/* Runs SQL that must work / must fail with this code. */
void fixture_run(Db *db, const char *sql);
void fixture_run_fails(Db *db, const char *sql, FailCode code);
/* The whole number that a query without parameters gives. */
int64_t fixture_number(Db *db, const char *sql);

Db *fixture_writer(StoreFixture *fixture);
Db *fixture_reader(StoreFixture *fixture);
StoreTxn *fixture_begin(Db *db);
void fixture_commit(StoreTxn *txn);
/* A writer on a database that now has a table t(id, name, bytes), and what is done with it. */
Db *fixture_table(StoreFixture *fixture);
bool fixture_try_insert(Db *db, int64_t id, const char *name, GError **error);
void fixture_insert(Db *db, int64_t id, const char *name);
int64_t fixture_count(Db *db);
