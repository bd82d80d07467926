/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/obligation_rules.h"

#include "base/clock.h"
#include "base/json.h"
#include "incident/at_once.h"
#include "incident/duty_set.h"
#include "incident/office.h"

#include <string.h>

/* --- the first report --- */

typedef struct Asking {
    const ReportRules *rules;
    const ReportCase *of;
    const Directory *directory;
    GPtrArray *rows; /* of json_t *: those that hold for sender and incident */
    DutySet *duties;
} Asking;

static bool rule_counts(const Asking *asking, const json_t *rule)
{
    return report_profile_counts(json_text(rule, "profile"), asking->of->profile) &&
           deadline_holds(asking->of, rule) &&
           office_binds(asking->rules, json_text(rule, "from"), asking->directory);
}

/* The `system` of the disaster statistics is written, too. */
static const char *channel_of(const json_t *rule)
{
    const char *channel = json_text(rule, "channel");
    return strcmp(channel, "system") == 0 ? "written" : channel;
}

static void duties_add(const Asking *asking, const Duty *duty, const char *to)
{
    g_autoptr(GPtrArray) offices = offices_named(asking->rules, to, asking->directory);
    for (guint i = 0; i < offices->len; i++)
        duty_set_add(asking->duties, offices->pdata[i], duty);
}

/* To a receiver of a row that only says "at once": by when the rows that give its value want it. */
static Duty duty_at_once(const Asking *asking, const json_t *rule, const char *channel)
{
    AtOnce value = at_once_find(asking->rules, asking->rows, channel);
    bool is_first = json_flag(rule, "at_once") && value.rule != NULL;
    Duty duty = {.channel = channel, .limit_rule = value.rule};
    duty.deadline = deadline_count(asking->of, is_first ? value.rule : rule, value.limit_minutes);
    duty.deadline.rule = rule;
    return duty;
}

static void rule_take(const Asking *asking, const json_t *rule)
{
    const char *channel = channel_of(rule), *parallel = json_text(rule, "parallel_to");
    int64_t limit = json_number(rule, "limit_minutes", 0);
    Duty duty = {.channel = channel};
    if (limit > 0)
        duty.deadline = deadline_count(asking->of, rule, limit);
    else
        duty = duty_at_once(asking, rule, channel);
    duty.hop = json_flag(rule, "at_once") ? 2 : at_once_gives(asking->rules, rule) ? 1 : 0;
    duties_add(asking, &duty, json_text(rule, "to"));
    if (parallel != NULL)
        duties_add(asking, &duty, parallel);
}

/* A row that holds only since the matter is sensitive makes nothing slower: it comes beside. */
static void replaced_drop(const ReportCase *of, GPtrArray *rows)
{
    g_autoptr(GPtrArray) by = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++)
        if (deadline_holds_by_level(of, rows->pdata[i]))
            g_ptr_array_add(by, rows->pdata[i]);
    report_rows_drop_replaced(rows, by);
}

static GPtrArray *rows_that_count(const Asking *asking)
{
    const GPtrArray *all = report_rules_deadlines(asking->rules);
    GPtrArray *rows = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        if (rule_counts(asking, all->pdata[i]))
            g_ptr_array_add(rows, all->pdata[i]);
    replaced_drop(asking->of, rows);
    return rows;
}

GPtrArray *obligations_wanted(
    const ReportRules *rules, const ReportCase *of, const Directory *directory)
{
    Asking asking = {.rules = rules, .of = of, .directory = directory};
    g_autoptr(GPtrArray) rows = asking.rows = rows_that_count(&asking);
    g_autoptr(DutySet) duties = asking.duties = duty_set_new();
    for (guint i = 0; i < rows->len; i++)
        rule_take(&asking, rows->pdata[i]);
    return duty_set_wanted(duties, "initial", report_rules_version(rules));
}

/* --- figures changed --- */

static const json_t *supplement_row(
    const ReportRules *rules, const ReportCase *of, int64_t changed_at)
{
    const GPtrArray *all = report_rules_supplement(rules);
    for (guint i = 0; i < all->len; i++) {
        const json_t *row = all->pdata[i];
        int64_t days = json_number(row, "window_days", 0);
        if (days == 0 || !deadline_covers(of, row))
            continue;
        int64_t began_at = report_start(of, json_text(row, "clock_start"));
        return changed_at <= began_at + days * DAY_MS ? row : NULL;
    }
    return NULL;
}

static Duty duty_changed(
    const Asking *asking, const json_t *row, const char *channel, int64_t changed_at)
{
    AtOnce value = at_once_find(asking->rules, asking->rows, channel);
    return (Duty){.channel = channel,
        .limit_rule = value.rule,
        .deadline = {.rule = row,
            .counted_from = "changed_at",
            .started_at = changed_at,
            .due_at = changed_at + value.limit_minutes * MINUTE_MS}};
}

GPtrArray *obligations_supplement(
    const ReportRules *rules, const ReportCase *of, const Directory *directory, int64_t changed_at)
{
    Asking asking = {.rules = rules, .of = of, .directory = directory};
    const json_t *row = supplement_row(rules, of, changed_at);
    g_autoptr(GPtrArray) rows = asking.rows = rows_that_count(&asking);
    g_autoptr(GPtrArray) initial = obligations_wanted(rules, of, directory);
    g_autoptr(DutySet) duties = duty_set_new();
    for (guint i = 0; row != NULL && i < initial->len; i++) {
        const Wanted *told = initial->pdata[i];
        Duty duty = duty_changed(&asking, row, told->channel, changed_at);
        duty_set_add_again(duties, told, &duty);
    }
    return duty_set_wanted(duties, "supplement", report_rules_version(rules));
}

/* --- again and again --- */

static void follow_up_consider(
    const ReportCase *of, const json_t *rule, const json_t *part, int64_t last_at, Deadline *best)
{
    Deadline one = {.rule = rule, .counted_from = "last_report", .started_at = last_at};
    if (!follow_up_holds(of, rule, part) || !follow_up_next(of, part, last_at, &one.due_at))
        return;
    bool sooner = best->rule == NULL || deadline_is_stricter(&one, best);
    /* The law before what the factory only suggests. */
    bool firmer = best->rule != NULL && one.due_at == best->due_at &&
                  report_row_is_default(best->rule) && !report_row_is_default(rule);
    if (sooner || firmer)
        *best = one;
}

/* The parts of a row, or the row itself; near misses are for a person to name. */
static bool part_counts(const json_t *part)
{
    return json_object_get(part, "near_miss") == NULL;
}

static void follow_up_take(
    const ReportCase *of, const json_t *rule, int64_t last_at, Deadline *best)
{
    const json_t *parts = json_object_get(rule, "rules");
    if (parts == NULL)
        follow_up_consider(of, rule, rule, last_at, best);
    for (size_t i = 0; i < json_array_size(parts); i++)
        if (part_counts(json_array_get(parts, i)))
            follow_up_consider(of, rule, json_array_get(parts, i), last_at, best);
}

static GPtrArray *follow_ups_that_count(
    const ReportRules *rules, const ReportCase *of, int64_t last_at)
{
    const GPtrArray *all = report_rules_follow_up(rules);
    GPtrArray *rows = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        Deadline any = {0};
        if (report_profile_counts(json_text(all->pdata[i], "profile"), of->profile))
            follow_up_take(of, all->pdata[i], last_at, &any);
        if (any.rule != NULL)
            g_ptr_array_add(rows, all->pdata[i]);
    }
    replaced_drop(of, rows);
    return rows;
}

static Deadline follow_up_find(const ReportRules *rules, const ReportCase *of, int64_t last_at)
{
    Deadline best = {0};
    g_autoptr(GPtrArray) rows = follow_ups_that_count(rules, of, last_at);
    for (guint i = 0; i < rows->len; i++)
        follow_up_take(of, rows->pdata[i], last_at, &best);
    return best;
}

/* Among the first reports the one that had to go at once, else the first due. */
static const Wanted *first_receiver(const GPtrArray *initial)
{
    const Wanted *best = NULL;
    for (guint i = 0; i < initial->len; i++) {
        const Wanted *one = initial->pdata[i];
        if (best == NULL || one->hop > best->hop)
            best = one;
    }
    return best;
}

Wanted *obligation_followup(
    const ReportRules *rules, const ReportCase *of, const Directory *directory, int64_t last_at)
{
    Deadline next = follow_up_find(rules, of, last_at);
    g_autoptr(GPtrArray) initial = obligations_wanted(rules, of, directory);
    const Wanted *told = first_receiver(initial);
    if (next.rule == NULL || told == NULL)
        return NULL;
    g_autoptr(DutySet) duties = duty_set_new();
    const Duty duty = {.channel = "any", .deadline = next};
    duty_set_add_again(duties, told, &duty);
    g_autoptr(GPtrArray) wanted = duty_set_wanted(duties, "followup", report_rules_version(rules));
    return g_ptr_array_steal_index(wanted, 0);
}

/* --- shown --- */

json_t *wanted_rule_json(const ReportRules *rules, const Wanted *wanted)
{
    static const char *const copied[] = {"id", "profile", "source", "mark", "channel",
        "limit_minutes", "clock_start", "from", "to", "min_per_day", "fixed_times", NULL};
    json_t *out = json_object();
    for (size_t i = 0; copied[i] != NULL; i++) {
        json_t *value = json_object_get(wanted->rule, copied[i]);
        if (value != NULL)
            json_object_set(out, copied[i], value);
    }
    if (wanted->limit_rule != NULL)
        json_object_set(out, "limit_of", json_object_get(wanted->limit_rule, "id"));
    if (strcmp(wanted->report, "followup") != 0)
        json_object_set_new(
            out, "limit_minutes", json_integer((wanted->due_at - wanted->start_at) / MINUTE_MS));
    json_object_set_new(out, "counted_from", json_string(wanted->counted_from));
    json_object_set_new(out, "fallback", json_boolean(wanted->fallback));
    json_object_set_new(out, "version", json_string(report_rules_version(rules)));
    return out;
}
