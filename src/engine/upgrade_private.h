/* SPDX-License-Identifier: Apache-2.0 */
/* upgrade_private - what the files of an upgrade share. */
#pragma once

#include "engine/upgrade.h"

typedef struct Upgrade {
    const UpgradeJob *job; /* borrowed */
    Engine *engine;        /* applies to `to` */
    Store *live;           /* borrowed */
    Store *next;
    Db *from;            /* reads `live`; NULL on PostgreSQL, where `to` sees its kept tables */
    Db *to;              /* writes `next` */
    GHashTable *reached; /* unit -> int64_t *: the last event applied */
    bool in_one;         /* inside one transaction of the caller's */
    int64_t done, total; /* events */
    int64_t told_at;     /* monotonic */
    int64_t began_at;    /* monotonic */
    int64_t began_with;  /* events that were done then */
} Upgrade;

/* Where the kept tables are read. */
Db *upgrade_source(const Upgrade *upgrade);
/* Says a line. */
void upgrade_tell(Upgrade *upgrade, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Says how many events are done and when the rest will be, every second or so. */
void upgrade_tell_progress(Upgrade *upgrade);
/* False once it is to be stopped. */
bool upgrade_job_goes_on(const UpgradeJob *job, GError **error);
bool upgrade_goes_on(const Upgrade *upgrade, GError **error);

/* replay: copies (SQLite) and applies what the journal has and `to` has not. *out_events: how many
 * that were. */
bool upgrade_replay(Upgrade *upgrade, int64_t *out_events, GError **error);
/* Makes the attachments equal and destroys what was destroyed meanwhile; `last`: the rest of the
 * kept tables and the working ones, too. Nothing on PostgreSQL. */
bool upgrade_follow(Upgrade *upgrade, bool last, GError **error);
