/* SPDX-License-Identifier: Apache-2.0 */
#include "app/pulse.h"

#include "app/app.h"

#include <glib/gstdio.h>

typedef struct Place {
    char *root, *data, *database;
    App *app;
    Pulse *pulse;
} Place;

static void place_open(Place *place)
{
    g_autoptr(GError) error = NULL;
    place->root = g_dir_make_tmp("shaodian-test-XXXXXX", &error);
    g_assert_no_error(error);
    place->data = g_build_filename(place->root, "data", NULL);
    place->database = g_build_filename(place->data, "shaodian.db", NULL);
    const AppOptions options = {.data = place->data};
    place->app = app_open(&options, &error);
    g_assert_no_error(error);
    place->pulse = pulse_new(app_executor(place->app, NULL), app_engine(place->app), &error);
    g_assert_no_error(error);
}

static void place_close(Place *place)
{
    const char *const names[] = {"shaodian.db", "shaodian.db.lock", "shaodian.id"};
    pulse_free(place->pulse);
    app_free(place->app);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(place->data, names[i], NULL);
        g_unlink(path);
    }
    g_rmdir(place->data);
    g_rmdir(place->root);
    g_free(place->root);
    g_free(place->data);
    g_free(place->database);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_close)

/* As long as it takes; a test that never ends has failed. */
static void await_reason(Place *place, const char *reason)
{
    Health health = {0};
    pulse_read(place->pulse, &health);
    while (g_strcmp0(health.reason, reason) != 0) {
        g_usleep(10000);
        pulse_read(place->pulse, &health);
    }
    g_assert_true((health.failing_ms == 0) || reason != NULL);
}

static void test_it_is_well_from_the_first_look(void)
{
    g_auto(Place) place = {0};
    Health health = {0};
    place_open(&place);
    pulse_read(place.pulse, &health);
    g_assert_null(health.reason);
    g_assert_cmpint(health.due_lag_ms, ==, 0);
}

static void test_files_that_are_moved_are_missed_until_they_are_back(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    g_autofree char *away = g_strconcat(place.root, "/away", NULL);
    g_assert_cmpint(g_rename(place.database, away), ==, 0);
    await_reason(&place, "data_gone");
    g_assert_cmpint(g_rename(away, place.database), ==, 0);
    await_reason(&place, NULL);
}

static void renumber(Place *place, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(app_store(place->app), &error);
    g_assert_true(store_run_script(db, sql, &error));
}

static void test_a_database_with_another_number_is_another(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    renumber(&place, "UPDATE installation SET id = -id");
    await_reason(&place, "data_gone");
    renumber(&place, "UPDATE installation SET id = -id");
    await_reason(&place, NULL);
}

/* It does without the executor, so that it can outlive it. */
static void test_it_goes_on_when_the_executor_ends(void)
{
    g_auto(Place) place = {0};
    place_open(&place);
    pulse_part(place.pulse);
    renumber(&place, "UPDATE installation SET id = -id");
    await_reason(&place, "data_gone");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pulse/it_is_well_from_the_first_look", test_it_is_well_from_the_first_look);
    g_test_add_func("/pulse/files_that_are_moved_are_missed_until_they_are_back",
        test_files_that_are_moved_are_missed_until_they_are_back);
    g_test_add_func("/pulse/a_database_with_another_number_is_another",
        test_a_database_with_another_number_is_another);
    g_test_add_func(
        "/pulse/it_goes_on_when_the_executor_ends", test_it_goes_on_when_the_executor_ends);
    return g_test_run();
}
