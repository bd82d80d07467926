/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres_private.h"

/* So many small statements fit the buffers of both ends: neither waits for the other for ever. */
#define POSTED_MOST 64

static bool is_empty(const PostgresConnection *connection)
{
    return connection->posted->len == 0;
}

bool postgres_post_begin(PostgresConnection *connection, GError **error)
{
    if (connection->posted->len >= POSTED_MOST && !postgres_settle(connection, error))
        return false;
    return PQpipelineStatus(connection->link) == PQ_PIPELINE_ON ||
           PQenterPipelineMode(connection->link) == 1 || postgres_fail(connection, NULL, error);
}

bool postgres_post_end(
    PostgresConnection *connection, bool sent, const Expected *expected, GError **error)
{
    if (!sent)
        return postgres_fail(connection, NULL, error);
    g_array_append_vals(connection->posted, expected, 1);
    return true;
}

bool postgres_post_script(void *data, const char *sql, GError **error)
{
    static const Expected nothing = {-1, NULL};
    PostgresConnection *connection = data;
    if (!postgres_post_begin(connection, error))
        return false;
    bool sent = PQsendQueryParams(connection->link, sql, 0, NULL, NULL, NULL, NULL, 1) == 1;
    return postgres_post_end(connection, sent, &nothing, error);
}

static bool outcome_check(
    PostgresConnection *connection, PGresult *result, const Expected *expected, GError **error)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return postgres_fail(connection, result, error);
    bool fits =
        expected->rows < 0 || g_ascii_strtoll(PQcmdTuples(result), NULL, 10) == expected->rows;
    PQclear(result);
    return fits || expected_fail(expected, error);
}

/* The one result of the next statement; behind each stands a NULL. */
static PGresult *result_next(PostgresConnection *connection)
{
    PGresult *result = PQgetResult(connection->link);
    if (result)
        PQclear(PQgetResult(connection->link));
    return result;
}

static bool outcomes_take(PostgresConnection *connection, GError **error)
{
    g_autoptr(GError) first = NULL;
    for (guint i = 0; i < connection->posted->len; i++) {
        g_autoptr(GError) failure = NULL;
        const Expected *expected = &g_array_index(connection->posted, Expected, i);
        if (!outcome_check(connection, result_next(connection), expected, &failure) && !first)
            first = g_steal_pointer(&failure);
    }
    g_array_set_size(connection->posted, 0);
    if (!first)
        return true;
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
}

static void pipeline_leave(PostgresConnection *connection)
{
    PQclear(PQgetResult(connection->link));
    PQexitPipelineMode(connection->link);
}

PGresult *postgres_settle_last(PostgresConnection *connection, GError **error)
{
    bool done = PQpipelineSync(connection->link) == 1 && outcomes_take(connection, error);
    g_array_set_size(connection->posted, 0);
    PGresult *last = result_next(connection);
    pipeline_leave(connection);
    if (done)
        return last;
    PQclear(last);
    if (error && !*error)
        postgres_fail(connection, NULL, error);
    return NULL;
}

bool postgres_settle(void *data, GError **error)
{
    PostgresConnection *connection = data;
    if (is_empty(connection)) {
        if (PQpipelineStatus(connection->link) != PQ_PIPELINE_OFF)
            PQexitPipelineMode(connection->link);
        return true;
    }
    bool sent = PQpipelineSync(connection->link) == 1;
    bool done = outcomes_take(connection, error);
    pipeline_leave(connection);
    return done && (sent || postgres_fail(connection, NULL, error));
}

bool postgres_run(void *data, const char *script, GError **error)
{
    PostgresConnection *connection = data;
    if (!postgres_settle(connection, error))
        return false;
    PGresult *result = PQexec(connection->link, script);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        return postgres_fail(connection, result, error);
    PQclear(result);
    return true;
}
