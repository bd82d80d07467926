/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

#include "base/resource.h"
#include "store/store_fixture.h"

#include <string.h>

#define KEPT                                                                                       \
    "-- kept: what happened; refuses changes\n"                                                    \
    "CREATE TABLE journal (\n"                                                                     \
    "    unit TEXT NOT NULL, -- code; of the unit\n"                                               \
    "    seq BIGINT NOT NULL,\n"                                                                   \
    "    hash BLOB NOT NULL,\n"                                                                    \
    "    note TEXT,\n"                                                                             \
    "    PRIMARY KEY (unit, seq)\n"                                                                \
    ");\n"
#define DERIVED                                                                                    \
    "-- derived: open things\n"                                                                    \
    "CREATE TABLE thing (unit TEXT NOT NULL, id TEXT NOT NULL, size BIGINT, bytes BLOB,\n"         \
    "    PRIMARY KEY (unit, id));\n"                                                               \
    "CREATE INDEX thing_size ON thing (unit, size);\n"                                             \
    "-- working: sessions\n"                                                                       \
    "CREATE TABLE session (token TEXT NOT NULL PRIMARY KEY);\n"

static Schema *read_schema(const char *first, const char *second)
{
    g_autoptr(GError) error = NULL;
    const char *const names[] = {"001_first.sql", second ? "002_second.sql" : NULL, NULL};
    const char *const texts[] = {first, second, NULL};
    Schema *schema = schema_new(names, texts, &error);
    g_assert_no_error(error);
    return schema;
}

static Db *writer(Store *store)
{
    g_autoptr(GError) error = NULL;
    Db *db = store_writer(store, &error);
    g_assert_no_error(error);
    return db;
}

/* Applies it and says whether a replay is asked for. */
static bool apply(const Schema *schema, Db *db)
{
    g_autoptr(GError) error = NULL;
    bool replay = false;
    schema_apply(schema, db, &replay, &error);
    g_assert_no_error(error);
    return replay;
}

static void assert_refused(const char *sql, const char *place)
{
    g_autoptr(GError) error = NULL;
    const char *const names[] = {"001_x.sql", NULL}, *const texts[] = {sql, NULL};
    g_assert_null(schema_new(names, texts, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    if (!g_str_has_prefix(error->message, place))
        g_error("%s does not begin with %s", error->message, place);
}

static void test_tables_have_a_class(void)
{
    g_autoptr(Schema) schema = read_schema(KEPT, DERIVED);
    const GPtrArray *tables = schema_tables(schema);
    g_assert_cmpuint(tables->len, ==, 3);
    const Table *first = tables->pdata[0], *second = tables->pdata[1], *third = tables->pdata[2];
    g_assert_cmpstr(first->name, ==, "journal");
    g_assert_cmpint(first->class, ==, TABLE_KEPT);
    g_assert_cmpstr(second->name, ==, "thing");
    g_assert_cmpint(second->class, ==, TABLE_DERIVED);
    g_assert_cmpint(third->class, ==, TABLE_WORKING);
}

static void test_mistakes_are_named_by_line(void)
{
    assert_refused("\nCREATE TABLE x (id TEXT);", "001_x.sql:2:");
    assert_refused("-- kept: a\nCREATE TABLE x (id TEXT)", "001_x.sql:2:");
    assert_refused("-- kept: a\nCREATE TABLE X (id TEXT);", "001_x.sql:2:");
    assert_refused("-- kept: a\nCREATE TABLE x (id TEXT DEFAULT 'a);", "001_x.sql:2:");
    assert_refused("\n\nCREATE INDEX i ON x (id);", "001_x.sql:3:");
    assert_refused("-- kept: a\nCREATE TABLE x (id TEXT);\n-- kept: a\nCREATE TABLE x (id TEXT);",
        "001_x.sql:4:");
    assert_refused("-- derived: a\nCREATE TABLE x (id TEXT);\nALTER TABLE x ADD COLUMN y TEXT;",
        "001_x.sql:3:");
    assert_refused("\n-- kept: a\nCREATE TABLE blob (id TEXT);", "001_x.sql:3:");
    assert_refused("-- sqlite only\n-- kept: a\nCREATE TABLE x (id TEXT);", "001_x.sql:3:");
}

static void test_the_schema_of_the_program_is_applied(StoreFixture *fixture)
{
    g_auto(GStrv) names = resource_list("/schema");
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (char **name = names; *name; name++) {
        g_autofree char *path = g_strconcat("/schema/", *name, NULL);
        g_ptr_array_add(texts, (char *) resource_text(path, NULL));
    }
    g_ptr_array_add(texts, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Schema) schema =
        schema_new((const char *const *) names, (const char *const *) texts->pdata, &error);
    g_assert_no_error(error);
    g_autoptr(Db) db = writer(fixture->store);
    g_assert_false(apply(schema, db));
    g_assert_false(apply(schema, db));
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM journal"), ==, 0);
}

static void test_the_journal_refuses_changes(StoreFixture *fixture)
{
    g_autoptr(Schema) schema = read_schema(KEPT, NULL);
    g_autoptr(Db) db = writer(fixture->store);
    apply(schema, db);
    fixture_run(db, "INSERT INTO journal (unit, seq, hash) VALUES ('A1', 1, '')");
    fixture_run_fails(db, "UPDATE journal SET note = 'x'", FAIL_CONFLICT);
    fixture_run_fails(db, "DELETE FROM journal", FAIL_CONFLICT);
    if (store_kind(fixture->store) == STORE_POSTGRES)
        fixture_run_fails(db, "TRUNCATE journal", FAIL_CONFLICT);
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM journal WHERE note IS NULL"), ==, 1);
}

static void test_a_changed_derived_table_is_made_anew(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer(fixture->store);
    g_autoptr(Schema) before = read_schema(KEPT, DERIVED);
    g_assert_false(apply(before, db));
    fixture_run(db, "INSERT INTO journal (unit, seq, hash) VALUES ('A1', 1, '')");
    fixture_run(db, "INSERT INTO thing (unit, id) VALUES ('A1', 'A1-1')");
    fixture_run(db, "INSERT INTO session (token) VALUES ('x')");
    g_autoptr(Schema) comment = read_schema("-- a word more\n" KEPT, DERIVED "\n-- and here");
    g_assert_false(apply(comment, db));
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM thing"), ==, 1);
    g_autoptr(Schema) after =
        read_schema(KEPT, DERIVED "CREATE INDEX thing_id ON thing (unit, id, size);");
    g_assert_true(apply(after, db));
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM thing"), ==, 0);
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM journal"), ==, 1);
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM session"), ==, 1);
    g_assert_false(apply(after, db));
}

static void test_a_new_file_is_added(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer(fixture->store);
    g_autoptr(Schema) before = read_schema(KEPT, NULL);
    g_assert_false(apply(before, db));
    fixture_run(db, "INSERT INTO journal (unit, seq, hash) VALUES ('A1', 1, '')");
    g_autoptr(Schema) after =
        read_schema(KEPT, DERIVED "ALTER TABLE journal ADD COLUMN mark TEXT;");
    g_assert_true(apply(after, db));
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM journal WHERE mark IS NULL"), ==, 1);
}

static void assert_apply_refused(const Schema *schema, Db *db, const char *reason)
{
    g_autoptr(GError) error = NULL;
    bool replay;
    g_assert_false(schema_apply(schema, db, &replay, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_cmpstr(fail_reason(error), ==, reason);
}

static void test_what_it_does_not_understand_is_refused(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer(fixture->store);
    g_autoptr(Schema) newer = read_schema(KEPT, DERIVED);
    apply(newer, db);
    g_autoptr(Schema) older = read_schema(KEPT, NULL);
    assert_apply_refused(older, db, "newer_database");
    g_autoptr(Schema) other = read_schema(KEPT "CREATE INDEX j ON journal (note);", DERIVED);
    assert_apply_refused(other, db, "other_schema");
    g_assert_false(apply(newer, db));
}

static void test_a_file_that_fails_changes_nothing(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer(fixture->store);
    g_autoptr(Schema) good = read_schema(KEPT, NULL);
    apply(good, db);
    g_autoptr(Schema) bad = read_schema(KEPT, DERIVED "CREATE INDEX bad ON thing (nonsense);");
    g_autoptr(GError) error = NULL;
    bool replay;
    g_assert_false(schema_apply(bad, db, &replay, &error));
    g_assert_nonnull(strstr(error->message, "002_second.sql"));
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM schema_table"), ==, 1);
    g_assert_false(apply(good, db));
}

static void test_one_line_serves_one_database(StoreFixture *fixture)
{
    g_autoptr(Schema) schema =
        read_schema(KEPT, "-- sqlite only\nINSERT INTO journal VALUES ('S', 1, '', NULL);\n"
                          "-- postgres only\nINSERT INTO journal VALUES ('P', 1, '', NULL);\n");
    g_autoptr(Db) db = writer(fixture->store);
    apply(schema, db);
    bool sqlite = store_kind(fixture->store) == STORE_SQLITE;
    g_assert_cmpint(
        fixture_number(db, "SELECT COUNT(*) FROM journal WHERE unit = 'S'"), ==, sqlite);
    g_assert_cmpint(
        fixture_number(db, "SELECT COUNT(*) FROM journal WHERE unit = 'P'"), ==, !sqlite);
}

static void assert_difference(const Schema *schema, Db *a, Db *b, const char *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(schema_compare_derived(schema, a, b, lines, &error));
    g_assert_no_error(error);
    if (!line)
        g_assert_cmpuint(lines->len, ==, 0);
    if (line)
        g_assert_cmpstr(lines->len > 0 ? lines->pdata[0] : NULL, ==, line);
}

static void test_derived_tables_are_compared(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Schema) schema = read_schema(KEPT, DERIVED);
    g_autoptr(Store) scratch = store_open_scratch(fixture->store, &error);
    g_assert_no_error(error);
    g_autoptr(Db) a = writer(fixture->store);
    g_autoptr(Db) b = writer(scratch);
    apply(schema, a);
    apply(schema, b);
    const char *const row = "INSERT INTO thing (unit, id, size) VALUES ('A1', 'A1-1', 5)";
    fixture_run(a, row);
    assert_difference(schema, a, b, "table thing: row 1 is only in the first: row unit=A1 id=A1-1");
    fixture_run(b, row);
    assert_difference(schema, a, b, NULL);
    fixture_run(b, "UPDATE thing SET size = NULL");
    assert_difference(
        schema, a, b, "table thing: column size differs in row 1: row unit=A1 id=A1-1");
    fixture_run(b, "UPDATE thing SET size = 5, bytes = ''");
    assert_difference(
        schema, a, b, "table thing: column bytes differs in row 1: row unit=A1 id=A1-1");
    g_assert_true(schema_clear_derived(schema, b, &error));
    assert_difference(
        schema, b, a, "table thing: row 1 is only in the second: row unit=A1 id=A1-1");
}

static void test_kept_tables_are_copied(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Schema) schema = read_schema(KEPT, DERIVED);
    g_autoptr(Store) scratch = store_open_scratch(fixture->store, &error);
    g_autoptr(Db) from = writer(fixture->store);
    g_autoptr(Db) to = writer(scratch);
    apply(schema, from);
    apply(schema, to);
    fixture_run(from, "INSERT INTO journal VALUES ('A1', 1, '', NULL), ('A1', 2, '', '岳麓')");
    g_autoptr(Statement) put = store_prepare(
        from, "INSERT INTO journal (unit, seq, hash) VALUES ('B2', 1, $hash)", &error);
    bind_bytes(put, "hash", "\0\xff\0", 3);
    g_assert_true(statement_run(put, &error));
    {
        g_autoptr(StoreTxn) snapshot = store_begin_read(from, &error);
        g_assert_true(schema_copy_kept(schema, from, to, &error));
        g_assert_no_error(error);
    }
    g_assert_cmpint(fixture_number(to, "SELECT COUNT(*) FROM journal"), ==, 3);
    g_autoptr(Statement) get =
        store_prepare(to, "SELECT hash, note FROM journal WHERE unit = 'B2'", &error);
    g_assert_cmpint(statement_step(get, &error), ==, STORE_ROW);
    size_t size;
    const void *hash = row_bytes(get, 0, &size);
    g_assert_cmpmem(hash, size, "\0\xff\0", 3);
    g_assert_true(row_is_null(get, 1));
    g_assert_false(schema_copy_kept(schema, from, to, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/schema/tables have a class", test_tables_have_a_class);
    g_test_add_func("/schema/mistakes are named by line", test_mistakes_are_named_by_line);
    fixture_add("schema", "the schema of the program is applied",
        test_the_schema_of_the_program_is_applied);
    fixture_add("schema", "the journal refuses changes", test_the_journal_refuses_changes);
    fixture_add("schema", "a changed derived table is made anew",
        test_a_changed_derived_table_is_made_anew);
    fixture_add("schema", "a new file is added", test_a_new_file_is_added);
    fixture_add("schema", "what it does not understand is refused",
        test_what_it_does_not_understand_is_refused);
    fixture_add(
        "schema", "a file that fails changes nothing", test_a_file_that_fails_changes_nothing);
    fixture_add("schema", "one line serves one database", test_one_line_serves_one_database);
    fixture_add("schema", "derived tables are compared", test_derived_tables_are_compared);
    fixture_add("schema", "kept tables are copied", test_kept_tables_are_copied);
    return g_test_run();
}
