/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/head.h"

#include <string.h>

/* An update that changes nothing locks the row on PostgreSQL; `FOR UPDATE` is not SQLite's. A
 * write transaction of SQLite has locked everything already. */
static Statement *prepare_read(Db *db, bool lock, GError **error)
{
    if (lock && store_kind(db_store(db)) != STORE_SQLITE)
        return store_prepare(db,
            "UPDATE head SET seq = seq WHERE unit = $unit RETURNING seq, at, digest, hash", error);
    return store_prepare(db, "SELECT seq, at, digest, hash FROM head WHERE unit = $unit", error);
}

static bool head_of_row(Statement *statement, Head *out_head, GError **error)
{
    size_t size = 0;
    const void *hash = row_bytes(statement, 3, &size);
    Head head = {.seq = row_int(statement, 0), .at = row_int(statement, 1)};
    const char *digest = row_text(statement, 2);

    if (digest == NULL || !digest_kind(digest, &head.digest) || size != DIGEST_SIZE)
        return fail(error, FAIL_CORRUPT, "head row is damaged");
    memcpy(head.hash, hash, DIGEST_SIZE);
    *out_head = head;
    return true;
}

bool head_read(Db *db, const char *unit, bool lock, Head *out_head, GError **error)
{
    g_autoptr(Statement) statement = prepare_read(db, lock, error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    switch (statement_step(statement, error)) {
    case STORE_ROW:
        return head_of_row(statement, out_head, error) || fail_in(error, "unit %s", unit);
    case STORE_DONE:
        *out_head = (Head){.digest = DIGEST_SM3};
        return true;
    case STORE_FAILED:
        break;
    }
    return false;
}

static Statement *prepare_write(Db *db, bool is_first, GError **error)
{
    if (is_first)
        return store_prepare(db,
            "INSERT INTO head (unit, seq, at, digest, hash)"
            " VALUES ($unit, $seq, $at, $digest, $hash) ON CONFLICT (unit) DO NOTHING",
            error);
    return store_prepare(db,
        "UPDATE head SET seq = $seq, at = $at, hash = $hash WHERE unit = $unit AND seq = $before",
        error);
}

bool head_write(Db *db, const char *unit, const Head *head, GError **error)
{
    bool is_first = head->seq == 1;
    g_autoptr(Statement) statement = prepare_write(db, is_first, error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_int(statement, "seq", head->seq);
    bind_int(statement, "at", head->at);
    bind_bytes(statement, "hash", head->hash, DIGEST_SIZE);
    if (is_first)
        bind_text(statement, "digest", digest_name(head->digest));
    else
        bind_int(statement, "before", head->seq - 1);
    if (!statement_run(statement, error))
        return false;
    return statement_changes(statement) == 1 ||
           fail(error, FAIL_CONFLICT, "another writer moved the head of %s", unit);
}
