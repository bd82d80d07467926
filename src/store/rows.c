/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "store/store.h"

Statement *store_prepare_id_literal(Db *db, const char *sql, const char *id, GError **error)
{
    g_autofree char *unit = id == NULL ? NULL : text_unit_of(id);
    Statement *statement = store_prepare_static(db, sql, error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit == NULL ? "" : unit);
    bind_text(statement, "id", unit == NULL ? "" : id);
    return statement;
}

Statement *store_prepare_span_literal(
    Db *db, const char *sql, const char *unit, int64_t from, int64_t until, GError **error)
{
    Statement *statement = store_prepare_static(db, sql, error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_int(statement, "from", from);
    bind_int(statement, "until", until);
    return statement;
}

bool statement_find(Statement *statement, const char *reason, const char *thing, GError **error)
{
    StoreStep step = statement == NULL ? STORE_FAILED : statement_step(statement, error);

    if (step == STORE_DONE)
        return fail_as(error, FAIL_NOT_FOUND, reason, "there is no such %s", thing);
    return step == STORE_ROW;
}

void *statement_one(
    Statement *statement, RowRead read, const char *reason, const char *thing, GError **error)
{
    return statement_find(statement, reason, thing, error) ? read(statement) : NULL;
}

GPtrArray *statement_rows(Statement *statement, RowRead read, GDestroyNotify free, GError **error)
{
    g_autoptr(GPtrArray) things = g_ptr_array_new_with_free_func(free);
    StoreStep step = STORE_FAILED;

    while (statement != NULL && (step = statement_step(statement, error)) == STORE_ROW)
        g_ptr_array_add(things, read(statement));
    return step == STORE_DONE ? g_steal_pointer(&things) : NULL;
}

void *row_first_text(Statement *row)
{
    return g_strdup(row_text(row, 0));
}

int64_t row_int_or(Statement *statement, int column, int64_t otherwise)
{
    return row_is_null(statement, column) ? otherwise : row_int(statement, column);
}
