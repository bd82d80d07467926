/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema_private.h"

#include "store/backend_private.h"

static void statement_free(void *data)
{
    SchemaStatement *statement = data;
    g_free(statement->table);
    g_free(statement->sql);
    g_free(statement);
}

static void table_free(void *data)
{
    Table *table = data;
    g_free(table->name);
    g_free(table);
}

Schema *schema_new(const char *const *names, const char *const *texts, GError **error)
{
    g_autoptr(Schema) schema = g_new0(Schema, 1);
    schema->files = g_ptr_array_new_with_free_func(g_free);
    schema->statements = g_ptr_array_new_with_free_func(statement_free);
    schema->tables = g_ptr_array_new_with_free_func(table_free);
    for (size_t i = 0; names[i]; i++)
        if (!schema_read_file(schema, names[i], texts[i], error))
            return NULL;
    return g_steal_pointer(&schema);
}

void schema_free(Schema *schema)
{
    if (!schema)
        return;
    g_ptr_array_unref(schema->files);
    g_ptr_array_unref(schema->statements);
    g_ptr_array_unref(schema->tables);
    g_free(schema);
}

const GPtrArray *schema_tables(const Schema *schema)
{
    return schema->tables;
}

bool schema_drop(Db *db, const Applied *applied, TableClass class, GError **error)
{
    for (guint i = 0; i < applied->tables->len; i++) {
        const Table *table = applied->tables->pdata[i];
        g_autofree char *sql = g_strconcat("DROP TABLE ", table->name, NULL);
        if (table->class == class && !store_run(db, sql, error))
            return fail_in(error, "dropping table %s", table->name);
    }
    return true;
}

static bool is_wanted(const Schema *schema, const SchemaStatement *statement, const Making *making)
{
    const char *file = schema->files->pdata[statement->file];
    if (statement->data)
        return !making->skips_data && !applied_has(making->applied, file);
    return !making->skipped[statement->class] &&
           (making->dropped[statement->class] || !applied_has(making->applied, file));
}

bool schema_make(const Schema *schema, Db *db, const Making *making, GError **error)
{
    bool sqlite = store_kind(db->store) == STORE_SQLITE;
    for (guint i = 0; i < schema->statements->len; i++) {
        const SchemaStatement *statement = schema->statements->pdata[i];
        if (!is_wanted(schema, statement, making) ||
            !(sqlite ? statement->sqlite : statement->postgres))
            continue;
        if (!store_run(db, statement->sql, error))
            return fail_in(
                error, "%s: `%s`", (char *) schema->files->pdata[statement->file], statement->sql);
    }
    return true;
}

bool schema_guard(const Schema *schema, Db *db, GError **error)
{
    return !schema_table(schema, "journal") ||
           store_run(db, db->store->backend->guard_journal, error);
}

static bool bring_up(const Schema *schema, Db *db, bool *out_replay, GError **error)
{
    g_auto(Applied) applied = {0};
    const char *before = db->store->backend->before_schema;
    if ((before && !store_run(db, before, error)) || !applied_make(db, error) ||
        !applied_read(db, &applied, error) || !applied_check_known(schema, &applied, error))
        return false;
    bool fresh = g_hash_table_size(applied.files[TABLE_KEPT]) == 0;
    Making making = {.applied = &applied};
    for (int each = TABLE_DERIVED; each <= TABLE_WORKING; each++) {
        making.dropped[each] = !fresh && applied_differs(schema, &applied, (TableClass) each);
        if (making.dropped[each] && !schema_drop(db, &applied, (TableClass) each, error))
            return false;
    }
    if (!schema_make(schema, db, &making, error) || !schema_guard(schema, db, error) ||
        !applied_write(schema, db, error))
        return false;
    *out_replay = making.dropped[TABLE_DERIVED];
    return true;
}

bool schema_apply(const Schema *schema, Db *db, bool *out_replay, GError **error)
{
    bool replay = false;
    g_autoptr(StoreTxn) txn = store_begin(db, error);
    if (!txn || !bring_up(schema, db, &replay, error) ||
        !store_commit(g_steal_pointer(&txn), error))
        return fail_in(error, "bringing the database to this version");
    *out_replay = replay;
    return true;
}

bool schema_examine(const Schema *schema, Db *db, SchemaState *out_state, GError **error)
{
    g_auto(Applied) applied = {0};
    g_autoptr(GError) problem = NULL;
    if (!applied_read(db, &applied, &problem)) {
        if (!g_error_matches(problem, FAIL, FAIL_UNAVAILABLE))
            return fail(error, FAIL_NOT_FOUND, "it holds no record of this program");
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (!applied_check_known(schema, &applied, error))
        return false;
    *out_state = applied_differs(schema, &applied, TABLE_DERIVED) ? SCHEMA_REPLAY
                 : applied_differs(schema, &applied, TABLE_KEPT) ||
                         applied_differs(schema, &applied, TABLE_WORKING)
                     ? SCHEMA_OLDER
                     : SCHEMA_SAME;
    return true;
}

bool schema_check(const Schema *schema, Db *db, GError **error)
{
    SchemaState state = SCHEMA_SAME;
    return schema_examine(schema, db, &state, error) &&
           (state == SCHEMA_SAME ||
               fail_as(error, FAIL_CONFLICT, "older_database",
                   "the database is not of this version: start the server of this version once"));
}

bool schema_clear_derived(const Schema *schema, Db *db, GError **error)
{
    for (guint i = 0; i < schema->tables->len; i++) {
        const Table *table = schema->tables->pdata[i];
        g_autofree char *sql = g_strconcat("DELETE FROM ", table->name, NULL);
        if (table->class == TABLE_DERIVED && !store_run(db, sql, error))
            return false;
    }
    return true;
}
