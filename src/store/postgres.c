/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres_private.h"

#include "base/clock.h"
#include "base/digest.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void ignore_notice(void *data, const PGresult *result)
{
}

static PGconn *link_to(const char *url)
{
    /* What stands in the URL wins over what stands before it here. */
    const char *const names[] = {"connect_timeout", "application_name", "keepalives_idle",
        "tcp_user_timeout", "dbname", "client_encoding", NULL};
    const char *const values[] = {"5", "shaodian", "15", "15000", url, "UTF8", NULL};
    return PQconnectdbParams(names, values, 1);
}

static void postgres_disconnect(void *data)
{
    PostgresConnection *connection = data;
    PQfinish(connection->link);
    if (connection->cut >= 0)
        close(connection->cut);
    g_array_unref(connection->posted);
    g_free(connection);
}

/* Reading is done on the port's threads, where whoever waits keeps others waiting, /healthz too. */
static bool session_set_up(
    PostgresConnection *connection, const Store *store, bool writer, GError **error)
{
    if (!postgres_run(connection,
            "SET timezone = 'UTC'; SET standard_conforming_strings = on; "
            "SET client_min_messages = warning",
            error))
        return false;
    g_autoptr(GString) more = g_string_new(
        writer || store->beside ? "SET lock_timeout = '10s';" : "SET lock_timeout = '1500ms';");
    if (store->schema)
        g_string_append_printf(more, "SET search_path TO %s;", store->schema);
    if (store->version)
        g_string_append_printf(more, "SET shaodian.version = '%s';", store->version);
    return postgres_run(connection, more->str, error);
}

static void *postgres_connect(Store *store, bool writer, GError **error)
{
    PostgresConnection *connection = g_new0(PostgresConnection, 1);
    connection->posted = g_array_new(FALSE, FALSE, sizeof(Expected));
    connection->link = link_to(store->target);
    connection->cut =
        PQsocket(connection->link) < 0 ? -1 : fcntl(PQsocket(connection->link), F_DUPFD_CLOEXEC, 0);
    if (PQstatus(connection->link) != CONNECTION_OK) {
        g_autofree char *message = g_strdup(PQerrorMessage(connection->link));
        g_strdelimit(g_strchomp(message), "\n\t", ' ');
        fail_as(error, FAIL_UNAVAILABLE, "database_away", "%s", message);
    } else {
        PQsetNoticeReceiver(connection->link, ignore_notice, NULL);
        if (session_set_up(connection, store, writer, error))
            return connection;
    }
    postgres_disconnect(connection);
    return NULL;
}

static bool postgres_is_alive(void *data)
{
    PostgresConnection *connection = data;
    if (connection->spent || PQstatus(connection->link) != CONNECTION_OK)
        return false;
    /* An idle server says nothing, unless it says goodbye. */
    struct pollfd waiting = {.fd = PQsocket(connection->link), .events = POLLIN};
    if (poll(&waiting, 1, 0) <= 0)
        return true;
    return PQconsumeInput(connection->link) && PQstatus(connection->link) == CONNECTION_OK;
}

static void postgres_cut(void *data)
{
    const PostgresConnection *connection = data;
    if (connection->cut >= 0)
        shutdown(connection->cut, SHUT_RDWR);
}

/* Waits until the answer is whole; false when the time is up or the link broke. */
static bool answer_wait(PGconn *link, int wait_ms)
{
    int64_t until = clock_monotonic() + wait_ms;
    while (PQisBusy(link)) {
        struct pollfd waiting = {.fd = PQsocket(link), .events = POLLIN};
        int left = (int) MAX(0, until - clock_monotonic());
        if (poll(&waiting, 1, left) <= 0 || PQconsumeInput(link) != 1)
            return false;
    }
    return true;
}

static bool postgres_ask(
    void *data, const char *sql, int wait_ms, int64_t *out_number, GError **error)
{
    PostgresConnection *connection = data;
    if (PQsendQuery(connection->link, sql) != 1 || !answer_wait(connection->link, wait_ms))
        return fail_as(error, FAIL_UNAVAILABLE, "database_away", "the database does not answer");
    PGresult *result = PQgetResult(connection->link);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return postgres_fail(connection, result, error);
    bool some = PQntuples(result) > 0 && !PQgetisnull(result, 0, 0);
    *out_number = some ? g_ascii_strtoll(PQgetvalue(result, 0, 0), NULL, 10) : INT64_MIN;
    PQclear(result);
    if (answer_wait(connection->link, wait_ms))
        PQclear(PQgetResult(connection->link));
    return true;
}

static bool postgres_open(Store *store, GError **error)
{
    char *problem = NULL;
    PQconninfoOption *options = PQconninfoParse(store->target, &problem);
    if (!options) {
        PQfreemem(problem);
        return fail(error, FAIL_INVALID, "the postgresql:// URL of the database is malformed");
    }
    PQconninfoFree(options);
    void *connection = postgres_connect(store, false, error);
    if (!connection)
        return false;
    postgres_disconnect(connection);
    return true;
}

static bool run_alone(const Store *store, const char *script, GError **error)
{
    Store plain = {.target = store->target};
    void *connection = postgres_connect(&plain, true, error);
    if (!connection)
        return false;
    bool done = postgres_run(connection, script, error);
    postgres_disconnect(connection);
    return done;
}

static bool postgres_open_scratch(Store *scratch, const Store *of, GError **error)
{
    g_autofree char *random = random_hex(8);
    g_autofree char *schema = g_strconcat("shaodian_scratch_", random, NULL);
    g_autofree char *script = g_strconcat("CREATE SCHEMA ", schema, NULL);
    if (!run_alone(scratch, script, error))
        return false;
    scratch->schema = g_steal_pointer(&schema);
    return true;
}

static void postgres_close(Store *store)
{
    if (!store->scratch || !store->schema)
        return;
    g_autofree char *script = g_strdup_printf("DROP SCHEMA %s CASCADE", store->schema);
    g_autoptr(GError) error = NULL;
    if (!run_alone(store, script, &error))
        g_warning("schema %s stays behind: %s", store->schema, error->message);
}

static bool postgres_commit(void *data, GError **error)
{
    PostgresConnection *connection = data;
    if (!postgres_settle(connection, error))
        return false;
    PGresult *result = PQexec(connection->link, "COMMIT");
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        return postgres_fail(connection, result, error);
    /* The server answers a COMMIT of a failed transaction with ROLLBACK, and calls that success. */
    bool done = strcmp(PQcmdStatus(result), "COMMIT") == 0;
    PQclear(result);
    return done || fail(error, FAIL_UNAVAILABLE, "the transaction was rolled back");
}

static void postgres_rollback(void *data)
{
    PostgresConnection *connection = data;
    postgres_settle(connection, NULL);
    if (PQtransactionStatus(connection->link) != PQTRANS_IDLE)
        PQclear(PQexec(connection->link, "ROLLBACK"));
}

const Backend postgres_backend = {
    .kind = STORE_POSTGRES,
    .begin = "BEGIN",
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    /* Processes that start together do it one after the other. */
    .before_schema = "SELECT pg_advisory_xact_lock(84208420); DO $$ BEGIN IF to_regtype('blob') IS "
                     "NULL THEN CREATE DOMAIN blob AS bytea; END IF; "
                     "END $$",
    .guard_journal =
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the journal refuses %', TG_OP USING ERRCODE = "
        "'integrity_constraint_violation'; END $$; "
        "DROP TRIGGER IF EXISTS journal_no_change ON journal; "
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse(); "
        "DROP TRIGGER IF EXISTS journal_no_truncate ON journal; "
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    .open = postgres_open,
    .close = postgres_close,
    .open_scratch = postgres_open_scratch,
    .connect = postgres_connect,
    .disconnect = postgres_disconnect,
    .scrub = postgres_scrub,
    .log_began = postgres_log_began,
    .is_alive = postgres_is_alive,
    .cut = postgres_cut,
    .ask = postgres_ask,
    .run = postgres_run,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .post_script = postgres_post_script,
    .settle = postgres_settle,
    .prepare = postgres_prepare,
    .finalize = postgres_finalize,
    .bind = postgres_bind,
    .step = postgres_step,
    .post = postgres_post,
    .rewind = postgres_rewind,
    .unbind = postgres_unbind,
    .columns = postgres_columns,
    .column_name = postgres_column_name,
    .column_type = postgres_column_type,
    .column_int = postgres_column_int,
    .column_text = postgres_column_text,
    .column_bytes = postgres_column_bytes,
};
