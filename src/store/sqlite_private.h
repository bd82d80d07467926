/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite - what the SQLite files share: errors here, statements there, what lies beside a third. */
#pragma once

#include "store/backend_private.h"

#include <sqlite3.h>

/* Sets the error that fits a result code; always returns false. */
bool sqlite_fail(sqlite3 *connection, int code, GError **error);
bool sqlite_run(void *connection, const char *script, GError **error);
/* A connection of its own, closed by sqlite_disconnect(). */
void *sqlite_connect(Store *store, bool writer, GError **error);
void sqlite_disconnect(void *connection);
/* Closes every connection and ends the thread; the lock stays. */
void sqlite_quiet(Store *store);
/* Begins again after that, with a file that is made when it is missing. */
bool sqlite_resume(Store *store, GError **error);
/* The file behind links, so that one database has one lock; owned, NULL when there is none. */
char *sqlite_real_path(const char *path);
/* Removes a database with what SQLite lays beside it. */
void sqlite_unlink(const char *path);

/* next */
Store *sqlite_open_next(Store *live, GError **error);
bool sqlite_clear_next(Store *next, GError **error);
bool sqlite_discard_next(Store *next /* taken */, GError **error);
bool sqlite_find_next(const Store *live, int64_t *out_bytes);

/* As store_scrub() says; on a connection that nothing else uses. */
bool sqlite_scrub_on(sqlite3 *connection, bool *out_done, GError **error);
bool sqlite_scrub(Store *store, bool *out_done, GError **error);

Statement *sqlite_prepare(void *connection, const char *sql, GError **error);
void sqlite_finalize(Statement *statement);
void sqlite_bind(Statement *statement, int index, const Value *value);
StoreStep sqlite_step(Statement *statement, GError **error);
void sqlite_rewind(Statement *statement);
void sqlite_unbind(Statement *statement);
int sqlite_columns(Statement *statement);
const char *sqlite_column_name(Statement *statement, int column);
ValueType sqlite_column_type(Statement *statement, int column);
int64_t sqlite_column_int(Statement *statement, int column);
const char *sqlite_column_text(Statement *statement, int column);
const void *sqlite_column_bytes(Statement *statement, int column, size_t *out_size);
