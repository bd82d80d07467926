/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/incident_rules.h"

#include "base/builtin.h"
#include "base/json.h"

#include <string.h>

#define LEVELS "rules/levels.json"
#define KINDS "lists/incident_kinds.json" /* a list: forms choose from it */
#define WORDS "rules/report_text.json"
#define REPORTING "rules/reporting.json"
#define DIVISIONS "rules/divisions.json"

struct IncidentRules {
    LevelRules *levels;
    Taxonomy *taxonomy;
    ReportRules *reporting;
    json_t *words;
};

static bool read_levels(void *data, const BuiltinFile *file, GError **error)
{
    IncidentRules *rules = data;
    rules->levels = level_rules_new(file->name, file->text, file->size, error);
    return rules->levels != NULL;
}

static bool read_kinds(void *data, const BuiltinFile *file, GError **error)
{
    IncidentRules *rules = data;
    rules->taxonomy = taxonomy_new(file->name, file->text, file->size, rules->levels, error);
    return rules->taxonomy != NULL;
}

static bool read_reporting(void *data, const BuiltinFile *file, GError **error)
{
    IncidentRules *rules = data;
    ReportRules *reporting = report_rules_new(rules->taxonomy);
    if (!report_rules_add(reporting, file->name, file->text, file->size, error)) {
        report_rules_free(reporting);
        return false;
    }
    rules->reporting = reporting;
    return true;
}

static bool read_divisions(void *data, const BuiltinFile *file, GError **error)
{
    IncidentRules *rules = data;
    return report_rules_add_divisions(rules->reporting, file->name, file->text, file->size, error);
}

static bool read_words(void *data, const BuiltinFile *file, GError **error)
{
    IncidentRules *rules = data;
    rules->words = json_read(file->text, file->size, JSON_INTEGERS, error);
    if (rules->words == NULL)
        return fail_in(error, "%s", file->name);
    if (json_text(rules->words, "time") != NULL && json_text(rules->words, "joint") != NULL &&
        json_text(rules->words, "message") != NULL &&
        json_is_object(json_object_get(rules->words, "types")))
        return true;
    json_decref(g_steal_pointer(&rules->words));
    return fail(error, FAIL_INVALID, "%s: needs \"time\", \"joint\", \"message\" and \"types\"",
        file->name);
}

static bool read_more_reporting(void *data, const BuiltinFile *file, GError **error)
{
    IncidentRules *rules = data;
    return report_rules_add(rules->reporting, file->name, file->text, file->size, error);
}

IncidentRules *incident_rules_new(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(IncidentRules) rules = g_new0(IncidentRules, 1);
    if (!builtin_or_own(folder, LEVELS, read_levels, rules, faults, error) ||
        !builtin_or_own(folder, KINDS, read_kinds, rules, faults, error) ||
        !builtin_or_own(folder, REPORTING, read_reporting, rules, faults, error) ||
        !builtin_or_own(folder, DIVISIONS, read_divisions, rules, faults, error) ||
        !builtin_or_own(folder, WORDS, read_words, rules, faults, error))
        return NULL;
    if (folder != NULL) {
        g_autofree char *own = g_build_filename(folder, "rules", NULL);
        builtin_own_each(own, "reporting-", read_more_reporting, rules, faults);
    }
    return g_steal_pointer(&rules);
}

void incident_rules_free(IncidentRules *rules)
{
    if (rules == NULL)
        return;
    json_decref(rules->words);
    report_rules_free(rules->reporting);
    taxonomy_free(rules->taxonomy);
    level_rules_free(rules->levels);
    g_free(rules);
}

const LevelRules *incident_levels(const IncidentRules *rules)
{
    return rules->levels;
}

const Taxonomy *incident_taxonomy(const IncidentRules *rules)
{
    return rules->taxonomy;
}

const ReportRules *incident_reporting(const IncidentRules *rules)
{
    return rules->reporting;
}

const json_t *incident_report_words(const IncidentRules *rules)
{
    return rules->words;
}
