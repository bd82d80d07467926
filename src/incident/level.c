/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/level.h"

#include "base/json.h"

#include <string.h>

struct LevelRules {
    json_t *root;
    RuleText text;
    GHashTable *metrics;  /* id -> borrowed json_t * */
    GHashTable *rulesets; /* id -> borrowed json_t * */
};

/* What is known of one number: exactly `value`, at least `value`, or nothing. */
typedef enum Known { KNOWN_NOT, KNOWN_AT_LEAST, KNOWN_EXACTLY } Known;
typedef enum Truth { TRUTH_NO, TRUTH_UNKNOWN, TRUTH_YES } Truth;

static bool unit_is_whole(const char *unit)
{
    static const char *const whole[] = {
        "person", "case", "county", "car", "household", "room", "yuan", NULL};
    return g_strv_contains(whole, unit);
}

static bool is_whole(double number)
{
    return number == (double) (int64_t) number;
}

static bool metric_is_number(const json_t *metric)
{
    const char *unit = json_text(metric, "unit");
    return strcmp(unit, "flag") != 0 && strcmp(unit, "choice") != 0;
}

/* --- reading and checking the rule file --- */

static bool check_metric(LevelRules *rules, const char *name, const json_t *metric, GError **error)
{
    const char *id = json_text(metric, "id");
    if (id == NULL || json_text(metric, "unit") == NULL)
        return fail(error, FAIL_INVALID, "%s: metrics: one without id or unit", name);
    if (!g_hash_table_insert(rules->metrics, (void *) id, (void *) metric))
        return fail(error, FAIL_INVALID, "%s: metric \"%s\" stands twice", name, id);
    if (strcmp(json_text(metric, "unit"), "choice") == 0 &&
        !json_is_array(json_object_get(metric, "choices")))
        return fail(error, FAIL_INVALID, "%s: metric \"%s\" has no choices", name, id);
    return true;
}

static bool parts_are_plain(const LevelRules *rules, const json_t *parts)
{
    size_t i;
    json_t *part;
    json_array_foreach (parts, i, part) {
        const json_t *of = json_is_string(part)
                               ? g_hash_table_lookup(rules->metrics, json_string_value(part))
                               : NULL;
        if (of == NULL || !metric_is_number(of) || json_object_get(of, "sum") != NULL)
            return false;
    }
    return true;
}

static bool check_sums(const LevelRules *rules, const char *name, GError **error)
{
    GHashTableIter iter;
    void *id, *metric;
    g_hash_table_iter_init(&iter, rules->metrics);
    while (g_hash_table_iter_next(&iter, &id, &metric)) {
        const json_t *more = json_object_get(metric, "and_if_given");
        if (!parts_are_plain(rules, json_object_get(metric, "sum")) ||
            !parts_are_plain(rules, more))
            return fail(error, FAIL_INVALID,
                "%s: metric \"%s\": a part of its sum is not a plain number", name, (char *) id);
        if (more != NULL && json_array_size(json_object_get(metric, "sum")) == 0)
            return fail(error, FAIL_INVALID,
                "%s: metric \"%s\": \"and_if_given\" without a \"sum\"", name, (char *) id);
    }
    return true;
}

static bool choice_has(const json_t *metric, const char *value)
{
    size_t i;
    json_t *choice;
    json_array_foreach (json_object_get(metric, "choices"), i, choice)
        if (g_strcmp0(json_string_value(choice), value) == 0)
            return true;
    return false;
}

static bool bounds_are_numbers(const json_t *condition)
{
    static const char *const known[] = {"metric", "ge", "gt", "lt", "le", "eq", NULL};
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *) condition, name, value)
        if (!g_strv_contains(known, name) ||
            (name != NULL && strcmp(name, "metric") != 0 && !json_is_number(value)))
            return false;
    return true;
}

/* Flags and choices are only compared with one of their values. */
static bool eq_is_sound(const json_t *metric, const json_t *condition)
{
    const json_t *eq = json_object_get(condition, "eq");
    if (json_object_size(condition) != 2)
        return false;
    if (strcmp(json_text(metric, "unit"), "flag") == 0)
        return json_is_boolean(eq);
    return json_is_string(eq) && choice_has(metric, json_string_value(eq));
}

/* NULL when the condition is sound, else what is wrong with it. */
static const char *condition_problem(const LevelRules *rules, const json_t *condition)
{
    const char *id = json_text(condition, "metric");
    const json_t *metric = id != NULL ? g_hash_table_lookup(rules->metrics, id) : NULL;
    if (metric == NULL)
        return "names a metric that is not declared";
    if (!metric_is_number(metric))
        return eq_is_sound(metric, condition) ? NULL : "needs \"eq\" with one of its values";
    if (json_object_size(condition) < 2)
        return "needs \"ge\", \"gt\", \"lt\", \"le\" or \"eq\"";
    if (!bounds_are_numbers(condition))
        return "compares in a way that is not known, or with something that is no number";
    bool twice =
        json_object_get(condition, "ge") != NULL && json_object_get(condition, "gt") != NULL;
    twice = twice ||
            (json_object_get(condition, "lt") != NULL && json_object_get(condition, "le") != NULL);
    return twice ? "has one bound twice" : NULL;
}

static bool check_rule(
    const LevelRules *rules, const char *where, const json_t *rule, int *level, GError **error)
{
    int64_t own = json_number(rule, "level", 0);
    const json_t *any = json_object_get(rule, "any");
    bool none = json_is_null(json_object_get(rule, "level"));
    if (none ? json_text(rule, "outcome") == NULL : own < LEVEL_WORST || own > LEVEL_MILDEST)
        return fail(
            error, FAIL_INVALID, "%s: level must be 1 to 4, or null with an outcome", where);
    if (!none && own < *level)
        return fail(error, FAIL_INVALID, "%s: rules must stand from the worst level down", where);
    *level = none ? LEVEL_MILDEST : (int) own;
    if (json_array_size(any) == 0)
        return fail(error, FAIL_INVALID, "%s: \"any\" is empty", where);
    for (size_t i = 0; i < json_array_size(any); i++) {
        const json_t *all = json_array_get(any, i);
        if (json_array_size(all) == 0)
            return fail(error, FAIL_INVALID, "%s: alternative %zu is empty", where, i + 1);
        for (size_t k = 0; k < json_array_size(all); k++) {
            const char *problem = condition_problem(rules, json_array_get(all, k));
            if (problem != NULL)
                return fail(error, FAIL_INVALID, "%s: alternative %zu, condition %zu %s", where,
                    i + 1, k + 1, problem);
        }
    }
    return true;
}

static bool check_ruleset(LevelRules *rules, const char *name, const json_t *set, GError **error)
{
    const char *id = json_text(set, "id");
    if (id == NULL)
        return fail(error, FAIL_INVALID, "%s: a ruleset has no id", name);
    if (!g_hash_table_insert(rules->rulesets, (void *) id, (void *) set))
        return fail(error, FAIL_INVALID, "%s: ruleset \"%s\" stands twice", name, id);
    static const char *const needed[] = {"source", "article", "status", "mark", NULL};
    for (size_t i = 0; needed[i] != NULL; i++)
        if (json_text(set, needed[i]) == NULL)
            return fail(
                error, FAIL_INVALID, "%s: ruleset \"%s\" has no \"%s\"", name, id, needed[i]);
    const json_t *list = json_object_get(set, "rules");
    if (json_array_size(list) == 0)
        return fail(error, FAIL_INVALID, "%s: ruleset \"%s\" has no rules", name, id);
    int level = LEVEL_WORST;
    for (size_t i = 0; i < json_array_size(list); i++) {
        g_autofree char *where = g_strdup_printf("%s: ruleset \"%s\", rule %zu", name, id, i + 1);
        if (!check_rule(rules, where, json_array_get(list, i), &level, error))
            return false;
    }
    return true;
}

static bool rules_check(LevelRules *rules, const char *name, GError **error)
{
    size_t i;
    json_t *item;
    if (json_text(rules->root, "version") == NULL)
        return fail(error, FAIL_INVALID, "%s: no \"version\"", name);
    json_array_foreach (json_object_get(rules->root, "metrics"), i, item)
        if (!check_metric(rules, name, item, error))
            return false;
    if (!check_sums(rules, name, error))
        return false;
    json_array_foreach (json_object_get(rules->root, "rulesets"), i, item)
        if (!check_ruleset(rules, name, item, error))
            return false;
    if (g_hash_table_size(rules->rulesets) == 0)
        return fail(error, FAIL_INVALID, "%s: no rulesets", name);
    return true;
}

LevelRules *level_rules_new(const char *name, const char *bytes, size_t size, GError **error)
{
    g_autoptr(LevelRules) rules = g_new0(LevelRules, 1);
    rules->metrics = g_hash_table_new(g_str_hash, g_str_equal);
    rules->rulesets = g_hash_table_new(g_str_hash, g_str_equal);
    rules->root = json_read(bytes, size, JSON_REALS, error);
    if (rules->root == NULL) {
        fail_in(error, "%s", name);
        return NULL;
    }
    rule_text_add(&rules->text, json_text(rules->root, "version"), bytes, size);
    return rules_check(rules, name, error) ? g_steal_pointer(&rules) : NULL;
}

void level_rules_free(LevelRules *rules)
{
    if (rules == NULL)
        return;
    g_hash_table_unref(rules->metrics);
    g_hash_table_unref(rules->rulesets);
    rule_text_clear(&rules->text);
    json_decref(rules->root);
    g_free(rules);
}

const RuleText *level_rules_text(const LevelRules *rules)
{
    return &rules->text;
}

const json_t *level_rules_json(const LevelRules *rules)
{
    return rules->root;
}

const char *level_rules_version(const LevelRules *rules)
{
    return rules->text.version;
}

bool level_rules_has(const LevelRules *rules, const char *ruleset)
{
    return g_hash_table_contains(rules->rulesets, ruleset);
}

const json_t *level_rules_metric(const LevelRules *rules, const char *metric)
{
    return metric != NULL ? g_hash_table_lookup(rules->metrics, metric) : NULL;
}

bool level_rules_knows(const LevelRules *rules, const char *metric)
{
    return g_hash_table_contains(rules->metrics, metric);
}

const char *level_name(const LevelRules *rules, int level)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(rules->root, "levels"), i, item)
        if (json_number(item, "level", LEVEL_NONE) == level)
            return json_text(item, "incident_zh");
    return NULL;
}

/* --- the metrics of one incident --- */

/* NULL when the value fits its metric, else the problem word. */
static const char *value_problem(const json_t *metric, const json_t *value)
{
    const char *unit = json_text(metric, "unit");
    if (strcmp(unit, "flag") == 0)
        return json_is_boolean(value) ? NULL : "not_a_flag";
    if (strcmp(unit, "choice") == 0) {
        if (!json_is_string(value))
            return "not_a_choice";
        const char *choice = json_string_value(value);
        return strcmp(choice, "none") == 0 || choice_has(metric, choice) ? NULL : "not_a_choice";
    }
    if (!json_is_number(value))
        return "not_a_number";
    double number = json_number_value(value);
    if (number < 0)
        return "negative";
    if (number > (double) JSON_INTEGER_MAX)
        return "too_big";
    return unit_is_whole(unit) && !is_whole(number) ? "not_a_whole_number" : NULL;
}

bool level_metrics_check(const LevelRules *rules, const json_t *metrics, GError **error)
{
    if (!json_is_object(metrics))
        return fail_field(error, "metrics", "not_an_object");
    GError *local = NULL;
    const char *id;
    json_t *value;
    json_object_foreach ((json_t *) metrics, id, value) {
        const json_t *metric = g_hash_table_lookup(rules->metrics, id);
        const char *problem = metric == NULL        ? "unknown"
                              : json_is_null(value) ? NULL
                                                    : value_problem(metric, value);
        g_autofree char *path = g_strconcat("metrics.", id, NULL);
        if (problem != NULL)
            fail_field(&local, path, problem);
    }
    if (local == NULL)
        return true;
    g_propagate_error(error, local);
    return false;
}

static bool is_known(const json_t *value)
{
    return value != NULL && !json_is_null(value);
}

/* Adds what is known of the parts and says how many that were. */
static size_t parts_add(const json_t *parts, const json_t *metrics, double *total)
{
    size_t i, found = 0;
    json_t *part;
    json_array_foreach (parts, i, part) {
        const json_t *value = json_object_get(metrics, json_string_value(part));
        if (!is_known(value))
            continue;
        *total += json_number_value(value);
        found++;
    }
    return found;
}

/* How many of them stand among the figures at all, though it be as "not known". */
static size_t parts_asked(const json_t *parts, const json_t *metrics)
{
    size_t i, asked = 0;
    json_t *part;
    json_array_foreach (parts, i, part)
        asked += json_object_get(metrics, json_string_value(part)) != NULL;
    return asked;
}

static Known metric_number(
    const LevelRules *rules, const json_t *metrics, const char *id, double *out_value)
{
    const json_t *own = json_object_get(metrics, id);
    const json_t *sum = json_object_get(g_hash_table_lookup(rules->metrics, id), "sum");
    if (is_known(own)) {
        *out_value = json_number_value(own);
        return KNOWN_EXACTLY;
    }
    const json_t *more = json_object_get(g_hash_table_lookup(rules->metrics, id), "and_if_given");
    double total = 0;
    size_t found = parts_add(sum, metrics, &total), given = parts_add(more, metrics, &total);
    if (found + given == 0)
        return KNOWN_NOT;
    *out_value = total;
    bool whole = found == json_array_size(sum) && given == parts_asked(more, metrics);
    return whole ? KNOWN_EXACTLY : KNOWN_AT_LEAST;
}

/* --- deciding --- */

/* What a bound says: a missing one holds of every number. */
static bool above(const json_t *condition, double value)
{
    const json_t *ge = json_object_get(condition, "ge"), *gt = json_object_get(condition, "gt");
    return (ge == NULL || value >= json_number_value(ge)) &&
           (gt == NULL || value > json_number_value(gt));
}

static bool below(const json_t *condition, double value)
{
    const json_t *lt = json_object_get(condition, "lt"), *le = json_object_get(condition, "le");
    return (lt == NULL || value < json_number_value(lt)) &&
           (le == NULL || value <= json_number_value(le));
}

static bool has_upper_bound(const json_t *condition)
{
    return json_object_get(condition, "lt") != NULL || json_object_get(condition, "le") != NULL ||
           json_object_get(condition, "eq") != NULL;
}

static Truth number_truth(const json_t *condition, Known known, double value)
{
    const json_t *eq = json_object_get(condition, "eq");
    if (known == KNOWN_NOT)
        return TRUTH_UNKNOWN;
    if (!below(condition, value) || (eq != NULL && value > json_number_value(eq)))
        return TRUTH_NO;
    if (known == KNOWN_AT_LEAST)
        return !has_upper_bound(condition) && above(condition, value) ? TRUTH_YES : TRUTH_UNKNOWN;
    return above(condition, value) && (eq == NULL || value == json_number_value(eq)) ? TRUTH_YES
                                                                                     : TRUTH_NO;
}

static Truth condition_truth(
    const LevelRules *rules, const json_t *condition, const json_t *metrics)
{
    const char *id = json_text(condition, "metric");
    if (metric_is_number(g_hash_table_lookup(rules->metrics, id))) {
        double value = 0;
        Known known = metric_number(rules, metrics, id, &value);
        return number_truth(condition, known, value);
    }
    const json_t *value = json_object_get(metrics, id);
    if (!is_known(value))
        return TRUTH_UNKNOWN;
    return json_equal(value, json_object_get(condition, "eq")) ? TRUTH_YES : TRUTH_NO;
}

static Truth all_truth(const LevelRules *rules, const json_t *all, const json_t *metrics)
{
    Truth truth = TRUTH_YES;
    size_t i;
    json_t *condition;
    json_array_foreach (all, i, condition)
        truth = MIN(truth, condition_truth(rules, condition, metrics));
    return truth;
}

/* The best truth among the alternatives; `*out_all` is the first that holds. */
static Truth any_truth(
    const LevelRules *rules, const json_t *rule, const json_t *metrics, const json_t **out_all)
{
    Truth truth = TRUTH_NO;
    size_t i;
    json_t *all;
    json_array_foreach (json_object_get(rule, "any"), i, all) {
        Truth one = all_truth(rules, all, metrics);
        if (one == TRUTH_YES) {
            *out_all = all;
            return TRUTH_YES;
        }
        truth = MAX(truth, one);
    }
    return truth;
}

static json_t *decider_one(const LevelRules *rules, const json_t *condition, const json_t *metrics)
{
    const char *id = json_text(condition, "metric");
    json_t *out = json_copy((json_t *) condition);
    const json_t *own = json_object_get(metrics, id);
    double value = 0;
    Known known = KNOWN_NOT;
    if (is_known(own))
        json_object_set(out, "value", (json_t *) own);
    else if ((known = metric_number(rules, metrics, id, &value)) != KNOWN_NOT)
        json_object_set_new(
            out, "value", is_whole(value) ? json_integer((json_int_t) value) : json_real(value));
    if (known == KNOWN_AT_LEAST)
        json_object_set_new(out, "at_least", json_true());
    return out;
}

/* {"metric", "value", "ge"…} of the first condition; the others, when there are, under "and". */
static json_t *decider(const LevelRules *rules, const json_t *all, const json_t *metrics)
{
    if (all == NULL)
        return json_null();
    json_t *out = decider_one(rules, json_array_get(all, 0), metrics);
    if (json_array_size(all) == 1)
        return out;
    json_t *rest = json_array();
    for (size_t i = 1; i < json_array_size(all); i++)
        json_array_append_new(rest, decider_one(rules, json_array_get(all, i), metrics));
    json_object_set_new(out, "and", rest);
    return out;
}

static json_t *result_new(const LevelRules *rules, const json_t *set, const json_t *rule, int level)
{
    json_t *out = json_object();
    const char *id = json_text(set, "id");
    const char *outcome = json_text(rule, "outcome");
    g_autofree char *name = level != LEVEL_NONE ? g_strdup_printf("%s.%d", id, level)
                            : outcome != NULL   ? g_strdup_printf("%s.%s", id, outcome)
                                                : g_strdup_printf("%s.none", id);
    json_object_set_new(out, "level", level == LEVEL_NONE ? json_null() : json_integer(level));
    json_object_set_new(out, "rule", json_string(name));
    json_object_set_new(out, "ruleset", json_string(id));
    static const char *const copied[] = {"source", "article", "status", NULL};
    for (size_t i = 0; copied[i] != NULL; i++)
        json_object_set(out, copied[i], json_object_get(set, copied[i]));
    json_object_set_new(out, "version", json_string(level_rules_version(rules)));
    if (outcome != NULL)
        json_object_set_new(out, "outcome", json_string(outcome));
    return out;
}

json_t *level_decide(
    const LevelRules *rules, const char *ruleset, const json_t *metrics, GError **error)
{
    const json_t *set = g_hash_table_lookup(rules->rulesets, ruleset);
    if (set == NULL) {
        fail_field(error, "ruleset", "unknown");
        return NULL;
    }
    int level = (int) json_number(set, "default_level", LEVEL_NONE);
    const json_t *list = json_object_get(set, "rules"), *held = NULL, *all = NULL;
    int open = LEVEL_NONE; /* the worst level that what is unknown could still give */
    bool open_outcome = false;
    for (size_t i = 0; held == NULL && i < json_array_size(list); i++) {
        const json_t *rule = json_array_get(list, i);
        int own = (int) json_number(rule, "level", LEVEL_NONE);
        if (own != LEVEL_NONE && !level_worse(own, level))
            continue;
        Truth truth = any_truth(rules, rule, metrics, &all);
        held = truth == TRUTH_YES ? rule : NULL;
        if (truth == TRUTH_UNKNOWN && level_worse(own, open))
            open = own;
        open_outcome = open_outcome || (truth == TRUTH_UNKNOWN && own == LEVEL_NONE);
    }
    if (held != NULL)
        level = (int) json_number(held, "level", LEVEL_NONE);
    bool provisional = level_worse(open, level) || (held == NULL && open_outcome);
    json_t *out = result_new(rules, set, held, level);
    json_object_set_new(out, "decided_by", decider(rules, all, metrics));
    json_object_set_new(out, "provisional", json_boolean(provisional));
    return out;
}

bool level_knows_any(const LevelRules *rules, const char *ruleset, const json_t *metrics)
{
    const json_t *list = json_object_get(g_hash_table_lookup(rules->rulesets, ruleset), "rules");
    size_t i, k, n;
    json_t *rule, *all, *condition;
    double value = 0;
    json_array_foreach (list, i, rule)
        json_array_foreach (json_object_get(rule, "any"), k, all)
            json_array_foreach (all, n, condition) {
                const char *id = json_text(condition, "metric");
                if (is_known(json_object_get(metrics, id)) ||
                    metric_number(rules, metrics, id, &value) != KNOWN_NOT)
                    return true;
            }
    return false;
}

int level_of(const json_t *result)
{
    return (int) json_number(result, "level", LEVEL_NONE);
}

bool level_worse(int a, int b)
{
    return a != LEVEL_NONE && (b == LEVEL_NONE || a < b);
}
