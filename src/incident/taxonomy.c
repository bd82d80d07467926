/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/taxonomy.h"

#include "base/json.h"
#include "incident/level_words.h"

#include <string.h>

struct Taxonomy {
    json_t *root;
    GHashTable *kinds; /* id -> borrowed json_t * */
    const LevelRules *rules;
};

static bool labels_complete(const json_t *item)
{
    const json_t *label = json_object_get(item, "label");
    return json_text(label, "zh") != NULL && json_text(label, "en") != NULL;
}

static bool check_rulesets(const Taxonomy *taxonomy, const json_t *list, const char **out_unknown)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item) {
        *out_unknown = json_is_string(item) ? json_string_value(item) : "?";
        if (!level_rules_has(taxonomy->rules, *out_unknown))
            return false;
    }
    return true;
}

static bool check_kind(Taxonomy *taxonomy, const char *name, const json_t *kind, GError **error)
{
    const char *id = json_text(kind, "name"), *class = json_text(kind, "class"), *unknown = NULL;
    if (id == NULL || !labels_complete(kind))
        return fail(error, FAIL_INVALID, "%s: kind \"%s\" has no name or label in zh and en", name,
            id != NULL ? id : "?");
    if (!g_hash_table_insert(taxonomy->kinds, (void *) id, (void *) kind))
        return fail(error, FAIL_INVALID, "%s: kind \"%s\" stands twice", name, id);
    if (class == NULL || !taxonomy_has_class(taxonomy, class))
        return fail(error, FAIL_INVALID, "%s: kind \"%s\": unknown class", name, id);
    if (!json_is_array(json_object_get(kind, "rulesets")))
        return fail(error, FAIL_INVALID, "%s: kind \"%s\" has no \"rulesets\"", name, id);
    const char *guess = json_text(kind, "first_guess");
    if (guess != NULL && !level_rules_has(taxonomy->rules, guess))
        return fail(error, FAIL_INVALID, "%s: kind \"%s\": no ruleset \"%s\"", name, id, guess);
    if (!check_rulesets(taxonomy, json_object_get(kind, "rulesets"), &unknown) ||
        !check_rulesets(taxonomy, json_object_get(kind, "outcomes"), &unknown))
        return fail(error, FAIL_INVALID, "%s: kind \"%s\": no ruleset \"%s\"", name, id, unknown);
    return true;
}

static bool taxonomy_check(Taxonomy *taxonomy, const char *name, GError **error)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(taxonomy->root, "classes"), i, item)
        if (json_text(item, "name") == NULL || !labels_complete(item))
            return fail(error, FAIL_INVALID, "%s: a class without name or label", name);
    json_array_foreach (json_object_get(taxonomy->root, "items"), i, item)
        if (!check_kind(taxonomy, name, item, error))
            return false;
    if (g_hash_table_size(taxonomy->kinds) == 0)
        return fail(error, FAIL_INVALID, "%s: no kinds", name);
    return true;
}

Taxonomy *taxonomy_new(
    const char *name, const char *bytes, size_t size, const LevelRules *rules, GError **error)
{
    g_autoptr(Taxonomy) taxonomy = g_new0(Taxonomy, 1);
    taxonomy->kinds = g_hash_table_new(g_str_hash, g_str_equal);
    taxonomy->rules = rules;
    taxonomy->root = json_read(bytes, size, JSON_INTEGERS, error);
    if (taxonomy->root == NULL) {
        fail_in(error, "%s", name);
        return NULL;
    }
    return taxonomy_check(taxonomy, name, error) ? g_steal_pointer(&taxonomy) : NULL;
}

void taxonomy_free(Taxonomy *taxonomy)
{
    if (taxonomy == NULL)
        return;
    g_hash_table_unref(taxonomy->kinds);
    json_decref(taxonomy->root);
    g_free(taxonomy);
}

const json_t *taxonomy_kind(const Taxonomy *taxonomy, const char *kind)
{
    return kind != NULL ? g_hash_table_lookup(taxonomy->kinds, kind) : NULL;
}

const char *taxonomy_class_of(const Taxonomy *taxonomy, const char *kind)
{
    return json_text(taxonomy_kind(taxonomy, kind), "class");
}

bool taxonomy_has_class(const Taxonomy *taxonomy, const char *class)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(taxonomy->root, "classes"), i, item)
        if (g_strcmp0(json_text(item, "name"), class) == 0)
            return true;
    return false;
}

const json_t *taxonomy_json(const Taxonomy *taxonomy)
{
    return taxonomy->root;
}

bool taxonomy_covers(
    const Taxonomy *taxonomy, const char *name, const char *class, const char *kind)
{
    if (strcmp(name, "*") == 0 || g_strcmp0(name, kind) == 0 || g_strcmp0(name, class) == 0)
        return true;
    const json_t *row = taxonomy_kind(taxonomy, kind);
    if (g_strcmp0(json_text(row, "class"), name) == 0)
        return true;
    size_t i;
    json_t *group;
    json_array_foreach (json_object_get(row, "groups"), i, group)
        if (g_strcmp0(json_string_value(group), name) == 0)
            return true;
    return false;
}

static bool list_names(const json_t *list, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item)
        if (g_strcmp0(json_string_value(item), name) == 0)
            return true;
    return false;
}

bool taxonomy_knows(const Taxonomy *taxonomy, const char *name)
{
    if (strcmp(name, "*") == 0 || taxonomy_has_class(taxonomy, name) ||
        taxonomy_kind(taxonomy, name) != NULL)
        return true;
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(taxonomy->root, "items"), i, row)
        if (list_names(json_object_get(row, "groups"), name) ||
            list_names(json_object_get(row, "outcomes"), name))
            return true;
    return false;
}

int taxonomy_missing_days(const Taxonomy *taxonomy, const char *kind)
{
    int64_t usual = json_number(taxonomy->root, "default_missing_days", 30);
    return (int) json_number(taxonomy_kind(taxonomy, kind), "missing_days", usual);
}

/* --- grading a kind --- */

static json_t *result_none(const Taxonomy *taxonomy)
{
    return json_pack("{s:n, s:n, s:n, s:s, s:n, s:b}", "level", "rule", "ruleset", "version",
        level_rules_version(taxonomy->rules), "decided_by", "provisional", 0);
}

/* Keeps the more serious of two results; either being a floor makes a floor. */
static json_t *result_worse(
    const LevelRules *rules, json_t *best /* taken, may be NULL */, json_t *next /* taken */)
{
    if (best == NULL)
        return next;
    bool provisional = json_flag(best, "provisional") || json_flag(next, "provisional");
    json_t *kept = level_worse(level_of(next), level_of(best)) ? next : best;
    json_decref(kept == next ? best : next);
    if (!provisional || level_of(kept) == LEVEL_WORST)
        return kept;
    json_object_set_new(kept, "provisional", json_true());
    g_autofree char *reason = level_reason(rules, kept);
    json_object_set_new(kept, "reason", json_string(reason));
    return kept;
}

static bool knows_any(const Taxonomy *taxonomy, const json_t *list, const json_t *metrics)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item)
        if (level_knows_any(taxonomy->rules, json_string_value(item), metrics))
            return true;
    return false;
}

static void add_outcome(
    const Taxonomy *taxonomy, const json_t *kind, const json_t *metrics, json_t *result)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(kind, "outcomes"), i, item) {
        json_t *one = level_classify(taxonomy->rules, json_string_value(item), metrics, NULL);
        if (json_object_get(one, "outcome") != NULL)
            json_object_set(result, "outcome", json_object_get(one, "outcome"));
        json_decref(one);
    }
}

static json_t *classify_kind(const Taxonomy *taxonomy, const json_t *kind, const json_t *metrics)
{
    const json_t *list = json_object_get(kind, "rulesets");
    const char *guess = json_text(kind, "first_guess");
    json_t *best = NULL;
    if (guess != NULL && !knows_any(taxonomy, list, metrics) &&
        level_knows_any(taxonomy->rules, guess, metrics)) {
        best = level_classify(taxonomy->rules, guess, metrics, NULL);
        json_object_set_new(best, "provisional", json_true());
    } else {
        size_t i;
        json_t *item;
        json_array_foreach (list, i, item)
            best = result_worse(taxonomy->rules, best,
                level_classify(taxonomy->rules, json_string_value(item), metrics, NULL));
    }
    if (best == NULL)
        best = result_none(taxonomy);
    add_outcome(taxonomy, kind, metrics, best);
    json_object_set(best, "kind", json_object_get(kind, "name"));
    return best;
}

static bool question_check(const Taxonomy *taxonomy, const json_t *question, GError **error)
{
    GError *local = NULL;
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *) question, name, value)
        if (strcmp(name, "ruleset") != 0 && strcmp(name, "kind") != 0 &&
            strcmp(name, "metrics") != 0)
            fail_field(&local, name, "unknown");
    const json_t *ruleset = json_object_get(question, "ruleset");
    const json_t *kind = json_object_get(question, "kind");
    if ((ruleset == NULL) == (kind == NULL))
        fail_field(&local, ruleset == NULL ? "ruleset" : "kind",
            ruleset == NULL ? "required" : "not_with_ruleset");
    else if (ruleset != NULL && (!json_is_string(ruleset) ||
                                    !level_rules_has(taxonomy->rules, json_string_value(ruleset))))
        fail_field(&local, "ruleset", "unknown");
    else if (kind != NULL && taxonomy_kind(taxonomy, json_string_value(kind)) == NULL)
        fail_field(&local, "kind", "unknown");
    if (json_object_get(question, "metrics") == NULL)
        fail_field(&local, "metrics", "required");
    else
        level_metrics_check(taxonomy->rules, json_object_get(question, "metrics"), &local);
    if (local == NULL)
        return true;
    g_propagate_error(error, local);
    return false;
}

json_t *taxonomy_classify(const Taxonomy *taxonomy, const json_t *question, GError **error)
{
    if (!json_is_object(question)) {
        fail(error, FAIL_INVALID, "not a JSON object");
        return NULL;
    }
    if (!question_check(taxonomy, question, error))
        return NULL;
    const json_t *metrics = json_object_get(question, "metrics");
    const char *ruleset = json_text(question, "ruleset");
    if (ruleset != NULL)
        return level_classify(taxonomy->rules, ruleset, metrics, error);
    return classify_kind(taxonomy, taxonomy_kind(taxonomy, json_text(question, "kind")), metrics);
}
