/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/life.h"

#include "base/json.h"
#include "base/moment.h"
#include "demo/arrivals.h"
#include "demo/attend.h"
#include "demo/computer.h"
#include "demo/room.h"
#include "unit/unit.h"

typedef struct Life {
    World world;
    const LifePlan *plan;
    GPtrArray *units; /* Unit * */
    int64_t from;
} Life;

static void life_clear(Life *life)
{
    computers_close(life->world.stage);
    g_clear_pointer(&life->world.stage->stand_ins, g_hash_table_unref);
    g_clear_pointer(&life->world.stage->deserted, g_hash_table_unref);
    g_hash_table_unref(life->world.told);
    calendar_free(life->world.calendar);
    tally_free(life->world.tally);
    cast_free(life->world.cast);
    g_rand_free(life->world.dice);
    if (life->units != NULL)
        g_ptr_array_unref(life->units);
}

static bool units_read(Life *life, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(life->world.stage->engine), error);
    Unit *top = db == NULL ? NULL : unit_get(db, life->plan->under, error);
    if (top == NULL)
        return false;
    life->units = units_below(db, life->plan->under, error);
    if (life->units == NULL) {
        unit_free(top);
        return false;
    }
    g_ptr_array_insert(life->units, 0, top);
    return true;
}

static bool is_busy(const Life *life, const char *code, Db *db)
{
    const char *busy = life->plan->busy;
    bool is_below = false;
    return busy == NULL || g_str_equal(code, busy) ||
           (unit_is_below(db, code, busy, &is_below, NULL) && is_below);
}

/* ---- What is planned ---- */

/* Is a scene of this life played there? */
static bool has_scene(const Life *life, const char *unit)
{
    const json_t *all = json_object_get(life->world.story, "scenes"), *scene = NULL;
    size_t i = 0;
    if (life->plan->scenes == NULL)
        return false;
    json_array_foreach (json_object_get(all, life->plan->scenes), i, scene) {
        if (g_strcmp0(json_text(scene, "unit"), unit) == 0)
            return true;
    }
    return false;
}

/* A room in which nothing comes in: NULL, or its kind. A unit that has others below has a desk. */
static const char *still_kind(const Life *life, const Unit *unit)
{
    const char *kind = life->plan->computers
                           ? room_kind(json_object_get(life->world.story, "rooms"), unit->code)
                           : NULL;

    for (guint i = 0; i < life->units->len; i++) {
        const Unit *other = life->units->pdata[i];

        if (g_strcmp0(other->parent, unit->code) == 0)
            return NULL;
    }
    return room_is_still(kind) ? kind : NULL;
}

/* Does it happen in a room like this? */
static bool daily_fits(const json_t *daily, bool busy, const char *still)
{
    const char *room = json_text(daily, "room");

    if (!busy && !json_flag(daily, "everywhere"))
        return false;
    return room != NULL ? g_strcmp0(room, still) == 0 : still == NULL || json_flag(daily, "still");
}

/* What every day brings at the same hour; the change of the watch in quiet units too. */
static bool daily_plan(Life *life, const Unit *unit, int64_t from, bool busy, GError **error)
{
    size_t i = 0;
    json_t *daily = NULL;
    const char *still = still_kind(life, unit);
    json_auto_t *vars = json_pack("{s:b, s:b}", "lively", busy && still == NULL, "scene",
        still != NULL || has_scene(life, unit->code));
    if (still != NULL)
        json_object_set_new(vars, still, json_true());
    json_array_foreach (json_object_get(life->world.story, "daily"), i, daily) {
        if (daily_fits(daily, busy, still) &&
            !play_begin(&life->world, json_text(daily, "script"), unit->code, vars, from, error))
            return false;
    }
    return true;
}

static bool unit_day_plan(Life *life, const Unit *unit, int64_t from, int storm, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(life->world.stage->engine), error);
    if (db == NULL)
        return false;
    bool busy = is_busy(life, unit->code, db);
    const Arrivals arrivals = {.unit = unit->code,
        .level = unit->level,
        .rate = busy && life->plan->busy != NULL ? life->plan->busy_rate : life->plan->rate,
        .from = from,
        .until = life->plan->until,
        .storm_hour = storm};
    return daily_plan(life, unit, from, busy, error) &&
           (still_kind(life, unit) != NULL || arrivals_plan(&life->world, &arrivals, error));
}

static bool days_plan(Life *life, GError **error)
{
    for (int64_t from = life->from; from < life->plan->until; from += DAY_MS) {
        int storm = arrivals_storm(&life->world);
        for (guint i = 0; i < life->units->len; i++)
            if (!unit_day_plan(life, life->units->pdata[i], from, storm, error))
                return false;
    }
    return true;
}

/* Scenes are timed by the end of the life: what the desk shows then. */
static bool scenes_plan(Life *life, GError **error)
{
    const json_t *all = json_object_get(life->world.story, "scenes");
    size_t i = 0;
    json_t *scene = NULL;
    if (life->plan->scenes == NULL)
        return true;
    json_array_foreach (json_object_get(all, life->plan->scenes), i, scene) {
        int64_t at = life->plan->until - json_number(scene, "before", 0) * MINUTE_MS;
        if (at >= life->from &&
            !play_begin(&life->world, json_text(scene, "script"), json_text(scene, "unit"),
                json_object_get(scene, "vars"), at, error))
            return false;
    }
    return true;
}

/* ---- Living ---- */

static void life_progress(const Life *life, int64_t *shown_at)
{
    int64_t now = stage_now(life->world.stage);
    if (life->plan->progress == NULL || now < *shown_at)
        return;
    life->plan->progress(life->plan->data, now, life->world.stage);
    *shown_at = now + HOUR_MS;
}

/* Step by step, so that a challenge is answered before its time is up. */
static bool life_advance(Life *life, int64_t to, GError **error)
{
    Stage *stage = life->world.stage;
    int64_t now = stage_now(stage);
    do {
        now = MIN(to, now + ATTEND_STEP_MS);
        if (!stage_advance(stage, now, error) || !challenges_attend(&life->world, error))
            return false;
    } while (now < to);
    return true;
}

/* Where the room is deserted, everything waits until somebody is back, and is then done one after
 * the other. */
static bool play_waits(Life *life, Play *play)
{
    World *world = &life->world;
    int64_t until = stage_deserted_until(world->stage, play_unit(play));
    if (until > 0)
        calendar_plan(world->calendar,
            until + MINUTE_MS + g_rand_int_range(world->dice, 0, 600) * SECOND_MS, play);
    return until > 0;
}

static bool calendar_live(Life *life, GError **error)
{
    World *world = &life->world;
    int64_t at = 0, shown_at = life->from + HOUR_MS;
    while (calendar_next(world->calendar, &at) && at <= life->plan->until) {
        Play *play = calendar_take(world->calendar);
        if (!life_advance(life, MAX(at, stage_now(world->stage)), error)) {
            play_free(play);
            return false;
        }
        if (!play_waits(life, play))
            play_act(world, play);
        life_progress(life, &shown_at);
    }
    return life_advance(life, life->plan->until, error);
}

/* What should have been done by now and was not. */
static void life_settle(Life *life)
{
    World *world = &life->world;
    for (Play *play = calendar_take(world->calendar); play != NULL;
         play = calendar_take(world->calendar)) {
        play_settle(world, play, life->plan->until);
        play_free(play);
    }
}

static void play_destroy(void *play)
{
    play_free(play);
}

Tally *life_live(
    Stage *stage, const json_t *story, const json_t *names, const LifePlan *plan, GError **error)
{
    Life life = {.plan = plan,
        .from = stage_now(stage),
        .world = {.stage = stage,
            .story = story,
            .rules = plan->rules,
            .told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
            .dice = g_rand_new_with_seed(plan->seed),
            .cast = cast_new(names, plan->seed),
            .calendar = calendar_new(play_destroy),
            .tally = tally_new()}};
    bool lived = units_read(&life, error) &&
                 (!plan->computers || computers_enrol(stage, life.units, story, error)) &&
                 days_plan(&life, error) && scenes_plan(&life, error) &&
                 calendar_live(&life, error);
    Tally *tally = NULL;
    if (lived) {
        life_settle(&life);
        tally = g_steal_pointer(&life.world.tally);
    }
    life_clear(&life);
    return tally;
}
