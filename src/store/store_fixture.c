/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store_fixture.h"

#include <glib/gstdio.h>

static Store *must(Store *store, GError *error)
{
    g_assert_no_error(error);
    g_assert_nonnull(store);
    return store;
}

static void open_sqlite(StoreFixture *fixture)
{
    GError *error = NULL;
    fixture->folder = g_dir_make_tmp("shaodian-test-XXXXXX", &error);
    g_assert_no_error(error);
    fixture->url = g_strdup_printf("sqlite:%s/db", fixture->folder);
    fixture->store = store_open(fixture->url, &error);
    must(fixture->store, error);
}

static void open_postgres(StoreFixture *fixture)
{
    GError *error = NULL;
    fixture->url = g_strdup(g_getenv("SHAODIAN_TEST_PG"));
    fixture->server = store_open(fixture->url, &error);
    must(fixture->server, error);
    fixture->store = store_open_scratch(fixture->server, &error);
    must(fixture->store, error);
}

static void remove_folder(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_unlink(file);
    }
    g_rmdir(path);
}

static void close_all(StoreFixture *fixture)
{
    store_free(fixture->store);
    store_free(fixture->server);
    if (fixture->folder)
        remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->url);
}

static void run_on_sqlite(const void *data)
{
    StoreFixture fixture = {0};
    open_sqlite(&fixture);
    ((FixtureCase) (gsize) data)(&fixture);
    close_all(&fixture);
}

static void run_on_postgres(const void *data)
{
    if (!g_getenv("SHAODIAN_TEST_PG")) {
        g_test_skip("SHAODIAN_TEST_PG is not set");
        return;
    }
    StoreFixture fixture = {0};
    open_postgres(&fixture);
    ((FixtureCase) (gsize) data)(&fixture);
    close_all(&fixture);
}

void fixture_add_sqlite(const char *group, const char *name, FixtureCase run)
{
    g_autofree char *path = g_strdup_printf("/%s/%s", group, name);
    g_test_add_data_func(path, (void *) (gsize) run, run_on_sqlite);
}

void fixture_add(const char *group, const char *name, FixtureCase run)
{
    g_autofree char *sqlite = g_strdup_printf("/%s/%s on SQLite", group, name);
    g_autofree char *postgres = g_strdup_printf("/%s/%s on PostgreSQL", group, name);
    g_test_add_data_func(sqlite, (void *) (gsize) run, run_on_sqlite);
    g_test_add_data_func(postgres, (void *) (gsize) run, run_on_postgres);
}

void fixture_run(Db *db, const char *sql)
{
    g_autoptr(GError) error = NULL;
    bool done = store_run_script(db, sql, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

void fixture_run_fails(Db *db, const char *sql, FailCode code)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(store_run_script(db, sql, &error));
    g_assert_error(error, FAIL, (int) code);
}

int64_t fixture_number(Db *db, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = store_prepare_static(db, sql, &error);
    g_assert_no_error(error);
    g_assert_cmpint(statement_step(statement, &error), ==, STORE_ROW);
    g_assert_no_error(error);
    return row_int(statement, 0);
}

Db *fixture_writer(StoreFixture *fixture)
{
    GError *error = NULL;
    Db *db = store_writer(fixture->store, &error);
    g_assert_no_error(error);
    return db;
}

Db *fixture_reader(StoreFixture *fixture)
{
    GError *error = NULL;
    Db *db = store_reader(fixture->store, &error);
    g_assert_no_error(error);
    return db;
}

Db *fixture_table(StoreFixture *fixture)
{
    Db *db = fixture_writer(fixture);
    if (store_kind(fixture->store) == STORE_POSTGRES)
        fixture_run(db, "CREATE DOMAIN blob AS bytea");
    fixture_run(db, "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, name TEXT, bytes BLOB)");
    return db;
}

StoreTxn *fixture_begin(Db *db)
{
    GError *error = NULL;
    StoreTxn *txn = store_begin(db, &error);
    g_assert_no_error(error);
    return txn;
}

void fixture_commit(StoreTxn *txn)
{
    g_autoptr(GError) error = NULL;
    store_commit(txn, &error);
    g_assert_no_error(error);
}

bool fixture_try_insert(Db *db, int64_t id, const char *name, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "INSERT INTO t (id, name) VALUES ($id, $name)", error);
    if (!statement)
        return false;
    bind_int(statement, "id", id);
    bind_text(statement, "name", name);
    return statement_run(statement, error);
}

void fixture_insert(Db *db, int64_t id, const char *name)
{
    g_autoptr(GError) error = NULL;
    fixture_try_insert(db, id, name, &error);
    g_assert_no_error(error);
}

int64_t fixture_count(Db *db)
{
    return fixture_number(db, "SELECT COUNT(*) FROM t");
}
