/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app_fixture.h"

#include "base/json.h"

#include <glib/gstdio.h>

void place_open(Place *place)
{
    GError *error = NULL;
    place->root = g_dir_make_tmp("shaodian-test-XXXXXX", &error);
    g_assert_no_error(error);
    place->one = g_build_filename(place->root, "one", NULL);
    place->other = g_build_filename(place->root, "other", NULL);
    place->file = g_build_filename(place->root, "file", NULL);
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

void place_clear(Place *place)
{
    folder_remove(place->root);
    g_free(place->root);
    g_free(place->one);
    g_free(place->other);
    g_free(place->file);
}
App *app_at(const char *data)
{
    GError *error = NULL;
    const AppOptions options = {.data = data};
    App *app = app_open(&options, &error);
    g_assert_no_error(error);
    return app;
}

void app_act(App *app, const char *command, json_t *args)
{
    GError *error = NULL;
    g_autoptr(Actor) system = actor_system();
    json_t *reply = NULL;
    executor_run(app_executor(app, NULL), engine_command(app_engine(app), command), system, args,
        &reply, &error);
    g_assert_no_error(error);
    json_decref(reply);
    json_decref(args);
}

App *app_with_record(const char *data)
{
    App *app = app_at(data);
    app_act(app, "unit.register",
        json_pack(
            "{s:s, s:s, s:s}", "code", "430102", "name", "Furong duty room", "level", "county"));
    app_act(app, "person.register", json_pack("{s:s, s:s}", "unit", "430102", "name", "Li Hua"));
    app_act(app, "person.register", json_pack("{s:s, s:s}", "unit", "430102", "name", "Wang Wei"));
    return app;
}

int64_t app_number(App *app, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(app_store(app), &error);
    g_autoptr(Statement) statement = store_prepare_static(db, sql, &error);
    g_assert_no_error(error);
    g_assert_cmpint(statement_step(statement, &error), ==, STORE_ROW);
    return row_int(statement, 0);
}
