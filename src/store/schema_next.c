/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend_private.h"
#include "store/schema_private.h"

#include <string.h>

static bool find_bare(const Schema *schema, GString *sql)
{
    bool any = false;
    g_string_append(sql,
        "SELECT unit FROM head h WHERE EXISTS (SELECT 1 FROM journal j WHERE j.unit = h.unit)");
    for (guint i = 0; i < schema->tables->len; i++) {
        const Table *table = schema->tables->pdata[i];
        if (table->class != TABLE_DERIVED)
            continue;
        g_string_append_printf(
            sql, " AND NOT EXISTS (SELECT 1 FROM %s t WHERE t.unit = h.unit)", table->name);
        any = true;
    }
    g_string_append(sql, " ORDER BY unit LIMIT 1");
    return any && schema_table(schema, "head") && schema_table(schema, "journal");
}

bool schema_find_bare(const Schema *schema, Db *db, char **out_unit, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    *out_unit = NULL;
    if (!find_bare(schema, sql))
        return true;
    g_autoptr(Statement) statement = store_prepare_static(db, sql->str, error);
    StoreStep step = statement ? statement_step(statement, error) : STORE_FAILED;
    if (step == STORE_ROW)
        *out_unit = g_strdup(row_text(statement, 0));
    return step != STORE_FAILED;
}

bool schema_next_make(const Schema *schema, Db *to, GError **error)
{
    g_auto(Applied) nothing = {0};
    Making making = {.applied = &nothing, .skips_data = true};
    nothing.files[TABLE_KEPT] = g_hash_table_new(g_str_hash, g_str_equal);
    if (store_kind(to->store) == STORE_SQLITE)
        return applied_make(to, error) && schema_make(schema, to, &making, error) &&
               schema_guard(schema, to, error) && applied_write(schema, to, error);
    making.skipped[TABLE_KEPT] = making.skipped[TABLE_WORKING] = true;
    return schema_make(schema, to, &making, error);
}

bool schema_next_data(const Schema *schema, Db *from, Db *to, bool *out_any, GError **error)
{
    g_auto(Applied) applied = {0};
    Making making = {.applied = &applied, .skipped = {true, true, true}};
    if (!applied_read(from, &applied, error))
        return false;
    for (guint i = 0; i < schema->statements->len; i++) {
        const SchemaStatement *statement = schema->statements->pdata[i];
        *out_any = *out_any || (statement->data &&
                                   !applied_has(&applied, schema->files->pdata[statement->file]));
    }
    return schema_make(schema, to, &making, error);
}

/* --- rows --- */

static bool is_excepted(const char *name, const TableRest *rest)
{
    return g_strv_contains(rest->except, name);
}

/* The file that makes the table. */
static guint file_of(const Schema *schema, const char *name)
{
    for (guint i = 0; i < schema->statements->len; i++) {
        const SchemaStatement *statement = schema->statements->pdata[i];
        if (g_strcmp0(statement->table, name) == 0)
            return (guint) statement->file;
    }
    return 0;
}

static bool is_carried(
    const Schema *schema, const Applied *applied, const Table *was, const TableRest *rest)
{
    const Table *table = schema_table(schema, was->name);
    if (!table || table->class != was->class || is_excepted(was->name, rest))
        return false;
    if (was->class == TABLE_WORKING)
        return rest->working &&
               applied_keeps(schema, applied, file_of(schema, was->name), TABLE_WORKING);
    return was->class == TABLE_KEPT;
}

bool schema_copy_rest(const Schema *schema, const TableRest *rest, Db *from, Db *to, GError **error)
{
    g_auto(Applied) applied = {0};
    if (!applied_read(from, &applied, error))
        return false;
    for (guint i = 0; i < applied.tables->len; i++) {
        const Table *was = applied.tables->pdata[i];
        if (is_carried(schema, &applied, was, rest) &&
            !table_copy_whole(was->name, from, to, error))
            return fail_in(error, "copying table %s", was->name);
    }
    return true;
}

/* --- PostgreSQL --- */

/* The schema that is to be left and the one behind it, quoted. */
static bool schemas_read(Db *to, char **out_home, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        to, "SELECT quote_ident(s[2]) FROM (SELECT current_schemas(false) AS s) x", error);
    if (!statement || statement_step(statement, error) != STORE_ROW)
        return false;
    if (row_is_null(statement, 0))
        return fail(error, FAIL_CORRUPT, "the schema of the database is gone");
    *out_home = g_strdup(row_text(statement, 0));
    return true;
}

static bool derived_exchange(
    const Schema *schema, Db *to, const Applied *applied, const char *home, GError **error)
{
    if (!schema_drop(to, applied, TABLE_DERIVED, error))
        return false;
    for (guint i = 0; i < schema->tables->len; i++) {
        const Table *table = schema->tables->pdata[i];
        if (table->class != TABLE_DERIVED)
            continue;
        g_autofree char *sql =
            g_strdup_printf("ALTER TABLE %s.%s SET SCHEMA %s", to->store->next, table->name, home);
        if (!store_run(to, sql, error))
            return fail_in(error, "moving table %s", table->name);
    }
    return true;
}

static bool place_take(const Schema *schema, Db *to, const char *home, GError **error)
{
    g_auto(Applied) applied = {0};
    Making making = {.applied = &applied, .skipped = {[TABLE_DERIVED] = true}};
    g_autofree char *drop = g_strdup_printf("DROP SCHEMA %s CASCADE", to->store->next);
    if (!applied_read(to, &applied, error) || !applied_check_known(schema, &applied, error))
        return false;
    making.dropped[TABLE_WORKING] = applied_differs(schema, &applied, TABLE_WORKING);
    if (making.dropped[TABLE_WORKING] && !schema_drop(to, &applied, TABLE_WORKING, error))
        return false;
    return derived_exchange(schema, to, &applied, home, error) &&
           schema_make(schema, to, &making, error) && schema_guard(schema, to, error) &&
           applied_write(schema, to, error) && schema_fence(schema, to, error) &&
           store_run(to, drop, error);
}

bool schema_take_place(const Schema *schema, Db *to, GError **error)
{
    g_autofree char *home = NULL;
    if (!schemas_read(to, &home, error))
        return false;
    g_autofree char *path = g_strdup_printf("SET LOCAL search_path TO %s", home);
    const char *before = to->store->backend->before_schema;
    return (!before || store_run(to, before, error)) && store_run(to, path, error) &&
           place_take(schema, to, home, error);
}
