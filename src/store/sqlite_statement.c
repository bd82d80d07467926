/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_private.h"

typedef struct SqliteStatement {
    Statement base;
    sqlite3_stmt *handle;
} SqliteStatement;

static SqliteStatement *own(Statement *statement)
{
    return (SqliteStatement *) statement;
}

Statement *sqlite_prepare(void *connection, const char *sql, GError **error)
{
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
    if (code != SQLITE_OK) {
        sqlite_fail(connection, code, error);
        fail_in(error, "preparing `%s`", sql);
        return NULL;
    }
    SqliteStatement *statement = g_new0(SqliteStatement, 1);
    statement->handle = handle;
    statement->base.names = g_ptr_array_new_with_free_func(g_free);
    for (int i = 1; i <= sqlite3_bind_parameter_count(handle); i++)
        g_ptr_array_add(
            statement->base.names, g_strdup(sqlite3_bind_parameter_name(handle, i) + 1));
    return &statement->base;
}

void sqlite_finalize(Statement *statement)
{
    sqlite3_finalize(own(statement)->handle);
    g_free(statement);
}

void sqlite_bind(Statement *statement, int index, const Value *value)
{
    sqlite3_stmt *handle = own(statement)->handle;
    const void *bytes = value->bytes ? value->bytes : "";
    switch (value->type) {
    case VALUE_NULL:
        sqlite3_bind_null(handle, index + 1);
        break;
    case VALUE_INT:
        sqlite3_bind_int64(handle, index + 1, value->number);
        break;
    case VALUE_TEXT:
        sqlite3_bind_text64(handle, index + 1, bytes, value->size, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    case VALUE_BYTES:
        sqlite3_bind_blob64(handle, index + 1, bytes, value->size, SQLITE_TRANSIENT);
        break;
    }
}

StoreStep sqlite_step(Statement *statement, GError **error)
{
    SqliteStatement *self = own(statement);
    sqlite3 *connection = sqlite3_db_handle(self->handle);
    int code = sqlite3_step(self->handle);
    if (code == SQLITE_ROW)
        return STORE_ROW;
    if (code == SQLITE_DONE) {
        statement->changes =
            sqlite3_stmt_readonly(self->handle) ? 0 : sqlite3_changes64(connection);
        /* A finished reader must not hold its snapshot until it is given back. */
        sqlite3_reset(self->handle);
        return STORE_DONE;
    }
    sqlite_fail(connection, code, error);
    sqlite3_reset(self->handle);
    return STORE_FAILED;
}

void sqlite_rewind(Statement *statement)
{
    sqlite3_reset(own(statement)->handle);
}

void sqlite_unbind(Statement *statement)
{
    sqlite3_clear_bindings(own(statement)->handle);
}

int sqlite_columns(Statement *statement)
{
    return sqlite3_column_count(own(statement)->handle);
}

const char *sqlite_column_name(Statement *statement, int column)
{
    return sqlite3_column_name(own(statement)->handle, column);
}

ValueType sqlite_column_type(Statement *statement, int column)
{
    switch (sqlite3_column_type(own(statement)->handle, column)) {
    case SQLITE_NULL:
        return VALUE_NULL;
    case SQLITE_INTEGER:
        return VALUE_INT;
    case SQLITE_BLOB:
        return VALUE_BYTES;
    default:
        return VALUE_TEXT;
    }
}

int64_t sqlite_column_int(Statement *statement, int column)
{
    return sqlite3_column_int64(own(statement)->handle, column);
}

const char *sqlite_column_text(Statement *statement, int column)
{
    return (const char *) sqlite3_column_text(own(statement)->handle, column);
}

const void *sqlite_column_bytes(Statement *statement, int column, size_t *out_size)
{
    sqlite3_stmt *handle = own(statement)->handle;
    const void *bytes = sqlite3_column_blob(handle, column);
    *out_size = (size_t) sqlite3_column_bytes(handle, column);
    return bytes ? bytes : sqlite3_column_type(handle, column) == SQLITE_NULL ? NULL : "";
}
