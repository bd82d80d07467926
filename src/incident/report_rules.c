/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_rules_private.h"

#include "base/json.h"
#include "unit/division.h"

#include <string.h>

static void file_free(void *file)
{
    json_decref(file);
}

ReportRules *report_rules_new(const Taxonomy *taxonomy)
{
    ReportRules *rules = g_new0(ReportRules, 1);
    rules->taxonomy = taxonomy;
    rules->files = g_ptr_array_new_with_free_func(file_free);
    rules->deadlines = g_ptr_array_new();
    rules->follow_up = g_ptr_array_new();
    rules->supplement = g_ptr_array_new();
    rules->exempt = g_ptr_array_new();
    return rules;
}

void report_rules_free(ReportRules *rules)
{
    if (rules == NULL)
        return;
    rule_text_clear(&rules->text);
    g_ptr_array_unref(rules->deadlines);
    g_ptr_array_unref(rules->follow_up);
    g_ptr_array_unref(rules->supplement);
    g_ptr_array_unref(rules->exempt);
    g_ptr_array_unref(rules->files);
    json_decref(rules->divisions);
    g_free(rules);
}

const json_t *report_rules_json(const ReportRules *rules)
{
    return rules->files->len > 0 ? g_ptr_array_index(rules->files, 0) : NULL;
}

const RuleText *report_rules_text(const ReportRules *rules)
{
    return &rules->text;
}

const char *report_rules_version(const ReportRules *rules)
{
    return rules->text.version;
}

const GPtrArray *report_rules_deadlines(const ReportRules *rules)
{
    return rules->deadlines;
}

const GPtrArray *report_rules_follow_up(const ReportRules *rules)
{
    return rules->follow_up;
}

const GPtrArray *report_rules_supplement(const ReportRules *rules)
{
    return rules->supplement;
}

const GPtrArray *report_rules_exempt(const ReportRules *rules)
{
    return rules->exempt;
}

const Taxonomy *report_rules_taxonomy(const ReportRules *rules)
{
    return rules->taxonomy;
}

static const json_t *main_row(const ReportRules *rules, const char *part, const char *name)
{
    return json_object_get(json_object_get(report_rules_json(rules), part), name);
}

bool report_rules_knows_class(const ReportRules *rules, const char *name)
{
    return rules->taxonomy == NULL || taxonomy_knows(rules->taxonomy, name);
}

const json_t *report_rules_side(const ReportRules *rules, const char *name)
{
    return main_row(rules, "sides", name);
}

const json_t *report_rules_function(const ReportRules *rules, const char *name)
{
    return main_row(rules, "functions", name);
}

const char *report_rules_division(const ReportRules *rules, const char *code)
{
    return json_text(json_object_get(rules->divisions, "names"), code);
}

bool report_rules_has_division(const ReportRules *rules, const char *code)
{
    const json_t *names = json_object_get(rules->divisions, "names");
    g_autofree char *province = g_strndup(code, 2), *city = g_strndup(code, 4);
    const char *name = NULL;
    json_t *value = NULL;

    if (json_object_get(names, province) == NULL)
        return names == NULL;
    if (strlen(code) < 4 || division_is_placeholder(code) || json_object_get(names, city) != NULL)
        return true;
    /* Of Taiwan, Hong Kong and Macao the table knows nothing smaller. */
    json_object_foreach ((json_t *) names, name, value) {
        if (strlen(name) == 4 && strncmp(name, province, 2) == 0)
            return false;
    }
    return !report_rules_is_municipality(rules, province);
}

bool report_rules_is_municipality(const ReportRules *rules, const char *code)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(rules->divisions, "municipalities"), i, item)
        if (g_strcmp0(json_string_value(item), code) == 0)
            return true;
    return false;
}

int64_t report_rules_at_once(const ReportRules *rules, const char *channel)
{
    return json_number(main_row(rules, "at_once", channel), "limit_minutes", 0);
}

/* --- profiles --- */

bool report_row_is_default(const json_t *row)
{
    return g_strcmp0(json_text(row, "profile"), "default") == 0;
}

static bool names_hold(const char *names, const char *one)
{
    size_t length = one != NULL ? strlen(one) : 0;
    for (const char *at = names; length > 0 && at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, one, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

bool report_profile_counts(const char *own, const char *chosen)
{
    return names_hold(own, "national") || names_hold(own, "default") || names_hold(own, chosen);
}

static bool rows_have_profile(const GPtrArray *rows, const char *profile)
{
    for (size_t i = 0; i < rows->len; i++)
        if (names_hold(json_text(rows->pdata[i], "profile"), profile))
            return true;
    return false;
}

bool report_rules_has_profile(const ReportRules *rules, const char *profile)
{
    return profile == NULL || *profile == '\0' || strcmp(profile, "default") == 0 ||
           strcmp(profile, "national") == 0 || rows_have_profile(rules->deadlines, profile) ||
           rows_have_profile(rules->follow_up, profile);
}

static bool row_replaces(const json_t *row, const char *id)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(row, "replaces"), i, item)
        if (g_strcmp0(json_string_value(item), id) == 0)
            return true;
    return false;
}

static bool is_replaced(const GPtrArray *rows, const char *id)
{
    for (guint i = 0; i < rows->len; i++)
        if (row_replaces(rows->pdata[i], id))
            return true;
    return false;
}

void report_rows_drop_replaced(GPtrArray *rows, const GPtrArray *by)
{
    for (guint i = rows->len; i > 0; i--)
        if (is_replaced(by, json_text(rows->pdata[i - 1], "id")))
            g_ptr_array_remove_index(rows, i - 1);
}
