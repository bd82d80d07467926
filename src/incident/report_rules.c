/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_rules.h"

#include "base/json.h"
#include "incident/level.h"

#include <string.h>

struct ReportRules {
    RuleText text;
    GPtrArray *files;     /* of json_t *, owned; the first is the main one */
    GPtrArray *deadlines; /* of json_t *, borrowed */
    GPtrArray *follow_up; /* of json_t *, borrowed */
    GHashTable *ids;      /* borrowed char *, of deadlines */
};

static void file_free(void *file)
{
    json_decref(file);
}

ReportRules *report_rules_new(void)
{
    ReportRules *rules = g_new0(ReportRules, 1);
    rules->files = g_ptr_array_new_with_free_func(file_free);
    rules->deadlines = g_ptr_array_new();
    rules->follow_up = g_ptr_array_new();
    rules->ids = g_hash_table_new(g_str_hash, g_str_equal);
    return rules;
}

void report_rules_free(ReportRules *rules)
{
    if (rules == NULL)
        return;
    rule_text_clear(&rules->text);
    g_ptr_array_unref(rules->deadlines);
    g_ptr_array_unref(rules->follow_up);
    g_hash_table_unref(rules->ids);
    g_ptr_array_unref(rules->files);
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

bool report_rules_has_profile(const ReportRules *rules, const char *profile)
{
    for (size_t i = 0; i < rules->deadlines->len; i++)
        if (g_strcmp0(json_text(rules->deadlines->pdata[i], "profile"), profile) == 0)
            return true;
    return false;
}

static const json_t *side_row(const ReportRules *rules, const char *name)
{
    return json_object_get(json_object_get(report_rules_json(rules), "sides"), name);
}

/* --- checking --- */

static bool names_known(const ReportRules *rules, const char *names)
{
    if (names == NULL)
        return false;
    g_auto(GStrv) list = g_strsplit_set(names, "|+", -1);
    for (size_t i = 0; list[i] != NULL; i++)
        if (side_row(rules, list[i]) == NULL)
            return false;
    return true;
}

static bool one_of(const char *word, const char *const *words)
{
    return word != NULL && g_strv_contains(words, word);
}

/* NULL when the rule is sound. */
static const char *deadline_problem(const ReportRules *rules, const json_t *rule)
{
    static const char *const channels[] = {"any", "phone", "written", "system", NULL};
    static const char *const starts[] = {"occurrence", "discovery", "learning", "receipt", NULL};
    int64_t from = json_number(rule, "level_from", 0), to = json_number(rule, "level_to", 0);
    if (json_text(rule, "profile") == NULL || json_text(rule, "source") == NULL)
        return "needs \"profile\" and \"source\"";
    if (json_array_size(json_object_get(rule, "classes")) == 0)
        return "needs \"classes\"";
    if (from < LEVEL_WORST || from > LEVEL_MILDEST || to < LEVEL_WORST || to > from)
        return "needs \"level_from\" and \"level_to\" from 4 (mildest) to 1 (worst)";
    if (!names_known(rules, json_text(rule, "from")) || !names_known(rules, json_text(rule, "to")))
        return "names a side in \"from\" or \"to\" that is not declared";
    if (!one_of(json_text(rule, "channel"), channels))
        return "needs \"channel\": any, phone, written or system";
    if (!one_of(json_text(rule, "clock_start"), starts))
        return "needs \"clock_start\": occurrence, discovery, learning or receipt";
    if (json_number(rule, "limit_minutes", -1) < 0)
        return "needs \"limit_minutes\" of 0 or more";
    return NULL;
}

static bool add_deadlines(ReportRules *rules, const char *name, const json_t *file, GError **error)
{
    size_t i;
    json_t *rule;
    json_array_foreach (json_object_get(file, "deadlines"), i, rule) {
        const char *id = json_text(rule, "id");
        if (id == NULL)
            return fail(error, FAIL_INVALID, "%s: deadline %zu has no \"id\"", name, i + 1);
        if (!g_hash_table_add(rules->ids, (void *) id))
            return fail(error, FAIL_INVALID, "%s: deadline \"%s\" stands twice", name, id);
        const char *problem = deadline_problem(rules, rule);
        if (problem != NULL)
            return fail(error, FAIL_INVALID, "%s: deadline \"%s\" %s", name, id, problem);
        g_ptr_array_add(rules->deadlines, rule);
    }
    json_array_foreach (json_object_get(file, "follow_up"), i, rule) {
        if (json_text(rule, "id") == NULL || json_text(rule, "profile") == NULL ||
            json_text(rule, "source") == NULL)
            return fail(
                error, FAIL_INVALID, "%s: follow_up %zu needs id, profile and source", name, i + 1);
        g_ptr_array_add(rules->follow_up, rule);
    }
    return true;
}

bool report_rules_add(
    ReportRules *rules, const char *name, const char *bytes, size_t size, GError **error)
{
    json_t *file = json_read(bytes, size, JSON_INTEGERS, error);
    if (file == NULL)
        return fail_in(error, "%s", name);
    g_ptr_array_add(rules->files, file);
    if (rules->files->len == 1 &&
        (json_text(file, "version") == NULL || !json_is_object(json_object_get(file, "sides"))))
        return fail(error, FAIL_INVALID, "%s: needs \"version\" and \"sides\"", name);
    if (!add_deadlines(rules, name, file, error))
        return false;
    rule_text_add(&rules->text, json_text(file, "version"), bytes, size);
    return true;
}

/* --- who is meant by a side --- */

int level_rank(const char *level)
{
    static const char *const ranks[] = {
        "village", "township", "county", "city", "province", "nation", NULL};
    for (int i = 0; ranks[i] != NULL; i++)
        if (g_strcmp0(ranks[i], level) == 0)
            return i + 1;
    return 0;
}

static bool list_meets(const json_t *list, const char *const *words)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item)
        if (words != NULL && g_strv_contains(words, json_string_value(item)))
            return true;
    return false;
}

static bool functions_fit(const json_t *row, const ReportSide *side)
{
    const json_t *any = json_object_get(row, "functions");
    return (any == NULL || list_meets(any, side->functions)) &&
           !list_meets(json_object_get(row, "not"), side->functions);
}

static bool is_from(const json_t *row, const ReportSide *from)
{
    const char *const level[] = {from->level, NULL};
    return list_meets(json_object_get(row, "levels"), level) && functions_fit(row, from);
}

/* Is `to` meant by the row, or does it lie on the way up to what is meant? */
static bool is_to(const json_t *row, const ReportSide *from, const ReportSide *to)
{
    int rank = level_rank(to->level), own = level_rank(from->level);
    if (json_flag(row, "own"))
        return rank == own && functions_fit(row, to);
    if (json_flag(row, "above"))
        return rank > own;
    size_t i;
    json_t *level;
    json_array_foreach (json_object_get(row, "levels"), i, level) {
        int meant = level_rank(json_string_value(level));
        if (meant > rank || (meant == rank && functions_fit(row, to)))
            return true;
    }
    return false;
}

bool report_sides_fit(
    const ReportRules *rules, const json_t *rule, const ReportSide *from, const ReportSide *to)
{
    g_auto(GStrv) froms = g_strsplit_set(json_text(rule, "from"), "|+", -1);
    g_auto(GStrv) tos = g_strsplit_set(json_text(rule, "to"), "|+", -1);
    bool from_fits = false, to_fits = false;
    for (size_t i = 0; froms[i] != NULL; i++)
        from_fits = from_fits || is_from(side_row(rules, froms[i]), from);
    for (size_t i = 0; tos[i] != NULL; i++)
        to_fits = to_fits || is_to(side_row(rules, tos[i]), from, to);
    return from_fits && to_fits;
}
