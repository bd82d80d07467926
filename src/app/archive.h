/* SPDX-License-Identifier: Apache-2.0 */
/* archive - a whole database as one file: made while work goes on, and checked before it is taken
 * in again.
 *
 * The file is an SQLite database, whatever it was made from, and `--db sqlite:FILE` opens it.
 * Restoring takes its kept tables and makes the rest anew from the journal, so it goes from SQLite
 * to PostgreSQL and back. */
#pragma once

/* What a restore (in the data directory) or a backup (beside its file) that was killed leaves: a
 * whole copy of the record, of then. The next run removes it first. */
#define ARCHIVE_RESTORING "restoring.db"
#define ARCHIVE_ROWS ".rows"
#define ARCHIVE_PART ".part"

#include "app/app.h"

typedef struct ArchiveReport {
    int64_t units;
    int64_t events;
} ArchiveReport;

/* Writes a copy of `from` (a reader will do) to `path`, which must not exist, and checks it. There
 * is no file when this fails. FAIL_CONFLICT (reason "exists"), FAIL_CORRUPT: the record does not
 * fit itself. `data` is the data directory of `from`. */
bool archive_make(
    Store *from, const char *data, const char *path, ArchiveReport *out_report, GError **error);

/* Takes the file into the app's database, all or nothing. FAIL_CONFLICT (reason "not_empty"): there
 * is something in it; FAIL_CORRUPT names the first fault of the file. */
bool archive_restore(App *app, const char *path, ArchiveReport *out_report, GError **error);
