/* SPDX-License-Identifier: Apache-2.0 */
/* blob - attachments: photos, recordings, papers.
 *
 * The content lies under the hash of a random salt and its bytes, which the event names; so purging
 * destroys salt and bytes and leaves the chain whole, like the vault. Whoever may read matters of
 * the unit that took it in sees it, and whoever sees a subject it is linked to (a projection that
 * takes in the hash writes the table blob_link). */
#pragma once

#include "engine/module.h"
#include "journal/verify.h"

#define BLOB_MAX (20 * 1024 * 1024)
#define BLOB_SALT_SIZE 16

extern const Part blob_part;

/* Did the unit take in an attachment of this hash (be it destroyed since)? Whatever takes in hashes
 * asks this, so that no record names a file that is nowhere or another unit's. */
bool blob_held(Db *db, const char *unit, const char *hash, bool *out_held, GError **error);

/* In decide(): emits blob.purged for what the decision's unit took in under this hash; nothing for
 * what is another unit's, unknown or destroyed already. */
bool blob_purge(Decision *decision, const char *hash, GError **error);
/* In settle(), of the same hash: destroys content, salt and name. */
bool blob_destroy(Decision *decision, const char *hash, GError **error);

/* journal_verify, and whether every attachment that an event names is there and is what was taken
 * in (a purged one is right without). */
bool record_verify(Db *db, const char *unit, VerifyReport *out_report, GError **error);
