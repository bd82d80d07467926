/* SPDX-License-Identifier: Apache-2.0 */
/* What only a database in a file has: the lock, the log, backup, a full disk. */
#include "store/backup.h"
#include "store/store_fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A path of writing like that of a command, with a failure at the given call; false when it
 * failed. */
static bool write_with_fault(const char *path, int call)
{
    g_autofree char *url = g_strdup_printf("fault:%d:sqlite:%s", call, path);
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(url, &error);
    g_assert_no_error(error);
    g_autoptr(Db) db = store_writer(store, &error);
    g_autoptr(StoreTxn) txn = store_begin(db, &error);
    bool done = txn && store_run_script(db, "DELETE FROM t WHERE id = 0", &error) &&
                store_savepoint(db, &error) && fixture_try_insert(db, 1, "a", &error) &&
                store_savepoint_release(db, &error) && fixture_try_insert(db, 2, "b", &error);
    done = done && store_commit(g_steal_pointer(&txn), &error);
    g_assert_true(done == !error);
    if (error)
        g_assert_cmpstr(fail_reason(error), ==, "disk_full");
    return done;
}

static void test_a_fault_rolls_the_transaction_back(StoreFixture *fixture)
{
    Db *db = fixture_table(fixture);
    fixture_insert(db, 0, "before");
    db_release(db);
    g_autofree char *path = g_strconcat(fixture->folder, "/db", NULL);
    bool done = false;
    int call = 0;
    while (!done) {
        store_free(fixture->store);
        done = write_with_fault(path, ++call);
        fixture->store = store_open(fixture->url, NULL);
        g_autoptr(Db) after = fixture_reader(fixture);
        g_assert_cmpint(fixture_count(after), ==, done ? 2 : 1);
        g_assert_cmpint(
            fixture_number(after, "SELECT COUNT(*) FROM t WHERE id = 0"), ==, done ? 0 : 1);
    }
    /* Begin, script, savepoint, twice prepare and step, commit (releasing is no call). */
    g_assert_cmpint(call, ==, 9);
}

static void test_a_second_process_is_refused(StoreFixture *fixture)
{
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        g_autoptr(GError) error = NULL;
        Store *second = store_open(fixture->url, &error);
        bool fits = !second && g_error_matches(error, FAIL, FAIL_CONFLICT) &&
                    strcmp(fail_reason(error), "in_use") == 0 &&
                    strstr(error->message, fixture->folder);
        _exit(fits ? 0 : 1);
    }
    int status = -1;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void assert_private(const char *path)
{
    struct stat about;
    g_assert_cmpint(stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 077, ==, 0);
}

static void test_nobody_else_may_read_the_files(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autofree char *copy = g_strconcat(fixture->folder, "/copy", NULL);
    g_assert_true(store_backup(fixture->store, copy, NULL));
    const char *const names[] = {"db", "db-wal", "db.lock", "copy"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(fixture->folder, names[i], NULL);
        assert_private(path);
    }
}

static void test_a_link_to_the_file_has_the_same_lock(StoreFixture *fixture)
{
    g_autofree char *file = g_strconcat(fixture->folder, "/db", NULL);
    g_autofree char *name = g_strconcat(fixture->folder, "/link", NULL);
    g_autofree char *url = g_strconcat("sqlite:", name, NULL);
    g_assert_cmpint(symlink(file, name), ==, 0);
    g_autoptr(GError) error = NULL;
    g_assert_null(store_open(url, &error));
    g_assert_cmpstr(fail_reason(error), ==, "in_use");
}

static void test_the_file_is_free_once_closed(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_insert(db, 1, "a");
    db_release(g_steal_pointer(&db));
    store_free(fixture->store);
    g_autoptr(GError) error = NULL;
    fixture->store = store_open(fixture->url, &error);
    g_assert_no_error(error);
    g_autoptr(Db) again = fixture_reader(fixture);
    g_assert_cmpint(fixture_count(again), ==, 1);
}

static void test_the_log_is_checkpointed_meanwhile(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autofree char *file = g_strconcat(fixture->folder, "/db", NULL);
    for (int i = 0; i < 100; i++)
        fixture_insert(db, i, "some text that fills a page in time");
    struct stat about = {0};
    /* As long as it takes; a test that never ends has failed. */
    while (about.st_size < 8192) {
        g_usleep(20000);
        g_assert_cmpint(stat(file, &about), ==, 0);
    }
}

static void test_a_backup_is_a_database(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_insert(db, 1, "a");
    g_autoptr(StoreTxn) txn = fixture_begin(db);
    fixture_insert(db, 2, "not yet");
    g_autofree char *path = g_strconcat(fixture->folder, "/copy", NULL);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(store_backup(fixture->store, path, &error));
    g_assert_no_error(error);
    g_assert_false(store_backup(fixture->store, path, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_clear_error(&error);
    g_assert_false(store_backup(fixture->store, "/nonexistent/copy", &error));
    g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    g_clear_error(&error);
    g_autoptr(Store) copy = store_open(url, &error);
    g_assert_no_error(error);
    g_autoptr(Db) other = store_reader(copy, &error);
    g_assert_cmpint(fixture_count(other), ==, 1);
}

static void fill_until_it_fails(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_insert(db, 0, "kept");
    g_autofree char *much = g_strnfill(200000, 'x');
    g_autoptr(GError) error = NULL;
    int64_t kept = 1;
    for (int64_t i = 1; i < 1000 && !error; i++) {
        g_autoptr(StoreTxn) txn = store_begin(db, &error);
        bool done = txn && store_savepoint(db, &error) && fixture_try_insert(db, i, much, &error) &&
                    store_savepoint_release(db, &error) &&
                    store_commit(g_steal_pointer(&txn), &error);
        kept += done;
    }
    g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    g_assert_cmpstr(fail_reason(error), ==, "disk_full");
    g_assert_cmpint(kept, >, 1);
    g_assert_cmpint(fixture_count(db), ==, kept);
}

static void test_a_full_disk_loses_nothing(StoreFixture *fixture)
{
    g_autofree char *folder = g_strconcat(fixture->folder, "/small", NULL);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    if (mount("tmpfs", folder, "tmpfs", 0, "size=4m") != 0) {
        g_rmdir(folder);
        g_test_skip("mounting a small disk needs root");
        return;
    }
    g_autofree char *url = g_strdup_printf("sqlite:%s/db", folder);
    g_autoptr(GError) error = NULL;
    StoreFixture small = {.store = store_open(url, &error)};
    if (small.store)
        fill_until_it_fails(&small);
    store_free(small.store);
    umount(folder);
    g_rmdir(folder);
    g_assert_no_error(error);
}

static void test_a_reader_beside_the_holder_changes_nothing(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Db *db = fixture_table(fixture);
    fixture_insert(db, 1, "a");
    g_autoptr(Store) beside = store_open_beside(fixture->url, &error);
    g_assert_no_error(error);
    StoreFixture reader = {.store = beside};
    g_autoptr(Db) seen = fixture_reader(&reader);
    g_assert_cmpint(fixture_count(seen), ==, 1);
    fixture_insert(db, 2, "b");
    g_assert_cmpint(fixture_count(seen), ==, 2);
    g_assert_false(store_run_script(seen, "DELETE FROM t", NULL));
    g_assert_null(store_writer(beside, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_cmpint(fixture_count(db), ==, 2);
    db_release(db);
}

static void test_a_reader_makes_no_database(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = g_strconcat(fixture->url, "-none", NULL);
    g_assert_null(store_open_beside(url, &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    g_assert_false(g_file_test(url + strlen("sqlite:"), G_FILE_TEST_EXISTS));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add_sqlite(
        "sqlite", "a fault rolls the transaction back", test_a_fault_rolls_the_transaction_back);
    fixture_add_sqlite("sqlite", "a second process is refused", test_a_second_process_is_refused);
    fixture_add_sqlite("sqlite", "a link to the file has the same lock",
        test_a_link_to_the_file_has_the_same_lock);
    fixture_add_sqlite("sqlite", "the file is free once closed", test_the_file_is_free_once_closed);
    fixture_add_sqlite(
        "sqlite", "the log is checkpointed meanwhile", test_the_log_is_checkpointed_meanwhile);
    fixture_add_sqlite("sqlite", "a backup is a database", test_a_backup_is_a_database);
    fixture_add_sqlite("sqlite", "a full disk loses nothing", test_a_full_disk_loses_nothing);
    fixture_add_sqlite(
        "sqlite", "nobody else may read the files", test_nobody_else_may_read_the_files);
    fixture_add_sqlite("sqlite", "a reader beside the holder changes nothing",
        test_a_reader_beside_the_holder_changes_nothing);
    fixture_add_sqlite("sqlite", "a reader makes no database", test_a_reader_makes_no_database);
    return g_test_run();
}
