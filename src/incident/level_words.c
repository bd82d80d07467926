/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/level_words.h"

#include "base/json.h"

#include <string.h>

#define TEN_THOUSAND ((int64_t) 10000)
#define HUNDRED_MILLION (TEN_THOUSAND * TEN_THOUSAND)

static const char *word_of(const LevelRules *rules, const char *name)
{
    const char *word = json_text(json_object_get(level_rules_json(rules), "words"), name);
    return word != NULL ? word : "";
}

static void replace(GString *text, const char *name, const char *with)
{
    g_string_replace(text, name, with != NULL ? with : "", 0);
}

static void join(const LevelRules *rules, GString *list, const char *part)
{
    if (list->len > 0)
        g_string_append(list, word_of(rules, "joint"));
    g_string_append(list, part);
}

/* Sums of money are said in ten thousands where they are round. */
static char *number_words(const LevelRules *rules, const json_t *number)
{
    double value = json_number_value(number);
    int64_t whole = (int64_t) value;
    if (value != (double) whole)
        return g_strdup_printf("%.6g", value);
    if (whole >= HUNDRED_MILLION && whole % TEN_THOUSAND == 0)
        return g_strdup_printf(
            "%.9g%s", value / (double) HUNDRED_MILLION, word_of(rules, "hundred_million"));
    if (whole >= TEN_THOUSAND && whole % (TEN_THOUSAND / 100) == 0)
        return g_strdup_printf(
            "%.9g%s", value / (double) TEN_THOUSAND, word_of(rules, "ten_thousand"));
    return g_strdup_printf("%" G_GINT64_FORMAT, whole);
}

static char *amount_words(const LevelRules *rules, const json_t *metric, const json_t *number)
{
    const json_t *units = json_object_get(level_rules_json(rules), "units");
    const char *unit = json_text(units, json_text(metric, "unit"));
    g_autofree char *words = number_words(rules, number);
    return g_strconcat(words, unit != NULL ? unit : "", NULL);
}

static const char *metric_words(const json_t *metric)
{
    const char *label = json_text(json_object_get(metric, "label"), "zh");
    return label != NULL ? label : json_text(metric, "id");
}

/* What was found: a number behind its name, a flag by its name, a choice by its own words. */
static char *figure_words(const LevelRules *rules, const json_t *condition)
{
    const json_t *metric = level_rules_metric(rules, json_text(condition, "metric"));
    const json_t *value = json_object_get(condition, "value");
    const char *name = metric_words(metric);
    if (json_is_string(value)) {
        const char *choice =
            json_text(json_object_get(metric, "choices_zh"), json_string_value(value));
        return g_strdup(choice != NULL ? choice : name);
    }
    if (!json_is_number(value))
        return g_strdup(name);
    g_autofree char *amount = amount_words(rules, metric, value);
    const char *floor = json_flag(condition, "at_least") ? word_of(rules, "at_least") : "";
    return g_strconcat(name, floor, amount, NULL);
}

/* "3 and more", "more than 100": what the rule asks for. Empty for flags and choices. */
static char *bounds_words(const LevelRules *rules, const json_t *condition)
{
    static const char *const bounds[] = {"ge", "gt", "lt", "le", "eq"};
    const json_t *metric = level_rules_metric(rules, json_text(condition, "metric"));
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(bounds); i++) {
        const json_t *bound = json_object_get(condition, bounds[i]);
        if (!json_is_number(bound))
            continue;
        g_autofree char *amount = amount_words(rules, metric, bound);
        g_autoptr(GString) one = g_string_new(word_of(rules, bounds[i]));
        replace(one, "{n}", amount);
        g_string_append(out, one->str);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

typedef struct Said {
    GString *figures, *bounds;
    bool several; /* each bound stands behind the name of its figure */
} Said;

static void said_add(const LevelRules *rules, Said *said, const json_t *condition)
{
    const json_t *metric = level_rules_metric(rules, json_text(condition, "metric"));
    g_autofree char *figure = figure_words(rules, condition);
    g_autofree char *bounds = bounds_words(rules, condition);
    join(rules, said->figures, figure);
    if (*bounds == '\0')
        return;
    g_autofree char *named = g_strconcat(said->several ? metric_words(metric) : "", bounds, NULL);
    join(rules, said->bounds, named);
}

static char *decided_words(const LevelRules *rules, const json_t *by, const char *level)
{
    g_autoptr(GString) figures = g_string_new(NULL), bounds = g_string_new(NULL);
    const json_t *others = json_object_get(by, "and");
    Said said = {figures, bounds, json_array_size(others) > 0};
    size_t i;
    json_t *other;
    said_add(rules, &said, by);
    json_array_foreach (others, i, other)
        said_add(rules, &said, other);
    const char *form = level == NULL      ? "reason_outcome"
                       : bounds->len == 0 ? "reason_plain"
                                          : "reason";
    g_autoptr(GString) out = g_string_new(word_of(rules, form));
    replace(out, "{figures}", figures->str);
    replace(out, "{bounds}", bounds->str);
    replace(out, "{level}", level);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *level_reason(const LevelRules *rules, const json_t *result)
{
    const json_t *by = json_object_get(result, "decided_by");
    const char *level = level_name(rules, level_of(result));
    if (json_is_object(by))
        return decided_words(rules, by, level);
    if (level == NULL)
        return json_flag(result, "provisional") ? g_strdup(word_of(rules, "open")) : NULL;
    g_autoptr(GString) out = g_string_new(word_of(rules, "below"));
    replace(out, "{level}", level);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

json_t *level_classify(
    const LevelRules *rules, const char *ruleset, const json_t *metrics, GError **error)
{
    json_t *result = level_decide(rules, ruleset, metrics, error);
    if (result == NULL)
        return NULL;
    g_autofree char *reason = level_reason(rules, result);
    json_object_set_new(result, "reason", reason != NULL ? json_string(reason) : json_null());
    return result;
}
