/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend_private.h"
#include "store/schema_private.h"

#include <string.h>

#define ROWS_AT_ONCE 2000
#define EVENTS_AT_ONCE 5000 /* what so many made fits into the memory */

/* Names of the columns in order; NULL on failure. */
static GPtrArray *column_names(Db *db, const char *table, GError **error)
{
    g_autofree char *sql = g_strconcat("SELECT * FROM ", table, " WHERE 1 = 0", NULL);
    g_autoptr(Statement) statement = store_prepare_static(db, sql, error);
    if (!statement || !statement_run(statement, error))
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < row_columns(statement); i++)
        g_ptr_array_add(names, g_strdup(row_name(statement, i)));
    return names;
}

static void append_list(GString *sql, const GPtrArray *names, const char *before)
{
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(
            sql, "%s%s%s", i > 0 ? ", " : "", before, (const char *) names->pdata[i]);
}

/* Both databases must go the same way, of whatever kind they are. */
static void append_order(GString *sql, const GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(
            sql, "%s%s NULLS FIRST", i > 0 ? ", " : "", (const char *) names->pdata[i]);
}

/* Every row, or those of one unit, in the order of all columns. */
static Statement *select_rows(Db *db, const char *table, const GPtrArray *names, const char *unit,
    bool in_batches, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT ");
    append_list(sql, names, "");
    g_string_append_printf(sql, " FROM %s%s ORDER BY ", table, unit ? " WHERE unit = $unit" : "");
    append_order(sql, names);
    Statement *statement = store_prepare_static(db, sql->str, error);
    if (statement && unit)
        bind_text(statement, "unit", unit);
    if (statement && in_batches && db->txn.db)
        statement_in_batches(statement);
    return statement;
}

static bool values_equal(Statement *a, Statement *b, int column)
{
    if (row_type(a, column) != row_type(b, column))
        return false;
    size_t a_size, b_size;
    const void *a_bytes = row_bytes(a, column, &a_size);
    const void *b_bytes = row_bytes(b, column, &b_size);
    return a_size == b_size && (a_size == 0 || memcmp(a_bytes, b_bytes, a_size) == 0);
}

/* Index of the first column that differs, -1 when the rows are equal. */
static int difference_in_row(Statement *a, Statement *b)
{
    for (int column = 0; column < row_columns(a); column++)
        if (!values_equal(a, b, column))
            return column;
    return -1;
}

/* The first two columns are the unit and the key: enough to find the row, and not personal. */
static char *row_label(Statement *row)
{
    GString *label = g_string_new("row");
    for (int i = 0; i < MIN(row_columns(row), 2); i++) {
        if (row_type(row, i) == VALUE_BYTES)
            continue;
        const char *text = row_text(row, i);
        g_string_append_printf(label, " %s=%s", row_name(row, i), text ? text : "null");
    }
    return g_string_free(label, FALSE);
}

typedef struct Pair {
    const char *table;
    Statement *a, *b;
    int64_t row;
} Pair;

static char *describe_missing(const Pair *pair, bool in_b)
{
    g_autofree char *label = row_label(in_b ? pair->a : pair->b);
    return g_strdup_printf("table %s: row %" G_GINT64_FORMAT " is only in the %s: %s", pair->table,
        pair->row, in_b ? "first" : "second", label);
}

/* Sets *out_line when the tables differ; false only when a database can't be read. */
static bool compare_rows(Pair *pair, char **out_line, GError **error)
{
    while (true) {
        StoreStep a = statement_step(pair->a, error);
        StoreStep b = a == STORE_FAILED ? a : statement_step(pair->b, error);
        if (a == STORE_FAILED || b == STORE_FAILED)
            return false;
        if (a == STORE_DONE && b == STORE_DONE)
            return true;
        pair->row++;
        if (a != b) {
            *out_line = describe_missing(pair, a == STORE_ROW);
            return true;
        }
        int column = difference_in_row(pair->a, pair->b);
        if (column < 0)
            continue;
        g_autofree char *label = row_label(pair->a);
        *out_line = g_strdup_printf("table %s: column %s differs in row %" G_GINT64_FORMAT ": %s",
            pair->table, row_name(pair->a, column), pair->row, label);
        return true;
    }
}

static bool compare_table(
    const char *table, const SchemaSides *sides, GPtrArray *out_differences, GError **error)
{
    g_autoptr(GPtrArray) names = column_names(sides->b, table, error);
    if (!names)
        return false;
    g_autoptr(Statement) in_a =
        select_rows(sides->a, table, names, sides->unit, sides->events > EVENTS_AT_ONCE, error);
    g_autoptr(Statement) in_b =
        in_a ? select_rows(sides->b, table, names, sides->unit, false, error) : NULL;
    if (!in_b)
        return false;
    Pair pair = {.table = table, .a = in_a, .b = in_b};
    char *line = NULL;
    if (!compare_rows(&pair, &line, error))
        return false;
    if (line)
        g_ptr_array_add(out_differences, line);
    return true;
}

static bool compare_sides(
    const Schema *schema, const SchemaSides *sides, GPtrArray *out_differences, GError **error)
{
    for (guint i = 0; i < schema->tables->len; i++) {
        const Table *table = schema->tables->pdata[i];
        if (table->class == TABLE_DERIVED &&
            !compare_table(table->name, sides, out_differences, error))
            return fail_in(error, "comparing table %s", table->name);
    }
    return true;
}

bool schema_compare_derived(
    const Schema *schema, Db *a, Db *b, GPtrArray *out_differences, GError **error)
{
    return compare_sides(schema, &(SchemaSides){a, b, NULL, INT64_MAX}, out_differences, error);
}

bool schema_compare_unit(
    const Schema *schema, const SchemaSides *sides, GPtrArray *out_differences, GError **error)
{
    return compare_sides(schema, sides, out_differences, error);
}

static bool find_strays(Db *db, const char *table, GPtrArray *out_differences, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT MIN(unit) FROM %s WHERE unit NOT IN (SELECT unit FROM head)", table);
    g_autoptr(Statement) statement = store_prepare_static(db, sql, error);
    if (!statement || statement_step(statement, error) != STORE_ROW)
        return false;
    if (!row_is_null(statement, 0))
        g_ptr_array_add(out_differences,
            g_strdup_printf("table %s: unit %s has no journal", table, row_text(statement, 0)));
    return true;
}

bool schema_find_strays(const Schema *schema, Db *db, GPtrArray *out_differences, GError **error)
{
    for (guint i = 0; i < schema->tables->len; i++) {
        const Table *table = schema->tables->pdata[i];
        if (table->class == TABLE_DERIVED && !find_strays(db, table->name, out_differences, error))
            return fail_in(error, "looking at table %s", table->name);
    }
    return true;
}

static bool check_empty(Db *db, const char *table, GError **error)
{
    g_autofree char *sql = g_strdup_printf("SELECT 1 FROM %s LIMIT 1", table);
    g_autoptr(Statement) statement = store_prepare_static(db, sql, error);
    StoreStep step = statement ? statement_step(statement, error) : STORE_FAILED;
    if (step == STORE_ROW)
        return fail(error, FAIL_CONFLICT, "table %s is not empty", table);
    return step == STORE_DONE;
}

static bool copy_row(Statement *from, Statement *to, const GPtrArray *names, GError **error)
{
    for (guint i = 0; i < names->len; i++) {
        Value value = {.type = row_type(from, (int) i)};
        if (value.type == VALUE_INT)
            value.number = row_int(from, (int) i);
        else if (value.type != VALUE_NULL)
            value.bytes = row_bytes(from, (int) i, &value.size);
        bind_value(to, names->pdata[i], &value);
    }
    return statement_run(to, error);
}

static Statement *insert_into(Db *to, const char *table, const GPtrArray *names, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql, "INSERT INTO %s (", table);
    append_list(sql, names, "");
    g_string_append(sql, ") VALUES (");
    append_list(sql, names, "$");
    g_string_append(sql, ")");
    return store_prepare_static(to, sql->str, error);
}

static bool copy_table(const char *table, Db *from, Db *to, GError **error)
{
    g_autoptr(GPtrArray) names = column_names(from, table, error);
    if (!names || !check_empty(to, table, error))
        return false;
    g_autoptr(Statement) source = select_rows(from, table, names, NULL, true, error);
    g_autoptr(Statement) target = source ? insert_into(to, table, names, error) : NULL;
    if (!target)
        return false;
    StoreStep step;
    while ((step = statement_step(source, error)) == STORE_ROW)
        if (!copy_row(source, target, names, error))
            return false;
    return step == STORE_DONE;
}

static bool copy_all(const Schema *schema, Db *from, Db *to, GError **error)
{
    for (guint i = 0; i < schema->tables->len; i++) {
        const Table *table = schema->tables->pdata[i];
        if (table->class == TABLE_KEPT && !copy_table(table->name, from, to, error))
            return fail_in(error, "copying table %s", table->name);
    }
    return true;
}

bool schema_copy_kept(const Schema *schema, Db *from, Db *to, GError **error)
{
    if (to->txn.db)
        return copy_all(schema, from, to, error);
    g_autoptr(StoreTxn) txn = store_begin(to, error);
    return txn && copy_all(schema, from, to, error) && store_commit(g_steal_pointer(&txn), error);
}

/* --- some at a time --- */

static Statement *select_where(
    Db *from, const TablePick *pick, const GPtrArray *names, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT ");
    append_list(sql, names, "");
    g_string_append_printf(sql, " FROM %s WHERE %s", pick->table, pick->where);
    Statement *statement = store_prepare_static(from, sql->str, error);
    if (!statement)
        return NULL;
    if (statement_has(statement, "text"))
        bind_text(statement, "text", pick->text);
    if (statement_has(statement, "from"))
        bind_int(statement, "from", pick->from);
    if (statement_has(statement, "until"))
        bind_int(statement, "until", pick->until);
    return statement;
}

bool schema_copy_pick(const TablePick *pick, Db *from, Db *to, GError **error)
{
    g_autoptr(GPtrArray) names = column_names(from, pick->table, error);
    g_autoptr(Statement) source = names ? select_where(from, pick, names, error) : NULL;
    g_autoptr(Statement) target = source ? insert_into(to, pick->table, names, error) : NULL;
    if (!target)
        return false;
    StoreStep step;
    while ((step = statement_step(source, error)) == STORE_ROW)
        if (!copy_row(source, target, names, error))
            return fail_in(error, "copying table %s", pick->table);
    return step == STORE_DONE;
}

/* At most so many rows; *out_more when there may be further ones. */
static bool copy_some(
    Statement *source, Statement *target, const GPtrArray *names, bool *out_more, GError **error)
{
    StoreStep step = STORE_ROW;
    for (int i = 0; i < ROWS_AT_ONCE && step == STORE_ROW; i++) {
        step = statement_step(source, error);
        if (step == STORE_ROW && !copy_row(source, target, names, error))
            return false;
    }
    *out_more = step == STORE_ROW;
    return step != STORE_FAILED;
}

static bool table_empty(const char *table, Db *to, GError **error)
{
    g_autofree char *sql = g_strconcat("DELETE FROM ", table, NULL);
    return store_run(to, sql, error);
}

bool table_copy_whole(const char *table, Db *from, Db *to, GError **error)
{
    const TablePick all = {.table = table, .where = "true"};
    g_autoptr(GPtrArray) names = column_names(from, table, error);
    g_autoptr(Statement) source = names ? select_where(from, &all, names, error) : NULL;
    g_autoptr(Statement) target = source ? insert_into(to, table, names, error) : NULL;
    bool is_first = true;
    for (bool more = target != NULL; more; is_first = false) {
        g_autoptr(StoreTxn) txn = store_begin(to, error);
        if (!txn || (is_first && !table_empty(table, to, error)) ||
            !copy_some(source, target, names, &more, error) ||
            !store_commit(g_steal_pointer(&txn), error))
            return false;
    }
    return target != NULL;
}
