/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/vault_rows.h"

#include "journal/body.h"

#include <string.h>

static void row_free(void *data)
{
    VaultRow *row = data;

    g_free(row->path);
    g_free(row->value);
    g_free(row);
}

/* Columns: seq, path, salt, value. */
static void *row_read(Statement *statement)
{
    VaultRow *row = g_new0(VaultRow, 1);
    size_t size = 0;
    const void *salt = row_bytes(statement, 2, &size);

    row->seq = row_int(statement, 0);
    row->path = g_strdup(row_text(statement, 1));
    row->has_salt = salt != NULL && size == VAULT_SALT_SIZE;
    if (row->has_salt)
        memcpy(row->salt, salt, VAULT_SALT_SIZE);
    row->value = g_strdup(row_text(statement, 3));
    return row;
}

GPtrArray *vault_rows(Db *db, const char *unit, int64_t from, int64_t to, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT seq, path, salt, value FROM vault"
        " WHERE unit = $unit AND seq >= $from AND seq <= $to ORDER BY seq, path",
        error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_int(statement, "from", from);
    bind_int(statement, "to", to);
    return statement_rows(statement, row_read, row_free, error);
}

GPtrArray *vault_rows_of_subject(Db *db, const char *unit, const char *subject, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT v.seq, v.path, v.salt, v.value FROM journal j"
        " JOIN vault v ON v.unit = j.unit AND v.seq = j.seq"
        " WHERE j.unit = $unit AND j.subject = $subject ORDER BY v.seq, v.path",
        error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "subject", subject);
    return statement_rows(statement, row_read, row_free, error);
}

static const VaultRow *row_at(const GPtrArray *rows, size_t index)
{
    return index < rows->len ? rows->pdata[index] : NULL;
}

size_t vault_rows_at(const GPtrArray *rows, int64_t seq, size_t *position)
{
    size_t count = 0;

    while (*position < rows->len && row_at(rows, *position)->seq < seq)
        ++*position;
    while (*position + count < rows->len && row_at(rows, *position + count)->seq == seq)
        count++;
    return count;
}

const VaultRow *vault_rows_find(
    const GPtrArray *rows, size_t position, size_t count, const char *path)
{
    for (size_t i = position; i < position + count; i++) {
        if (strcmp(row_at(rows, i)->path, path) == 0)
            return row_at(rows, i);
    }
    return NULL;
}

typedef struct Restoring {
    const GPtrArray *rows;
    size_t position, count;
} Restoring;

static bool put_back(
    void *data, const char *path, const char *digest, json_t **out_instead, GError **error)
{
    const Restoring *restoring = data;
    const VaultRow *row =
        vault_rows_find(restoring->rows, restoring->position, restoring->count, path);

    if (row == NULL)
        return fail(error, FAIL_CORRUPT, "vault has no row for '%s'", path);
    *out_instead = row->value != NULL ? json_string(row->value) : json_null();
    return *out_instead != NULL ||
           fail(error, FAIL_CORRUPT, "vault value of '%s' is not UTF-8", path);
}

bool vault_rows_restore(
    const GPtrArray *rows, int64_t seq, size_t *position, json_t *body, GError **error)
{
    size_t count = vault_rows_at(rows, seq, position);
    Restoring restoring = {rows, *position, count};

    return body_each_place(body, put_back, &restoring, error);
}
