/* SPDX-License-Identifier: Apache-2.0 */
/* store - the only folder that sees a database.
 *
 * A Store is one database, SQLite or PostgreSQL; a Db is one connection to it, used by one thread
 * at a time. SQL is one literal text for both, with parameters bound by name (`$unit`); SQL made
 * from input does not compile. SQL never looks inside JSON and calls no date function. The first
 * failure inside a transaction leaves it useless on PostgreSQL, and on SQLite where it was the
 * database's own (store_sound), so callers roll back to a savepoint or end it. */
#pragma once

#include "base/fail.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Store Store;
typedef struct Db Db;
typedef struct Statement Statement;

/* The reason (FAIL_CORRUPT) when the database itself says that its files are damaged. */
#define STORE_DAMAGED "damaged"

typedef enum StoreKind { STORE_SQLITE, STORE_POSTGRES } StoreKind;

/* Opens `url`: "sqlite:PATH" or "postgresql://…". For SQLite the file is made when missing and
 * locked against any second process. FAIL_INVALID: bad url; FAIL_CONFLICT (reason "in_use"):
 * another process holds it; FAIL_UNAVAILABLE: it can't be reached. */
Store *store_open(const char *url, GError **error);
void store_free(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)
/* Opens what is there for reading only, beside a process that holds it: no writers, nothing is made
 * and the file stays byte for byte as it is. FAIL_NOT_FOUND when there is no such file. */
Store *store_open_beside(const char *url, GError **error);
StoreKind store_kind(const Store *store);
/* What the connections opened from here on say they speak, for schema_fence(); copied. */
void store_set_version(Store *store, const char *version);

/* Are the files that it was opened with still where they were, and not emptied? No transaction
 * that writes begins or is called done where they are not: FAIL_UNAVAILABLE (reason "data_gone"),
 * until the very same files are back. Costs three stat(); PostgreSQL has no files here. */
bool store_stands(Store *store, GError **error);
/* Has any connection been told since the store was opened that the files are damaged? */
bool store_is_damaged(Store *store);
/* Bytes left where its file lies; INT64_MAX when that is not to be known. */
int64_t store_room(const Store *store);
/* While it is held for a `reason`, a literal, nobody gets a connection: FAIL_UNAVAILABLE with it at
 * once, instead of waiting for a server that does not answer. NULL: no longer. From any thread. */
void store_hold(Store *store, const char *reason);
/* Ends whoever waits for a server that does not answer: readers only, or writers too, who then
 * can't know whether their COMMIT was done. From any thread; nothing on SQLite. */
void store_cut(Store *store, bool writers);

/* A connection from the pool, given back by db_release (autoptr). Readers of SQLite never wait
 * for the writer. At most one writer at a time exists for SQLite; PostgreSQL gives as many as are
 * asked for. FAIL_UNAVAILABLE. */
Db *store_reader(Store *store, GError **error);
Db *store_writer(Store *store, GError **error);
void db_release(Db *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_release)
Store *db_store(const Db *db);

/* Whether the database sorts text by bytes, as SQLite does and `doctor` demands. */
bool store_collation_ok(Db *db, bool *out_ok, GError **error);

/* A second, empty database of the same kind, for `rebuild --check`: a temporary file, or a schema
 * of its own that is dropped when the store is freed. */
Store *store_open_scratch(Store *store, GError **error);
/* The same for one writer that makes much and throws it away: SQLite whatever `store` is, since no
 * server has to be told of each row. */
Store *store_open_slate(Store *store, GError **error);

/* Makes what was deleted or overwritten until now leave the files: pages and log of SQLite, tables
 * and statistics of PostgreSQL (not its pg_wal). On a connection of its own, while others go on;
 * blocks for as long as it takes to read the file or to write the tables anew. *out_done is false
 * when somebody was in the way: ask again later. */
bool store_scrub(Store *store, bool *out_done, GError **error);

/* When the oldest piece of PostgreSQL's own log was written, ms: what was destroyed since may still
 * lie there. Fails when this user may not ask; SQLite has no such log. */
bool store_log_began(Db *db, int64_t *out_at, GError **error);

/* Transactions. A StoreTxn that goes out of scope uncommitted is rolled back. A write transaction
 * of SQLite takes the write lock at once. */
typedef struct StoreTxn StoreTxn;
StoreTxn *store_begin(Db *db, GError **error);
/* Like store_begin, reading one unchanging snapshot (REPEATABLE READ on PostgreSQL). */
StoreTxn *store_begin_read(Db *db, GError **error);
bool store_commit(StoreTxn *txn /* taken */, GError **error);
void store_rollback(StoreTxn *txn /* taken, may be NULL */);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreTxn, store_rollback)
/* One level of savepoint inside a transaction. */
bool store_savepoint(Db *db, GError **error);
bool store_savepoint_release(Db *db, GError **error);
bool store_savepoint_rollback(Db *db, GError **error);

/* False when the database itself failed on this connection, whether or not anybody listened, since
 * its transaction began (outside of one: since it was taken from the pool): what was concluded from
 * there on may be false, so `error` says what failed, in place of whatever it said. A transaction
 * that is not sound is not committed; undoing its savepoint heals it. */
bool store_sound(const Db *db, GError **error);

/* Counts the statements of this transaction that wrote or failed. While it stands still, nothing
 * was done that would have to be undone. */
int64_t store_touched(const Db *db);

/* Keeps `value` (taken) beside the connection under `name`, a literal, in place of what was kept
 * there, until the transaction ends or its savepoint is undone: what was just written need not be
 * read again. Outside a transaction nothing is kept. */
void db_keep(Db *db, const char *name, void *value, GDestroyNotify free);
void *db_kept(const Db *db, const char *name); /* borrowed, or NULL */

/* Statements are prepared once per connection and kept; `sql` must be a literal. The autoptr
 * resets it and clears its bindings. Binding a name the text does not have is a programmer's
 * error (assert); a name not bound is NULL. */
#define store_prepare(db, sql, error) store_prepare_literal((db), "" sql, (error))
Statement *store_prepare_literal(Db *db, const char *sql, GError **error);
/* For SQL texts that stand in const tables of this program (projections) and in schema files. */
Statement *store_prepare_static(Db *db, const char *sql, GError **error);
/* The same with the thing "UNIT-n" bound as $unit and $id. What is no id finds no row. */
#define store_prepare_id(db, sql, id, error) store_prepare_id_literal((db), "" sql, (id), (error))
Statement *store_prepare_id_literal(Db *db, const char *sql, const char *id, GError **error);
/* The same with $unit, and $from and $until of a time of this unit. */
#define store_prepare_span(db, sql, unit, from, until, error)                                      \
    store_prepare_span_literal((db), "" sql, (unit), (from), (until), (error))
Statement *store_prepare_span_literal(
    Db *db, const char *sql, const char *unit, int64_t from, int64_t until, GError **error);
/* The same with texts bound by name, each of which may be NULL: "unit", unit, "post", post, NULL.
 */
#define store_prepare_texts(db, sql, error, ...)                                                   \
    store_prepare_texts_literal((db), "" sql, (error), __VA_ARGS__)
Statement *store_prepare_texts_literal(
    Db *db, const char *sql, GError **error, const char *name, ...) G_GNUC_NULL_TERMINATED;
void statement_done(Statement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, statement_done)

bool statement_has(const Statement *statement, const char *name);
void bind_text(Statement *statement, const char *name, const char *value /* NULL: null */);
void bind_int(Statement *statement, const char *name, int64_t value);
void bind_null(Statement *statement, const char *name);
void bind_bytes(Statement *statement, const char *name, const void *bytes, size_t size);

typedef enum StoreStep { STORE_FAILED = -1, STORE_DONE = 0, STORE_ROW = 1 } StoreStep;
StoreStep statement_step(Statement *statement, GError **error);
/* Runs to the end, rows ignored. FAIL_CONFLICT on a violated constraint, FAIL_UNAVAILABLE when the
 * disk is full or the server is away (reason "disk_full" or "database_away"). */
bool statement_run(Statement *statement, GError **error);
/* Runs a statement without rows, inside a transaction, where nothing waits for its outcome: it
 * reaches PostgreSQL together with what comes next on this connection. If it fails there, or
 * changes another number of rows than `expected` (-1: any; FAIL_CONFLICT), what comes next fails:
 * a step, store_settle or the commit. SQLite runs it at once. */
bool statement_post(Statement *statement, int64_t expected, GError **error);
/* The same with a more exact reason than "conflict", a literal. */
bool statement_post_as(Statement *statement, int64_t expected, const char *reason, GError **error);
/* Waits for everything posted. */
bool store_settle(Db *db, GError **error);
/* Call before the first step, inside a transaction, when the result may be huge: PostgreSQL then
 * sends it in pieces instead of whole. */
void statement_in_batches(Statement *statement);
/* Rows changed by the last run. */
int64_t statement_changes(const Statement *statement);

/* Columns of the current row, counted from 0; borrowed until the next step. */
const char *row_text(Statement *statement, int column); /* NULL for null */
int64_t row_int(Statement *statement, int column);      /* 0 for null */
int64_t row_int_or(Statement *statement, int column, int64_t otherwise /* for null */);
bool row_is_null(Statement *statement, int column);
const void *row_bytes(Statement *statement, int column, size_t *out_size);
int row_columns(Statement *statement);
const char *row_name(Statement *statement, int column);
/* The same of the column called so, which must be there (assert). */
int row_column(Statement *statement, const char *name);
const char *row_text_of(Statement *statement, const char *name);
int64_t row_int_of(Statement *statement, const char *name); /* 0 for null */

/* Rows read into things. `statement` may be NULL, where preparing it has failed: `error` says so.
 */
typedef void *(*RowRead)(Statement *row); /* what is made of the current row, owned */
/* Is there a row? */
bool statement_found(Statement *statement, bool *out_found, GError **error);
/* The first column of the only row: a copy of its text (NULL when null or there is no row), or its
 * number (`otherwise` then). */
bool statement_text(Statement *statement, char **out_text, GError **error);
bool statement_int(Statement *statement, int64_t otherwise, int64_t *out_number, GError **error);
/* Stands on the only row asked for. FAIL_NOT_FOUND with this `reason`: "there is no such THING". */
bool statement_find(Statement *statement, const char *reason, const char *thing, GError **error);
/* What is read of that row; NULL when there is none or it failed. */
void *statement_one(
    Statement *statement, RowRead read, const char *reason, const char *thing, GError **error);
/* What is read of every row, each freed by `free`; NULL when it failed. */
GPtrArray *statement_rows(Statement *statement, RowRead read, GDestroyNotify free, GError **error);
/* For statement_rows: a copy of the first column's text. */
void *row_first_text(Statement *row);

/* Runs a text of several statements without parameters: schema files only. */
bool store_run_script(Db *db, const char *script, GError **error);
