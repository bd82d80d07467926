/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo.h"

#include "app/app.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/resource.h"
#include "demo/city.h"
#include "demo/mark.h"

#define DEMO_DAYS 2
#define DEMO_TOP "430100"

static json_t *resource_json(const char *path, GError **error)
{
    gsize size = 0;
    const char *text = resource_text(path, &size);
    return json_read(text == NULL ? "" : text, size, JSON_INTEGERS, error);
}

static void advance(void *data, int64_t to)
{
    g_autoptr(GError) error = NULL;
    if (!app_advance(data, to, &error))
        g_warning("moving the clock: %s", error->message);
}

static bool city_fill(App *app, GError **error)
{
    json_auto_t *city = resource_json("/catalog/demo/city.json", error);
    json_auto_t *names = city == NULL ? NULL : resource_json("/catalog/demo/names.json", error);
    Executor *executor = names == NULL ? NULL : app_executor(app, error);
    if (executor == NULL)
        return false;
    Stage stage = {
        .engine = app_engine(app), .executor = executor, .advance = advance, .data = app};
    return city_build(&stage, city, names, error) &&
           stage_act(&stage, NULL, "demo.mark", json_pack("{s:s}", "unit", DEMO_TOP), NULL, error);
}

/* 1: filled already, 0: empty, -1: something else is in it. */
static int fill_state(App *app, GError **error)
{
    g_autoptr(Db) db = store_reader(app_store(app), error);
    if (db == NULL)
        return -1;
    if (demo_is_marked(db))
        return 1;
    g_autoptr(Statement) statement = store_prepare(db, "SELECT 1 FROM head", error);
    if (statement == NULL)
        return -1;
    if (statement_step(statement, error) == STORE_DONE)
        return 0;
    fail_as(error, FAIL_CONFLICT, "not_empty",
        "this database holds real data; give the demo a data directory of its own (--data DIR)");
    return -1;
}

bool demo_fill(const char *data, const char *db, int64_t until, GError **error)
{
    g_autofree char *start = moment_print(until - DEMO_DAYS * DAY_MS);
    const AppOptions options = {.data = data, .db = db, .manual_clock = start};
    g_autoptr(App) app = app_open(&options, error);
    if (app == NULL)
        return false;
    int state = fill_state(app, error);
    if (state != 0)
        return state > 0;
    return city_fill(app, error) && app_advance(app, until, error);
}
