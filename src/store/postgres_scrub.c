/* SPDX-License-Identifier: Apache-2.0 */
/* A row that was changed lies in its table's file until the table is written anew; plain VACUUM
 * only forgets where it lay. So does what ANALYZE has noted of its values. */
#include "store/postgres_private.h"

/* Events hold digests only: their tables are the biggest and need no cleaning. */
static const char tables_sql[] =
    "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = CURRENT_SCHEMA()::regnamespace AND relname NOT IN ('journal', 'head')"
    " ORDER BY 1";

static GPtrArray *tables_of(PostgresConnection *connection, GError **error)
{
    PGresult *rows = PQexec(connection->link, tables_sql);

    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
        postgres_fail(connection, rows, error);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < PQntuples(rows); i++)
        g_ptr_array_add(names, g_strdup(PQgetvalue(rows, i, 0)));
    PQclear(rows);
    return names;
}

static bool table_rewrite(PostgresConnection *connection, const char *table, GError **error)
{
    g_autofree char *sql = g_strdup_printf("VACUUM (FULL, ANALYZE) %s", table);

    return postgres_run(connection, sql, error);
}

static bool tables_rewrite(PostgresConnection *connection, GError **error)
{
    g_autoptr(GPtrArray) tables = tables_of(connection, error);

    for (guint i = 0; tables != NULL && i < tables->len; i++)
        if (!table_rewrite(connection, tables->pdata[i], error))
            return false;
    /* Who only owns the tables may not do this; then it is left to the server's own cleaning. */
    return tables != NULL && (postgres_run(connection, "VACUUM FULL pg_statistic", NULL) || true) &&
           (postgres_run(connection, "CHECKPOINT", NULL) || true);
}

bool postgres_scrub(Store *store, bool *out_done, GError **error)
{
    g_autoptr(GError) problem = NULL;
    PostgresConnection *connection = store->backend->connect(store, true, error);

    if (connection == NULL)
        return false;
    /* Whoever waits for a table makes all others wait behind it. */
    *out_done = postgres_run(connection, "SET lock_timeout = '1s'", &problem) &&
                tables_rewrite(connection, &problem);
    store->backend->disconnect(connection);
    if (*out_done || g_error_matches(problem, FAIL, FAIL_UNAVAILABLE))
        return true;
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

bool postgres_log_began(void *data, int64_t *out_at, GError **error)
{
    PostgresConnection *connection = data;
    PGresult *row = PQexec(connection->link,
        "SELECT CAST(EXTRACT(EPOCH FROM MIN(modification)) * 1000 AS BIGINT) FROM pg_ls_waldir()");

    if (PQresultStatus(row) != PGRES_TUPLES_OK)
        return postgres_fail(connection, row, error);
    *out_at = g_ascii_strtoll(PQgetvalue(row, 0, 0), NULL, 10);
    PQclear(row);
    return true;
}
