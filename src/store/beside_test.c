/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

#include <glib/gstdio.h>

static const char *const names[] = {"001_a.sql", NULL};
static const char *const texts[] = {
    "-- kept: words\nCREATE TABLE word (\n    word TEXT NOT NULL PRIMARY KEY -- itself\n);\n",
    NULL};
static const char *const later[] = {
    "-- kept: words\nCREATE TABLE word (\n    word TEXT NOT NULL PRIMARY KEY -- itself\n);\n"
    "-- derived: lengths\nCREATE TABLE length (\n    unit TEXT NOT NULL PRIMARY KEY -- of it\n);\n",
    NULL};

typedef struct Place {
    char *folder;
    char *url;
} Place;

static void place_clear(Place *place)
{
    g_autoptr(GDir) dir = g_dir_open(place->folder, 0, NULL);

    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(place->folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(place->folder);
    g_free(place->folder);
    g_free(place->url);
}

static Store *holder_open(Place *place)
{
    g_autoptr(GError) error = NULL;

    place->folder = g_dir_make_tmp("beside-XXXXXX", NULL);
    place->url = g_strdup_printf("sqlite:%s/a.db", place->folder);
    Store *store = store_open(place->url, &error);
    g_assert_no_error(error);
    g_autoptr(Schema) schema = schema_new(names, texts, &error);
    g_autoptr(Db) db = store_writer(store, &error);
    bool replay = false;
    g_assert_true(schema_apply(schema, db, &replay, &error));
    return store;
}

static void word_add(Store *store, const char *word)
{
    g_autoptr(Db) db = store_writer(store, NULL);
    g_autoptr(Statement) statement =
        store_prepare(db, "INSERT INTO word (word) VALUES ($word)", NULL);

    bind_text(statement, "word", word);
    g_assert_true(statement_run(statement, NULL));
}

static int64_t words(Store *store)
{
    g_autoptr(Db) db = store_reader(store, NULL);
    g_autoptr(Statement) statement = store_prepare(db, "SELECT COUNT(*) FROM word", NULL);

    g_assert_cmpint(statement_step(statement, NULL), ==, STORE_ROW);
    return row_int(statement, 0);
}

static void test_reads(void)
{
    Place place = {0};
    g_autoptr(GError) error = NULL;
    Store *holder = holder_open(&place);

    word_add(holder, "a");
    g_assert_null(store_open(place.url, &error));
    g_assert_cmpstr(fail_reason(error), ==, "in_use");
    g_clear_error(&error);
    Store *beside = store_open_beside(place.url, &error);
    g_assert_no_error(error);
    g_assert_cmpint(words(beside), ==, 1);
    word_add(holder, "b");
    g_assert_cmpint(words(beside), ==, 2);
    g_assert_null(store_writer(beside, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    store_free(beside);
    word_add(holder, "c");
    store_free(holder);
    place_clear(&place);
}

static void test_version(void)
{
    Place place = {0};
    g_autoptr(GError) error = NULL;
    Store *holder = holder_open(&place);
    Store *beside = store_open_beside(place.url, &error);
    g_autoptr(Schema) same = schema_new(names, texts, &error);
    g_autoptr(Schema) newer = schema_new(names, later, &error);
    Db *db = store_reader(beside, &error);

    g_assert_no_error(error);
    g_assert_true(schema_check(same, db, &error));
    g_assert_false(schema_check(newer, db, &error));
    g_assert_cmpstr(fail_reason(error), ==, "older_database");
    db_release(db);
    store_free(beside);
    store_free(holder);
    place_clear(&place);
}

static void test_nothing_is_made(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(store_open_beside("sqlite:/nonexistent/a.db", &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/beside/reads_while_another_process_writes", test_reads);
    g_test_add_func("/beside/knows_a_database_of_another_version", test_version);
    g_test_add_func("/beside/makes_nothing", test_nothing_is_made);
    return g_test_run();
}
