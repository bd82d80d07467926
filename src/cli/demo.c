/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/resource.h"
#include "demo/city.h"
#include "demo/compare.h"
#include "demo/mark.h"

#define DEMO_DAYS 2
#define DEMO_TOP "430100"
#define DEMO_BUSY "430102"
#define DEMO_SEED 20260304
/* Incidents a unit and day: so many that the pages are full and the first start stays short. */
#define DEMO_RATE 0.02
#define DEMO_BUSY_RATE 0.25

static json_t *resource_json(const char *path, GError **error)
{
    gsize size = 0;
    const char *text = resource_text(path, &size);
    return json_read(text == NULL ? "" : text, size, JSON_INTEGERS, error);
}

static bool advance(void *data, int64_t to, GError **error)
{
    return app_advance(data, to, error);
}

static bool stage_set(Stage *stage, App *app, GError **error)
{
    Executor *executor = app_executor(app, error);
    *stage =
        (Stage){.engine = app_engine(app), .executor = executor, .advance = advance, .data = app};
    return executor != NULL;
}

static bool city_fill(App *app, GError **error)
{
    json_auto_t *city = resource_json("/catalog/demo/city.json", error);
    json_auto_t *names = city == NULL ? NULL : resource_json("/catalog/demo/names.json", error);
    Stage stage = {0};
    return names != NULL && stage_set(&stage, app, error) &&
           city_build(&stage, city, names, error) &&
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

Tally *demo_live(App *app, const LifePlan *plan, GError **error)
{
    json_auto_t *story = resource_json("/catalog/demo/story.json", error);
    json_auto_t *names = story == NULL ? NULL : resource_json("/catalog/demo/names.json", error);
    json_auto_t *rules = names == NULL ? NULL : resource_json("/catalog/duty/presence.json", error);
    Stage stage = {0};
    LifePlan whole = *plan;
    if (rules == NULL || !stage_set(&stage, app, error))
        return NULL;
    whole.rules = rules;
    return life_live(&stage, story, names, &whole, error);
}

json_t *demo_compare(
    App *app, const LifePlan *plan, int64_t from, const Tally *tally, GError **error)
{
    const CompareSpan span = {.under = plan->under, .from = from, .until = plan->until};
    Stage stage = {0};
    return stage_set(&stage, app, error) ? duty_compare(&stage, &span, tally_plants(tally), error)
                                         : NULL;
}

bool demo_fill(const char *data, const char *db, int64_t until, GError **error)
{
    g_autofree char *start = moment_print(until - DEMO_DAYS * DAY_MS);
    const AppOptions options = {.data = data, .db = db, .manual_clock = start};
    const LifePlan plan = {.under = DEMO_TOP,
        .rate = DEMO_RATE,
        .busy = DEMO_BUSY,
        .busy_rate = DEMO_BUSY_RATE,
        .seed = DEMO_SEED,
        .until = until,
        .scenes = "demo"};
    g_autoptr(App) app = app_open(&options, error);
    if (app == NULL)
        return false;
    int state = fill_state(app, error);
    if (state != 0)
        return state > 0;
    if (!city_fill(app, error))
        return false;
    g_autoptr(Tally) tally = demo_live(app, &plan, error);
    return tally != NULL;
}
