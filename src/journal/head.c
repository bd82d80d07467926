/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/journal.h"

#include <string.h>

#define COLUMNS "SELECT seq, at, digest, hash, unit FROM head"

/* `FOR UPDATE` is not SQLite's, whose write transaction has locked everything already. */
static Statement *prepare_read(Db *db, bool lock, GError **error)
{
    if (lock && store_kind(db_store(db)) != STORE_SQLITE)
        return store_prepare(db, COLUMNS " WHERE unit = $unit FOR UPDATE", error);
    return store_prepare(db, COLUMNS " WHERE unit = $unit", error);
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
    head.kept = head.seq;
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

/* Locked in the order of the codes: sorted before they are locked. */
bool heads_lock(Db *db, const char *units, GHashTable *heads, GError **error)
{
    if (store_kind(db_store(db)) == STORE_SQLITE)
        return true;
    g_autoptr(Statement) statement = store_prepare(db,
        COLUMNS " WHERE unit = ANY (string_to_array(CAST($units AS TEXT), ','))"
                " ORDER BY unit FOR UPDATE",
        error);
    StoreStep step = STORE_FAILED;

    if (statement == NULL)
        return false;
    bind_text(statement, "units", units);
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        Head head;
        if (head_of_row(statement, &head, NULL))
            g_hash_table_insert(
                heads, g_strdup(row_text(statement, 4)), g_memdup2(&head, sizeof head));
    }
    return step == STORE_DONE;
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

bool head_write(Db *db, const char *unit, Head *head, GError **error)
{
    bool is_first = head->kept == 0;

    if (head->kept == head->seq)
        return true;
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
        bind_int(statement, "before", head->kept);
    if (!statement_post(statement, 1, error))
        return fail_in(error, "the head of %s", unit);
    head->kept = head->seq;
    return true;
}

bool heads_check(Db *db, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT MIN(h.unit), COUNT(*) FROM head h WHERE " HEAD_IS_WRONG, error);

    if (statement == NULL || statement_step(statement, error) != STORE_ROW)
        return false;
    return row_is_null(statement, 0) ||
           fail_as(error, FAIL_CORRUPT, "wrong_head",
               "the chain of unit %s does not end where its head says (units like this: %d): keep "
               "a "
               "copy of the database, `shaodian audit verify` names what does not fit, and restore "
               "the last backup",
               row_text(statement, 0), (int) row_int(statement, 1));
}

static bool journal_lock(Db *db, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE", error);
    return statement != NULL && statement_run(statement, error);
}

bool journal_is_empty(Db *db, bool lock, bool *out_empty, GError **error)
{
    if (lock && store_kind(db_store(db)) != STORE_SQLITE && !journal_lock(db, error))
        return false;
    /* Within a batch events are there before their head rows are. */
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT 1 FROM journal UNION ALL SELECT 1 FROM head LIMIT 1", error);
    StoreStep step = statement == NULL ? STORE_FAILED : statement_step(statement, error);

    if (step == STORE_FAILED)
        return false;
    *out_empty = step == STORE_DONE;
    return true;
}
