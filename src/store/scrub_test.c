/* SPDX-License-Identifier: Apache-2.0 */
/* What was overwritten leaves the file, and nothing else does. */
#include "store/store_fixture.h"

#include <string.h>

#define ROWS 4000
#define WORD 12 /* bytes of "word000000zz" */

typedef struct Row {
    int unit;
    bool gone;
} Row;

/* Rows of many units in turn, so that pages fill up and split everywhere. */
static void rows_write(Db *db, Row *rows, GRand *chance)
{
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < ROWS; i++) {
        g_autoptr(Statement) insert = store_prepare(
            db, "INSERT INTO kept (unit, seq, value) VALUES ($unit, $seq, $value)", &error);
        g_autofree char *rest = g_strnfill((gsize) g_rand_int_range(chance, 0, 400), 'x');
        g_autofree char *value = g_strdup_printf("word%06dzz%s", i, rest);
        g_autofree char *unit = NULL;

        rows[i].unit = g_rand_int_range(chance, 0, 50);
        unit = g_strdup_printf("%d", rows[i].unit);
        bind_text(insert, "unit", unit);
        bind_int(insert, "seq", i);
        bind_text(insert, "value", value);
        g_assert_true(statement_run(insert, &error));
    }
}

static void rows_purge(Db *db, Row *rows, GRand *chance)
{
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < ROWS; i++) {
        g_autofree char *unit = g_strdup_printf("%d", rows[i].unit);

        rows[i].gone = g_rand_int_range(chance, 0, 3) == 0;
        if (!rows[i].gone)
            continue;
        g_autoptr(Statement) update = store_prepare(
            db, "UPDATE kept SET value = NULL WHERE unit = $unit AND seq = $seq", &error);
        bind_text(update, "unit", unit);
        bind_int(update, "seq", i);
        g_assert_true(statement_run(update, &error));
    }
}

static int words_in(const char *path, const Row *rows, bool gone)
{
    g_autofree char *bytes = NULL;
    gsize size = 0;
    int found = 0;
    g_autofree bool *there = g_new0(bool, ROWS);

    if (!g_file_get_contents(path, &bytes, &size, NULL))
        return 0;
    for (gsize at = 0; at + WORD <= size; at++) {
        if (memcmp(bytes + at, "word", 4) != 0 || memcmp(bytes + at + 10, "zz", 2) != 0)
            continue;
        int i = (int) g_ascii_strtoll(bytes + at + 4, NULL, 10);
        if (i >= 0 && i < ROWS && rows[i].gone == gone && !there[i]) {
            there[i] = true;
            found++;
        }
    }
    return found;
}

static void scrub(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    bool done = false;

    while (!done) {
        store_scrub(fixture->store, &done, &error);
        g_assert_no_error(error);
    }
}

static void test_what_was_overwritten_leaves_the_file(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(fixture->store, &error);
    g_autoptr(GRand) chance = g_rand_new_with_seed(7);
    g_autofree Row *rows = g_new0(Row, ROWS);
    g_autofree char *path = g_strconcat(fixture->folder, "/db", NULL);
    g_autofree char *log = g_strconcat(path, "-wal", NULL);

    g_assert_true(store_run_script(db,
        "CREATE TABLE kept (unit TEXT NOT NULL, seq BIGINT NOT NULL, value TEXT,"
        " PRIMARY KEY (unit, seq))",
        &error));
    g_autoptr(StoreTxn) txn = store_begin(db, &error);
    rows_write(db, rows, chance);
    g_assert_true(store_commit(g_steal_pointer(&txn), &error));
    txn = store_begin(db, &error);
    rows_purge(db, rows, chance);
    g_assert_true(store_commit(g_steal_pointer(&txn), &error));
    /* Overwriting alone does not do it: the log has all, and split pages have copies. */
    g_assert_cmpint(words_in(log, rows, true) + words_in(path, rows, true), >, 0);

    scrub(fixture);
    g_assert_cmpint(words_in(path, rows, true), ==, 0);
    g_assert_cmpint(words_in(log, rows, true), ==, 0);
    int left = words_in(path, rows, false);
    g_assert_cmpint(
        fixture_number(db, "SELECT COUNT(*) FROM kept WHERE value IS NOT NULL"), ==, left);

    /* A connection that held the pages before does not bring anything back. */
    g_assert_true(store_run_script(db, "UPDATE kept SET value = value || 'y'", &error));
    g_assert_cmpint(words_in(log, rows, true), ==, 0);
    scrub(fixture);
    g_assert_cmpint(words_in(path, rows, true), ==, 0);
    g_assert_cmpint(words_in(path, rows, false), ==, left);
    g_autoptr(Statement) check = store_prepare(db, "PRAGMA integrity_check", &error);
    g_assert_cmpint(statement_step(check, &error), ==, STORE_ROW);
    g_assert_cmpstr(row_text(check, 0), ==, "ok");
}

static void test_a_reader_is_waited_for(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Db *db = fixture_table(fixture);
    g_autoptr(Db) reader = fixture_reader(fixture);
    bool done = true;

    fixture_insert(db, 1, "before");
    g_autoptr(StoreTxn) txn = store_begin_read(reader, &error);
    g_assert_cmpint(fixture_count(reader), ==, 1);
    fixture_insert(db, 2, "after");
    g_assert_true(store_scrub(fixture->store, &done, &error));
    g_assert_false(done);
    g_assert_cmpint(fixture_count(reader), ==, 1);
    store_rollback(g_steal_pointer(&txn));
    scrub(fixture);
    g_assert_cmpint(fixture_count(reader), ==, 2);
    db_release(db);
}

/* Values stay and can be written, on both databases. */
static void test_nothing_else_is_lost(StoreFixture *fixture)
{
    Db *db = fixture_table(fixture);

    for (int i = 0; i < 100; i++)
        fixture_insert(db, i, "stays");
    db_release(db);
    scrub(fixture);
    g_autoptr(Db) after = store_writer(fixture->store, NULL);
    g_assert_cmpint(fixture_count(after), ==, 100);
    fixture_insert(after, 100, "more");
    g_assert_cmpint(fixture_number(after, "SELECT COUNT(*) FROM t WHERE id < 101"), ==, 101);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add_sqlite(
        "scrub", "what was overwritten leaves the file", test_what_was_overwritten_leaves_the_file);
    fixture_add_sqlite("scrub", "a reader is waited for", test_a_reader_is_waited_for);
    fixture_add("scrub", "nothing else is lost", test_nothing_else_is_lost);
    return g_test_run();
}
