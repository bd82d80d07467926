/* SPDX-License-Identifier: Apache-2.0 */
/* upgrade - brings a database to this program, whole or not at all.
 *
 * The derived tables are made beside those in use (store/next.h), a bounded transaction at a time,
 * and exchanged in one step when they hold everything. Whoever is killed before leaves the old
 * tables as they were and, beside them, what the next run goes on with; only another program begins
 * anew, or one that finds another record. Most of it can be done while a server of the old program
 * works on the database (upgrade_prepare). */
#pragma once

#include "engine/engine.h"

/* Who looks on; each may be NULL. */
typedef struct UpgradeWatch {
    void (*tell)(void *self, const char *line); /* how far it is, in words, now and then */
    bool (*stopped)(void *self); /* true: it ends soon, FAIL_UNAVAILABLE (reason "stopped") */
    void *self;
} UpgradeWatch;

/* All borrowed. */
typedef struct UpgradeJob {
    const Schema *schema;
    const Module *const *modules;
    Clock *clock;
    const UpgradeWatch *watch;
    bool always;  /* makes the derived tables anew though they are right */
    bool is_made; /* they have just been made anew: what is missing now, no replay brings */
} UpgradeJob;

typedef enum UpgradeNeed {
    UPGRADE_NONE,
    UPGRADE_TABLES, /* none of ours there yet, or kept and working ones differ: one transaction */
    UPGRADE_REPLAY  /* derived tables differ, or are empty though the journal is not */
} UpgradeNeed;

/* Changes nothing; `db` may be a reader. FAIL_CONFLICT: the database is newer than this program. */
bool upgrade_need(const UpgradeJob *job, Db *db, UpgradeNeed *out_need, GError **error);
/* The long part of UPGRADE_REPLAY, beside a server on the same database; `live` may be open for
 * reading only. */
bool upgrade_prepare(const UpgradeJob *job, Store *live, GError **error);
/* All of it, going on with what was prepared. `*live` is no more when this returns false, and also
 * where *out_reopen is set: the database is to be opened again. FAIL_UNAVAILABLE (reason
 * "disk_full") says how much room is wanted. */
bool upgrade_run(const UpgradeJob *job, Store **live, bool *out_reopen, GError **error);

/* What of an unfinished one lies beside a database. */
typedef struct UpgradeRest {
    bool there;
    int64_t bytes; /* SQLite */
} UpgradeRest;
bool upgrade_find_rest(Store *live, UpgradeRest *out_rest, GError **error);
