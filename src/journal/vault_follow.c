/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/vault.h"

static bool row_purge(Db *to, Statement *row, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(to,
        "UPDATE vault SET salt = NULL, value = NULL"
        " WHERE unit = $unit AND seq = $seq AND path = $path AND salt IS NOT NULL",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", row_text(row, 0));
    bind_int(statement, "seq", row_int(row, 1));
    bind_text(statement, "path", row_text(row, 2));
    return statement_run(statement, error);
}

bool vault_purge_like(Db *from, Db *to, GError **error)
{
    g_autoptr(Statement) purged =
        store_prepare(from, "SELECT unit, seq, path FROM vault WHERE salt IS NULL", error);
    StoreStep step = STORE_FAILED;

    while (purged != NULL && (step = statement_step(purged, error)) == STORE_ROW) {
        if (!row_purge(to, purged, error))
            return false;
    }
    return step == STORE_DONE;
}
