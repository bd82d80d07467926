/* SPDX-License-Identifier: Apache-2.0 */
#include "app/marker.h"

#include "app/archive.h"
#include "base/json.h"

#include <glib/gstdio.h>

typedef struct Place {
    char *root, *data, *database, *marker, *twin, *file;
} Place;

static void place_open(Place *place)
{
    place->root = g_dir_make_tmp("shaodian-test-XXXXXX", NULL);
    g_assert_nonnull(place->root);
    place->data = g_build_filename(place->root, "data", NULL);
    place->database = g_build_filename(place->data, "shaodian.db", NULL);
    place->marker = g_build_filename(place->data, "shaodian.id", NULL);
    place->twin = g_build_filename(place->root, "twin", NULL);
    place->file = g_build_filename(place->root, "backup", NULL);
}

static void folder_remove(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        if (g_file_test(inside, G_FILE_TEST_IS_DIR))
            folder_remove(inside);
        else
            g_unlink(inside);
    }
    g_rmdir(path);
}

static void place_clear(Place *place)
{
    folder_remove(place->root);
    char *const all[] = {
        place->root, place->data, place->database, place->marker, place->twin, place->file};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        g_free(all[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static App *start(const Place *place, AppMarking marking, GError **error)
{
    const AppOptions options = {.data = place->data, .marking = marking, .marker = place->twin};
    return app_open(&options, error);
}

static App *started(const Place *place)
{
    g_autoptr(GError) error = NULL;
    App *app = start(place, MARKING_CHECKED, &error);
    g_assert_no_error(error);
    return app;
}

static void refused(const Place *place, const char *reason, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *remedy = g_strconcat("rm ", path, NULL);
    g_assert_null(start(place, MARKING_CHECKED, &error));
    g_assert_error(error, FAIL, FAIL_CONFLICT);
    g_assert_cmpstr(fail_reason(error), ==, reason);
    g_assert_nonnull(strstr(error->message, remedy));
}

static void unit_register(App *app)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Actor) system = actor_system();
    json_auto_t *args = json_pack(
        "{s:s, s:s, s:s}", "code", "430102", "name", "Furong duty room", "level", "county");
    executor_run(app_executor(app, NULL), engine_command(app_engine(app), "unit.register"), system,
        args, NULL, &error);
    g_assert_no_error(error);
}

static int64_t id_of(App *app)
{
    g_autoptr(Db) db = store_reader(app_store(app), NULL);
    return installation_id(db);
}

static int64_t id_in(const char *path)
{
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? g_ascii_strtoll(text, NULL, 10) : 0;
}

static void test_the_first_start_marks_and_the_next_finds_itself(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    g_autoptr(App) app = started(&place);
    int64_t id = id_of(app);
    g_assert_cmpint(id, >, 0);
    g_assert_cmpint(id_in(place.marker), ==, id);
    g_assert_cmpint(id_in(place.twin), ==, id);
    g_clear_pointer(&app, app_free);
    g_assert_cmpint(g_unlink(place.marker), ==, 0);
    app = started(&place);
    g_assert_cmpint(id_of(app), ==, id);
    g_assert_cmpint(id_in(place.marker), ==, id);
}

static void test_a_lost_or_emptied_database_is_missed_and_nothing_is_made(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    app_free(started(&place));
    g_assert_cmpint(g_unlink(place.database), ==, 0);
    refused(&place, "data_gone", place.marker);
    g_assert_false(g_file_test(place.database, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_set_contents(place.database, "", 0, NULL));
    refused(&place, "data_gone", place.marker);
    folder_remove(place.data);
    refused(&place, "data_gone", place.twin);
    g_assert_cmpint(g_unlink(place.twin), ==, 0);
    app_free(started(&place));
}

static void test_another_record_is_refused_until_it_is_said_to_be_right(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    g_autoptr(App) app = started(&place);
    unit_register(app);
    g_clear_pointer(&app, app_free);
    g_assert_true(g_file_set_contents(place.twin, "17\n", -1, NULL));
    refused(&place, "other_data", place.twin);
    g_assert_true(g_file_set_contents(place.twin, "no number\n", -1, NULL));
    refused(&place, "other_data", place.twin);
    g_assert_cmpint(g_unlink(place.twin), ==, 0);
    g_assert_cmpint(mkfifo(place.twin, 0600), ==, 0);
    refused(&place, "other_data", place.twin);
    g_assert_cmpint(g_unlink(place.twin), ==, 0);
    app_free(started(&place));
}

/* The record goes on where it is restored: the number goes along. */
static void test_a_restored_record_keeps_its_number(void)
{
    g_auto(Place) place = {0};
    ArchiveReport report = {0};
    g_autoptr(GError) error = NULL;
    place_open(&place);
    g_autoptr(App) app = started(&place);
    int64_t id = id_of(app);
    unit_register(app);
    g_assert_true(archive_make(app_store(app), place.data, place.file, &report, &error));
    g_clear_pointer(&app, app_free);
    folder_remove(place.data);
    refused(&place, "data_gone", place.twin);
    app = start(&place, MARKING_LATER, &error);
    g_assert_no_error(error);
    g_assert_true(archive_restore(app, place.file, &report, &error));
    g_assert_no_error(error);
    g_clear_pointer(&app, app_free);
    app = started(&place);
    g_assert_cmpint(id_of(app), ==, id);
    g_assert_cmpint(id_in(place.marker), ==, id);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/marker/the_first_start_marks_and_the_next_finds_itself",
        test_the_first_start_marks_and_the_next_finds_itself);
    g_test_add_func("/marker/a_lost_or_emptied_database_is_missed_and_nothing_is_made",
        test_a_lost_or_emptied_database_is_missed_and_nothing_is_made);
    g_test_add_func("/marker/another_record_is_refused_until_it_is_said_to_be_right",
        test_another_record_is_refused_until_it_is_said_to_be_right);
    g_test_add_func(
        "/marker/a_restored_record_keeps_its_number", test_a_restored_record_keeps_its_number);
    return g_test_run();
}
