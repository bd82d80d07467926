/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_check.h"

#include "base/json.h"
#include "incident/directory.h"
#include "incident/level.h"

#include <string.h>

#define LIMIT_MINUTES_MAX (366 * 24 * 60)
#define TIMES_A_DAY_MAX 96
#define DAYS_MAX 3660

static bool one_of(const char *word, const char *const *words)
{
    return word != NULL && g_strv_contains(words, word);
}

static bool rows_refuse(
    const ReportCheck *check, const char *id, const char *part, const char *problem, GError **error)
{
    return fail(error, FAIL_INVALID, "%s: %s \"%s\" %s", check->name, part, id, problem);
}

/* --- sides and functions of the first file --- */

static bool functions_known(const ReportCheck *check, const json_t *list)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item) {
        const char *name = json_string_value(item);
        const json_t *label =
            name == NULL ? NULL
                         : json_object_get(report_rules_function(check->rules, name), "label");
        if (json_text(label, "zh") == NULL || json_text(label, "en") == NULL)
            return false;
    }
    return true;
}

/* NULL when the side is sound. */
static const char *side_problem(const ReportCheck *check, const json_t *side)
{
    static const char *const unlabelled =
        "names a function that has no \"label\" (zh, en) among \"functions\"";
    const char *office = json_text(side, "office");
    const json_t *levels = json_object_get(side, "levels");
    size_t i;
    json_t *level;
    if (!functions_known(check, json_object_get(side, "functions")) ||
        !functions_known(check, json_object_get(side, "not")))
        return unlabelled;
    json_array_foreach (levels, i, level)
        if (level_rank(json_string_value(level)) == 0)
            return "names a level that there is not";
    if (office == NULL)
        return NULL;
    json_t *alone = json_pack("[s]", office);
    bool known = functions_known(check, alone);
    json_decref(alone);
    return known ? NULL : unlabelled;
}

static bool sides_check(const ReportCheck *check, GError **error)
{
    const char *name;
    json_t *side;
    json_object_foreach (json_object_get(check->file, "sides"), name, side) {
        const char *problem = side_problem(check, side);
        if (problem != NULL)
            return rows_refuse(check, name, "side", problem, error);
    }
    return true;
}

static bool head_check(const ReportCheck *check, GError **error)
{
    if (json_text(check->file, "version") == NULL ||
        !json_is_object(json_object_get(check->file, "sides")))
        return fail(error, FAIL_INVALID, "%s: needs \"version\" and \"sides\"", check->name);
    if (report_rules_at_once(check->rules, "phone") <= 0 ||
        report_rules_at_once(check->rules, "written") <= 0)
        return fail(error, FAIL_INVALID,
            "%s: needs \"at_once\" with \"phone\" and \"written\" and their \"limit_minutes\"",
            check->name);
    return sides_check(check, error);
}

/* --- one row --- */

static bool side_known(const ReportRules *rules, const char *name, bool is_receiver)
{
    const json_t *side = report_rules_side(rules, name);
    bool means_unit = json_array_size(json_object_get(side, "levels")) > 0 ||
                      json_flag(side, "own") || json_flag(side, "above");
    return side != NULL && (!is_receiver || !means_unit || json_text(side, "office") != NULL);
}

static bool names_known(
    const ReportRules *rules, const char *names, const char *between, bool is_receiver)
{
    if (names == NULL)
        return false;
    g_auto(GStrv) list = g_strsplit_set(names, between, -1);
    for (size_t i = 0; list[i] != NULL; i++)
        if (!side_known(rules, list[i], is_receiver))
            return false;
    return true;
}

static const char *sides_problem(const ReportRules *rules, const json_t *rule)
{
    const char *parallel = json_text(rule, "parallel_to");
    if (!names_known(rules, json_text(rule, "from"), "|+", false) ||
        !names_known(rules, json_text(rule, "to"), "|+", true) ||
        (parallel != NULL && !names_known(rules, parallel, "+", true)))
        return "names a side in \"from\", \"to\" or \"parallel_to\" that is not declared, or one "
               "in "
               "\"to\" that has no \"office\"";
    return NULL;
}

static const char *levels_problem(const json_t *rule)
{
    int64_t from = json_number(rule, "level_from", 0), to = json_number(rule, "level_to", 0);
    bool right = from >= LEVEL_WORST && from <= LEVEL_MILDEST && to >= LEVEL_WORST && to <= from;
    return right ? NULL : "needs \"level_from\" and \"level_to\" from 4 (mildest) to 1 (worst)";
}

static bool number_fits(const json_t *row, const char *name, int64_t least, int64_t most)
{
    const json_t *value = json_object_get(row, name);
    int64_t number = json_integer_value(value);
    return value == NULL || (json_is_integer(value) && number >= least && number <= most);
}

static bool condition_known(const json_t *condition)
{
    static const char *const metrics[] = {"deaths", "deaths_or_missing", "missing",
        "possible_level_at_most", "public_hotspot", "sensitive", "serious_injuries", NULL};
    const json_t *eq = json_object_get(condition, "eq"), *ge = json_object_get(condition, "ge");
    return one_of(json_text(condition, "metric"), metrics) && (eq == NULL) != (ge == NULL);
}

/* In words it waits for a person; in figures they must be some that are looked at. */
static bool conditions_known(const json_t *rule)
{
    const json_t *asked = json_object_get(rule, "condition"), *any = json_object_get(asked, "any");
    if (asked == NULL || json_is_string(asked))
        return true;
    size_t i, k;
    json_t *all, *condition;
    json_array_foreach (any, i, all)
        json_array_foreach (all, k, condition)
            if (!condition_known(condition))
                return false;
    return json_array_size(any) > 0;
}

static const char *const unknown_condition = "has a \"condition\" that is neither words nor "
                                             "{\"any\": [[{\"metric\", \"eq\" or \"ge\"}]]} of "
                                             "figures that are looked at";

/* The main file may name classes that a county's own list of kinds has no more. */
static bool class_known(const ReportCheck *check, const json_t *name)
{
    return json_is_string(name) &&
           (check->is_first || report_rules_knows_class(check->rules, json_string_value(name)));
}

static const char *names_problem(const ReportCheck *check, const json_t *rule)
{
    size_t i;
    json_t *name;
    const json_t *classes = json_object_get(rule, "classes");
    if (json_array_size(classes) == 0)
        return "needs \"classes\"";
    json_array_foreach (classes, i, name)
        if (!class_known(check, name))
            return "needs \"classes\" that there are";
    return conditions_known(rule) ? NULL : unknown_condition;
}

/* NULL when the rule is sound. */
static const char *deadline_problem(const ReportCheck *check, const json_t *rule)
{
    static const char *const channels[] = {"any", "phone", "written", "system", NULL};
    static const char *const starts[] = {"occurrence", "discovery", "learning", "receipt", NULL};
    if (json_text(rule, "profile") == NULL || json_text(rule, "source") == NULL)
        return "needs \"profile\" and \"source\"";
    if (names_problem(check, rule) != NULL)
        return names_problem(check, rule);
    if (levels_problem(rule) != NULL)
        return levels_problem(rule);
    if (sides_problem(check->rules, rule) != NULL)
        return sides_problem(check->rules, rule);
    if (!one_of(json_text(rule, "channel"), channels))
        return "needs \"channel\": any, phone, written or system";
    if (!one_of(json_text(rule, "clock_start"), starts))
        return "needs \"clock_start\": occurrence, discovery, learning or receipt";
    if (json_object_get(rule, "limit_minutes") == NULL ||
        !number_fits(rule, "limit_minutes", 0, LIMIT_MINUTES_MAX))
        return "needs \"limit_minutes\" of 0 or more, a year at most";
    return NULL;
}

/* --- what a row replaces --- */

static const json_t *row_named(const GPtrArray *rows, const char *id)
{
    for (guint i = 0; id != NULL && i < rows->len; i++)
        if (g_strcmp0(json_text(rows->pdata[i], "id"), id) == 0)
            return rows->pdata[i];
    return NULL;
}

static bool same_text(const json_t *a, const json_t *b, const char *member)
{
    return g_strcmp0(json_text(a, member), json_text(b, member)) == 0;
}

/* The earlier a clock starts, the stricter it is. */
static int start_rank(const json_t *rule)
{
    const char *start = json_text(rule, "clock_start");
    return g_strcmp0(start, "occurrence") == 0 ? 0 : g_strcmp0(start, "receipt") == 0 ? 2 : 1;
}

/* Does `row` ask the same of whom it binds, and no later, as the national `old`? */
static bool deadline_shortens(const json_t *row, const json_t *old)
{
    bool channel =
        same_text(row, old, "channel") || g_strcmp0(json_text(old, "channel"), "any") == 0;
    return channel && same_text(row, old, "to") && same_text(row, old, "parallel_to") &&
           start_rank(row) <= start_rank(old) &&
           json_number(row, "limit_minutes", 0) <= json_number(old, "limit_minutes", 0);
}

static int64_t times_a_day(const json_t *row)
{
    size_t fixed = json_array_size(json_object_get(row, "fixed_times"));
    return json_number(row, "min_per_day", (int64_t) fixed);
}

static bool follow_up_shortens(const json_t *row, const json_t *old)
{
    return times_a_day(row) >= times_a_day(old);
}

typedef bool (*Shortens)(const json_t *row, const json_t *old);

static const char *replaces_problem(const GPtrArray *rows, const json_t *row, Shortens shortens)
{
    size_t i;
    json_t *item;
    const json_t *list = json_object_get(row, "replaces");
    if (list != NULL && !json_is_array(list))
        return "has \"replaces\" that is no list of ids";
    json_array_foreach (list, i, item) {
        const json_t *old = row_named(rows, json_string_value(item));
        if (old == NULL)
            return "replaces a row that there is not";
        bool national = g_strcmp0(json_text(old, "profile"), "national") == 0;
        if (!national && !report_row_is_default(old))
            return "replaces a row of another profile";
        if (g_strcmp0(json_text(row, "profile"), "national") == 0 || report_row_is_default(row))
            return "counts for everybody: only a profile's row can replace one";
        if (national && !shortens(row, old))
            return "replaces a national row by a milder one, or by one of another kind";
    }
    return NULL;
}

static bool id_is_new(const GPtrArray *rows, guint at)
{
    const char *id = json_text(rows->pdata[at], "id");
    return row_named(rows, id) == rows->pdata[at];
}

/* A national one stands. */
static bool shortens_not(const json_t *row, const json_t *old)
{
    return false;
}

const char *report_replaces_problem(const GPtrArray *rows, const json_t *row)
{
    return replaces_problem(rows, row, shortens_not);
}

static bool deadlines_check(const ReportCheck *check, GError **error)
{
    const GPtrArray *rows = report_rules_deadlines(check->rules);
    for (guint i = check->deadlines_from; i < rows->len; i++) {
        const char *id = json_text(rows->pdata[i], "id");
        if (id == NULL)
            return fail(error, FAIL_INVALID, "%s: deadline %u has no \"id\"", check->name,
                i - check->deadlines_from + 1);
        const char *problem =
            id_is_new(rows, i) ? deadline_problem(check, rows->pdata[i]) : "stands twice";
        if (problem == NULL)
            problem = replaces_problem(rows, rows->pdata[i], deadline_shortens);
        if (problem != NULL)
            return rows_refuse(check, id, "deadline", problem, error);
    }
    return true;
}

static const char *follow_up_problem(const ReportCheck *check, guint at)
{
    const GPtrArray *rows = report_rules_follow_up(check->rules);
    const json_t *row = rows->pdata[at];
    if (!id_is_new(rows, at))
        return "stands twice";
    if (names_problem(check, row) != NULL)
        return names_problem(check, row);
    if (!number_fits(row, "min_per_day", 1, TIMES_A_DAY_MAX) ||
        !number_fits(row, "every_days", 1, DAYS_MAX))
        return "needs \"min_per_day\" from 1 to 96, or \"every_days\"";
    return replaces_problem(rows, row, follow_up_shortens);
}

static bool follow_ups_check(const ReportCheck *check, GError **error)
{
    const GPtrArray *rows = report_rules_follow_up(check->rules);
    for (guint i = check->follow_up_from; i < rows->len; i++) {
        const char *id = json_text(rows->pdata[i], "id");
        if (id == NULL || json_text(rows->pdata[i], "profile") == NULL ||
            json_text(rows->pdata[i], "source") == NULL)
            return fail(error, FAIL_INVALID, "%s: follow_up %u needs id, profile and source",
                check->name, i - check->follow_up_from + 1);
        const char *problem = follow_up_problem(check, i);
        if (problem != NULL)
            return rows_refuse(check, id, "follow_up", problem, error);
    }
    return true;
}

static bool supplements_check(const ReportCheck *check, GError **error)
{
    const GPtrArray *rows = report_rules_supplement(check->rules);
    for (guint i = check->supplement_from; i < rows->len; i++) {
        const json_t *row = rows->pdata[i];
        if (json_text(row, "id") == NULL || json_text(row, "source") == NULL ||
            names_problem(check, row) != NULL || !number_fits(row, "window_days", 1, DAYS_MAX))
            return fail(error, FAIL_INVALID,
                "%s: supplement %u needs id, source, classes and days of 1 or more", check->name,
                i - check->supplement_from + 1);
    }
    return true;
}

bool report_check(const ReportCheck *check, GError **error)
{
    return (!check->is_first || head_check(check, error)) && deadlines_check(check, error) &&
           follow_ups_check(check, error) && supplements_check(check, error);
}
