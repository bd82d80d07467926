/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema_private.h"

#include "base/digest.h"
#include "store/backend_private.h"

#include <string.h>

static char *definition_digest(const Schema *schema, int file, TableClass class)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < schema->statements->len; i++) {
        const SchemaStatement *statement = schema->statements->pdata[i];
        if (statement->file == file && statement->class == class)
            g_string_append_printf(all, "%s;\n", statement->sql);
    }
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
    uint8_t bytes[DIGEST_SIZE];
    digest_pair(digest, all->str, all->len, NULL, 0, bytes);
    char *hex = g_malloc(DIGEST_HEX);
    hex_write(bytes, DIGEST_SIZE, hex);
    return hex;
}

void applied_clear(Applied *applied)
{
    for (int each = TABLE_KEPT; each <= TABLE_WORKING; each++)
        g_clear_pointer(&applied->files[each], g_hash_table_unref);
    g_clear_pointer(&applied->tables, g_ptr_array_unref);
}

static void table_free(void *data)
{
    Table *table = data;
    g_free(table->name);
    g_free(table);
}

static bool applied_read_files(Db *db, Applied *applied, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT file, kept, derived, working FROM schema_version", error);
    if (!statement)
        return false;
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW)
        for (int each = TABLE_KEPT; each <= TABLE_WORKING; each++)
            g_hash_table_insert(applied->files[each], g_strdup(row_text(statement, 0)),
                g_strdup(row_text(statement, each + 1)));
    return step == STORE_DONE;
}

static bool applied_read_tables(Db *db, Applied *applied, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT name, class FROM schema_table ORDER BY name", error);
    if (!statement)
        return false;
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        Table *table = g_new0(Table, 1);
        table->name = g_strdup(row_text(statement, 0));
        table->class = (TableClass) row_int(statement, 1);
        g_ptr_array_add(applied->tables, table);
    }
    return step == STORE_DONE;
}

bool applied_read(Db *db, Applied *applied, GError **error)
{
    for (int each = TABLE_KEPT; each <= TABLE_WORKING; each++)
        applied->files[each] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    applied->tables = g_ptr_array_new_with_free_func(table_free);
    return applied_read_files(db, applied, error) && applied_read_tables(db, applied, error);
}

bool applied_make(Db *db, GError **error)
{
    return store_run(db,
               "CREATE TABLE IF NOT EXISTS schema_version (file TEXT NOT NULL PRIMARY KEY, "
               "kept TEXT NOT NULL, derived TEXT NOT NULL, working TEXT NOT NULL)",
               error) &&
           store_run(db,
               "CREATE TABLE IF NOT EXISTS schema_table (name TEXT NOT NULL PRIMARY KEY, "
               "class BIGINT NOT NULL)",
               error);
}

bool applied_has(const Applied *applied, const char *file)
{
    return g_hash_table_contains(applied->files[TABLE_KEPT], file);
}

static bool knows_file(const Schema *schema, const char *file)
{
    return g_ptr_array_find_with_equal_func(schema->files, file, g_str_equal, NULL);
}

bool applied_check_known(const Schema *schema, const Applied *applied, GError **error)
{
    GHashTableIter iter;
    void *file;
    g_hash_table_iter_init(&iter, applied->files[TABLE_KEPT]);
    while (g_hash_table_iter_next(&iter, &file, NULL))
        if (!knows_file(schema, file))
            return fail_as(error, FAIL_CONFLICT, "newer_database",
                "the database has %s, which this program does not know: use the newer program",
                (char *) file);
    for (guint i = 0; i < schema->files->len; i++) {
        const char *name = schema->files->pdata[i];
        g_autofree char *digest = definition_digest(schema, (int) i, TABLE_KEPT);
        const char *was = g_hash_table_lookup(applied->files[TABLE_KEPT], name);
        if (was && g_strcmp0(was, digest) != 0)
            return fail_as(error, FAIL_CONFLICT, "other_schema",
                "kept tables of %s differ from those of the database: change them in a new file",
                name);
    }
    return true;
}

static bool file_makes(const Schema *schema, guint file, TableClass class)
{
    for (guint i = 0; i < schema->statements->len; i++) {
        const SchemaStatement *statement = schema->statements->pdata[i];
        if (statement->file == (int) file && statement->class == class)
            return true;
    }
    return false;
}

bool applied_keeps(const Schema *schema, const Applied *applied, guint file, TableClass class)
{
    const char *was = g_hash_table_lookup(applied->files[class], schema->files->pdata[file]);
    if (!was)
        return !file_makes(schema, file, class);
    g_autofree char *digest = definition_digest(schema, (int) file, class);
    return strcmp(was, digest) == 0;
}

bool applied_differs(const Schema *schema, const Applied *applied, TableClass class)
{
    for (guint i = 0; i < schema->files->len; i++)
        if (!applied_keeps(schema, applied, i, class))
            return true;
    return false;
}

static bool write_file(const Schema *schema, Db *db, guint file, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "INSERT INTO schema_version (file, kept, derived, working) "
        "VALUES ($file, $kept, $derived, $working)",
        error);
    if (!statement)
        return false;
    g_autofree char *kept = definition_digest(schema, (int) file, TABLE_KEPT);
    g_autofree char *derived = definition_digest(schema, (int) file, TABLE_DERIVED);
    g_autofree char *working = definition_digest(schema, (int) file, TABLE_WORKING);
    bind_text(statement, "file", schema->files->pdata[file]);
    bind_text(statement, "kept", kept);
    bind_text(statement, "derived", derived);
    bind_text(statement, "working", working);
    return statement_run(statement, error);
}

static bool write_table(Db *db, const Table *table, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "INSERT INTO schema_table (name, class) VALUES ($name, $class)", error);
    if (!statement)
        return false;
    bind_text(statement, "name", table->name);
    bind_int(statement, "class", table->class);
    return statement_run(statement, error);
}

bool applied_write(const Schema *schema, Db *db, GError **error)
{
    if (!store_run(db, "DELETE FROM schema_version", error) ||
        !store_run(db, "DELETE FROM schema_table", error))
        return false;
    for (guint i = 0; i < schema->files->len; i++)
        if (!write_file(schema, db, i, error))
            return false;
    for (guint i = 0; i < schema->tables->len; i++)
        if (!write_table(db, schema->tables->pdata[i], error))
            return false;
    return true;
}

char *schema_digest(const Schema *schema)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < schema->statements->len; i++) {
        const SchemaStatement *statement = schema->statements->pdata[i];
        g_string_append_printf(
            all, "%d %d %s;\n", statement->file, statement->class, statement->sql);
    }
    return digest_secret(all->str);
}
