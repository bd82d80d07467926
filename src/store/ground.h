/* SPDX-License-Identifier: Apache-2.0 */
/* ground - the files under a running SQLite database: are they still where they were?
 *
 * A process keeps writing into files that were moved or removed, and nobody ever reads it again.
 * So device and inode of the database, its log and the log's index are noted when it is opened and
 * compared by path whenever it matters. They come back only by being the very same files. */
#pragma once

#include "store/store.h"

typedef struct Ground Ground;

/* Refuses to open a database that is not there, or empty, while its log is: opening would throw the
 * log away. FAIL_CONFLICT (reason "orphan_log"). */
bool ground_check(const char *path, GError **error);
/* Notes the files of the database at `path`, whose log is open. FAIL_UNAVAILABLE. */
Ground *ground_new(const char *path, GError **error);
void ground_free(Ground *ground);
/* FAIL_UNAVAILABLE (reason "data_gone") when one is moved, removed, replaced or the database is
 * emptied; what was emptied once stays gone, though it be filled again. From any thread. */
bool ground_holds(Ground *ground, GError **error);
