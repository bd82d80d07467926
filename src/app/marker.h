/* SPDX-License-Identifier: Apache-2.0 */
/* marker - a small file that says which record belongs here.
 *
 * The database holds a random number (table installation), and so does a file beside it and, where
 * one is named, another file elsewhere. A start that finds the file but no record, or another one,
 * is refused: an empty duty room must never open where a full one was lost. Without any file a
 * start makes them. */
#pragma once

#include "store/store.h"

typedef struct Markers Markers;

/* The files of the database `url` of the data directory `data`; `twin` is a path or NULL. */
Markers *markers_new(const char *data, const char *url, const char *twin);
void markers_free(Markers *markers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Markers, markers_free)

/* Before the database is opened, which would make its file: FAIL_CONFLICT (reason "data_gone") when
 * there is a marker and no database, or an empty file. */
bool markers_check_file(const Markers *markers, GError **error);
/* Before anything is written: the same when it holds no record (`db` may lack our tables), and
 * FAIL_CONFLICT (reason "other_data") when it is another one. */
bool markers_check(const Markers *markers, Db *db, GError **error);
/* Makes the files say what the database says, which gets a number when it has none. `db` is a
 * writer outside a transaction. FAIL_UNAVAILABLE when a file can't be written. */
bool markers_follow(const Markers *markers, Db *db, int64_t now, GError **error);

/* Removes the files: what they stand for is about to be given up on purpose. */
void markers_forget(const Markers *markers);

/* The number in the database: 0 when there is none. Tables of another version are no failure. */
int64_t installation_id(Db *db);
