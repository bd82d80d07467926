/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/exempt.h"

#include "base/json.h"
#include "engine/field.h"
#include "incident/level.h"

#include <string.h>

/* Figures of people that no row may let pass, and those a row may give a bound to. */
static const char *const people[] = {"deaths", "missing", "trapped", NULL};
static const char *const bounded[] = {"injured", "light_injuries", "evacuated", "at_risk_persons",
    "participants", "direct_loss_yuan", NULL};
/* Where more than nothing is too much for any row. */
static const char *const none[] = {"deaths", "missing", "trapped", "serious_injuries", "poisoned",
    "magnitude", "burnt_forest_ha", "burnt_grassland_ha", "households_without_gas", "outage_hours",
    "power_load_lost_percent", "power_users_cut_percent", "trunk_cut_hours", "cases_in_one_week",
    "counties_affected", NULL};
static const char *const told_in[] = {"summary", "process", "cause", "range", "present", "trend",
    "measures", "needs", "scene_condition", "secondary_summary", NULL};

static bool is_bounded(const char *name)
{
    return name != NULL && g_strv_contains(bounded, name);
}

static int64_t figure(const json_t *values, const char *name)
{
    const json_t *value = json_object_get(values, name);
    return json_is_integer(value) ? json_integer_value(value) : 0;
}

static bool is_grave(const json_t *values, const char *level)
{
    const json_t *value = json_object_get(values, level);
    return json_is_integer(value) && json_integer_value(value) < LEVEL_MILDEST;
}

bool must_be_reported(const json_t *values)
{
    for (size_t i = 0; people[i] != NULL; i++)
        if (figure(values, people[i]) > 0)
            return true;
    return json_array_size(json_object_get(values, "sensitive")) > 0 || is_grave(values, "level");
}

/* --- does a row hold? --- */

/* Said to be unknown is not none. */
static bool said_unknown(const json_t *values, const char *name)
{
    const json_t *value = json_object_get(values, name);
    return value != NULL && json_is_null(value);
}

static bool figures_within(const json_t *row, const json_t *values)
{
    const json_t *bounds = json_object_get(row, "figures");
    for (size_t i = 0; none[i] != NULL; i++)
        if (figure(values, none[i]) > 0 || said_unknown(values, none[i]))
            return false;
    for (size_t i = 0; bounded[i] != NULL; i++)
        if (figure(values, bounded[i]) > json_number(bounds, bounded[i], 0) ||
            said_unknown(values, bounded[i]))
            return false;
    return true;
}

/* What the rules of levels say beside the level that was decided. */
static bool is_mild(const ExemptCase *of, const json_t *kind)
{
    const json_t *values = of->values;
    bool graded = json_array_size(json_object_get(kind, "rulesets")) > 0;
    bool known = json_number(values, "suggested_level", LEVEL_NONE) == LEVEL_MILDEST &&
                 !json_flag(values, "suggested_provisional");
    return !must_be_reported(values) && !is_grave(values, "suggested_level") &&
           json_text(values, "suggested_outcome") == NULL && (known || !graded) &&
           !json_flag(values, "unchecked") && !json_flag(values, "severe_pollution") &&
           !json_flag(values, "key_site_endangered") &&
           json_array_size(json_object_get(kind, "sensitive")) == 0;
}

static const json_t *guard_list(const ReportRules *rules, const char *name)
{
    return json_object_get(json_object_get(report_rules_json(rules), "exempt_guard"), name);
}

/* "Nobody was hurt" is no word of somebody hurt. */
static char *text_without(const json_t *safe, const char *text)
{
    g_autoptr(GString) left = g_string_new(text);
    size_t i;
    json_t *item;
    json_array_foreach (safe, i, item)
        g_string_replace(left, json_string_value(item), " ", 0);
    return g_string_free(g_steal_pointer(&left), FALSE);
}

static bool holds_any(const char *text, const json_t *words)
{
    size_t i;
    json_t *item;
    json_array_foreach (words, i, item)
        if (strstr(text, json_string_value(item)) != NULL)
            return true;
    return false;
}

static bool words_are_mild(const ReportRules *rules, const json_t *values)
{
    for (size_t i = 0; told_in[i] != NULL; i++) {
        const char *text = json_text(values, told_in[i]);
        g_autofree char *left =
            text != NULL ? text_without(guard_list(rules, "safe"), text) : g_strdup("");
        if (holds_any(left, guard_list(rules, "words")))
            return false;
    }
    return true;
}

static bool row_names(const json_t *row, const char *kind)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(row, "classes"), i, item)
        if (kind != NULL && g_strcmp0(json_string_value(item), kind) == 0)
            return true;
    return false;
}

static bool row_speaks_of(const json_t *row, const json_t *values, const char *profile)
{
    return row_names(row, json_text(values, "kind")) &&
           (profile == NULL || report_profile_counts(json_text(row, "profile"), profile));
}

static GPtrArray *rows_of(const ReportRules *rules, const json_t *values, const char *profile)
{
    const GPtrArray *all = report_rules_exempt(rules);
    GPtrArray *rows = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        if (row_speaks_of(all->pdata[i], values, profile))
            g_ptr_array_add(rows, all->pdata[i]);
    return rows;
}

static const json_t *first_holding(const GPtrArray *rows, const json_t *values)
{
    for (guint i = 0; i < rows->len; i++)
        if (!json_flag(rows->pdata[i], "reportable") && figures_within(rows->pdata[i], values))
            return rows->pdata[i];
    return NULL;
}

bool exempt_may_hold(const ReportRules *rules, const ExemptCase *of)
{
    const json_t *kind = taxonomy_kind(of->taxonomy, json_text(of->values, "kind"));
    g_autoptr(GPtrArray) rows = rows_of(rules, of->values, NULL);
    return kind != NULL && rows->len > 0 && is_mild(of, kind) && words_are_mild(rules, of->values);
}

const json_t *exempt_row(const ReportRules *rules, const ExemptCase *of, const char *profile)
{
    if (!exempt_may_hold(rules, of))
        return NULL;
    g_autoptr(GPtrArray) rows = rows_of(rules, of->values, profile != NULL ? profile : "");
    g_autoptr(GPtrArray) by = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(by, rows->pdata[i]);
    report_rows_drop_replaced(rows, by);
    return first_holding(rows, of->values);
}

const json_t *exempt_row_named(const ReportRules *rules, const char *id)
{
    const GPtrArray *all = report_rules_exempt(rules);
    for (guint i = 0; id != NULL && i < all->len; i++)
        if (g_strcmp0(json_text(all->pdata[i], "id"), id) == 0)
            return all->pdata[i];
    return NULL;
}

/* --- would a row silence too much? --- */

static const char *figures_problem(const json_t *row)
{
    const json_t *bounds = json_object_get(row, "figures");
    const char *name;
    json_t *most;
    if (bounds != NULL && !json_is_object(bounds))
        return "has \"figures\" that is no object of names and most values";
    json_object_foreach ((json_t *) bounds, name, most) {
        if (!is_bounded(name))
            return "lets a figure pass that must be reported: no dead, missing, trapped, badly "
                   "hurt or poisoned, and only figures of people lightly hurt, moved or gathered "
                   "and of loss have a bound";
        if (!json_is_integer(most) || json_integer_value(most) < 0)
            return "has a bound that is no whole number of 0 or more";
    }
    return NULL;
}

/* Classes and groups hold kinds that may be grave before anything is known of them. */
static const char *kinds_problem(const ReportCheck *check, const json_t *row)
{
    const Taxonomy *taxonomy = report_rules_taxonomy(check->rules);
    const json_t *list = json_object_get(row, "classes");
    size_t i;
    json_t *item;
    if (json_array_size(list) == 0)
        return "needs \"classes\", each a kind of the list of kinds";
    json_array_foreach (list, i, item) {
        const char *name = json_string_value(item);
        const json_t *kind = taxonomy != NULL ? taxonomy_kind(taxonomy, name) : NULL;
        bool may_be_gone = check->is_first && name != NULL && strcmp(name, "*") != 0 &&
                           (taxonomy == NULL || !taxonomy_knows(taxonomy, name));
        if (kind == NULL && !may_be_gone)
            return "names more than single kinds in \"classes\"";
        if (json_array_size(json_object_get(kind, "sensitive")) > 0)
            return "names a kind that is sensitive by itself";
    }
    return NULL;
}

static const char *row_problem(const ReportCheck *check, const json_t *row)
{
    const json_t *label = json_object_get(row, "label");
    if (json_text(row, "profile") == NULL || json_text(row, "source") == NULL ||
        json_text(label, "zh") == NULL || json_text(label, "en") == NULL)
        return "needs \"profile\", \"source\" and \"label\" (zh, en)";
    if (json_number(row, "level_from", 0) != LEVEL_MILDEST ||
        json_number(row, "level_to", 0) != LEVEL_MILDEST)
        return "must have \"level_from\" 4 and \"level_to\" 4: from level III on all is reported";
    if (json_object_get(row, "flags") != NULL)
        return "names \"flags\": what is sensitive is always reported";
    const char *problem = kinds_problem(check, row);
    return problem != NULL ? problem : figures_problem(row);
}

static bool words_all(const json_t *list)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item)
        if (!json_is_string(item) || *json_string_value(item) == '\0')
            return false;
    return true;
}

bool exempt_check(const ReportCheck *check, GError **error)
{
    const GPtrArray *rows = report_rules_exempt(check->rules);
    const json_t *guard = json_object_get(check->file, "exempt_guard");
    if (guard != NULL && (!check->is_first || !words_all(json_object_get(guard, "words")) ||
                             !words_all(json_object_get(guard, "safe"))))
        return fail(error, FAIL_INVALID,
            "%s: \"exempt_guard\" stands in the main file only, with lists of words", check->name);
    if (rows->len > 0 && json_array_size(guard_list(check->rules, "words")) == 0)
        return fail(error, FAIL_INVALID, "%s: \"exempt\" needs \"exempt_guard\" with \"words\"",
            check->name);
    for (guint i = check->exempt_from; i < rows->len; i++) {
        const char *id = json_text(rows->pdata[i], "id");
        bool again = id != NULL && exempt_row_named(check->rules, id) != rows->pdata[i];
        const char *problem = id == NULL ? "has no \"id\""
                              : again    ? "stands twice"
                                         : row_problem(check, rows->pdata[i]);
        if (problem == NULL)
            problem = report_replaces_problem(rows, rows->pdata[i]);
        if (problem != NULL)
            return fail(error, FAIL_INVALID, "%s: exempt \"%s\" %s", check->name,
                id != NULL ? id : "?", problem);
    }
    return true;
}
