/* SPDX-License-Identifier: Apache-2.0 */
/* Which level the figures suggest, and what becomes of it. */
#include "incident/directory.h"
#include "incident/exempt.h"
#include "incident/report_act.h"

#include "base/json.h"

#include <string.h>

const IncidentRules *incident_rules_of(const Engine *engine)
{
    return engine_service(engine, SERVICE_INCIDENT_RULES);
}

json_t *incident_values_over(const json_t *values, const json_t *over)
{
    json_t *out = json_copy((json_t *) values);
    if (over != NULL)
        json_object_update(out, (json_t *) over);
    return out;
}

int64_t incident_value_int(const json_t *values, const char *name)
{
    const json_t *value = json_object_get(values, name);
    return json_is_integer(value) ? json_integer_value(value) : FIELD_UNSET;
}

/* --- figures --- */

/* Journal values are whole numbers: a field may say that its last digit is a decimal. */
static json_t *metric_value(const json_t *field, const json_t *value)
{
    double scale = json_number(field, "decimals", 0) == 1 ? 10 : 1;
    if (json_is_integer(value) && scale > 1)
        return json_real((double) json_integer_value(value) / scale);
    return json_incref((json_t *) value);
}

/* After 30 days, or 7, the missing are counted among the dead. */
static void count_missing(const json_t *values, json_t *metrics)
{
    int64_t deaths = incident_value_int(values, "deaths"),
            missing = incident_value_int(values, "missing");
    if (!json_flag(values, "missing_as_dead") || missing == FIELD_UNSET)
        return;
    json_object_set_new(
        metrics, "deaths", json_integer((deaths == FIELD_UNSET ? 0 : deaths) + missing));
    json_object_set_new(metrics, "missing", json_integer(0));
}

json_t *incident_metrics_of(const IncidentRules *rules, const Kind *kind, const json_t *values)
{
    json_t *metrics = json_object();
    size_t i;
    json_t *field;
    json_array_foreach (json_object_get(kind->source, "fields"), i, field) {
        const char *name = json_text(field, "name"), *metric = json_text(field, "metric");
        const json_t *value = json_object_get(values, name);
        metric = metric != NULL ? metric : name;
        if (value != NULL && level_rules_knows(incident_levels(rules), metric))
            json_object_set_new(metrics, metric, metric_value(field, value));
    }
    count_missing(values, metrics);
    return metrics;
}

json_t *incident_suggestion_of(const IncidentRules *rules, const Kind *kind, const json_t *values)
{
    const char *incident = json_text(values, "kind");
    if (taxonomy_kind(incident_taxonomy(rules), incident) == NULL)
        return NULL;
    json_t *question = json_pack(
        "{s:s, s:o}", "kind", incident, "metrics", incident_metrics_of(rules, kind, values));
    json_t *result = taxonomy_classify(incident_taxonomy(rules), question, NULL);
    json_decref(question);
    return result;
}

/* "deaths 3 >= 3": which figure decided, in one word for the journal. */
static char *decider_word(const json_t *by)
{
    static const char *const signs[][2] = {{"ge", ">="}, {"lt", "<"}, {"eq", "="}};
    if (!json_is_object(by))
        return NULL;
    g_autoptr(GString) text = g_string_new(json_text(by, "metric"));
    char *value =
        json_dumps(json_object_get(by, "value"), JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
    g_string_append_printf(text, " %s", value != NULL ? value : "");
    free(value);
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        const json_t *bound = json_object_get(by, signs[i][0]);
        char *number =
            bound != NULL ? json_dumps(bound, JSON_ENCODE_ANY | JSON_REAL_PRECISION(12)) : NULL;
        if (number != NULL)
            g_string_append_printf(text, " %s %s", signs[i][1], number);
        free(number);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- what stands in the event --- */

/* Sets a member only where it differs from what the matter has. Absent and unknown are one. */
static void put(const json_t *held, json_t *fields, const char *name, json_t *value /* taken */)
{
    const json_t *now = json_object_get(fields, name);
    if (now == NULL)
        now = json_object_get(held, name);
    bool none = now == NULL || json_is_null(now);
    bool same = none ? json_is_null(value) : json_equal(now, value);
    if (same)
        json_decref(value);
    else
        json_object_set_new(fields, name, value);
}

static json_t *text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

/* An incident that is open since before the reason was said in words has no place for it. */
static void put_reason(const Kind *kind, const json_t *held, json_t *fields, const json_t *result)
{
    if (kind_field(kind, "suggested_reason") != NULL)
        put(held, fields, "suggested_reason", text_or_null(json_text(result, "reason")));
}

static void put_suggestion(const json_t *held, json_t *fields, const json_t *result)
{
    int level = level_of(result);
    g_autofree char *by = decider_word(json_object_get(result, "decided_by"));
    const char *article = json_text(result, "article"), *source = json_text(result, "source");
    g_autofree char *from =
        source != NULL ? g_strdup_printf("%s %s", source, article != NULL ? article : "") : NULL;
    put(held, fields, "suggested_level", level != LEVEL_NONE ? json_integer(level) : json_null());
    put(held, fields, "suggested_rule", text_or_null(json_text(result, "rule")));
    put(held, fields, "suggested_source", text_or_null(from));
    put(held, fields, "suggested_version", text_or_null(json_text(result, "version")));
    put(held, fields, "suggested_by", text_or_null(by));
    /* Where there is no level, none is provisional either, unless figures are missing for one. */
    bool open = json_flag(result, "provisional");
    put(held, fields, "suggested_provisional",
        open || level != LEVEL_NONE ? json_boolean(open) : json_null());
    put(held, fields, "suggested_outcome", text_or_null(json_text(result, "outcome")));
}

static bool is_sensitive(const json_t *values)
{
    return json_array_size(json_object_get(values, "sensitive")) > 0;
}

/* --- must it be reported at all? --- */

static bool has_exempt(const Kind *kind)
{
    return kind_field(kind, "reportable_rule") != NULL;
}

/* What was told, or is or was late, is ended by a person and not by a rule. */
static bool is_untold(const Matter *matter)
{
    for (guint i = 0; matter->obligations != NULL && i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if (one->late || obligation_is_met(one))
            return false;
    }
    return true;
}

/* `*out_row` NULL: none holds. */
static bool row_find(Decision *decision, const Matter *matter, const json_t *values,
    const json_t **out_row, GError **error)
{
    const IncidentRules *rules = incident_rules_of(decision_engine(decision));
    const ExemptCase of = {incident_taxonomy(rules), values};
    if (!is_untold(matter) || !exempt_may_hold(incident_reporting(rules), &of))
        return true;
    g_autoptr(Directory) directory = directory_read(decision_db(decision), matter->unit, error);
    if (directory != NULL)
        *out_row = exempt_row(incident_reporting(rules), &of, directory_profile(directory));
    return directory != NULL;
}

/* A row that holds makes it so, what is known later takes it back, the leader's decision too; a
 * kind of before has no place for it. */
static bool put_exempt(
    Decision *decision, const Matter *matter, const Kind *kind, json_t *fields, GError **error)
{
    const json_t *row = NULL;
    json_auto_t *held = matter_values(matter);
    json_auto_t *values = incident_values_over(held, fields);
    const char *by_rule = json_text(held, "reportable_rule");
    bool waived = json_text(held, "reportable") != NULL;
    if (waived && by_rule == NULL) {
        if (must_be_reported(values))
            json_object_set_new(fields, "reportable", json_null());
        return true;
    }
    if (!has_exempt(kind))
        return true;
    if (!row_find(decision, matter, values, &row, error))
        return false;
    put(held, fields, "reportable", row != NULL ? json_string("no") : json_null());
    put(held, fields, "reportable_rule", text_or_null(json_text(row, "id")));
    return true;
}

/* Since when which level was held, and whether it had to be reported: deadlines of what was found
 * later count from its judgement. */
static void put_judgement(
    Decision *decision, const Kind *kind, const json_t *values, json_t *fields)
{
    const json_t *rows = json_object_get(values, "judgements");
    const json_t *last = json_array_get(rows, json_array_size(rows) - 1);
    int64_t level = incident_value_int(values, "level");
    int64_t now_level = level == FIELD_UNSET ? LEVEL_NONE : level;
    bool sensitive = is_sensitive(values);
    bool exempt = json_text(values, "reportable") != NULL && has_exempt(kind);
    if (json_array_size(rows) > 0 && json_number(last, "level", LEVEL_NONE) == now_level &&
        json_flag(last, "sensitive") == sensitive && json_flag(last, "exempt") == exempt)
        return;
    json_t *grown = rows != NULL ? json_copy((json_t *) rows) : json_array();
    json_t *row = json_pack("{s:I, s:I, s:b}", "at", (json_int_t) decision_now(decision), "level",
        (json_int_t) now_level, "sensitive", sensitive ? 1 : 0);
    if (exempt)
        json_object_set_new(row, "exempt", json_true());
    json_array_append_new(grown, row);
    json_object_set_new(fields, "judgements", grown);
}

static const Kind *kind_of(Decision *decision, const Matter *matter, GError **error)
{
    return matter_kind(decision_engine(decision), matter, error);
}

/* The class goes with the kind. */
static void put_class(const IncidentRules *rules, const json_t *values, json_t *fields)
{
    const char *class = taxonomy_class_of(incident_taxonomy(rules), json_text(values, "kind"));
    if (class != NULL && g_strcmp0(class, json_text(values, "class")) != 0)
        json_object_set_new(fields, "class", json_string(class));
}

/* Until a person has judged, the level is what the figures suggest; and when the missing come to
 * be counted as dead, it must be judged anew. */
static bool level_follows(const json_t *held, const json_t *fields, int suggested)
{
    const char *state = json_text(held, "level_state");
    if (state == NULL || strcmp(state, "suggested") == 0)
        return true;
    int64_t level = incident_value_int(held, "level");
    return json_flag(fields, "missing_as_dead") &&
           level_worse(suggested, level == FIELD_UNSET ? LEVEL_NONE : (int) level);
}

bool incident_suggest(Decision *decision, const Matter *matter, json_t *fields, GError **error)
{
    const IncidentRules *rules = incident_rules_of(decision_engine(decision));
    const Kind *kind = kind_of(decision, matter, error);
    if (kind == NULL)
        return false;
    json_auto_t *held = matter_values(matter);
    json_auto_t *values = incident_values_over(held, fields);
    json_auto_t *result = incident_suggestion_of(rules, kind, values);
    int level = level_of(result);
    put_class(rules, values, fields);
    put_suggestion(held, fields, result);
    put_reason(kind, held, fields, result);
    if (level_follows(held, fields, level) && json_object_get(fields, "level") == NULL) {
        put(held, fields, "level", level != LEVEL_NONE ? json_integer(level) : json_null());
        put(held, fields, "level_state", json_string("suggested"));
    }
    if (!put_exempt(decision, matter, kind, fields, error))
        return false;
    json_auto_t *after = incident_values_over(held, fields);
    put_judgement(decision, kind, after, fields);
    return true;
}

bool incident_waive(Decision *decision, const Matter *matter, json_t *fields, GError **error)
{
    const Kind *kind = kind_of(decision, matter, error);
    if (kind == NULL)
        return false;
    json_auto_t *held = matter_values(matter);
    json_object_set_new(fields, "reportable", json_string("no"));
    json_auto_t *after = incident_values_over(held, fields);
    put_judgement(decision, kind, after, fields);
    return true;
}

bool incident_judge(Decision *decision, const Matter *matter, json_t *fields, GError **error)
{
    const IncidentRules *rules = incident_rules_of(decision_engine(decision));
    const Kind *kind = kind_of(decision, matter, error);
    if (kind == NULL)
        return false;
    json_auto_t *held = matter_values(matter);
    json_auto_t *values = incident_values_over(held, fields);
    json_auto_t *result = incident_suggestion_of(rules, kind, values);
    int suggested = level_of(result);
    int64_t given = incident_value_int(fields, "level");
    if (given == FIELD_UNSET && suggested != LEVEL_NONE)
        json_object_set_new(fields, "level", json_integer(suggested));
    bool overrides = given != FIELD_UNSET && given != suggested;
    const char *reason = json_text(fields, "level_reason");
    if (overrides && suggested != LEVEL_NONE && (reason == NULL || *reason == '\0'))
        return fail_field(error, "fields.level_reason", "required");
    if (given != FIELD_UNSET || suggested != LEVEL_NONE)
        json_object_set_new(
            fields, "level_state", json_string(overrides ? "overridden" : "confirmed"));
    return incident_suggest(decision, matter, fields, error);
}
