/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "store/store.h"

#include <string.h>

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

static StoreStep first_step(Statement *statement, GError **error)
{
    return statement == NULL ? STORE_FAILED : statement_step(statement, error);
}

bool statement_found(Statement *statement, bool *out_found, GError **error)
{
    StoreStep step = first_step(statement, error);

    if (step == STORE_FAILED)
        return false;
    *out_found = step == STORE_ROW;
    return true;
}

bool statement_text(Statement *statement, char **out_text, GError **error)
{
    StoreStep step = first_step(statement, error);

    if (step == STORE_FAILED)
        return false;
    *out_text = step == STORE_ROW ? g_strdup(row_text(statement, 0)) : NULL;
    return true;
}

bool statement_int(Statement *statement, int64_t otherwise, int64_t *out_number, GError **error)
{
    StoreStep step = first_step(statement, error);

    if (step == STORE_FAILED)
        return false;
    *out_number = step == STORE_ROW ? row_int_or(statement, 0, otherwise) : otherwise;
    return true;
}

bool statement_find(Statement *statement, const char *reason, const char *thing, GError **error)
{
    StoreStep step = first_step(statement, error);

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

int row_column(Statement *statement, const char *name)
{
    for (int column = 0; column < row_columns(statement); column++)
        if (strcmp(row_name(statement, column), name) == 0)
            return column;
    g_error("no column is called '%s'", name);
}

const char *row_text_of(Statement *statement, const char *name)
{
    return row_text(statement, row_column(statement, name));
}

int64_t row_int_of(Statement *statement, const char *name)
{
    return row_int(statement, row_column(statement, name));
}

int64_t row_int_or(Statement *statement, int column, int64_t otherwise)
{
    return row_is_null(statement, column) ? otherwise : row_int(statement, column);
}
