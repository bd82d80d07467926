/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend_private.h"
#include "store/schema.h"

static bool table_drop(Db *db, const char *table, GError **error)
{
    g_autofree char *sql = g_strconcat("DROP TABLE ", table, NULL);
    return store_run(db, sql, error) || fail_in(error, "dropping table %s", table);
}

static GPtrArray *table_names(Db *db, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT name FROM schema_table ORDER BY name", error);
    return statement_rows(statement, row_first_text, g_free, error);
}

bool schema_erase(Db *db, GError **error)
{
    g_autoptr(GPtrArray) tables = table_names(db, error);
    if (tables == NULL)
        return false;
    for (guint i = 0; i < tables->len; i++)
        if (!table_drop(db, tables->pdata[i], error))
            return false;
    return table_drop(db, "schema_table", error) && table_drop(db, "schema_version", error);
}
