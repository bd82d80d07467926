/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "store/store_fixture.h"

#include <pthread.h>
#include <string.h>

static void test_values_come_back_as_they_went(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
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
    g_autoptr(Db) db = fixture_table(fixture);
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
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_insert(db, 1, "a");
    fixture_insert(db, 2, "b");
    g_assert_cmpint(count_named(db, NULL), ==, 2);
    g_assert_cmpint(count_named(db, "b"), ==, 1);
    g_assert_cmpint(count_named(db, NULL), ==, 2);
    g_assert_cmpint(count_named(db, "c"), ==, 0);
}

static void test_one_text_may_be_used_inside_itself(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    for (int i = 1; i <= 3; i++)
        fixture_insert(db, i, "x");
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
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_insert(db, 1, "a");
    g_autoptr(GError) error = NULL;
    g_assert_false(fixture_try_insert(db, 1, "private", &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_null(strstr(error->message, "private"));
    fixture_insert(db, 2, "b");
}

static void test_text_that_is_not_utf8_is_refused(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    g_assert_false(fixture_try_insert(db, 1, "a\xff", &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_assert_cmpstr(fail_reason(error), ==, "not_utf8");
    fixture_insert(db, 1, "a");
    g_assert_cmpint(fixture_count(db), ==, 1);
}

static void test_wrong_sql_is_told_at_the_latest_when_run(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = store_prepare(db, "SELECT nonsense FROM t", &error);
    g_assert_false(statement && statement_run(statement, &error));
    g_assert_error(error, FAIL, FAIL_CORRUPT);
    g_assert_nonnull(strstr(error->message, "nonsense"));
}

static void test_what_is_not_committed_is_gone(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_commit(fixture_begin(db));
    {
        g_autoptr(StoreTxn) txn = fixture_begin(db);
        fixture_insert(db, 1, "a");
    }
    g_assert_cmpint(fixture_count(db), ==, 0);
    StoreTxn *txn = fixture_begin(db);
    fixture_insert(db, 1, "a");
    fixture_commit(txn);
    g_assert_cmpint(fixture_count(db), ==, 1);
}

static void test_a_savepoint_undoes_one_command(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = fixture_begin(db);
    for (int i = 1; i <= 3; i++) {
        g_assert_true(store_savepoint(db, &error));
        fixture_insert(db, i, "a");
        if (i != 2) {
            g_assert_true(store_savepoint_release(db, &error));
            continue;
        }
        g_assert_false(fixture_try_insert(db, 1, "again", NULL));
        g_assert_true(store_savepoint_rollback(db, &error));
    }
    fixture_commit(txn);
    g_assert_no_error(error);
    g_assert_cmpint(fixture_number(db, "SELECT CAST(SUM(id) AS BIGINT) FROM t"), ==, 4);
}

/* Posts a row for t: on PostgreSQL the outcome comes later. */
static bool post(Db *db, int64_t id, int64_t expected, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "INSERT INTO t (id, name) VALUES ($id, 'p') ON CONFLICT (id) DO NOTHING", error);
    bind_int(statement, "id", id);
    return statement_post(statement, expected, error);
}

static void test_what_is_posted_is_there_for_what_comes_next(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = fixture_begin(db);
    for (int64_t i = 1; i <= 200; i++)
        g_assert_true(post(db, i, 1, &error));
    g_assert_cmpint(fixture_count(db), ==, 200);
    g_assert_true(post(db, 200, -1, &error));
    g_assert_true(post(db, 201, 1, &error));
    fixture_commit(txn);
    g_assert_no_error(error);
    g_assert_cmpint(fixture_count(db), ==, 201);
}

/* Both at once or one after the other, by the time store_settle returns it is known. */
static void test_what_was_posted_in_vain_is_told_and_undone(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = fixture_begin(db);
    g_assert_true(post(db, 1, 1, &error));
    g_assert_true(store_savepoint(db, &error));
    g_assert_true(post(db, 2, 1, &error));
    g_assert_false(post(db, 1, 1, &error) && post(db, 3, 1, &error) && store_settle(db, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_true(store_savepoint_rollback(db, NULL));
    g_assert_true(store_savepoint(db, NULL));
    g_assert_true(post(db, 4, 1, NULL));
    /* Nobody waited for this one: its command is refused for another reason. */
    post(db, 4, 1, NULL);
    g_assert_true(store_savepoint_rollback(db, NULL));
    fixture_commit(txn);
    g_assert_cmpint(fixture_count(db), ==, 1);
}

static void test_what_was_posted_in_vain_says_why(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    fixture_insert(db, 1, "a");
    g_autoptr(StoreTxn) txn = fixture_begin(db);
    g_autoptr(Statement) statement = store_prepare(
        db, "INSERT INTO t (id, name) VALUES (1, 'b') ON CONFLICT (id) DO NOTHING", &error);
    g_assert_false(
        statement_post_as(statement, 1, "in_flight", &error) && store_settle(db, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_cmpstr(fail_reason(error), ==, "in_flight");
}

static void test_a_commit_fails_with_what_was_posted(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    fixture_insert(db, 1, "a");
    StoreTxn *txn = fixture_begin(db);
    if (post(db, 2, 1, NULL) && post(db, 1, 1, &error))
        g_assert_false(store_commit(txn, &error));
    else
        store_rollback(txn);
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_cmpint(fixture_count(db), ==, 1);
}

static void test_a_reader_keeps_its_snapshot(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_insert(db, 1, "a");
    g_autoptr(Db) other = fixture_reader(fixture);
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(StoreTxn) snapshot = store_begin_read(other, &error);
        g_assert_cmpint(fixture_count(other), ==, 1);
        fixture_insert(db, 2, "b");
        g_assert_cmpint(fixture_count(db), ==, 2);
        g_assert_cmpint(fixture_count(other), ==, 1);
    }
    g_assert_cmpint(fixture_count(other), ==, 2);
    g_autoptr(StoreTxn) readonly = store_begin_read(other, &error);
    g_assert_false(fixture_try_insert(other, 3, "c", NULL));
}

static void test_readers_do_not_see_the_uncommitted(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(Db) other = fixture_reader(fixture);
    g_autoptr(StoreTxn) txn = fixture_begin(db);
    fixture_insert(db, 1, "a");
    g_assert_cmpint(fixture_count(other), ==, 0);
}

static void test_connections_are_used_again(StoreFixture *fixture)
{
    Db *first = fixture_reader(fixture), *second = fixture_reader(fixture);
    g_assert_true(first != second && db_store(first) == fixture->store);
    db_release(first);
    g_autoptr(Db) third = fixture_reader(fixture);
    g_assert_true(third == first);
    db_release(second);
}

static void *release_later(void *db)
{
    g_usleep(50000);
    db_release(db);
    return NULL;
}

static void test_a_reader_too_many_waits_for_one(StoreFixture *fixture)
{
    Db *readers[16];
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++)
        readers[i] = fixture_reader(fixture);
    pthread_t thread;
    g_assert_cmpint(pthread_create(&thread, NULL, release_later, readers[3]), ==, 0);
    Db *next = fixture_reader(fixture);
    g_assert_true(next == readers[3]);
    pthread_join(thread, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++)
        db_release(readers[i]);
}

#define ROWS 200

static void *read_until_full(void *data)
{
    StoreFixture *fixture = data;
    int64_t last = 0;
    while (last < ROWS) {
        g_autoptr(Db) db = fixture_reader(fixture);
        int64_t now = fixture_count(db);
        g_assert_cmpint(now, >=, last);
        last = now;
    }
    return NULL;
}

static void test_threads_read_while_one_writes(StoreFixture *fixture)
{
    db_release(fixture_table(fixture));
    pthread_t threads[4];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpint(pthread_create(&threads[i], NULL, read_until_full, fixture), ==, 0);
    for (int i = 0; i < ROWS; i++) {
        g_autoptr(Db) db = fixture_writer(fixture);
        StoreTxn *txn = fixture_begin(db);
        fixture_insert(db, i, "a");
        fixture_commit(txn);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        pthread_join(threads[i], NULL);
}

static void test_an_open_transaction_ends_with_the_release(StoreFixture *fixture)
{
    Db *db = fixture_table(fixture);
    fixture_begin(db);
    fixture_insert(db, 1, "a");
    db_release(db);
    g_autoptr(Db) again = fixture_writer(fixture);
    g_assert_cmpint(fixture_count(again), ==, 0);
    fixture_commit(fixture_begin(again));
}

static void test_a_scratch_database_is_empty_and_apart(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    fixture_insert(db, 1, "a");
    g_autoptr(GError) error = NULL;
    Store *scratch = store_open_scratch(fixture->store, &error);
    g_assert_no_error(error);
    StoreFixture inner = {.store = scratch};
    Db *other = fixture_table(&inner);
    g_assert_cmpint(fixture_count(other), ==, 0);
    fixture_insert(other, 7, "b");
    Db *reads = fixture_reader(&inner);
    g_assert_cmpint(fixture_count(reads), ==, 1);
    db_release(reads);
    db_release(other);
    store_free(scratch);
    g_assert_cmpint(fixture_number(db, "SELECT id FROM t"), ==, 1);
}

static void test_a_huge_result_comes_in_batches(StoreFixture *fixture)
{
    g_autoptr(Db) db = fixture_table(fixture);
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = fixture_begin(db);
    for (int i = 1; i <= 1500; i++)
        fixture_insert(db, i, "a");
    fixture_commit(txn);
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
                g_assert_cmpint(fixture_count(db), ==, 1500);
        }
        g_assert_no_error(error);
        g_assert_cmpint(expected, ==, MIN(most, 1500));
    }
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
    StoreTxn *txn = fixture_begin(victim);
    int64_t pid = fixture_number(victim, "SELECT CAST(pg_backend_pid() AS BIGINT)");
    g_autofree char *kill = g_strdup_printf("SELECT pg_terminate_backend(%d)", (int) pid);
    fixture_run(other, kill);
    g_usleep(100000);
    g_assert_false(store_run_script(victim, "SELECT 1", &error));
    g_assert_cmpstr(fail_reason(error), ==, "database_away");
    g_clear_error(&error);
    g_assert_false(store_commit(txn, &error));
    g_assert_cmpstr(fail_reason(error), ==, "database_away");
    fixture_commit(fixture_begin(victim));
    g_assert_cmpint(fixture_number(victim, "SELECT CAST(pg_backend_pid() AS BIGINT)"), !=, pid);
    bool fits = false;
    g_clear_error(&error);
    g_assert_true(store_collation_ok(victim, &fits, &error));
    g_assert_true(fits);
}

static const struct {
    const char *name;
    FixtureCase run;
} both[] = {
    {"values come back as they went", test_values_come_back_as_they_went},
    {"nothing and empty are two things", test_nothing_and_empty_are_two_things},
    {"a name may stand twice and be null", test_a_name_may_stand_twice_and_be_null},
    {"one text may be used inside itself", test_one_text_may_be_used_inside_itself},
    {"a second row of one key is a conflict", test_a_second_row_of_one_key_is_a_conflict},
    {"text that is not UTF-8 is refused", test_text_that_is_not_utf8_is_refused},
    {"wrong SQL is told at the latest when run", test_wrong_sql_is_told_at_the_latest_when_run},
    {"what is not committed is gone", test_what_is_not_committed_is_gone},
    {"a savepoint undoes one command", test_a_savepoint_undoes_one_command},
    {"what is posted is there for what comes next",
        test_what_is_posted_is_there_for_what_comes_next},
    {"what was posted in vain is told and undone", test_what_was_posted_in_vain_is_told_and_undone},
    {"what was posted in vain says why", test_what_was_posted_in_vain_says_why},
    {"a commit fails with what was posted", test_a_commit_fails_with_what_was_posted},
    {"a reader keeps its snapshot", test_a_reader_keeps_its_snapshot},
    {"readers do not see the uncommitted", test_readers_do_not_see_the_uncommitted},
    {"connections are used again", test_connections_are_used_again},
    {"a reader too many waits for one", test_a_reader_too_many_waits_for_one},
    {"threads read while one writes", test_threads_read_while_one_writes},
    {"an open transaction ends with the release", test_an_open_transaction_ends_with_the_release},
    {"a scratch database is empty and apart", test_a_scratch_database_is_empty_and_apart},
    {"a huge result comes in batches", test_a_huge_result_comes_in_batches},
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++)
        fixture_add("store", both[i].name, both[i].run);
    g_test_add_func("/store/a wrong URL is refused", test_a_wrong_url_is_refused);
    g_test_add_func(
        "/store/a lost server is told and found again", test_a_lost_server_is_told_and_found_again);
    return g_test_run();
}
