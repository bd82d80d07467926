/* SPDX-License-Identifier: Apache-2.0 */
/* postgres - what the PostgreSQL files share: connection here, statements there.
 *
 * Parameters are sent with the type of the value that is bound, null without one, so a statement
 * has one server-side plan for each combination of types it meets. Results come in binary. */
#pragma once

#include "store/backend_private.h"

#include <libpq-fe.h>

typedef struct PostgresConnection {
    PGconn *link;
    int cut;        /* the same socket, for whoever cuts it: libpq may close its own at any time */
    int64_t plans;  /* number of the last prepared plan or cursor */
    bool spent;     /* it said that nothing may be written: a new one may be told otherwise */
    GArray *posted; /* of Expected, for each posted statement */
} PostgresConnection;

/* pipeline: statements that were sent but not yet waited for. Every other call to the server waits
 * for them first, by postgres_settle. */
bool postgres_settle(void *connection, GError **error);
/* Waits for them and for one more that was sent behind them: its result (owned), which may itself
 * tell of a failure, or NULL when one of those before it failed. */
PGresult *postgres_settle_last(PostgresConnection *connection, GError **error);
/* Waits for them, then runs a script. */
bool postgres_run(void *data, const char *script, GError **error);
bool postgres_post_script(void *connection, const char *sql, GError **error);
/* Before and after sending: what follows is not waited for. */
bool postgres_post_begin(PostgresConnection *connection, GError **error);
bool postgres_post_end(
    PostgresConnection *connection, bool sent, const Expected *expected, GError **error);
bool postgres_post(Statement *statement, const Expected *expected, GError **error);

/* Sets the error that fits a failed result (taken); always returns false. */
bool postgres_fail(PostgresConnection *connection, PGresult *result, GError **error);

/* As store_scrub() says. */
bool postgres_scrub(Store *store, bool *out_done, GError **error);
/* As store_log_began() says. */
bool postgres_log_began(void *connection, int64_t *out_at, GError **error);

Statement *postgres_prepare(void *connection, const char *sql, GError **error);
void postgres_finalize(Statement *statement);
void postgres_bind(Statement *statement, int index, const Value *value);
StoreStep postgres_step(Statement *statement, GError **error);
void postgres_rewind(Statement *statement);
void postgres_unbind(Statement *statement);
int postgres_columns(Statement *statement);
const char *postgres_column_name(Statement *statement, int column);
ValueType postgres_column_type(Statement *statement, int column);
int64_t postgres_column_int(Statement *statement, int column);
const char *postgres_column_text(Statement *statement, int column);
const void *postgres_column_bytes(Statement *statement, int column, size_t *out_size);
