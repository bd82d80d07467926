/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/resource.h"
#include "demo/city.h"
#include "demo/compare.h"
#include "demo/mark.h"
#include "journal/journal.h"

#define DEMO_DAYS 2
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

static bool mark(App *app, const char *command, GError **error)
{
    Stage stage = {0};
    return stage_set(&stage, app, error) &&
           stage_act(&stage, NULL, command, json_pack("{s:s}", "unit", DEMO_TOP), NULL, error);
}

static bool city_fill(App *app, GError **error)
{
    json_auto_t *city = resource_json("/catalog/demo/city.json", error);
    json_auto_t *names = city == NULL ? NULL : resource_json("/catalog/demo/names.json", error);
    Stage stage = {0};
    return names != NULL && stage_set(&stage, app, error) && city_build(&stage, city, names, error);
}

/* Refuses a database that holds anything else. */
static bool fill_state(App *app, DemoMark *out_mark, GError **error)
{
    bool is_empty = false;
    g_autoptr(Db) db = store_reader(app_store(app), error);
    if (db == NULL || !demo_mark_read(db, out_mark, error) ||
        !journal_is_empty(db, false, &is_empty, error))
        return false;
    return is_empty || *out_mark != DEMO_NONE ||
           fail_as(error, FAIL_CONFLICT, "not_empty",
               "this database holds real data; give the demo a data directory of its own "
               "(--data DIR)");
}

/* What is made anew is another record: killed half-way, the next start must not look for this one.
 */
static bool city_wipe(App *app, GError **error)
{
    app_unmark(app);
    g_autoptr(Db) db = store_writer(app_store(app), error);
    g_autoptr(StoreTxn) txn = db == NULL ? NULL : store_begin(db, error);
    return txn != NULL && demo_wipe(db, error) && store_commit(g_steal_pointer(&txn), error);
}

/* Held while the city is filled: SQLite's file is locked anyway, a database of PostgreSQL is not.
 */
typedef struct Claim {
    Store *store;
    Db *db;
} Claim;

static void claim_free(Claim *claim)
{
    if (claim->db != NULL)
        db_release(claim->db);
    store_free(claim->store);
    g_free(claim);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Claim, claim_free)

static Claim *claim_take(const AppOptions *options, GError **error)
{
    g_autoptr(Claim) claim = g_new0(Claim, 1);
    g_autofree char *url = app_database(options, error);
    if (url == NULL)
        return NULL;
    if (g_str_has_prefix(url, "sqlite:"))
        return g_steal_pointer(&claim);
    claim->store = store_open(url, error);
    claim->db = claim->store == NULL ? NULL : store_reader(claim->store, error);
    if (claim->db == NULL || !demo_claim(claim->db, error))
        return NULL;
    return g_steal_pointer(&claim);
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

/* The mark comes first and last: whatever ends this in between leaves what is known for a demo, and
 * for an unfinished one. */
static bool city_live(App *app, int64_t until, GError **error)
{
    const LifePlan plan = {.under = DEMO_TOP,
        .rate = DEMO_RATE,
        .busy = DEMO_BUSY,
        .busy_rate = DEMO_BUSY_RATE,
        .seed = DEMO_SEED,
        .until = until,
        .scenes = "demo"};
    if (!mark(app, "demo.begin", error) || !city_fill(app, error))
        return false;
    g_autoptr(Tally) tally = demo_live(app, &plan, error);
    return tally != NULL && mark(app, "demo.mark", error);
}

/* Fills it alone; what another process has done meanwhile is seen once the claim is held. */
static bool fill_alone(const AppOptions *options, int64_t until, GError **error)
{
    DemoMark state = DEMO_NONE;
    g_autoptr(Claim) claim = claim_take(options, error);
    g_autoptr(App) app = claim == NULL ? NULL : app_open(options, error);
    if (app == NULL || !fill_state(app, &state, error))
        return false;
    if (state == DEMO_FILLED)
        return true;
    if (state == DEMO_NONE)
        return city_live(app, until, error);
    if (!city_wipe(app, error))
        return false;
    g_clear_pointer(&app, app_free);
    app = app_open(options, error);
    return app != NULL && city_live(app, until, error);
}

bool demo_fill(const char *data, const char *db, int64_t until, GError **error)
{
    g_autofree char *start = moment_print(until - DEMO_DAYS * DAY_MS);
    const AppOptions options = {.data = data, .db = db, .manual_clock = start};
    DemoMark state = DEMO_NONE;
    g_autoptr(App) app = app_open(&options, error);
    if (app == NULL || !fill_state(app, &state, error))
        return false;
    g_clear_pointer(&app, app_free);
    return state == DEMO_FILLED || fill_alone(&options, until, error);
}
