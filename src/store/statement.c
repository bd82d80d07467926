/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend_private.h"

#include <string.h>

static const Backend *backend_of(const Statement *statement)
{
    return statement->db->store->backend;
}

static void rewind_statement(Statement *statement)
{
    backend_of(statement)->rewind(statement);
    statement->stepped = false;
    statement->finished = false;
}

/* What is damaged where the files are gone is not damaged: they are gone. */
static void ground_blame(const Db *db, GError **error)
{
    GError *gone = NULL;
    if (!error || !g_error_matches(*error, FAIL, FAIL_CORRUPT) || store_stands(db->store, &gone))
        return;
    g_clear_error(error);
    g_propagate_error(error, gone);
}

static Statement *prepare_new(Db *db, const char *sql, GError **error)
{
    GError *failure = NULL;
    Statement *statement = db->store->backend->prepare(db->connection, sql, &failure);
    if (!statement) {
        ground_blame(db, &failure);
        db_blame(db, failure, error);
        return NULL;
    }
    statement->db = db;
    statement->sql = g_strdup(sql);
    statement->reads = g_str_has_prefix(sql, "SELECT ");
    return statement;
}

static Statement *statement_take(Db *db, const char *sql, GError **error)
{
    Statement *statement = g_hash_table_lookup(db->statements, sql);
    if (!statement || statement->busy) {
        bool cached = !statement;
        statement = prepare_new(db, sql, error);
        if (!statement)
            return NULL;
        statement->cached = cached;
        if (cached)
            g_hash_table_insert(db->statements, statement->sql, statement);
    }
    statement->busy = true;
    db->busy++;
    return statement;
}

static bool db_fault_strikes(Db *db, GError **error)
{
    GError *failure = NULL;
    if (!store_fault_strikes(db->store, &failure))
        return false;
    db_blame(db, failure, error);
    return true;
}

Statement *store_prepare_static(Db *db, const char *sql, GError **error)
{
    return db_fault_strikes(db, error) ? NULL : statement_take(db, sql, error);
}

bool store_run_prepared(Db *db, const char *sql, GError **error)
{
    if (db_fault_strikes(db, error))
        return false;
    g_autoptr(Statement) statement = statement_take(db, sql, error);
    return statement && backend_of(statement)->step(statement, error) == STORE_DONE;
}

Statement *store_prepare_literal(Db *db, const char *sql, GError **error)
{
    return store_prepare_static(db, sql, error);
}

void statement_done(Statement *statement)
{
    if (!statement)
        return;
    g_return_if_fail(statement->busy);
    rewind_statement(statement);
    backend_of(statement)->unbind(statement);
    statement->busy = false;
    statement->in_batches = false;
    statement->bad_name = NULL;
    statement->db->busy--;
    if (statement->cached)
        return;
    const Backend *backend = backend_of(statement);
    g_ptr_array_unref(statement->names);
    g_free(statement->sql);
    backend->finalize(statement);
}

void statement_in_batches(Statement *statement)
{
    g_return_if_fail(statement->db->txn.db);
    statement->in_batches = true;
}

static int index_of(const Statement *statement, const char *name)
{
    if (name[0] == '$')
        name++;
    for (guint i = 0; i < statement->names->len; i++)
        if (strcmp(statement->names->pdata[i], name) == 0)
            return (int) i;
    return -1;
}

bool statement_has(const Statement *statement, const char *name)
{
    return index_of(statement, name) >= 0;
}

void bind_value(Statement *statement, const char *name, const Value *value)
{
    int index = index_of(statement, name);
    if (index < 0)
        g_error("no parameter $%s in: %s", name, statement->sql);
    if (statement->stepped)
        rewind_statement(statement);
    backend_of(statement)->bind(statement, index, value);
}

void bind_text(Statement *statement, const char *name, const char *value)
{
    if (!value) {
        bind_null(statement, name);
        return;
    }
    Value text = {.type = VALUE_TEXT, .bytes = value, .size = strlen(value)};
    /* PostgreSQL refuses what is not UTF-8, so SQLite must not take it either. */
    if (!g_utf8_validate_len(value, text.size, NULL)) {
        statement->bad_name = statement->names->pdata[MAX(index_of(statement, name), 0)];
        return;
    }
    bind_value(statement, name, &text);
}

void bind_int(Statement *statement, const char *name, int64_t value)
{
    Value number = {.type = VALUE_INT, .number = value};
    bind_value(statement, name, &number);
}

void bind_null(Statement *statement, const char *name)
{
    Value null = {.type = VALUE_NULL};
    bind_value(statement, name, &null);
}

void bind_bytes(Statement *statement, const char *name, const void *bytes, size_t size)
{
    Value value = {.type = bytes ? VALUE_BYTES : VALUE_NULL, .bytes = bytes, .size = size};
    bind_value(statement, name, &value);
}

StoreStep statement_step(Statement *statement, GError **error)
{
    if (statement->bad_name) {
        fail_as(
            error, FAIL_INVALID, "not_utf8", "the value of $%s is not UTF-8", statement->bad_name);
        return STORE_FAILED;
    }
    if (db_fault_strikes(statement->db, error))
        return STORE_FAILED;
    if (statement->finished)
        return STORE_DONE;
    statement->stepped = true;
    GError *failure = NULL;
    StoreStep step = backend_of(statement)->step(statement, &failure);
    if (step == STORE_FAILED) {
        ground_blame(statement->db, &failure);
        db_blame(statement->db, failure, error);
    }
    statement->finished = step == STORE_DONE;
    if (!statement->reads || step == STORE_FAILED)
        statement->db->touched++;
    return step;
}

bool statement_run(Statement *statement, GError **error)
{
    if (statement->finished)
        rewind_statement(statement);
    StoreStep step;
    do
        step = statement_step(statement, error);
    while (step == STORE_ROW);
    return step == STORE_DONE;
}

bool expected_fail(const Expected *expected, GError **error)
{
    return fail_as(error, FAIL_CONFLICT, expected->reason, "another number of rows was changed");
}

bool statement_post(Statement *statement, int64_t expected, GError **error)
{
    return statement_post_as(statement, expected, "conflict", error);
}

bool statement_post_as(Statement *statement, int64_t rows, const char *reason, GError **error)
{
    const Expected expected = {rows, reason};
    const Backend *backend = backend_of(statement);
    if (!backend->post || !statement->db->txn.db) {
        if (!statement_run(statement, error))
            return false;
        return rows < 0 || statement->changes == rows || expected_fail(&expected, error);
    }
    if (statement->bad_name)
        return fail_as(
            error, FAIL_INVALID, "not_utf8", "the value of $%s is not UTF-8", statement->bad_name);
    if (db_fault_strikes(statement->db, error))
        return false;
    if (statement->stepped)
        rewind_statement(statement);
    statement->db->touched++;
    return backend->post(statement, &expected, error);
}

int64_t statement_changes(const Statement *statement)
{
    return statement->changes;
}

const char *row_text(Statement *statement, int column)
{
    return backend_of(statement)->column_text(statement, column);
}

int64_t row_int(Statement *statement, int column)
{
    return backend_of(statement)->column_int(statement, column);
}

ValueType row_type(Statement *statement, int column)
{
    return backend_of(statement)->column_type(statement, column);
}

bool row_is_null(Statement *statement, int column)
{
    return row_type(statement, column) == VALUE_NULL;
}

const void *row_bytes(Statement *statement, int column, size_t *out_size)
{
    return backend_of(statement)->column_bytes(statement, column, out_size);
}

int row_columns(Statement *statement)
{
    return backend_of(statement)->columns(statement);
}

const char *row_name(Statement *statement, int column)
{
    return backend_of(statement)->column_name(statement, column);
}

bool store_collation_ok(Db *db, bool *out_ok, GError **error)
{
    *out_ok = true;
    if (db->store->backend->kind == STORE_SQLITE)
        return true;
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT CAST(datcollate AS TEXT) FROM pg_database WHERE datname = current_database() AND "
        "pg_encoding_to_char(encoding) = 'UTF8' AND "
        "lower(datcollate) IN ('c', 'posix', 'c.utf-8', 'c.utf8', 'ucs_basic')",
        error);
    StoreStep step = statement ? statement_step(statement, error) : STORE_FAILED;
    *out_ok = step == STORE_ROW;
    return step != STORE_FAILED;
}
