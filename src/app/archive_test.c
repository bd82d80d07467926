/* SPDX-License-Identifier: Apache-2.0 */
#include "app/archive.h"

#include "app/app_fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static bool make(App *app, const Place *place, GError **error)
{
    ArchiveReport report = {0};
    return archive_make(app_store(app), place->one, place->file, &report, error);
}

static void refused(App *app, const Place *place, FailCode code, const char *words)
{
    g_autoptr(GError) error = NULL;
    ArchiveReport report = {0};
    g_assert_false(archive_restore(app, place->file, &report, &error));
    g_assert_error(error, FAIL, (int) code);
    g_assert_nonnull(strstr(error->message, words));
}

static void test_what_was_kept_comes_back_and_the_rest_is_made(void)
{
    g_auto(Place) place = {0};
    g_autoptr(GError) error = NULL;
    ArchiveReport report = {0};
    place_open(&place);
    g_autoptr(App) app = app_with_record(place.one);
    g_autoptr(App) other = app_at(place.other);

    g_assert_true(make(app, &place, &error));
    g_assert_true(archive_restore(other, place.file, &report, &error));
    g_assert_no_error(error);
    g_assert_cmpint(report.events, ==, 3);
    g_assert_cmpint(report.units, ==, 1);
    g_assert_cmpint(app_number(other, "SELECT COUNT(*) FROM person"), ==, 2);
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(engine_rebuild_check(app_engine(other), differences, &error));
    g_assert_cmpint(differences->len, ==, 0);
}

static void test_a_file_is_never_overwritten(void)
{
    g_auto(Place) place = {0};
    g_autoptr(GError) error = NULL;
    place_open(&place);
    g_autoptr(App) app = app_with_record(place.one);

    g_file_set_contents(place.file, "mine", -1, NULL);
    g_assert_false(make(app, &place, &error));
    g_assert_cmpstr(fail_reason(error), ==, "exists");
}

static void test_a_name_of_the_database_itself_is_refused(void)
{
    static const char *const endings[] = {"-journal", ".next", ".next-wal"};
    g_auto(Place) place = {0};
    place_open(&place);
    g_autoptr(App) app = app_with_record(place.one);

    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strconcat("shaodian.db", endings[i], NULL);

        g_free(place.file);
        place.file = g_build_filename(place.one, name, NULL);
        g_assert_false(make(app, &place, &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
        g_assert_false(g_file_test(place.file, G_FILE_TEST_EXISTS));
    }
}

static void test_a_pipe_is_refused(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    g_autoptr(App) app = app_at(place.one);

    g_assert_cmpint(mkfifo(place.file, 0600), ==, 0);
    refused(app, &place, FAIL_INVALID, "is no file");
}

static void test_nothing_is_taken_into_a_database_that_holds_something(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    g_autoptr(App) app = app_with_record(place.one);

    g_assert_true(make(app, &place, NULL));
    refused(app, &place, FAIL_CONFLICT, "a record in this database already");
    g_assert_cmpint(app_number(app, "SELECT COUNT(*) FROM person"), ==, 2);
}

/* Each is done to the file behind the program's back; what must be said of it. */
static const struct {
    const char *sql;
    const char *said;
} tampering[] = {
    {"DROP TRIGGER journal_no_update; UPDATE journal SET at = at + 1 WHERE seq = 2",
        "unit 430102, event 2: "},
    {"DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = 2", "unit 430102, event "},
    {"UPDATE head SET seq = 2", "unit 430102, event "},
    {"UPDATE vault SET value = 'Zhang San' WHERE seq = 3 AND path = 'name'",
        "unit 430102, event 3: "},
    {"INSERT INTO schema_version (file, kept, derived, working) VALUES ('999_later.sql', '', '', "
     "'')",
        "999_later.sql, which this program does not know"},
};

static void tamper(const char *file, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = g_strconcat("sqlite:", file, NULL);
    g_autoptr(Store) store = store_open(url, &error);
    g_autoptr(Db) db = store_writer(store, &error);
    g_assert_true(store_run_script(db, sql, &error));
    g_assert_no_error(error);
}

static void test_a_file_that_was_touched_is_refused_with_its_first_fault(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tampering); i++) {
        g_auto(Place) place = {0};
        place_open(&place);
        g_autoptr(App) app = app_with_record(place.one);
        g_autoptr(App) other = app_at(place.other);

        g_assert_true(make(app, &place, NULL));
        tamper(place.file, tampering[i].sql);
        refused(other, &place, i == 4 ? FAIL_CONFLICT : FAIL_CORRUPT, tampering[i].said);
        g_assert_cmpint(app_number(other, "SELECT COUNT(*) FROM journal"), ==, 0);
    }
}

static void test_a_file_that_is_something_else_is_refused(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    g_autoptr(App) app = app_at(place.one);

    refused(app, &place, FAIL_NOT_FOUND, "there is no database");
    g_file_set_contents(place.file, "a text of more than sixteen bytes, no database", -1, NULL);
    refused(app, &place, FAIL_CORRUPT, "not a database");
    g_file_set_contents(place.file, "", 0, NULL);
    refused(app, &place, FAIL_NOT_FOUND, "no record of this program");
}

static void test_a_record_that_does_not_fit_gives_no_backup(void)
{
    g_auto(Place) place = {0};
    g_autoptr(GError) error = NULL;
    place_open(&place);
    g_autoptr(App) app = app_with_record(place.one);
    g_autoptr(Db) db = store_writer(app_store(app), &error);

    /* The executor is idle; SQLite has one writer, and it is this one now. */
    g_assert_true(store_run_script(db,
        "DROP TRIGGER journal_no_update; UPDATE journal SET actor = 'x' WHERE seq = 1", &error));
    g_clear_pointer(&db, db_release);
    g_assert_false(make(app, &place, &error));
    g_assert_error(error, FAIL, FAIL_CORRUPT);
    g_assert_false(g_file_test(place.file, G_FILE_TEST_EXISTS));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/archive/what was kept comes back and the rest is made anew",
        test_what_was_kept_comes_back_and_the_rest_is_made);
    g_test_add_func("/archive/a file is never overwritten", test_a_file_is_never_overwritten);
    g_test_add_func("/archive/a name that the database uses itself is refused",
        test_a_name_of_the_database_itself_is_refused);
    g_test_add_func("/archive/a pipe is refused instead of waited for", test_a_pipe_is_refused);
    g_test_add_func("/archive/nothing is taken into a database that holds something",
        test_nothing_is_taken_into_a_database_that_holds_something);
    g_test_add_func("/archive/a file that was touched is refused with its first fault",
        test_a_file_that_was_touched_is_refused_with_its_first_fault);
    g_test_add_func("/archive/a file that is something else is refused",
        test_a_file_that_is_something_else_is_refused);
    g_test_add_func("/archive/a record that does not fit gives no backup",
        test_a_record_that_does_not_fit_gives_no_backup);
    return g_test_run();
}
