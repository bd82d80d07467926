/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema_private.h"

#include <string.h>

typedef struct Reader {
    Schema *schema;
    const char *file;
    const char *cursor;
    int line;
    /* What the comments before the statement say. */
    bool has_class;
    TableClass class;
    bool sqlite_only, postgres_only;
    int statement_line;
} Reader;

static bool fail_at(const Reader *reader, GError **error, const char *problem)
{
    return fail(error, FAIL_INVALID, "%s:%d: %s", reader->file,
        reader->statement_line ? reader->statement_line : reader->line, problem);
}

static void read_note(Reader *reader, const char *comment)
{
    const char *const classes[] = {"-- kept: ", "-- derived: ", "-- working: "};
    for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
        if (g_str_has_prefix(comment, classes[i])) {
            reader->has_class = true;
            reader->class = (TableClass) i;
        }
    if (g_str_has_prefix(comment, "-- sqlite only"))
        reader->sqlite_only = true;
    if (g_str_has_prefix(comment, "-- postgres only"))
        reader->postgres_only = true;
}

static void take_comment(Reader *reader, bool before_statement)
{
    if (before_statement)
        read_note(reader, reader->cursor);
    reader->cursor += strcspn(reader->cursor, "\n");
}

/* Copies a quoted name or text as it stands. */
static bool take_quoted(Reader *reader, GString *sql, GError **error)
{
    char quote = *reader->cursor;
    do {
        if (*reader->cursor == '\n')
            reader->line++;
        g_string_append_c(sql, *reader->cursor++);
    } while (*reader->cursor && *reader->cursor != quote);
    if (!*reader->cursor)
        return fail_at(reader, error, "a quote is not closed");
    g_string_append_c(sql, *reader->cursor++);
    return true;
}

static void take_space(Reader *reader, GString *sql)
{
    if (*reader->cursor == '\n')
        reader->line++;
    reader->cursor++;
    if (sql->len > 0 && sql->str[sql->len - 1] != ' ')
        g_string_append_c(sql, ' ');
}

/* The text up to the next `;`, empty at the end of the file. */
static bool take_statement(Reader *reader, GString *sql, GError **error)
{
    reader->has_class = reader->sqlite_only = reader->postgres_only = false;
    reader->statement_line = 0;
    while (*reader->cursor && *reader->cursor != ';') {
        if (g_str_has_prefix(reader->cursor, "--")) {
            take_comment(reader, sql->len == 0);
            continue;
        }
        if (g_ascii_isspace(*reader->cursor)) {
            take_space(reader, sql);
            continue;
        }
        if (sql->len == 0)
            reader->statement_line = reader->line;
        if (*reader->cursor != '\'' && *reader->cursor != '"')
            g_string_append_c(sql, *reader->cursor++);
        else if (!take_quoted(reader, sql, error))
            return false;
    }
    g_strchomp(sql->str);
    g_string_truncate(sql, strlen(sql->str));
    if (*reader->cursor == ';')
        reader->cursor++;
    else if (sql->len > 0)
        return fail_at(reader, error, "a statement is not closed by ;");
    return true;
}

/* The name behind one of these beginnings, NULL when `sql` begins with none. */
static char *name_after(const char *sql, const char *beginning)
{
    if (!g_str_has_prefix(sql, beginning))
        return NULL;
    sql += strlen(beginning);
    return g_strndup(sql, strspn(sql, "abcdefghijklmnopqrstuvwxyz0123456789_"));
}

/* The table that a CREATE INDEX or ALTER TABLE is about. */
static char *table_touched(const char *sql)
{
    char *altered = name_after(sql, "ALTER TABLE ");
    if (altered)
        return altered;
    if (!g_str_has_prefix(sql, "CREATE INDEX ") && !g_str_has_prefix(sql, "CREATE UNIQUE INDEX "))
        return NULL;
    const char *on = strstr(sql, " ON ");
    return on ? name_after(on, " ON ") : NULL;
}

static bool add_table(Reader *reader, SchemaStatement *statement, GError **error)
{
    if (!reader->has_class)
        return fail_at(reader, error,
            "a table needs a comment before it: -- kept: …, -- derived: … or -- working: …");
    if (statement->table[0] == '\0')
        return fail_at(reader, error, "the table's name must be lower_snake_case");
    if (g_str_equal(statement->table, "blob"))
        return fail_at(reader, error, "a table `blob` would hide the type blob on PostgreSQL");
    if (schema_table(reader->schema, statement->table))
        return fail_at(reader, error, "the table exists already");
    if (statement->sqlite != statement->postgres)
        return fail_at(reader, error, "a table must exist in both databases");
    statement->class = reader->class;
    Table *table = g_new0(Table, 1);
    table->name = g_strdup(statement->table);
    table->class = reader->class;
    g_ptr_array_add(reader->schema->tables, table);
    return true;
}

static bool classify(Reader *reader, SchemaStatement *statement, GError **error)
{
    statement->table = name_after(statement->sql, "CREATE TABLE ");
    if (statement->table)
        return add_table(reader, statement, error);
    g_autofree char *touched = table_touched(statement->sql);
    const Table *table = touched ? schema_table(reader->schema, touched) : NULL;
    if (touched && !table)
        return fail_at(reader, error, "the table is not known");
    statement->class = table ? table->class : TABLE_KEPT;
    statement->data = !table;
    if (statement->class == TABLE_DERIVED && g_str_has_prefix(statement->sql, "ALTER"))
        return fail_at(reader, error, "a derived table is never altered: change its definition");
    return true;
}

bool schema_read_file(Schema *schema, const char *name, const char *text, GError **error)
{
    Reader reader = {.schema = schema, .file = name, .cursor = text, .line = 1};
    g_ptr_array_add(schema->files, g_strdup(name));
    while (true) {
        g_autoptr(GString) sql = g_string_new(NULL);
        if (!take_statement(&reader, sql, error))
            return false;
        if (sql->len == 0 && !*reader.cursor)
            return true;
        if (sql->len == 0)
            continue;
        SchemaStatement *statement = g_new0(SchemaStatement, 1);
        statement->file = (int) schema->files->len - 1;
        statement->sql = g_strdup(sql->str);
        statement->sqlite = !reader.postgres_only;
        statement->postgres = !reader.sqlite_only;
        g_ptr_array_add(schema->statements, statement);
        if (!classify(&reader, statement, error))
            return false;
    }
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
