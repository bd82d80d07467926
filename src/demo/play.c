/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/play.h"

#include "base/json.h"
#include "base/moment.h"
#include "demo/computer.h"
#include "demo/script.h"
#include "unit/unit.h"

#define NEVER G_MAXINT64

struct Play {
    char *name;         /* of the script */
    const json_t *acts; /* borrowed from the story */
    size_t next;        /* the act that is planned */
    char *unit;
    json_t *vars;
    const char *limit; /* what the planned act should keep; NULL: nothing */
    int64_t limit_at;
};

void play_free(Play *play)
{
    if (play == NULL)
        return;
    g_free(play->name);
    g_free(play->unit);
    json_decref(play->vars);
    g_free(play);
}

/* ---- Chance ---- */

static int64_t number_between(World *world, const json_t *range)
{
    json_int_t low = json_integer_value(json_array_get(range, 0));
    json_int_t high = json_integer_value(json_array_get(range, 1));
    return low >= high ? low : g_rand_int_range(world->dice, (gint32) low, (gint32) high + 1);
}

static bool is_range(const json_t *spec)
{
    return json_array_size(spec) == 2 && json_is_integer(json_array_get(spec, 0)) &&
           json_is_integer(json_array_get(spec, 1));
}

static json_t *text_draw(World *world, const json_t *spec, const json_t *vars)
{
    const char *text = json_string_value(spec);
    if (!g_str_equal(text, "@name") && !g_str_equal(text, "@phone"))
        return script_fill(spec, vars, stage_now(world->stage));
    g_autofree char *made =
        g_str_equal(text, "@name") ? cast_name(world->cast) : cast_phone(world->cast);
    return json_string(made);
}

json_t *play_draw(World *world, const json_t *spec, const json_t *vars)
{
    if (json_is_integer(spec))
        return json_boolean(g_rand_int_range(world->dice, 0, 100) < json_integer_value(spec));
    if (is_range(spec))
        return json_integer(number_between(world, spec));
    if (json_is_array(spec) && json_array_size(spec) > 0) {
        gint32 chosen = g_rand_int_range(world->dice, 0, (gint32) json_array_size(spec));
        return play_draw(world, json_array_get(spec, (size_t) chosen), vars);
    }
    const json_t *literal = json_object_get(spec, "is");
    return json_is_string(spec) ? text_draw(world, spec, vars)
                                : json_deep_copy(literal == NULL ? spec : literal);
}

/* At most one of them becomes true, each with its percentage. */
static void one_draw(World *world, const json_t *percentages, json_t *vars)
{
    gint32 left = g_rand_int_range(world->dice, 0, 100);
    const char *name = NULL;
    json_t *percent = NULL;
    json_object_foreach ((json_t *) percentages, name, percent) {
        if (left >= 0 && left < json_integer_value(percent))
            json_object_set_new(vars, name, json_true());
        left -= (gint32) json_integer_value(percent);
    }
}

static void draws_make(World *world, const json_t *draws, json_t *vars)
{
    const char *name = NULL;
    json_t *spec = NULL;
    json_object_foreach ((json_t *) draws, name, spec) {
        if (json_object_get(spec, "one_of") != NULL) {
            one_draw(world, json_object_get(spec, "one_of"), vars);
            continue;
        }
        json_t *drawn = json_object_get(vars, name) == NULL ? play_draw(world, spec, vars) : NULL;
        if (drawn != NULL)
            json_object_set_new(vars, name, drawn);
    }
}

/* ---- Beginning ---- */

static void unit_vars(World *world, const char *code, json_t *vars)
{
    g_autoptr(Db) db = store_reader(engine_store(world->stage->engine), NULL);
    g_autoptr(Unit) unit = db == NULL ? NULL : unit_get(db, code, NULL);
    if (unit == NULL)
        return;
    json_object_set_new(vars, "unit", json_string(code));
    json_object_set_new(vars, "unit_name", json_string(unit->name));
    json_object_set_new(vars, unit->level, json_true());
    json_object_set_new(vars, "computer", json_boolean(computer_is_at(world->stage, code)));
    if (unit->parent == NULL)
        return;
    g_autofree char *name = unit_name(db, unit->parent);
    json_object_set_new(vars, "above", json_string(unit->parent));
    json_object_set_new(vars, "above_name", json_string(name));
}

/* A point near the middle of the county that the code begins with. */
static void point_vars(World *world, const char *code, json_t *vars)
{
    const json_t *centres = json_object_get(world->story, "centres");
    g_autofree char *county = g_strndup(code, 6);
    const json_t *centre = json_object_get(centres, county);
    json_int_t spread = json_number(world->story, "spread", 0);
    if (json_array_size(centre) != 2)
        return;
    json_int_t lng = json_integer_value(json_array_get(centre, 0));
    json_int_t lat = json_integer_value(json_array_get(centre, 1));
    json_object_set_new(vars, "lng",
        json_integer(lng + g_rand_int_range(world->dice, (gint32) -spread, (gint32) spread + 1)));
    json_object_set_new(vars, "lat",
        json_integer(lat + g_rand_int_range(world->dice, (gint32) -spread, (gint32) spread + 1)));
}

static void play_plan(World *world, Play *play, int64_t from);

static const json_t *script_named(const World *world, const char *name)
{
    return name == NULL ? NULL : json_object_get(json_object_get(world->story, "scripts"), name);
}

bool play_begin(World *world, const char *script, const char *unit, const json_t *vars, int64_t at,
    GError **error)
{
    const json_t *found = script_named(world, script);
    const json_t *like = script_named(world, json_text(found, "like"));
    const json_t *acts = json_object_get(like == NULL ? found : like, "acts");
    if (acts == NULL)
        return fail(error, FAIL_INVALID, "the story has no script \"%s\"", script);
    Play *play = g_new0(Play, 1);
    play->name = g_strdup(script);
    play->acts = acts;
    play->unit = g_strdup(unit);
    play->vars = json_object();
    unit_vars(world, unit, play->vars);
    point_vars(world, unit, play->vars);
    if (vars != NULL)
        json_object_update(play->vars, (json_t *) vars);
    draws_make(world, json_object_get(found, "draw"), play->vars);
    draws_make(world, json_object_get(like, "draw"), play->vars);
    play_plan(world, play, at);
    return true;
}

/* ---- When ---- */

/* "08:30" after `from`. */
static int64_t next_time_of_day(const char *text, int64_t from)
{
    int64_t minutes = g_ascii_strtoll(text, NULL, 10) * 60 + g_ascii_strtoll(text + 3, NULL, 10);
    int64_t at = moment_day_start(moment_day(from)) + minutes * MINUTE_MS;
    return at > from ? at : at + DAY_MS;
}

/* The limit of an act: a moment that is known, or what a clock of the matter says now. */
static bool limit_find(World *world, const Play *play, const json_t *limit, int64_t *out_at)
{
    const char *time = json_text(limit, "time");
    const json_t *how = json_object_get(world->story, "clock");
    g_autoptr(Actor) actor = stage_player(world->stage, play->unit, "officer", NULL);
    json_auto_t *vars = json_copy(play->vars), *reply = NULL, *text = NULL;
    if (time != NULL) {
        text = script_fill(json_object_get(limit, "time"), vars, 0);
        return json_is_string(text) && moment_parse(json_string_value(text), out_at, NULL);
    }
    json_object_set(vars, "clock", json_object_get(limit, "clock"));
    reply = actor == NULL ? NULL
                          : stage_ask(world->stage, actor, json_text(how, "ask"),
                                script_fill(json_object_get(how, "args"), vars, 0), NULL);
    size_t i;
    json_t *path;
    json_array_foreach (json_object_get(how, "paths"), i, path) {
        json_auto_t *filled = script_fill(path, vars, 0);
        const json_t *found = script_find(reply, json_string_value(filled));
        if (json_is_string(found))
            return moment_parse(json_string_value(found), out_at, NULL);
    }
    return false;
}

/* Some way into the time that is left, or past its end. */
static int64_t limit_used(World *world, const Play *play, const json_t *limit, int64_t from)
{
    int64_t percent = number_between(world, json_object_get(limit, "used"));
    int64_t late = number_between(world, json_object_get(limit, "late_by")) * MINUTE_MS;
    const char *condition = json_text(limit, "late_if");
    if (condition != NULL && script_holds(condition, play->vars))
        return MAX(play->limit_at, from) + late;
    return from + MAX(play->limit_at - from, MINUTE_MS) * percent / 100;
}

static int64_t act_time(World *world, Play *play, const json_t *act, int64_t from)
{
    const json_t *limit = json_object_get(act, "limit");
    const char *time = json_text(act, "at");
    play->limit = NULL;
    if (limit != NULL && limit_find(world, play, limit, &play->limit_at)) {
        const char *name = json_text(limit, "clock");
        play->limit = name != NULL ? name : json_text(limit, "as");
        return limit_used(world, play, limit, from);
    }
    int64_t wait = number_between(world, json_object_get(act, "after")) * MINUTE_MS;
    if (time == NULL)
        return from + wait + (wait > 0 ? g_rand_int_range(world->dice, 0, 60) * SECOND_MS : 0);
    return next_time_of_day(time, from) + wait;
}

static void day_vars(World *world, json_t *vars, int64_t at)
{
    const json_t *desk = json_object_get(world->story, "desk_hours");
    int minute = 0;
    moment_split(at, NULL, NULL, NULL, &minute);
    bool day = minute >= json_integer_value(json_array_get(desk, 0)) * 60 &&
               minute < json_integer_value(json_array_get(desk, 1)) * 60;
    json_object_set_new(vars, "day", json_boolean(day));
    json_object_set_new(vars, "night", json_boolean(!day));
}

/* Puts the play on the calendar for the next act whose conditions hold then. What stops before an
 * act stays there, and its limit runs on. */
static void play_plan(World *world, Play *play, int64_t from)
{
    const char *stop = json_text(play->vars, "stop");
    for (; play->next < json_array_size(play->acts); play->next++) {
        const json_t *act = json_array_get(play->acts, play->next);
        bool stopped = stop != NULL && g_strcmp0(stop, json_text(act, "label")) == 0;
        int64_t at = act_time(world, play, act, from);
        day_vars(world, play->vars, at);
        if (stopped || script_holds(json_text(act, "if"), play->vars)) {
            calendar_plan(world->calendar, stopped ? NEVER : at, play);
            return;
        }
    }
    play_free(play);
}

/* ---- What ---- */

static void reply_keep(Play *play, const json_t *act, const json_t *reply)
{
    const char *name = NULL;
    json_t *path = NULL;
    json_object_foreach (json_object_get(act, "keep"), name, path) {
        json_auto_t *filled = script_fill(path, play->vars, 0);
        const json_t *found = script_find(reply, json_string_value(filled));
        if (found == NULL)
            json_object_del(play->vars, name);
        else
            json_object_set_new(play->vars, name, json_deep_copy(found));
    }
}

static void vars_set(World *world, Play *play, const json_t *act)
{
    const char *name = NULL;
    json_t *spec = NULL;
    json_object_foreach (json_object_get(act, "set"), name, spec) {
        json_t *value = play_draw(world, spec, play->vars);
        if (value != NULL)
            json_object_set_new(play->vars, name, value);
    }
}

static bool act_spawn(World *world, Play *play, const json_t *act, GError **error)
{
    const json_t *spawn = json_object_get(act, "spawn");
    int64_t now = stage_now(world->stage);
    if (spawn == NULL)
        return true;
    json_auto_t *unit = script_fill(json_object_get(spawn, "in"), play->vars, now);
    json_auto_t *vars = json_flag(spawn, "all") ? json_copy(play->vars) : json_object();
    json_auto_t *given = script_fill(json_object_get(spawn, "vars"), play->vars, now);
    if (given != NULL)
        json_object_update(vars, given);
    const char *code = json_is_string(unit) ? json_string_value(unit) : play->unit;
    return play_begin(world, json_text(spawn, "script"), code, vars, now, error);
}

/* Looks who would act in a role: somebody, or nobody. */
static void players_keep(World *world, Play *play, const json_t *act)
{
    const char *name = NULL;
    json_t *role = NULL;
    json_object_foreach (json_object_get(act, "who"), name, role) {
        g_autoptr(Actor) actor =
            stage_player(world->stage, play->unit, json_string_value(role), NULL);
        if (actor != NULL)
            json_object_set_new(play->vars, name, json_string(actor->person));
    }
}

/* Somebody sits there in another's name, or everybody goes away without a word. */
static void room_change(World *world, const Play *play, const json_t *act)
{
    int64_t now = stage_now(world->stage), until = now;
    json_auto_t *stand_in = script_fill(json_object_get(act, "stand_in"), play->vars, now);
    if (stand_in != NULL && moment_parse(json_text(stand_in, "until"), &until, NULL))
        stage_stand_in(world->stage, json_text(stand_in, "for"), json_text(stand_in, "by"), until);
    if (json_object_get(act, "desert") != NULL)
        stage_desert(world->stage, play->unit,
            now + number_between(world, json_object_get(act, "desert")) * MINUTE_MS);
}

static void plant_put(World *world, const Play *play, const json_t *act)
{
    int64_t now = stage_now(world->stage);
    json_t *plant = script_fill(json_object_get(act, "plant"), play->vars, now);
    if (plant == NULL)
        return;
    json_object_set_new(plant, "unit", json_string(play->unit));
    if (json_object_get(plant, "at") == NULL) {
        g_autofree char *at = moment_print(now);
        json_object_set_new(plant, "at", json_string(at));
    }
    tally_plant(world->tally, plant);
}

static bool act_once(World *world, Play *play, const json_t *act, GError **error)
{
    const char *command = json_text(act, "do"), *query = json_text(act, "ask");
    json_auto_t *by = script_fill(json_object_get(act, "by"), play->vars, 0), *reply = NULL;
    if (command == NULL && query == NULL)
        return true;
    g_autoptr(Actor) actor = stage_player(
        world->stage, play->unit, json_is_string(by) ? json_string_value(by) : "officer", error);
    if (actor == NULL)
        return false;
    json_t *args = script_fill(json_object_get(act, "args"), play->vars, stage_now(world->stage));
    if (command != NULL && !stage_act(world->stage, actor, command, args, &reply, error))
        return false;
    if (command == NULL)
        reply = stage_ask(world->stage, actor, query, args, error);
    if (reply == NULL)
        return false;
    reply_keep(play, act, reply);
    /* What was sent arrives before anybody acts again. */
    return command == NULL || stage_advance(world->stage, stage_now(world->stage), error);
}

/* Once, or for each member of a list. */
static bool act_run(World *world, Play *play, const json_t *act, GError **error)
{
    const char *each = json_text(act, "each"), *unless = json_text(act, "unless");
    const char *where = json_text(act, "where");
    if (each == NULL)
        return act_once(world, play, act, error);
    json_auto_t *list = json_incref(json_object_get(play->vars, each));
    size_t i = 0;
    json_t *one = NULL;
    json_array_foreach (list, i, one) {
        if ((unless != NULL && json_flag(one, unless)) || !script_fits(one, where))
            continue;
        json_object_set(play->vars, "one", json_object_get(one, json_text(act, "member")));
        if (!act_once(world, play, act, error))
            return false;
    }
    return true;
}

static void fail_tally(World *world, const Play *play, const json_t *act, const GError *error)
{
    const char *command = json_text(act, "do");
    g_autofree char *word = g_strdup_printf("%s:%zu %s %s", play->name, play->next,
        command == NULL ? "" : command, error == NULL ? "accepted" : fail_reason(error));
    tally_add(world->tally, "failed", word);
    g_autofree char *now = moment_print(stage_now(world->stage));
    g_message("%s at %s, %s: %s", word, play->unit, now,
        error == NULL ? "a mistake was not refused" : error->message);
    for (guint i = 0; error != NULL && i < fail_fields(error)->len; i++) {
        const FailField *field = fail_fields(error)->pdata[i];
        g_message("  %s: %s", field->name, field->problem);
    }
}

/* Did it go as the script has it? */
static bool act_do(World *world, Play *play, const json_t *act)
{
    const char *expected = json_text(act, "refused"), *word = json_text(act, "tally");
    g_autoptr(GError) error = NULL;
    bool done = act_run(world, play, act, &error);
    bool refused = !done && expected != NULL && g_str_equal(fail_reason(error), expected);
    if (done && expected == NULL) {
        vars_set(world, play, act);
        players_keep(world, play, act);
        room_change(world, play, act);
        plant_put(world, play, act);
        done = act_spawn(world, play, act, &error);
        if (done && word != NULL)
            tally_add(world->tally, "done", word);
    }
    if (refused)
        tally_add(world->tally, "refused", word == NULL ? expected : word);
    if (refused || (done && expected == NULL))
        return true;
    fail_tally(world, play, act, error);
    return false;
}

const char *play_unit(const Play *play)
{
    return play->unit;
}

void play_settle(World *world, const Play *play, int64_t at)
{
    if (play->limit != NULL && at > play->limit_at)
        tally_add(world->tally, "late", play->limit);
}

void play_act(World *world, Play *play)
{
    const json_t *act = json_array_get(play->acts, play->next);
    int64_t now = stage_now(world->stage);
    play_settle(world, play, now);
    play->limit = NULL;
    if (!act_do(world, play, act) || json_flag(act, "end")) {
        play_free(play);
        return;
    }
    play->next++;
    play_plan(world, play, now);
}
