/* SPDX-License-Identifier: Apache-2.0 */
/* vault_rows - the vault's rows of several events at once, for readers. Used inside journal/ only.
 */
#pragma once

#include "journal/vault.h"

typedef struct VaultRow {
    int64_t seq;
    char *path;
    uint8_t salt[VAULT_SALT_SIZE];
    bool has_salt;
    char *value; /* NULL once purged */
} VaultRow;

/* The rows of the events `from` to `to`, in order of seq: array of VaultRow *. */
GPtrArray *vault_rows(Db *db, const char *unit, int64_t from, int64_t to, GError **error);
/* Those of the events of one subject. */
GPtrArray *vault_rows_of_subject(Db *db, const char *unit, const char *subject, GError **error);
/* Moves *position to the first row of event `seq` and returns how many it has. */
size_t vault_rows_at(const GPtrArray *rows, int64_t seq, size_t *position);
/* The row of a path among `count` rows from `position`; NULL when there is none. */
const VaultRow *vault_rows_find(
    const GPtrArray *rows, size_t position, size_t count, const char *path);
/* Puts the values of event `seq` back. FAIL_CORRUPT when a place has no row. */
bool vault_rows_restore(
    const GPtrArray *rows, int64_t seq, size_t *position, json_t *body, GError **error);
