/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/upgrade_private.h"
#include "journal/vault.h"

#define HASHES_AT_ONCE 64

/* Tables that grow with the record are not copied whole at the end. */
static const char *const grown[] = {"journal", "vault", "blob_content", NULL};

/* The next hashes of `db` after this one, and the last of them in order. */
static GPtrArray *hashes_read(Db *db, const char *after, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "SELECT hash FROM blob_content WHERE hash > $after ORDER BY hash LIMIT $limit", error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "after", after);
    bind_int(statement, "limit", HASHES_AT_ONCE);
    return statement_rows(statement, row_first_text, g_free, error);
}

static bool blob_has(Db *db, const char *hash, bool *out_has, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT 1 FROM blob_content WHERE hash = $hash", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "hash", hash);
    StoreStep step = statement_step(statement, error);
    *out_has = step == STORE_ROW;
    return step != STORE_FAILED;
}

/* A transaction for each: one may be as big as an attachment. */
static bool blob_take(Upgrade *upgrade, const char *hash, GError **error)
{
    const TablePick pick = {.table = "blob_content", .where = "hash = $text", .text = hash};
    bool has = false;

    if (!upgrade_goes_on(upgrade, error) || !blob_has(upgrade->to, hash, &has, error))
        return false;
    if (has)
        return true;
    g_autoptr(StoreTxn) txn = store_begin(upgrade->to, error);
    return txn != NULL && schema_copy_pick(&pick, upgrade->from, upgrade->to, error) &&
           store_commit(g_steal_pointer(&txn), error);
}

static bool blobs_take(Upgrade *upgrade, GError **error)
{
    g_autofree char *after = g_strdup("");

    for (;;) {
        g_autoptr(GPtrArray) hashes = hashes_read(upgrade->from, after, error);
        if (hashes == NULL)
            return false;
        for (guint i = 0; i < hashes->len; i++) {
            if (!blob_take(upgrade, hashes->pdata[i], error))
                return false;
        }
        if (hashes->len == 0)
            return true;
        g_free(after);
        after = g_strdup(hashes->pdata[hashes->len - 1]);
    }
}

static bool blob_empty(Db *to, const char *hash, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(to,
        "UPDATE blob_content SET salt = NULL, bytes = NULL"
        " WHERE hash = $hash AND salt IS NOT NULL",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "hash", hash);
    return statement_run(statement, error);
}

static bool blobs_empty(Db *from, Db *to, GError **error)
{
    g_autoptr(Statement) purged =
        store_prepare(from, "SELECT hash FROM blob_content WHERE salt IS NULL", error);
    StoreStep step = STORE_FAILED;

    while (purged != NULL && (step = statement_step(purged, error)) == STORE_ROW) {
        if (!blob_empty(to, row_text(purged, 0), error))
            return false;
    }
    return step == STORE_DONE;
}

static bool purged_follow(Upgrade *upgrade, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(upgrade->to, error);

    return txn != NULL && vault_purge_like(upgrade->from, upgrade->to, error) &&
           blobs_empty(upgrade->from, upgrade->to, error) &&
           store_commit(g_steal_pointer(&txn), error);
}

/* What was changed so is changed once: if it does not take its place now, the next run begins
 * anew. */
static bool data_change(Upgrade *upgrade, GError **error)
{
    bool any = false;
    g_autoptr(StoreTxn) txn = store_begin(upgrade->to, error);

    if (txn == NULL ||
        !schema_next_data(upgrade->job->schema, upgrade->from, upgrade->to, &any, error))
        return false;
    if (any && !store_run_script(upgrade->to, "DELETE FROM upgrade_goal", error))
        return false;
    return store_commit(g_steal_pointer(&txn), error);
}

bool upgrade_follow(Upgrade *upgrade, bool last, GError **error)
{
    const TableRest rest = {.except = grown, .working = last};

    if (upgrade->from == NULL)
        return true;
    if (!blobs_take(upgrade, error) || !purged_follow(upgrade, error) ||
        !schema_copy_rest(upgrade->job->schema, &rest, upgrade->from, upgrade->to, error))
        return false;
    return !last || data_change(upgrade, error);
}
