/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/deadline.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/field.h"

#include <string.h>

/* --- does a rule apply? --- */

bool deadline_covers(const ReportCase *of, const json_t *rule)
{
    size_t i;
    json_t *name;
    json_array_foreach (json_object_get(rule, "classes"), i, name)
        if (taxonomy_covers(of->taxonomy, json_string_value(name), of->class, of->kind))
            return true;
    return false;
}

static const Judgement *judgement_now(const ReportCase *of)
{
    return &of->judgements[of->judgements_size - 1];
}

static bool condition_holds(
    const ReportCase *of, const Judgement *judgement, const json_t *condition)
{
    const char *metric = json_text(condition, "metric");
    const json_t *eq = json_object_get(condition, "eq"), *ge = json_object_get(condition, "ge");
    if (g_strcmp0(metric, "sensitive") == 0)
        return judgement->sensitive == json_is_true(eq);
    if (g_strcmp0(metric, "possible_level_at_most") == 0)
        return judgement->level != LEVEL_NONE && judgement->level <= json_integer_value(eq);
    const json_t *figures = judgement->metrics != NULL ? judgement->metrics : of->metrics;
    const json_t *value = json_object_get(figures, metric);
    if (json_is_boolean(value))
        return json_equal(value, eq);
    return json_is_integer(value) && json_is_integer(ge) &&
           json_integer_value(value) >= json_integer_value(ge);
}

/* A rule with a condition: {"any": [[…]]}; any other form asks a person and does not run by itself.
 */
static bool conditions_hold(const ReportCase *of, const Judgement *judgement, const json_t *rule)
{
    const json_t *asked = json_object_get(rule, "condition");
    if (asked == NULL)
        return true;
    size_t i, k;
    json_t *all, *condition;
    json_array_foreach (json_object_get(asked, "any"), i, all) {
        bool holds = true;
        json_array_foreach (all, k, condition)
            holds = holds && condition_holds(of, judgement, condition);
        if (holds)
            return true;
    }
    return false;
}

static bool level_between(const json_t *rule, const Judgement *judgement)
{
    int level = judgement->level == LEVEL_NONE ? LEVEL_MILDEST : judgement->level;
    return level <= json_number(rule, "level_from", LEVEL_MILDEST) &&
           level >= json_number(rule, "level_to", LEVEL_WORST);
}

static bool level_covered(const json_t *rule, const Judgement *judgement)
{
    /* What is sensitive goes the way of the worst, whatever its level. */
    return level_between(rule, judgement) ||
           (judgement->sensitive && json_number(rule, "level_to", LEVEL_WORST) == LEVEL_WORST);
}

bool deadline_holds_by_level(const ReportCase *of, const json_t *rule)
{
    return level_between(rule, judgement_now(of));
}

static bool judged_holds(const ReportCase *of, const json_t *rule, const Judgement *judgement)
{
    return !judgement->exempt && level_covered(rule, judgement) &&
           conditions_hold(of, judgement, rule);
}

/* --- from when does it count? --- */

static int64_t time_named(const ReportCase *of, const char *name)
{
    if (strcmp(name, "occurred_at") == 0)
        return of->occurred_at;
    if (strcmp(name, "known_at") == 0)
        return of->known_at;
    if (strcmp(name, "received_at") == 0)
        return of->received_at;
    return of->opened_at;
}

static void count_from_start(const ReportCase *of, const char *clock_start, Deadline *deadline)
{
    static const char *const orders[3][4] = {
        {"occurred_at", "known_at", "received_at", "opened_at"},
        {"known_at", "received_at", "opened_at", "opened_at"},
        {"received_at", "known_at", "opened_at", "opened_at"},
    };
    int which = g_strcmp0(clock_start, "occurrence") == 0 ? 0
                : g_strcmp0(clock_start, "receipt") == 0  ? 2
                                                          : 1;
    size_t i = 0;
    while (i < 3 && time_named(of, orders[which][i]) == FIELD_UNSET)
        i++;
    deadline->counted_from = orders[which][i];
    deadline->fallback = i > 0;
    deadline->started_at = time_named(of, orders[which][i]);
}

bool deadline_holds(const ReportCase *of, const json_t *rule)
{
    return deadline_covers(of, rule) && judged_holds(of, rule, judgement_now(of));
}

/* The judgement after the last by which it needed not be reported: nothing ran till then. */
static size_t exempt_over(const ReportCase *of)
{
    size_t after = 0;
    for (size_t i = 0; i + 1 < of->judgements_size; i++)
        if (of->judgements[i].exempt)
            after = i + 1;
    return after;
}

Deadline deadline_count(const ReportCase *of, const json_t *rule, int64_t limit_minutes)
{
    Deadline deadline = {.rule = rule};
    size_t first = exempt_over(of);
    while (first + 1 < of->judgements_size && !judged_holds(of, rule, &of->judgements[first]))
        first++;
    count_from_start(of, json_text(rule, "clock_start"), &deadline);
    int64_t judged_at = of->judgements[first].at;
    if (first > 0 && judged_at > deadline.started_at) {
        deadline.counted_from = "judged_at";
        deadline.fallback = false;
        deadline.started_at = judged_at;
    }
    deadline.due_at = deadline.started_at + limit_minutes * MINUTE_MS;
    return deadline;
}

int64_t report_start(const ReportCase *of, const char *clock_start)
{
    Deadline deadline = {0};
    count_from_start(of, clock_start, &deadline);
    return deadline.started_at;
}

bool deadline_is_stricter(const Deadline *a, const Deadline *b)
{
    return a->due_at < b->due_at;
}

/* --- follow-ups --- */

static bool minute_of_day(const char *text, int64_t *out_minute)
{
    unsigned hour, minute;
    if (text == NULL || sscanf(text, "%2u:%2u", &hour, &minute) != 2 || hour > 24 || minute > 59)
        return false;
    *out_minute = (int64_t) hour * 60 + minute;
    return true;
}

/* The first of the day's fixed minutes after `last_at`. */
static bool next_fixed(const json_t *times, int64_t last_at, int64_t *out_at)
{
    bool found = false;
    int64_t day = moment_day(last_at);
    for (int64_t add = 0; add < 2 && !found; add++) {
        size_t i;
        json_t *time;
        json_array_foreach (times, i, time) {
            int64_t minute;
            if (!minute_of_day(json_string_value(time), &minute))
                continue;
            int64_t at = moment_day_start(day + add) + minute * MINUTE_MS;
            if (at > last_at && (!found || at < *out_at)) {
                *out_at = at;
                found = true;
            }
        }
    }
    return found;
}

bool follow_up_holds(const ReportCase *of, const json_t *rule, const json_t *part)
{
    const Judgement *now = judgement_now(of);
    return deadline_covers(of, rule) && conditions_hold(of, now, rule) && level_covered(part, now);
}

bool follow_up_next(const ReportCase *of, const json_t *rule, int64_t last_at, int64_t *out_at)
{
    int64_t a_day = json_number(rule, "min_per_day", 0), days = json_number(rule, "every_days", 0);
    const json_t *times = json_object_get(rule, "fixed_times");
    const char *tier = json_text(json_object_get(rule, "fixed_times_by_tier"), of->sender.level);
    if (a_day > 0)
        *out_at = last_at + DAY_MS / a_day;
    else if (days > 0)
        *out_at = last_at + days * DAY_MS;
    else if (times != NULL)
        return next_fixed(times, last_at, out_at);
    else if (tier != NULL) {
        json_t *one = json_pack("[s]", tier);
        bool found = next_fixed(one, last_at, out_at);
        json_decref(one);
        return found;
    } else
        return false;
    return true;
}

/* --- figures --- */

static void metric_copy(json_t *metrics, const json_t *values, const char *name)
{
    const json_t *value = json_object_get(values, name);
    if (json_is_integer(value))
        json_object_set(metrics, name, (json_t *) value);
}

json_t *report_metrics(const json_t *values)
{
    static const char *const copied[] = {"deaths", "missing", "serious_injuries"};
    json_t *metrics = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(copied); i++)
        metric_copy(metrics, values, copied[i]);
    int64_t deaths = json_number(values, "deaths", FIELD_UNSET),
            missing = json_number(values, "missing", FIELD_UNSET);
    if (deaths != FIELD_UNSET || missing != FIELD_UNSET)
        json_object_set_new(
            metrics, "deaths_or_missing", json_integer(MAX(deaths, 0) + MAX(missing, 0)));
    size_t i;
    json_t *flag;
    json_array_foreach (json_object_get(values, "sensitive"), i, flag)
        if (g_strcmp0(json_string_value(flag), "media") == 0)
            json_object_set_new(metrics, "public_hotspot", json_true());
    return metrics;
}
