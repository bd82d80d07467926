/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "store/ground.h"
#include "store/probe.h"
#include "store/store_fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char *beside(const StoreFixture *fixture, const char *ending)
{
    return g_strconcat(fixture->folder, "/db", ending, NULL);
}

static void move(const char *from, const char *to)
{
    g_assert_cmpint(g_rename(from, to), ==, 0);
}

static bool inserts(Db *db, int64_t id, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(db, error);
    return txn && fixture_try_insert(db, id, "a", error) &&
           store_commit(g_steal_pointer(&txn), error);
}

static void assert_gone(StoreFixture *fixture, Db *db, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(store_stands(fixture->store, NULL));
    g_assert_false(inserts(db, id, &error));
    g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    g_assert_cmpstr(fail_reason(error), ==, "data_gone");
}

static void assert_writes(StoreFixture *fixture, Db *db, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(store_stands(fixture->store, &error));
    g_assert_true(inserts(db, id, &error));
    g_assert_no_error(error);
}

/* Each file of the database moved away, and back. */
static void test_what_is_moved_away_takes_no_writes_until_it_is_back(StoreFixture *fixture)
{
    const char *const endings[] = {"", "-wal", "-shm"};
    g_autoptr(Db) db = fixture_table(fixture);
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *path = beside(fixture, endings[i]);
        g_autofree char *away = g_strconcat(path, ".away", NULL);
        move(path, away);
        assert_gone(fixture, db, (int64_t) i);
        move(away, path);
        assert_writes(fixture, db, (int64_t) i);
    }
    g_assert_cmpint(fixture_count(db), ==, 3);
}

static void test_another_file_in_its_place_is_not_taken_for_it(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autofree char *path = beside(fixture, ""), *away = beside(fixture, ".away");
    move(path, away);
    g_assert_true(g_file_set_contents(path, "another", -1, NULL));
    assert_gone(fixture, db, 1);
    g_assert_cmpint(g_unlink(path), ==, 0);
    assert_gone(fixture, db, 1);
    move(away, path);
    assert_writes(fixture, db, 1);
}

static void test_an_emptied_file_takes_no_writes(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autofree char *path = beside(fixture, "");
    g_assert_cmpint(truncate(path, 0), ==, 0);
    assert_gone(fixture, db, 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) reader = NULL;
    g_assert_null((reader = store_reader(fixture->store, &error)));
    g_assert_cmpstr(fail_reason(error), ==, "data_gone");
    /* What fills it later is another record, though the file is the same. */
    g_assert_cmpint(truncate(path, 8192), ==, 0);
    assert_gone(fixture, db, 1);
}

/* Removed inside a transaction that began well: it is not called done. */
static void test_a_commit_into_a_removed_file_is_not_called_done(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autofree char *path = beside(fixture, "");
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = fixture_begin(db);
    fixture_insert(db, 1, "a");
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_false(store_commit(txn, &error));
    g_assert_cmpstr(fail_reason(error), ==, "data_gone");
}

/* A connection made late must not make the file anew. */
static void test_nothing_is_made_where_the_file_was(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = beside(fixture, ""), *away = beside(fixture, ".away");
    db_release(fixture_table(fixture));
    move(path, away);
    g_autoptr(Db) reader = store_reader(fixture->store, &error);
    g_assert_null(reader);
    g_assert_cmpstr(fail_reason(error), ==, "data_gone");
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    move(away, path);
}

static void test_a_log_without_its_database_is_not_thrown_away(StoreFixture *fixture)
{
    const char *const contents[] = {NULL, ""};
    g_autofree char *path = beside(fixture, ""), *log = beside(fixture, "-wal");
    g_clear_pointer(&fixture->store, store_free);
    for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autoptr(GError) error = NULL;
        g_unlink(path);
        g_assert_true(g_file_set_contents(log, "what was written last", -1, NULL));
        if (contents[i])
            g_assert_true(g_file_set_contents(path, contents[i], -1, NULL));
        g_assert_null(store_open(fixture->url, &error));
        g_assert_error(error, FAIL, FAIL_CONFLICT);
        g_assert_cmpstr(fail_reason(error), ==, "orphan_log");
        g_assert_true(g_file_test(log, G_FILE_TEST_EXISTS));
    }
}

/* --- the log --- */

static int64_t log_size(StoreFixture *fixture)
{
    g_autofree char *log = beside(fixture, "-wal");
    struct stat about;
    return stat(log, &about) == 0 ? (int64_t) about.st_size : -1;
}

/* Waits as long as it takes; a test that never ends has failed. */
static void await_log(StoreFixture *fixture, int64_t most)
{
    while (log_size(fixture) > most)
        g_usleep(20000);
}

static void write_much(Db *db, int64_t id, size_t bytes)
{
    g_autofree char *name = g_strnfill(bytes, 'x');
    g_autoptr(GError) error = NULL;
    g_assert_true(inserts(db, id, &error));
    g_autoptr(Statement) change =
        store_prepare(db, "UPDATE t SET name = $name WHERE id = $id", &error);
    g_assert_no_error(error);
    bind_int(change, "id", id);
    bind_text(change, "name", name);
    g_assert_true(statement_run(change, &error));
}

static void test_the_log_is_cut_once_nobody_reads_it(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(Db) reader = fixture_reader(fixture);
    g_autoptr(StoreTxn) snapshot = store_begin_read(reader, &error);
    g_assert_cmpint(fixture_count(reader), ==, 0);
    for (int64_t id = 0; id < 5; id++)
        write_much(db, id, 8 << 20);
    g_assert_cmpint(log_size(fixture), >, 32 << 20);
    store_rollback(g_steal_pointer(&snapshot));
    await_log(fixture, 0);
    g_assert_cmpint(fixture_count(db), ==, 5);
}

/* --- the probe, on both --- */

/* The machine may stand still for a while. */
#define PATIENCE_MS 60000

static void test_a_probe_reads_and_writes(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Probe) probe = NULL;
    int64_t number = 0;
    if (fixture->folder == NULL)
        return; /* its connection would not see the schema of the fixture */
    db_release(fixture_table(fixture));
    probe = probe_new(fixture->store);
    g_assert_true(probe_read(probe, "SELECT MIN(id) FROM t", PATIENCE_MS, &number, &error));
    g_assert_cmpint(number, ==, INT64_MIN);
    g_assert_true(probe_write(probe, "INSERT INTO t (id) VALUES (7)", PATIENCE_MS, &error));
    g_assert_true(probe_read(probe, "SELECT MIN(id) FROM t", PATIENCE_MS, &number, &error));
    g_assert_cmpint(number, ==, 7);
    g_assert_false(probe_write(probe, "INSERT INTO t (id) VALUES (7)", PATIENCE_MS, &error));
    g_clear_error(&error);
    g_assert_true(probe_write(probe, "INSERT INTO t (id) VALUES (8)", PATIENCE_MS, &error));
}

static void test_a_held_store_gives_no_connection(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    store_hold(fixture->store, "data_gone");
    g_assert_null(store_reader(fixture->store, &error));
    g_assert_cmpstr(fail_reason(error), ==, "data_gone");
    store_hold(fixture->store, NULL);
    db_release(fixture_reader(fixture));
}

typedef struct Cutter {
    Store *store;
    gint is_over; /* atomic */
} Cutter;

/* Again and again: the first time the other may not have asked yet. */
static void *cut_on(void *data)
{
    Cutter *cutter = data;
    while (!g_atomic_int_get(&cutter->is_over)) {
        g_usleep(100000);
        store_cut(cutter->store, false);
    }
    return NULL;
}

/* A server that does not answer, played by one that sleeps. */
static void test_who_waits_is_cut_off_and_the_next_connects(StoreFixture *fixture)
{
    if (fixture->server == NULL)
        return;
    g_autoptr(GError) error = NULL;
    Db *reader = fixture_reader(fixture);
    Cutter cutter = {fixture->store, 0};
    GThread *thread = g_thread_new("cut", cut_on, &cutter);
    g_assert_false(store_run_script(reader, "SELECT pg_sleep(600)", &error));
    g_atomic_int_set(&cutter.is_over, 1);
    g_thread_join(thread);
    g_assert_cmpstr(fail_reason(error), ==, "database_away");
    db_release(reader);
    db_release(fixture_reader(fixture));
}

static void test_a_probe_waits_no_longer_than_it_is_told(StoreFixture *fixture)
{
    if (fixture->server == NULL)
        return;
    g_autoptr(GError) error = NULL;
    g_autoptr(Probe) probe = probe_new(fixture->store);
    int64_t number = 0;
    g_assert_false(probe_read(probe, "SELECT 1 FROM pg_sleep(600)", 100, &number, &error));
    g_assert_cmpstr(fail_reason(error), ==, "database_away");
    g_clear_error(&error);
    g_assert_true(probe_read(probe, "SELECT 5", PATIENCE_MS, &number, &error));
    g_assert_cmpint(number, ==, 5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add_sqlite("ground", "what_is_moved_away_takes_no_writes_until_it_is_back",
        test_what_is_moved_away_takes_no_writes_until_it_is_back);
    fixture_add_sqlite("ground", "another_file_in_its_place_is_not_taken_for_it",
        test_another_file_in_its_place_is_not_taken_for_it);
    fixture_add_sqlite(
        "ground", "an_emptied_file_takes_no_writes", test_an_emptied_file_takes_no_writes);
    fixture_add_sqlite("ground", "a_commit_into_a_removed_file_is_not_called_done",
        test_a_commit_into_a_removed_file_is_not_called_done);
    fixture_add_sqlite(
        "ground", "nothing_is_made_where_the_file_was", test_nothing_is_made_where_the_file_was);
    fixture_add_sqlite("ground", "a_log_without_its_database_is_not_thrown_away",
        test_a_log_without_its_database_is_not_thrown_away);
    fixture_add_sqlite(
        "ground", "the_log_is_cut_once_nobody_reads_it", test_the_log_is_cut_once_nobody_reads_it);
    fixture_add("ground", "a_probe_reads_and_writes", test_a_probe_reads_and_writes);
    fixture_add(
        "ground", "a_held_store_gives_no_connection", test_a_held_store_gives_no_connection);
    fixture_add("ground", "who_waits_is_cut_off_and_the_next_connects",
        test_who_waits_is_cut_off_and_the_next_connects);
    fixture_add("ground", "a_probe_waits_no_longer_than_it_is_told",
        test_a_probe_waits_no_longer_than_it_is_told);
    return g_test_run();
}
