/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "store/backup.h"
#include "store/store_fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Db *writer(StoreFixture *fixture)
{
    GError *error = NULL;
    Db *db = store_writer(fixture->store, &error);
    g_assert_no_error(error);
    return db;
}

static Db *reader(StoreFixture *fixture)
{
    GError *error = NULL;
    Db *db = store_reader(fixture->store, &error);
    g_assert_no_error(error);
    return db;
}

/* A writer on a database with table t(id, name, bytes). */
static Db *writer_with_table(StoreFixture *fixture)
{
    Db *db = writer(fixture);
    if (store_kind(fixture->store) == STORE_POSTGRES)
        fixture_run(db, "CREATE DOMAIN blob AS bytea");
    fixture_run(db, "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, name TEXT, bytes BLOB)");
    return db;
}

static StoreTxn *begin(Db *db)
{
    GError *error = NULL;
    StoreTxn *txn = store_begin(db, &error);
    g_assert_no_error(error);
    return txn;
}

static void commit(StoreTxn *txn)
{
    g_autoptr(GError) error = NULL;
    store_commit(txn, &error);
    g_assert_no_error(error);
}

static bool insert(Db *db, int64_t id, const char *name, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "INSERT INTO t (id, name) VALUES ($id, $name)", error);
    if (!statement)
        return false;
    bind_int(statement, "id", id);
    bind_text(statement, "name", name);
    return statement_run(statement, error);
}

static void must_insert(Db *db, int64_t id, const char *name)
{
    g_autoptr(GError) error = NULL;
    insert(db, id, name, &error);
    g_assert_no_error(error);
}

static int64_t count(Db *db)
{
    return fixture_number(db, "SELECT COUNT(*) FROM t");
}

static void test_values_come_back_as_they_went(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) put = store_prepare(db,
        "INSERT INTO t (id, name, bytes) VALUES ($id, $name, $bytes) "
        "-- $comment is no parameter\n ON CONFLICT DO NOTHING /* nor $this */",
        &error);
    g_assert_no_error(error);
    g_assert_true(statement_has(put, "name") && !statement_has(put, "comment"));
    bind_int(put, "$id", INT64_MIN);
    bind_text(put, "name", "岳麓 '$x' 😀");
    bind_bytes(put, "bytes", "\0\xff$", 3);
    g_assert_true(statement_run(put, &error));
    g_assert_cmpint(statement_changes(put), ==, 1);
    g_assert_true(statement_run(put, &error));
    g_assert_cmpint(statement_changes(put), ==, 0);
    g_autoptr(Statement) get =
        store_prepare(db, "SELECT id, name, bytes, NULL, '$id' AS quoted, id > 0 FROM t", &error);
    g_assert_cmpint(statement_step(get, &error), ==, STORE_ROW);
    g_assert_no_error(error);
    size_t size;
    g_assert_cmpint(row_int(get, 0), ==, INT64_MIN);
    g_assert_cmpstr(row_text(get, 0), ==, "-9223372036854775808");
    g_assert_cmpstr(row_text(get, 1), ==, "岳麓 '$x' 😀");
    const void *bytes = row_bytes(get, 2, &size);
    g_assert_cmpmem(bytes, size, "\0\xff$", 3);
    g_assert_true(row_is_null(get, 3) && !row_text(get, 3) && row_int(get, 3) == 0);
    g_assert_null(row_bytes(get, 3, &size));
    g_assert_cmpstr(row_text(get, 4), ==, "$id");
    g_assert_cmpstr(row_name(get, 4), ==, "quoted");
    g_assert_cmpint(row_columns(get), ==, 6);
    g_assert_cmpint(row_int(get, 5), ==, 0);
    g_assert_cmpint(statement_step(get, &error), ==, STORE_DONE);
    g_assert_cmpint(statement_step(get, &error), ==, STORE_DONE);
}

static void test_nothing_and_empty_are_two_things(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) put =
        store_prepare(db, "INSERT INTO t (id, name, bytes) VALUES ($id, $name, $bytes)", &error);
    bind_int(put, "id", 1);
    g_assert_true(statement_run(put, &error));
    bind_int(put, "id", 2);
    bind_text(put, "name", "");
    bind_bytes(put, "bytes", "", 0);
    g_assert_true(statement_run(put, &error));
    bind_int(put, "id", 3);
    bind_text(put, "name", NULL);
    bind_null(put, "bytes");
    g_assert_true(statement_run(put, &error));
    g_assert_no_error(error);
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM t WHERE name IS NULL"), ==, 2);
    g_assert_cmpint(fixture_number(db, "SELECT COUNT(*) FROM t WHERE bytes IS NULL"), ==, 2);
    g_assert_cmpint(fixture_number(db, "SELECT id FROM t WHERE name = ''"), ==, 2);
}

static int64_t count_named(Db *db, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT COUNT(*) FROM t WHERE (CAST($name AS TEXT) IS NULL OR name = $name) "
        "AND id < $most - 1000000000000",
        &error);
    g_assert_no_error(error);
    bind_text(statement, "name", name);
    bind_int(statement, "most", INT64_C(2000000000000));
    g_assert_cmpint(statement_step(statement, &error), ==, STORE_ROW);
    g_assert_no_error(error);
    return row_int(statement, 0);
}

static void test_a_name_may_stand_twice_and_be_null(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    must_insert(db, 1, "a");
    must_insert(db, 2, "b");
    g_assert_cmpint(count_named(db, NULL), ==, 2);
    g_assert_cmpint(count_named(db, "b"), ==, 1);
    g_assert_cmpint(count_named(db, NULL), ==, 2);
    g_assert_cmpint(count_named(db, "c"), ==, 0);
}

static void test_one_text_may_be_used_inside_itself(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(GError) error = NULL;
    for (int i = 1; i <= 3; i++)
        must_insert(db, i, "x");
    int pairs = 0;
    const char *const sql = "SELECT id FROM t ORDER BY id";
    g_autoptr(Statement) outer = store_prepare_static(db, sql, &error);
    while (statement_step(outer, &error) == STORE_ROW) {
        g_autoptr(Statement) inner = store_prepare_static(db, sql, &error);
        while (statement_step(inner, &error) == STORE_ROW)
            pairs += row_int(outer, 0) == row_int(inner, 0) ? 100 : 1;
    }
    g_assert_no_error(error);
    g_assert_cmpint(pairs, ==, 306);
}

static void test_a_second_row_of_one_key_is_a_conflict(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    must_insert(db, 1, "a");
    g_autoptr(GError) error = NULL;
    g_assert_false(insert(db, 1, "private", &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_null(strstr(error->message, "private"));
    must_insert(db, 2, "b");
}

static void test_text_that_is_not_utf8_is_refused(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(GError) error = NULL;
    g_assert_false(insert(db, 1, "a\xff", &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_assert_cmpstr(fail_reason(error), ==, "not_utf8");
    must_insert(db, 1, "a");
    g_assert_cmpint(count(db), ==, 1);
}

static void test_wrong_sql_is_told_at_the_latest_when_run(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = store_prepare(db, "SELECT nonsense FROM t", &error);
    g_assert_false(statement && statement_run(statement, &error));
    g_assert_error(error, FAIL, FAIL_CORRUPT);
    g_assert_nonnull(strstr(error->message, "nonsense"));
}

static void test_what_is_not_committed_is_gone(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    commit(begin(db));
    {
        g_autoptr(StoreTxn) txn = begin(db);
        must_insert(db, 1, "a");
    }
    g_assert_cmpint(count(db), ==, 0);
    StoreTxn *txn = begin(db);
    must_insert(db, 1, "a");
    commit(txn);
    g_assert_cmpint(count(db), ==, 1);
}

static void test_a_savepoint_undoes_one_command(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = begin(db);
    for (int i = 1; i <= 3; i++) {
        g_assert_true(store_savepoint(db, &error));
        must_insert(db, i, "a");
        if (i != 2) {
            g_assert_true(store_savepoint_release(db, &error));
            continue;
        }
        g_assert_false(insert(db, 1, "again", NULL));
        g_assert_true(store_savepoint_rollback(db, &error));
    }
    commit(txn);
    g_assert_no_error(error);
    g_assert_cmpint(fixture_number(db, "SELECT CAST(SUM(id) AS BIGINT) FROM t"), ==, 4);
}

static void test_a_reader_keeps_its_snapshot(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    must_insert(db, 1, "a");
    g_autoptr(Db) other = reader(fixture);
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(StoreTxn) snapshot = store_begin_read(other, &error);
        g_assert_cmpint(count(other), ==, 1);
        must_insert(db, 2, "b");
        g_assert_cmpint(count(db), ==, 2);
        g_assert_cmpint(count(other), ==, 1);
    }
    g_assert_cmpint(count(other), ==, 2);
    g_autoptr(StoreTxn) readonly = store_begin_read(other, &error);
    g_assert_false(insert(other, 3, "c", NULL));
}

static void test_readers_do_not_see_the_uncommitted(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(Db) other = reader(fixture);
    g_autoptr(StoreTxn) txn = begin(db);
    must_insert(db, 1, "a");
    g_assert_cmpint(count(other), ==, 0);
}

static void test_connections_are_used_again(StoreFixture *fixture)
{
    Db *first = reader(fixture), *second = reader(fixture);
    g_assert_true(first != second && db_store(first) == fixture->store);
    db_release(first);
    g_autoptr(Db) third = reader(fixture);
    g_assert_true(third == first);
    db_release(second);
}

static void test_an_open_transaction_ends_with_the_release(StoreFixture *fixture)
{
    Db *db = writer_with_table(fixture);
    begin(db);
    must_insert(db, 1, "a");
    db_release(db);
    g_autoptr(Db) again = writer(fixture);
    g_assert_cmpint(count(again), ==, 0);
    commit(begin(again));
}

static void test_a_scratch_database_is_empty_and_apart(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    must_insert(db, 1, "a");
    g_autoptr(GError) error = NULL;
    Store *scratch = store_open_scratch(fixture->store, &error);
    g_assert_no_error(error);
    StoreFixture inner = {.store = scratch};
    Db *other = writer_with_table(&inner);
    g_assert_cmpint(count(other), ==, 0);
    must_insert(other, 7, "b");
    Db *reads = reader(&inner);
    g_assert_cmpint(count(reads), ==, 1);
    db_release(reads);
    db_release(other);
    store_free(scratch);
    g_assert_cmpint(fixture_number(db, "SELECT id FROM t"), ==, 1);
}

static void test_a_huge_result_comes_in_batches(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = begin(db);
    for (int i = 1; i <= 1500; i++)
        must_insert(db, i, "a");
    commit(txn);
    g_autoptr(StoreTxn) snapshot = store_begin_read(db, &error);
    for (int most = 999; most <= 1501; most += 251) {
        g_autoptr(Statement) statement =
            store_prepare(db, "SELECT id FROM t WHERE id <= $most ORDER BY id", &error);
        statement_in_batches(statement);
        bind_int(statement, "most", most);
        int64_t expected = 0;
        while (statement_step(statement, &error) == STORE_ROW) {
            g_assert_cmpint(row_int(statement, 0), ==, ++expected);
            if (expected == 700)
                g_assert_cmpint(count(db), ==, 1500);
        }
        g_assert_no_error(error);
        g_assert_cmpint(expected, ==, MIN(most, 1500));
    }
}

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
                store_savepoint(db, &error) && insert(db, 1, "a", &error) &&
                store_savepoint_release(db, &error) && insert(db, 2, "b", &error);
    done = done && store_commit(g_steal_pointer(&txn), &error);
    g_assert_true(done == !error);
    if (error)
        g_assert_cmpstr(fail_reason(error), ==, "disk_full");
    return done;
}

static void test_a_fault_rolls_the_transaction_back(StoreFixture *fixture)
{
    Db *db = writer_with_table(fixture);
    must_insert(db, 0, "before");
    db_release(db);
    g_autofree char *path = g_strconcat(fixture->folder, "/db", NULL);
    bool done = false;
    int call = 0;
    while (!done) {
        store_free(fixture->store);
        done = write_with_fault(path, ++call);
        fixture->store = store_open(fixture->url, NULL);
        g_autoptr(Db) after = reader(fixture);
        g_assert_cmpint(count(after), ==, done ? 2 : 1);
        g_assert_cmpint(
            fixture_number(after, "SELECT COUNT(*) FROM t WHERE id = 0"), ==, done ? 0 : 1);
    }
    /* Begin, script, savepoint, twice prepare and step, release, commit. */
    g_assert_cmpint(call, ==, 10);
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
    g_autoptr(Db) db = writer_with_table(fixture);
    must_insert(db, 1, "a");
    db_release(g_steal_pointer(&db));
    store_free(fixture->store);
    g_autoptr(GError) error = NULL;
    fixture->store = store_open(fixture->url, &error);
    g_assert_no_error(error);
    g_autoptr(Db) again = reader(fixture);
    g_assert_cmpint(count(again), ==, 1);
}

static void test_the_log_is_checkpointed_meanwhile(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    g_autofree char *file = g_strconcat(fixture->folder, "/db", NULL);
    for (int i = 0; i < 100; i++)
        must_insert(db, i, "some text that fills a page in time");
    struct stat about = {0};
    for (int i = 0; i < 50 && about.st_size < 8192; i++) {
        g_usleep(100000);
        g_assert_cmpint(stat(file, &about), ==, 0);
    }
    g_assert_cmpint(about.st_size, >=, 8192);
}

static void test_a_backup_is_a_database(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    must_insert(db, 1, "a");
    g_autoptr(StoreTxn) txn = begin(db);
    must_insert(db, 2, "not yet");
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
    g_assert_cmpint(count(other), ==, 1);
}

static void fill_until_it_fails(StoreFixture *fixture)
{
    g_autoptr(Db) db = writer_with_table(fixture);
    must_insert(db, 0, "kept");
    g_autofree char *much = g_strnfill(200000, 'x');
    g_autoptr(GError) error = NULL;
    int64_t kept = 1;
    for (int64_t i = 1; i < 1000 && !error; i++) {
        g_autoptr(StoreTxn) txn = store_begin(db, &error);
        bool done = txn && store_savepoint(db, &error) && insert(db, i, much, &error) &&
                    store_savepoint_release(db, &error) &&
                    store_commit(g_steal_pointer(&txn), &error);
        kept += done;
    }
    g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    g_assert_cmpstr(fail_reason(error), ==, "disk_full");
    g_assert_cmpint(kept, >, 1);
    g_assert_cmpint(count(db), ==, kept);
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

static void test_a_wrong_url_is_refused(void)
{
    const char *const wrong[] = {"", "sqlite:", "mysql://x", "db", "postgresql://[", "fault:3:"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(store_open(wrong[i], &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(store_open("sqlite:/nonexistent/folder/db", &error));
    g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    g_clear_error(&error);
    g_assert_null(store_open("postgresql://nobody@/none?host=/nonexistent", &error));
    g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    g_assert_cmpstr(fail_reason(error), ==, "database_away");
}

static void test_a_lost_server_is_told_and_found_again(void)
{
    const char *url = g_getenv("SHAODIAN_TEST_PG");
    if (!url) {
        g_test_skip("SHAODIAN_TEST_PG is not set");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(url, &error);
    g_autoptr(Db) victim = store_writer(store, &error);
    g_autoptr(Db) other = store_writer(store, &error);
    g_assert_no_error(error);
    StoreTxn *txn = begin(victim);
    int64_t pid = fixture_number(victim, "SELECT CAST(pg_backend_pid() AS BIGINT)");
    g_autofree char *kill = g_strdup_printf("SELECT pg_terminate_backend(%d)", (int) pid);
    fixture_run(other, kill);
    g_usleep(100000);
    g_assert_false(store_run_script(victim, "SELECT 1", &error));
    g_assert_cmpstr(fail_reason(error), ==, "database_away");
    g_clear_error(&error);
    g_assert_false(store_commit(txn, &error));
    g_assert_cmpstr(fail_reason(error), ==, "database_away");
    commit(begin(victim));
    g_assert_cmpint(fixture_number(victim, "SELECT CAST(pg_backend_pid() AS BIGINT)"), !=, pid);
    bool fits = false;
    g_clear_error(&error);
    g_assert_true(store_collation_ok(victim, &fits, &error));
    g_assert_true(fits);
}

static const struct {
    const char *name;
    FixtureCase run;
} both[] =
    {
        {"values come back as they went", test_values_come_back_as_they_went},
        {"nothing and empty are two things", test_nothing_and_empty_are_two_things},
        {"a name may stand twice and be null", test_a_name_may_stand_twice_and_be_null},
        {"one text may be used inside itself", test_one_text_may_be_used_inside_itself},
        {"a second row of one key is a conflict", test_a_second_row_of_one_key_is_a_conflict},
        {"text that is not UTF-8 is refused", test_text_that_is_not_utf8_is_refused},
        {"wrong SQL is told at the latest when run", test_wrong_sql_is_told_at_the_latest_when_run},
        {"what is not committed is gone", test_what_is_not_committed_is_gone},
        {"a savepoint undoes one command", test_a_savepoint_undoes_one_command},
        {"a reader keeps its snapshot", test_a_reader_keeps_its_snapshot},
        {"readers do not see the uncommitted", test_readers_do_not_see_the_uncommitted},
        {"connections are used again", test_connections_are_used_again},
        {"an open transaction ends with the release",
            test_an_open_transaction_ends_with_the_release},
        {"a scratch database is empty and apart", test_a_scratch_database_is_empty_and_apart},
        {"a huge result comes in batches", test_a_huge_result_comes_in_batches},
},
  alone[] = {
      {"a fault rolls the transaction back", test_a_fault_rolls_the_transaction_back},
      {"a second process is refused", test_a_second_process_is_refused},
      {"a link to the file has the same lock", test_a_link_to_the_file_has_the_same_lock},
      {"the file is free once closed", test_the_file_is_free_once_closed},
      {"the log is checkpointed meanwhile", test_the_log_is_checkpointed_meanwhile},
      {"a backup is a database", test_a_backup_is_a_database},
      {"a full disk loses nothing", test_a_full_disk_loses_nothing},
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++)
        fixture_add("store", both[i].name, both[i].run);
    for (size_t i = 0; i < G_N_ELEMENTS(alone); i++)
        fixture_add_sqlite("store", alone[i].name, alone[i].run);
    g_test_add_func("/store/a wrong URL is refused", test_a_wrong_url_is_refused);
    g_test_add_func(
        "/store/a lost server is told and found again", test_a_lost_server_is_told_and_found_again);
    return g_test_run();
}
