/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/fixture.h"

#include "base/resource.h"
#include "store/schema.h"

#include <glib/gstdio.h>

static void make_tables(Db *db)
{
    static const char *const names[] = {"001_journal.sql", NULL};
    const char *texts[] = {resource_text("/schema/001_journal.sql", NULL), NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Schema) schema = schema_new(names, texts, &error);
    bool replay = false;

    g_assert_no_error(error);
    schema_apply(schema, db, &replay, &error);
    g_assert_no_error(error);
}

static void run_on(Store *store, const FixtureTest *test)
{
    g_autoptr(GError) error = NULL;
    Fixture fixture = {.store = store, .journal = journal_new()};

    fixture.db = store_writer(store, &error);
    g_assert_no_error(error);
    make_tables(fixture.db);
    test->run(&fixture);
    journal_free(fixture.journal);
    db_release(fixture.db);
    store_free(store);
}

static void remove_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static void run_on_sqlite(gconstpointer test)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("journal-XXXXXX", &error);
    g_autofree char *url = g_strdup_printf("sqlite:%s/test.db", folder);
    Store *store = store_open(url, &error);

    g_assert_no_error(error);
    run_on(store, test);
    remove_folder(folder);
}

static void run_on_postgres(gconstpointer test)
{
    const char *url = g_getenv("SHAODIAN_TEST_PG");
    g_autoptr(GError) error = NULL;

    if (url == NULL) {
        g_test_skip("SHAODIAN_TEST_PG is not set");
        return;
    }
    g_autoptr(Store) server = store_open(url, &error);
    g_assert_no_error(error);
    Store *store = store_open_scratch(server, &error);
    g_assert_no_error(error);
    run_on(store, test);
}

int fixture_main(int argc, char **argv, const char *noun, const FixtureTest *tests)
{
    g_test_init(&argc, &argv, NULL);
    for (const FixtureTest *test = tests; test->name != NULL; test++) {
        g_autofree char *sqlite = g_strdup_printf("/%s/sqlite/%s", noun, test->name);
        g_autofree char *postgres = g_strdup_printf("/%s/postgres/%s", noun, test->name);
        g_test_add_data_func(sqlite, test, run_on_sqlite);
        g_test_add_data_func(postgres, test, run_on_postgres);
    }
    return g_test_run();
}

json_t *fixture_json(const char *text)
{
    json_t *value = json_loads(text, 0, NULL);

    g_assert_nonnull(value);
    return value;
}

Event *fixture_append(Fixture *fixture, const char *unit, const char *subject, const char *body)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *parsed = fixture_json(body);
    const JournalDraft draft = {unit, 1000, "system", "matter.stepped", subject, parsed};
    Event *event = NULL;
    Head head;

    StoreTxn *txn = store_begin(fixture->db, &error);
    g_assert_no_error(error);
    head_read(fixture->db, unit, true, &head, &error);
    g_assert_no_error(error);
    journal_append(fixture->journal, fixture->db, &head, &draft, &event, &error);
    g_assert_no_error(error);
    head_write(fixture->db, unit, &head, &error);
    g_assert_no_error(error);
    store_commit(txn, &error);
    g_assert_no_error(error);
    return event;
}

void fixture_append_refused(Fixture *fixture, const JournalDraft *draft, FailCode code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(fixture->db, NULL);
    Event *event = NULL;
    Head head, before;

    g_assert_true(head_read(fixture->db, draft->unit, true, &head, NULL));
    before = head;
    g_assert_false(journal_append(fixture->journal, fixture->db, &head, draft, &event, &error));
    g_assert_error(error, FAIL, (int) code);
    g_assert_null(event);
    g_assert_cmpmem(&head, sizeof head, &before, sizeof before);
}

void fixture_fill(Fixture *fixture, const char *unit, int count)
{
    g_autofree char *subject = g_strdup_printf("%s-1", unit);

    event_free(fixture_append(fixture, unit, unit, "{\"digest\": \"sm3\"}"));
    for (int i = 2; i <= count; i++) {
        g_autofree char *body = g_strdup_printf(
            "{\"n\": %d, \"fields\": {\"summary\": {\"$vault\": \"value %d\"}}}", i, i);
        event_free(fixture_append(fixture, unit, subject, body));
    }
}

void fixture_tamper(Fixture *fixture, const char *sql)
{
    /* The guards stay with the table they were made for. */
    static const char unguard[] = "ALTER TABLE journal RENAME TO journal_guarded;"
                                  "CREATE TABLE journal AS SELECT * FROM journal_guarded;";
    g_autoptr(GError) error = NULL;

    store_run_script(fixture->db, unguard, &error);
    g_assert_no_error(error);
    store_run_script(fixture->db, sql, &error);
    g_assert_no_error(error);
}
