/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app_fixture.h"
#include "store/store.h"

#include <stdio.h>

/* Every how many calls of the store one is struck. */
#define STRIDE 13

static char *url_of(const char *data, int fault)
{
    return fault == 0 ? g_strdup_printf("sqlite:%s/shaodian.db", data)
                      : g_strdup_printf("fault:%d:sqlite:%s/shaodian.db", fault, data);
}

/* Runs SQL on the database of `data` behind the program's back. */
static void tamper(const char *data, const char *name, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = g_strdup_printf("sqlite:%s/%s", data, name);
    g_autoptr(Store) store = store_open(url, &error);
    g_autoptr(Db) db = store_writer(store, &error);
    store_run_script(db, sql, &error);
    g_assert_no_error(error);
}

/* As a program whose derived tables are others would have left it. */
static void grow_old(const char *data)
{
    tamper(data, "shaodian.db", "UPDATE schema_version SET derived = 'x' WHERE file LIKE '010%'");
}

/* As an upgrade of the program before this one left it when it was killed. */
static void empty_derived(App *app)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(app_store(app), &error);
    schema_clear_derived(app_schema(app), db, &error);
    g_assert_no_error(error);
}

static bool has_next(const char *data)
{
    g_autofree char *path = g_build_filename(data, "shaodian.db.next", NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Everything is there, as the journal says, and nothing lies beside it. */
static void assert_whole(const char *data, int64_t people)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(App) app = app_at(data);
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM person"), ==, people);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM unit"), ==, 1);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM beat"), ==, 1);
    g_assert_true(engine_rebuild_check(app_engine(app), differences, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(differences->len, ==, 0);
    g_assert_false(has_next(data));
}

/* A unit with two people and a row of a working table. */
static void place_fill(Place *place)
{
    place_open(place);
    app_free(app_with_record(place->one));
    tamper(place->one, "shaodian.db",
        "INSERT INTO beat (unit, account, began_at, last_at) VALUES ('430102', '430102-9', 1, 1)");
}

static bool try_open(const char *data, int fault, GError **error)
{
    g_autofree char *url = url_of(data, fault);
    const AppOptions options = {.data = data, .db = url};
    g_autoptr(App) app = app_open(&options, error);
    return app != NULL;
}

/* What pages read is there before anything is mended. */
static void assert_serves(const char *data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = url_of(data, 0);
    g_autoptr(Store) store = store_open_beside(url, &error);
    g_autoptr(Db) db = store_reader(store, &error);
    g_autoptr(Statement) count = store_prepare(db, "SELECT COUNT(*) FROM person", &error);
    g_assert_cmpint(statement_step(count, &error), ==, STORE_ROW);
    g_assert_cmpint(row_int(count, 0), ==, 2);
}

/* Killed at any moment, the tables in use are the old ones or the new ones. */
static void test_a_struck_upgrade_is_whole_or_not_begun(void)
{
    g_auto(Place) place = {0};
    place_fill(&place);
    int struck = 0;
    for (int fault = 1;; fault += STRIDE) {
        g_autoptr(GError) error = NULL;
        grow_old(place.one);
        if (try_open(place.one, fault, &error))
            break;
        g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
        assert_serves(place.one);
        struck++;
        if (struck % 4 == 0)
            assert_whole(place.one, 2);
    }
    g_assert_cmpint(struck, >, 20);
    assert_whole(place.one, 2);
}

static void test_what_an_earlier_program_left_half_way_is_mended(void)
{
    g_auto(Place) place = {0};
    place_fill(&place);
    {
        g_autoptr(App) app = app_at(place.one);
        empty_derived(app);
    }
    assert_whole(place.one, 2);
}

/* A head of which the journal knows nothing: no replay makes its rows, and none is begun for it. */
static void test_a_head_without_events_keeps_nobody_from_starting(void)
{
    g_auto(Place) place = {0};
    place_fill(&place);
    tamper(place.one, "shaodian.db",
        "INSERT INTO head (unit, seq, at, digest, hash)"
        " SELECT '430103', seq, at, digest, hash FROM head");
    assert_whole(place.one, 2);
    grow_old(place.one);
    assert_whole(place.one, 2);
}

static json_t *account(const char *login, int person)
{
    g_autofree char *id = g_strdup_printf("430102-%d", person);
    return json_pack("{s:s, s:s, s:s, s:s}", "unit", "430102", "person", id, "login", login,
        "password", "Correct-horse-1");
}

/* It let anybody set up what it had lost sight of. */
static void test_a_unit_set_up_twice_can_be_made_anew(void)
{
    g_auto(Place) place = {0};
    g_autoptr(GError) error = NULL;
    place_fill(&place);
    {
        g_autoptr(App) app = app_at(place.one);
        app_act(app, "account.open", account("hua", 2));
        empty_derived(app);
        app_act(app, "unit.register",
            json_pack("{s:s, s:s, s:s}", "code", "430102", "name", "Again", "level", "county"));
        app_act(app, "person.register", json_pack("{s:s, s:s}", "unit", "430102", "name", "Who"));
        app_act(app, "account.open", account("hua", 6));
    }
    const AppOptions options = {.data = place.one, .rebuild = true};
    g_autoptr(App) app = app_open(&options, &error);
    g_assert_no_error(error);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM unit WHERE name = 'Again'"), ==, 0);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM account"), ==, 2);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM account WHERE login = 'hua@430102' AND"
                                    " person = '430102-2'"),
        ==, 1);
    g_clear_pointer(&app, app_free);
    assert_whole(place.one, 3);
}

static void prepare(const char *data)
{
    g_autoptr(GError) error = NULL;
    const AppOptions options = {.data = data};
    g_assert_true(app_prepare(&options, &error));
    g_assert_no_error(error);
}

static void test_what_is_entered_while_it_is_prepared_is_not_lost(void)
{
    g_auto(Place) place = {0};
    place_fill(&place);
    {
        g_autoptr(App) app = app_at(place.one);
        g_autoptr(GError) error = NULL;
        g_autoptr(Db) db = store_writer(app_store(app), &error);
        store_run_script(db, "UPDATE schema_version SET derived = 'x'", &error);
        g_assert_no_error(error);
        g_clear_pointer(&db, db_release);
        prepare(place.one);
        g_assert_true(has_next(place.one));
        app_act(
            app, "person.register", json_pack("{s:s, s:s}", "unit", "430102", "name", "Zhao Min"));
        db = store_writer(app_store(app), &error);
        store_run_script(db, "UPDATE vault SET salt = NULL, value = NULL WHERE seq = 2", &error);
        g_assert_no_error(error);
    }
    g_autoptr(App) app = app_at(place.one);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM person"), ==, 3);
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM vault WHERE salt IS NULL"), >, 0);
    g_assert_cmpint(app_number(app, "SELECT MAX(seq) FROM head"), ==, 4);
    g_assert_false(has_next(place.one));
}

static void test_what_another_program_prepared_is_not_taken(void)
{
    g_auto(Place) place = {0};
    place_fill(&place);
    grow_old(place.one);
    prepare(place.one);
    tamper(place.one, "shaodian.db.next",
        "UPDATE upgrade_goal SET goal = 'x'; DELETE FROM person; DELETE FROM upgrade_unit");
    assert_whole(place.one, 2);
}

static void test_what_was_prepared_for_another_record_is_not_taken(void)
{
    g_auto(Place) place = {0};
    place_fill(&place);
    app_free(app_with_record(place.other));
    grow_old(place.other);
    prepare(place.other);
    grow_old(place.one);
    g_autofree char *from = g_build_filename(place.other, "shaodian.db.next", NULL);
    g_autofree char *to = g_build_filename(place.one, "shaodian.db.next", NULL);
    g_assert_cmpint(rename(from, to), ==, 0);
    assert_whole(place.one, 2);
}

static bool stop_now(void *self)
{
    return true;
}

static void test_it_ends_when_it_is_told_to_and_goes_on_later(void)
{
    g_auto(Place) place = {0};
    g_autoptr(GError) error = NULL;
    const UpgradeWatch watch = {.stopped = stop_now};
    place_fill(&place);
    grow_old(place.one);
    const AppOptions options = {.data = place.one, .watch = &watch};
    g_assert_null(app_open(&options, &error));
    g_assert_cmpstr(fail_reason(error), ==, "stopped");
    g_assert_true(has_next(place.one));
    assert_whole(place.one, 2);
}

/* Nobody may go on reading the file that is exchanged. */
static void test_a_reader_of_the_old_file_is_waited_for(void)
{
    g_auto(Place) place = {0};
    g_autoptr(GError) error = NULL;
    place_fill(&place);
    grow_old(place.one);
    g_autofree char *url = url_of(place.one, 0);
    {
        g_autoptr(Store) reading = store_open_beside(url, &error);
        g_autoptr(Db) db = store_reader(reading, &error);
        g_autoptr(Statement) any = store_prepare(db, "SELECT 1 FROM person", &error);
        g_assert_cmpint(statement_step(any, &error), ==, STORE_ROW);
        g_assert_false(try_open(place.one, 0, &error));
        g_assert_error(error, FAIL, FAIL_CONFLICT);
        g_assert_cmpstr(fail_reason(error), ==, "in_use");
    }
    assert_whole(place.one, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/version/a head without events keeps nobody from starting",
        test_a_head_without_events_keeps_nobody_from_starting);
    g_test_add_func("/version/a struck upgrade is whole or not begun",
        test_a_struck_upgrade_is_whole_or_not_begun);
    g_test_add_func("/version/what an earlier program left half way is mended",
        test_what_an_earlier_program_left_half_way_is_mended);
    g_test_add_func(
        "/version/a unit set up twice can be made anew", test_a_unit_set_up_twice_can_be_made_anew);
    g_test_add_func("/version/what is entered while it is prepared is not lost",
        test_what_is_entered_while_it_is_prepared_is_not_lost);
    g_test_add_func("/version/what another program prepared is not taken",
        test_what_another_program_prepared_is_not_taken);
    g_test_add_func("/version/what was prepared for another record is not taken",
        test_what_was_prepared_for_another_record_is_not_taken);
    g_test_add_func("/version/it ends when it is told to and goes on later",
        test_it_ends_when_it_is_told_to_and_goes_on_later);
    g_test_add_func("/version/a reader of the old file is waited for",
        test_a_reader_of_the_old_file_is_waited_for);
    return g_test_run();
}
