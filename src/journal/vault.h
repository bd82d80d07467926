/* SPDX-License-Identifier: Apache-2.0 */
/* vault - the free text and personal values of events, each under a salt of its own.
 *
 * The law demands that emergency data be destroyed afterwards (突发事件应对法 art. 85): purging
 * deletes value and salt and leaves the chain whole, since the text holds only the digest. */
#pragma once

#include "journal/event.h"
#include "store/store.h"

#define VAULT_SALT_SIZE 16
#define VAULT_VALUE_MAX (256 * 1024) /* bytes */

/* Takes every {"$vault": text} out of `body`, puts {"vault": digest} in its place and writes value
 * and salt under (unit, seq, path). `body` is changed. */
bool vault_store(
    Db *db, Digest *digest, const char *unit, int64_t seq, json_t *body, GError **error);
/* Puts the values back: {"vault": …} becomes the text, or null when purged. `body` is changed. */
bool vault_restore(Db *db, const char *unit, int64_t seq, json_t *body, GError **error);
/* Destroys the values of one event, or only those at `prefix` and below it (may be NULL). */
bool vault_purge(Db *db, const char *unit, int64_t seq, const char *prefix, GError **error);
/* Destroys in `to`, a copy of `from`, what was destroyed there since. Inside the caller's
 * transaction. */
bool vault_purge_like(Db *from, Db *to, GError **error);
