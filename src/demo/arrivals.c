/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/arrivals.h"

#include "base/json.h"
#include "base/moment.h"

#define MINUTES_A_DAY 1440
#define HOURS_A_DAY 24

int arrivals_storm(World *world)
{
    const json_t *storm = json_object_get(world->story, "storm");
    if (g_rand_int_range(world->dice, 0, 100) >= json_number(storm, "percent", 0))
        return NO_STORM;
    return g_rand_int_range(world->dice, 0, HOURS_A_DAY);
}

double arrivals_chance(const json_t *story, const Arrivals *arrivals, int hour)
{
    const json_t *hours = json_object_get(story, "hours");
    json_int_t all = 0, weight = json_integer_value(json_array_get(hours, (size_t) hour));
    int64_t times = json_number(json_object_get(story, "storm"), "times", 0);
    for (size_t i = 0; i < json_array_size(hours); i++)
        all += json_integer_value(json_array_get(hours, i));
    double usual = arrivals->rate * (double) weight / (double) MAX(all, 1) / 60;
    double storm = arrivals->rate * (double) times / HOURS_A_DAY / 60;
    return usual + (hour == arrivals->storm_hour ? storm : 0);
}

static bool happens_at(const json_t *story, const char *level, bool storm)
{
    size_t i = 0;
    json_t *one = NULL;
    if (storm && !json_flag(story, "storm"))
        return false;
    json_array_foreach (json_object_get(story, "levels"), i, one) {
        if (g_strcmp0(json_string_value(one), level) == 0)
            return true;
    }
    return false;
}

/* One of the stories that happen there, by weight; NULL when there is none. */
static const json_t *story_choose(World *world, const char *level, bool storm)
{
    const json_t *stories = json_object_get(world->story, "stories");
    json_t *story = NULL;
    size_t i = 0;
    int64_t all = 0;
    json_array_foreach (stories, i, story) {
        all += happens_at(story, level, storm) ? json_number(story, "weight", 0) : 0;
    }
    if (all == 0)
        return NULL;
    int64_t chosen = g_rand_int_range(world->dice, 0, (gint32) all);
    json_array_foreach (stories, i, story) {
        chosen -= happens_at(story, level, storm) ? json_number(story, "weight", 0) : 0;
        if (chosen < 0)
            return story;
    }
    return NULL;
}

static bool story_begin(
    World *world, const Arrivals *arrivals, int64_t at, bool storm, GError **error)
{
    const json_t *story = story_choose(world, arrivals->level, storm);
    if (story == NULL || at >= arrivals->until)
        return true;
    json_auto_t *vars = json_copy(json_object_get(story, "vars"));
    return play_begin(world, json_text(story, "script"), arrivals->unit, vars, at, error);
}

bool arrivals_plan(World *world, const Arrivals *arrivals, GError **error)
{
    for (int i = 0; i < MINUTES_A_DAY; i++) {
        int64_t at = arrivals->from + i * MINUTE_MS;
        int minute = 0;
        moment_split(at, NULL, NULL, NULL, &minute);
        double chance = arrivals_chance(world->story, arrivals, minute / 60);
        bool storm = minute / 60 == arrivals->storm_hour;
        if (g_rand_double(world->dice) >= chance)
            continue;
        at += g_rand_int_range(world->dice, 0, 60) * SECOND_MS;
        if (!story_begin(world, arrivals, at, storm, error))
            return false;
    }
    return true;
}
