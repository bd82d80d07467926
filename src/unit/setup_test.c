/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"
#include "journal/journal.h"
#include "unit/me.h"
#include "unit/setup_code.h"
#include "unit/town.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <stdatomic.h>

#define CITY "430100"
#define OTHER "430200"
#define PASSWORD "Correct-horse-1"

/* A town that waits for its first start. */
typedef struct First {
    Town *town;
    char *data;
    SetupCode *code;
} First;

static SetupCode *code_open(Town *town, const char *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(town->engine), &error);
    SetupCode *code = setup_code_open(data, db, &error);
    g_assert_no_error(error);
    return code;
}

static First first_open(StoreFixture *fixture)
{
    First first = {.town = town_open(fixture), .data = g_dir_make_tmp("shaodian-XXXXXX", NULL)};
    first.code = code_open(first.town, first.data);
    g_assert_nonnull(setup_code_text(first.code));
    engine_set_service(first.town->engine, SERVICE_SETUP_CODE, first.code);
    return first;
}

static void first_close(First *first)
{
    town_close(first->town);
    setup_code_free(first->code);
    g_rmdir(first->data);
    g_free(first->data);
}

static bool has_file(const First *first)
{
    g_autofree char *path = g_build_filename(first->data, SETUP_CODE_FILE, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static json_t *administrator(const char *role, const char *password)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s}", "role", role, "login", role, "name", role, "password", password);
}

static json_t *own_args(const char *unit, const char *third, const char *password)
{
    return json_pack("{s:{s:s, s:s, s:s}, s:[o, o, o]}", "unit", "code", unit, "name", "长沙市",
        "level", "city", "administrators", administrator("sysadmin", PASSWORD),
        administrator("secadmin", PASSWORD), administrator(third, password));
}

static json_t *do_args(const First *first, const char *third, const char *password)
{
    json_t *args = own_args(CITY, third, password);
    json_object_set_new(args, "code", json_string(setup_code_text(first->code)));
    return args;
}

static bool is_needed(Town *town)
{
    json_t *needed = town_ask(town, "setup.get", NULL, json_object());
    bool is = json_is_true(json_object_get(needed, "needed"));
    json_decref(needed);
    return is;
}

static void test_first_start(StoreFixture *fixture)
{
    First first = first_open(fixture);
    g_assert_true(is_needed(first.town));
    town_refused(first.town, "setup.do", NULL, do_args(&first, "secadmin", PASSWORD),
        "administrators not_the_three");
    town_refused(first.town, "setup.do", NULL, do_args(&first, "auditor", "short"),
        "administrators.2.password too_short");
    json_t *bad = do_args(&first, "auditor", PASSWORD);
    json_object_set_new(json_object_get(bad, "unit"), "code", json_string("x"));
    town_refused(first.town, "setup.do", NULL, bad, "unit.code not_a_code");
    g_assert_true(has_file(&first));
    town_done(first.town, "setup.do", NULL, do_args(&first, "auditor", PASSWORD));
    g_assert_false(has_file(&first));
    town_refused(first.town, "setup.do", NULL, do_args(&first, "auditor", PASSWORD), "set_up");
    g_assert_false(is_needed(first.town));
    first_close(&first);
}

static void test_code(StoreFixture *fixture)
{
    First first = first_open(fixture);
    json_t *wrong = do_args(&first, "auditor", PASSWORD);
    json_object_set_new(wrong, "code", json_string("23456-23456-23456-23456-23456"));
    town_refused(first.town, "setup.do", NULL, wrong, "wrong_setup_code");
    town_refused(
        first.town, "setup.do", NULL, own_args(CITY, "auditor", PASSWORD), "code required");
    /* A server that has no code opens to nobody. */
    engine_set_service(first.town->engine, SERVICE_SETUP_CODE, NULL);
    town_refused(
        first.town, "setup.do", NULL, do_args(&first, "auditor", PASSWORD), "wrong_setup_code");
    g_assert_true(is_needed(first.town));
    setup_code_close(first.code);
    first_close(&first);
}

/* What the tables say does not count: they may be empty half-way through an upgrade. */
static void test_record_without_tables(StoreFixture *fixture)
{
    First first = first_open(fixture);
    g_autoptr(GError) error = NULL;
    json_t *args = do_args(&first, "auditor", PASSWORD);
    town_unit(first.town, OTHER, "株洲市", NULL);
    g_autoptr(Db) db = store_writer(fixture->store, &error);
    g_autoptr(StoreTxn) txn = store_begin(db, &error);
    g_assert_true(schema_clear_derived(first.town->schema, db, &error));
    fixture_commit(g_steal_pointer(&txn));
    g_clear_pointer(&db, db_release);
    town_refused(first.town, "setup.do", NULL, args, "set_up");
    g_assert_true(has_file(&first));
    g_assert_false(is_needed(first.town));
    g_assert_false(has_file(&first));
    db = store_writer(fixture->store, &error);
    g_assert_true(engine_rebuild(first.town->engine, db, &error));
    g_clear_pointer(&db, db_release);
    first_close(&first);
}

static void test_own(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    town_unit(town, CITY, "长沙市", NULL);
    town_refused(town, "setup.own", NULL, own_args(CITY, "secadmin", PASSWORD),
        "administrators not_the_three");
    engine_set_service(town->engine, SERVICE_DEMO, town);
    town_refused(town, "setup.own", NULL, own_args(CITY, "auditor", PASSWORD), "is_demo");
    engine_set_service(town->engine, SERVICE_DEMO, NULL);
    town_done(town, "setup.own", NULL, own_args(CITY, "auditor", PASSWORD));
    town_refused(town, "setup.own", NULL, own_args(OTHER, "auditor", PASSWORD), "set_up");
    town_close(town);
}

typedef struct Race {
    First *first;
    const char *unit;
    bool won;
    pthread_t thread;
} Race;

static void *race_run(void *data)
{
    Race *race = data;
    g_autoptr(GError) error = NULL;
    Town *town = race->first->town;
    json_auto_t *args = do_args(race->first, "auditor", PASSWORD);
    json_object_set_new(json_object_get(args, "unit"), "code", json_string(race->unit));
    race->won = executor_run(
        town->executor, engine_command(town->engine, "setup.do"), NULL, args, NULL, &error);
    if (!race->won)
        g_assert_cmpstr(fail_reason(error), ==, "set_up");
    return NULL;
}

static void test_race(StoreFixture *fixture)
{
    First first = first_open(fixture);
    Race races[] = {{&first, CITY}, {&first, OTHER}};
    for (size_t i = 0; i < G_N_ELEMENTS(races); i++)
        pthread_create(&races[i].thread, NULL, race_run, &races[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(races); i++)
        pthread_join(races[i].thread, NULL);
    g_assert_true(races[0].won != races[1].won);
    first_close(&first);
}

typedef struct Second {
    StoreFixture *fixture;
    bool is_empty;
    atomic_bool is_answered;
} Second;

static void *second_run(void *data)
{
    Second *second = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(second->fixture->store, &error);
    g_autoptr(StoreTxn) txn = store_begin(db, &error);
    g_assert_true(journal_is_empty(db, true, &second->is_empty, &error));
    atomic_store(&second->is_answered, true);
    return NULL;
}

/* Where several may write, the second waits for the first to end before it looks. */
static void test_waits(StoreFixture *fixture)
{
    First first = first_open(fixture);
    Second second = {.fixture = fixture};
    pthread_t thread;
    bool is_empty = false;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(fixture->store, &error);
    g_autoptr(StoreTxn) txn = store_begin(db, &error);
    g_assert_true(journal_is_empty(db, true, &is_empty, &error));
    g_assert_true(is_empty);
    if (store_kind(fixture->store) == STORE_POSTGRES) {
        fixture_run(db, "INSERT INTO journal (unit, seq, at, actor, kind, subject, text, hash)"
                        " VALUES ('X1', 1, 1, 'system', 'x', 'X1', '{}', '')");
        pthread_create(&thread, NULL, second_run, &second);
        while (!atomic_load(&second.is_answered) &&
               fixture_number(db, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
                                  " AND relation = 'journal'::regclass") == 0)
            g_usleep(1000);
        fixture_commit(g_steal_pointer(&txn));
        pthread_join(thread, NULL);
        g_assert_false(second.is_empty);
        fixture_run(db, "DROP TRIGGER journal_no_change ON journal");
        fixture_run(db, "DELETE FROM journal");
    }
    g_clear_pointer(&txn, store_rollback);
    g_clear_pointer(&db, db_release);
    setup_code_close(first.code);
    first_close(&first);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add(
        "setup", "the first start makes a unit and its three administrators", test_first_start);
    fixture_add("setup", "opens to nobody without the code", test_code);
    fixture_add("setup", "is closed where anything was ever recorded", test_record_without_tables);
    fixture_add("setup", "the operator sets up what was imported, and no demo", test_own);
    fixture_add("setup", "of two at once one wins", test_race);
    fixture_add("setup", "whoever looks second waits for the first", test_waits);
    return g_test_run();
}
