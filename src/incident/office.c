/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/office.h"

#include "base/json.h"
#include "unit/division.h"

#include <string.h>

void office_free(Office *office)
{
    if (office == NULL)
        return;
    g_free(office->id);
    g_free(office->name);
    g_free(office);
}

/* --- whom it binds --- */

static bool is_stood_for(const ReportRules *rules, const char *function)
{
    return !json_flag(report_rules_function(rules, function), "own_chain");
}

static bool level_listed(const json_t *list, const char *level)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item)
        if (g_strcmp0(json_string_value(item), level) == 0)
            return true;
    return false;
}

static bool does_any(const ReportRules *rules, const json_t *list, const Directory *directory)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item) {
        const char *function = json_string_value(item);
        if (directory_sender_does(directory, function, is_stood_for(rules, function)))
            return true;
    }
    return false;
}

static bool has_any(const json_t *list, const Directory *directory)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item)
        if (directory_sender_has(directory, json_string_value(item)))
            return true;
    return false;
}

static bool side_binds(const ReportRules *rules, const json_t *side, const Directory *directory)
{
    const json_t *bureau = json_object_get(side, "bureau"),
                 *functions = json_object_get(side, "functions");
    if (!level_listed(json_object_get(side, "levels"), directory_sender(directory).level))
        return false;
    if (bureau != NULL && json_is_true(bureau) != directory_sender_is_bureau(directory))
        return false;
    return (functions == NULL || does_any(rules, functions, directory)) &&
           !has_any(json_object_get(side, "not"), directory);
}

bool office_binds(const ReportRules *rules, const char *from, const Directory *directory)
{
    g_auto(GStrv) names = g_strsplit_set(from, "|+", -1);
    for (size_t i = 0; names[i] != NULL; i++)
        if (side_binds(rules, report_rules_side(rules, names[i]), directory))
            return true;
    return false;
}

/* --- at which government --- */

/* The mildest rank of the side that is not below the sender; 0: none is. */
static int rank_meant(const json_t *side, int own)
{
    int meant = 0;
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(side, "levels"), i, item) {
        int rank = level_rank(json_string_value(item));
        if (rank >= own && (meant == 0 || rank < meant))
            meant = rank;
    }
    return meant;
}

/* Where a level is missing (districts of Beijing have no city above them), the next one above. */
static const Government *government_meant(const json_t *side, const Directory *directory)
{
    const GPtrArray *all = directory_governments(directory);
    const Government *own = all->pdata[0];
    if (json_flag(side, "own"))
        return own;
    if (json_flag(side, "above"))
        return all->len > 1 ? all->pdata[1] : NULL;
    int meant = rank_meant(side, level_rank(own->level));
    for (guint i = 0; meant > 0 && i < all->len; i++) {
        const Government *one = all->pdata[i];
        if (level_rank(one->level) >= meant)
            return one;
    }
    return NULL;
}

/* --- what it is called --- */

/* The division's name, what its own unit is called, or the name of what it lies in and its code. */
static char *government_name(const ReportRules *rules, const Government *government)
{
    g_autofree char *brief = division_short(government->code);
    const char *name = brief != NULL ? report_rules_division(rules, brief)
                                     : report_rules_division(rules, government->code);
    if (name == NULL)
        name = government->name;
    if (name != NULL)
        return g_strdup(name);
    g_autofree char *above = division_parent(government->code);
    while (above != NULL && report_rules_division(rules, above) == NULL) {
        char *higher = division_parent(above);
        g_free(above);
        above = higher;
    }
    const char *within = above != NULL ? report_rules_division(rules, above) : "";
    return g_strconcat(within, government->code, NULL);
}

/* The words of a function at a government: of its level where they differ. */
static const char *office_label(
    const ReportRules *rules, const Government *government, const char *function)
{
    g_autofree char *brief = division_short(government->code);
    bool municipal = brief != NULL && report_rules_is_municipality(rules, brief);
    const json_t *row = report_rules_function(rules, function), *own = NULL;
    if (municipal)
        own = json_object_get(row, "municipality");
    if (own == NULL)
        own = json_object_get(row, government->level);
    const char *label = json_text(own != NULL ? own : json_object_get(row, "label"), "zh");
    return label != NULL ? label : function;
}

static char *office_name(
    const ReportRules *rules, const Government *government, const char *function)
{
    const char *label = office_label(rules, government, function);
    if (strcmp(government->level, "nation") == 0)
        return g_strdup(label);
    g_autofree char *name = government_name(rules, government);
    return g_strconcat(name, label, NULL);
}

/* --- who is told --- */

static Office *office_new(const ReportRules *rules, const json_t *side, const Directory *directory)
{
    const char *function = json_text(side, "office");
    const Government *government = government_meant(side, directory);
    if (function == NULL || government == NULL)
        return NULL;
    const Unit *unit =
        directory_resolve(directory, government->code, function, is_stood_for(rules, function));
    if (unit != NULL && strcmp(unit->code, directory_sender(directory).unit) == 0)
        return NULL;
    Office *office = g_new0(Office, 1);
    office->id = g_strdup_printf("%s@%s", function, government->code);
    office->unit = unit;
    office->name = unit != NULL ? g_strdup(unit->name) : office_name(rules, government, function);
    return office;
}

GPtrArray *offices_named(const ReportRules *rules, const char *to, const Directory *directory)
{
    GPtrArray *offices = g_ptr_array_new_with_free_func((GDestroyNotify) office_free);
    g_auto(GStrv) names = g_strsplit_set(to, "|+", -1);
    for (size_t i = 0; names[i] != NULL; i++) {
        Office *office = office_new(rules, report_rules_side(rules, names[i]), directory);
        if (office != NULL)
            g_ptr_array_add(offices, office);
    }
    return offices;
}
