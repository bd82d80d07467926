/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema_private.h"

#include "base/digest.h"
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

const Table *schema_table(const Schema *schema, const char *name)
{
    for (guint i = 0; i < schema->tables->len; i++) {
        const Table *table = schema->tables->pdata[i];
        if (g_strcmp0(table->name, name) == 0)
            return table;
    }
    return NULL;
}

/* Digest in hex of all statements of one class in one file. */
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

/* What the database was last brought to. */
typedef struct Applied {
    GHashTable *files[3]; /* by TableClass: name of file -> digest */
    GPtrArray *tables;    /* of Table *: what exists now */
} Applied;

static void applied_clear(Applied *applied)
{
    for (int class = TABLE_KEPT; class <= TABLE_WORKING; class ++)
        g_clear_pointer(&applied->files[class], g_hash_table_unref);
    g_clear_pointer(&applied->tables, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Applied, applied_clear)

static bool applied_read_files(Db *db, Applied *applied, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT file, kept, derived, working FROM schema_version", error);
    if (!statement)
        return false;
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW)
        for (int class = TABLE_KEPT; class <= TABLE_WORKING; class ++)
            g_hash_table_insert(applied->files[class], g_strdup(row_text(statement, 0)),
                g_strdup(row_text(statement, class + 1)));
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

static bool applied_read(Db *db, Applied *applied, GError **error)
{
    for (int class = TABLE_KEPT; class <= TABLE_WORKING; class ++)
        applied->files[class] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    applied->tables = g_ptr_array_new_with_free_func(table_free);
    return applied_read_files(db, applied, error) && applied_read_tables(db, applied, error);
}

static bool applied_make(Db *db, GError **error)
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

static bool is_applied(const Applied *applied, const char *file)
{
    return g_hash_table_contains(applied->files[TABLE_KEPT], file);
}

static bool knows_file(const Schema *schema, const char *file)
{
    return g_ptr_array_find_with_equal_func(schema->files, file, g_str_equal, NULL);
}

/* Refuses a database that this program does not understand. */
static bool check_known(const Schema *schema, const Applied *applied, GError **error)
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

/* Whether any definition of this class differs from what the database has. */
static bool class_changed(const Schema *schema, const Applied *applied, TableClass class)
{
    for (guint i = 0; i < schema->files->len; i++) {
        g_autofree char *digest = definition_digest(schema, (int) i, class);
        const char *was = g_hash_table_lookup(applied->files[class], schema->files->pdata[i]);
        if (g_strcmp0(was, digest) != 0)
            return true;
    }
    return false;
}

static bool drop_class(Db *db, const Applied *applied, TableClass class, GError **error)
{
    for (guint i = 0; i < applied->tables->len; i++) {
        const Table *table = applied->tables->pdata[i];
        g_autofree char *sql = g_strconcat("DROP TABLE ", table->name, NULL);
        if (table->class == class && !store_run(db, sql, error))
            return fail_in(error, "dropping table %s", table->name);
    }
    return true;
}

/* Runs the statements that are new: all of a new file, and of a known one those whose class was
 * dropped. */
static bool run_statements(
    const Schema *schema, Db *db, const Applied *applied, const bool dropped[3], GError **error)
{
    bool sqlite = store_kind(db->store) == STORE_SQLITE;
    for (guint i = 0; i < schema->statements->len; i++) {
        const SchemaStatement *statement = schema->statements->pdata[i];
        const char *file = schema->files->pdata[statement->file];
        bool is_new = !is_applied(applied, file) || dropped[statement->class];
        if (!is_new || !(sqlite ? statement->sqlite : statement->postgres))
            continue;
        if (!store_run(db, statement->sql, error))
            return fail_in(error, "%s: `%s`", file, statement->sql);
    }
    return true;
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

static bool applied_write(const Schema *schema, Db *db, GError **error)
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

static bool guard(const Schema *schema, Db *db, GError **error)
{
    return !schema_table(schema, "journal") ||
           store_run(db, db->store->backend->guard_journal, error);
}

static bool bring_up(const Schema *schema, Db *db, bool *out_replay, GError **error)
{
    g_auto(Applied) applied = {0};
    const char *before = db->store->backend->before_schema;
    if ((before && !store_run(db, before, error)) || !applied_make(db, error) ||
        !applied_read(db, &applied, error) || !check_known(schema, &applied, error))
        return false;
    bool fresh = g_hash_table_size(applied.files[TABLE_KEPT]) == 0;
    bool dropped[3] = {false};
    for (int class = TABLE_DERIVED; class <= TABLE_WORKING; class ++) {
        dropped[class] = !fresh && class_changed(schema, &applied, (TableClass) class);
        if (dropped[class] && !drop_class(db, &applied, (TableClass) class, error))
            return false;
    }
    if (!run_statements(schema, db, &applied, dropped, error) || !guard(schema, db, error) ||
        !applied_write(schema, db, error))
        return false;
    *out_replay = dropped[TABLE_DERIVED];
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
    if (!check_known(schema, &applied, error))
        return false;
    bool older = false;
    for (int class = TABLE_KEPT; class <= TABLE_WORKING; class ++)
        older = older || class_changed(schema, &applied, (TableClass) class);
    *out_state = older ? SCHEMA_OLDER : SCHEMA_SAME;
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
