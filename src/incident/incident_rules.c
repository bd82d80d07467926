/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/incident_rules.h"

#include "base/json.h"
#include "base/resource.h"

#include <string.h>

#define LEVELS "levels.json"
#define KINDS "incident_kinds.json"
#define WORDS "report_text.json"
#define REPORTING "reporting.json"

struct IncidentRules {
    LevelRules *levels;
    Taxonomy *taxonomy;
    ReportRules *reporting;
    json_t *words;
};

typedef struct RuleFile {
    char *name;
    char *text;
    gsize size;
} RuleFile;

static void file_clear(RuleFile *file)
{
    g_free(file->name);
    g_free(file->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RuleFile, file_clear)

/* Kinds are a list that forms choose from; the rest are rules. */
static const char *part_of(const char *name)
{
    return strcmp(name, KINDS) == 0 ? "lists" : "rules";
}

/* An operator's own file when there is one, else the one built in. */
static bool file_own(const char *folder, const char *name, RuleFile *out)
{
    if (folder == NULL)
        return false;
    g_autofree char *path = g_build_filename(folder, part_of(name), name, NULL);
    if (!g_file_get_contents(path, &out->text, &out->size, NULL))
        return false;
    out->name = g_steal_pointer(&path);
    return true;
}

static bool file_builtin(const char *name, RuleFile *out, GError **error)
{
    g_autofree char *path = g_strconcat("/catalog/", part_of(name), "/", name, NULL);
    const char *text = resource_text(path, &out->size);
    if (text == NULL)
        return fail(error, FAIL_CORRUPT, "%s is not built in", path);
    out->text = g_memdup2(text, out->size);
    out->name = g_strdup(path + 1);
    return true;
}

static void fault_add(GPtrArray *faults, GError *fault)
{
    if (faults != NULL)
        g_ptr_array_add(faults, g_strdup(fault->message));
    g_error_free(fault);
}

static bool read_levels(IncidentRules *rules, const RuleFile *file, GError **error)
{
    rules->levels = level_rules_new(file->name, file->text, file->size, error);
    return rules->levels != NULL;
}

static bool read_kinds(IncidentRules *rules, const RuleFile *file, GError **error)
{
    rules->taxonomy = taxonomy_new(file->name, file->text, file->size, rules->levels, error);
    return rules->taxonomy != NULL;
}

static bool read_reporting(IncidentRules *rules, const RuleFile *file, GError **error)
{
    ReportRules *reporting = report_rules_new();
    if (!report_rules_add(reporting, file->name, file->text, file->size, error)) {
        report_rules_free(reporting);
        return false;
    }
    rules->reporting = reporting;
    return true;
}

static bool read_words(IncidentRules *rules, const RuleFile *file, GError **error)
{
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

typedef bool (*FileReader)(IncidentRules *rules, const RuleFile *file, GError **error);

static bool read_either(IncidentRules *rules, const char *folder, const char *name, FileReader read,
    GPtrArray *faults, GError **error)
{
    g_auto(RuleFile) own = {0}, builtin = {0};
    GError *fault = NULL;
    if (file_own(folder, name, &own)) {
        if (read(rules, &own, &fault))
            return true;
        fault_add(faults, fault);
    }
    return file_builtin(name, &builtin, error) && read(rules, &builtin, error);
}

static int names_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

static void read_additions(IncidentRules *rules, const char *folder, GPtrArray *faults)
{
    g_autofree char *path = folder != NULL ? g_build_filename(folder, "rules", NULL) : NULL;
    g_autoptr(GDir) dir = path != NULL ? g_dir_open(path, 0, NULL) : NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
        if (g_str_has_prefix(name, "reporting-") && g_str_has_suffix(name, ".json"))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, names_compare);
    for (guint i = 0; i < names->len; i++) {
        g_auto(RuleFile) file = {0};
        GError *fault = NULL;
        if (file_own(folder, names->pdata[i], &file) &&
            !report_rules_add(rules->reporting, file.name, file.text, file.size, &fault))
            fault_add(faults, fault);
    }
}

IncidentRules *incident_rules_new(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(IncidentRules) rules = g_new0(IncidentRules, 1);
    if (!read_either(rules, folder, LEVELS, read_levels, faults, error) ||
        !read_either(rules, folder, KINDS, read_kinds, faults, error) ||
        !read_either(rules, folder, REPORTING, read_reporting, faults, error) ||
        !read_either(rules, folder, WORDS, read_words, faults, error))
        return NULL;
    read_additions(rules, folder, faults);
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
