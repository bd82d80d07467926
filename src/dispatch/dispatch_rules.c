/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/dispatch_rules.h"

#include "base/builtin.h"
#include "base/clock.h"
#include "base/json.h"

#define BUILTIN "rules/dispatch.json"
#define DAY_MINUTES (24 * 60)

struct DispatchRules {
    json_t *root;
};

static const json_t *row_of(const DispatchRules *rules, const char *list, const char *id)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(rules->root, list), i, row)
        if (id != NULL && g_strcmp0(json_text(row, "id"), id) == 0)
            return row;
    return NULL;
}

static bool rows_labelled(const DispatchRules *rules, const char *list)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(rules->root, list), i, row) {
        const json_t *label = json_object_get(row, "label");
        if (json_text(row, "id") == NULL || json_text(label, "zh") == NULL ||
            json_text(label, "en") == NULL)
            return false;
    }
    return json_array_size(json_object_get(rules->root, list)) > 0;
}

/* Times that a type may set for itself: none, or some minutes of a day at most. */
static bool times_fit(const json_t *type)
{
    static const char *const names[] = {"sign_for_minutes", "leader_after_minutes"};
    const json_t *opens = json_object_get(type, "opens");
    const json_t *note = json_object_get(opens, "note");
    bool fits = true;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        int64_t minutes = json_number(type, names[i], 0);
        bool is_set = json_object_get(type, names[i]) != NULL;
        fits = fits && (!is_set || (minutes >= 1 && minutes <= DAY_MINUTES));
    }
    if (opens == NULL || json_is_null(opens))
        return fits;
    int64_t after = json_number(opens, "after_minutes", 0);
    return fits && after >= 1 && after <= DAY_MINUTES && json_text(note, "zh") != NULL &&
           json_text(note, "en") != NULL;
}

static bool types_check(const DispatchRules *rules, const char *name, GError **error)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(rules->root, "types"), i, row)
        if (!times_fit(row))
            return fail(error, FAIL_INVALID,
                "%s: type \"%s\": its times are minutes of a day, \"opens\" needs"
                " \"after_minutes\" and \"note\" in zh and en",
                name, json_text(row, "id"));
    return true;
}

static bool rules_check(const DispatchRules *rules, const char *name, GError **error)
{
    if (json_text(rules->root, "version") == NULL)
        return fail(error, FAIL_INVALID, "%s: no \"version\"", name);
    if (!rows_labelled(rules, "types"))
        return fail(error, FAIL_INVALID, "%s: \"types\" need id and label in zh and en", name);
    if (!types_check(rules, name, error))
        return false;
    if (!rows_labelled(rules, "urgencies"))
        return fail(error, FAIL_INVALID, "%s: \"urgencies\" need id and label in zh and en", name);
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(rules->root, "urgencies"), i, row)
        if (json_number(row, "sign_for_minutes", 0) < 1)
            return fail(error, FAIL_INVALID, "%s: urgency \"%s\" needs \"sign_for_minutes\"", name,
                json_text(row, "id"));
    if (dispatch_urgency(rules, dispatch_usual_urgency(rules)) == NULL)
        return fail(error, FAIL_INVALID, "%s: \"usual_urgency\" is none of the urgencies", name);
    if (dispatch_confirm_ms(rules) <= 0 || dispatch_head_after_ms(rules) <= 0)
        return fail(error, FAIL_INVALID,
            "%s: needs \"oral\".\"confirm_minutes\" and \"alarm\".\"head_after_minutes\"", name);
    return true;
}

DispatchRules *dispatch_rules_new(const char *name, const char *bytes, size_t size, GError **error)
{
    g_autoptr(DispatchRules) rules = g_new0(DispatchRules, 1);
    rules->root = json_read(bytes, size, JSON_INTEGERS, error);
    if (rules->root == NULL) {
        fail_in(error, "%s", name);
        return NULL;
    }
    return rules_check(rules, name, error) ? g_steal_pointer(&rules) : NULL;
}

static bool rules_read(void *data, const BuiltinFile *file, GError **error)
{
    DispatchRules **out_rules = data;
    *out_rules = dispatch_rules_new(file->name, file->text, file->size, error);
    return *out_rules != NULL;
}

DispatchRules *dispatch_rules_new_builtin(GError **error)
{
    DispatchRules *rules = NULL;
    return builtin_or_own(NULL, BUILTIN, rules_read, &rules, NULL, error) ? rules : NULL;
}

/* The program itself sends of these kinds. */
static bool rows_kept(const DispatchRules *own, const DispatchRules *builtin, const char *list,
    const char *name, GError **error)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(builtin->root, list), i, row)
        if (row_of(own, list, json_text(row, "id")) == NULL)
            return fail(error, FAIL_INVALID, "%s: \"%s\" lacks \"%s\", which the program needs",
                name, list, json_text(row, "id"));
    return true;
}

static bool own_rules_read(void *data, const BuiltinFile *file, GError **error)
{
    DispatchRules **out_rules = data;
    g_autoptr(DispatchRules) builtin = dispatch_rules_new_builtin(error);
    g_autoptr(DispatchRules) own =
        builtin == NULL ? NULL : dispatch_rules_new(file->name, file->text, file->size, error);
    if (own == NULL || !rows_kept(own, builtin, "types", file->name, error) ||
        !rows_kept(own, builtin, "urgencies", file->name, error))
        return false;
    *out_rules = g_steal_pointer(&own);
    return true;
}

DispatchRules *dispatch_rules_read(const char *folder, GPtrArray *faults, GError **error)
{
    DispatchRules *rules = NULL;
    return builtin_or_own(folder, BUILTIN, own_rules_read, &rules, faults, error) ? rules : NULL;
}

void dispatch_rules_free(DispatchRules *rules)
{
    if (rules == NULL)
        return;
    json_decref(rules->root);
    g_free(rules);
}

const json_t *dispatch_rules_json(const DispatchRules *rules)
{
    return rules->root;
}

const json_t *dispatch_type(const DispatchRules *rules, const char *id)
{
    return row_of(rules, "types", id);
}

const json_t *dispatch_urgency(const DispatchRules *rules, const char *id)
{
    return row_of(rules, "urgencies", id);
}

const char *dispatch_usual_urgency(const DispatchRules *rules)
{
    return json_text(rules->root, "usual_urgency");
}

bool dispatch_needs_sign_off(const DispatchRules *rules, const char *type)
{
    return json_flag(dispatch_type(rules, type), "sign_off");
}

bool dispatch_is_report(const DispatchRules *rules, const char *type)
{
    return json_flag(dispatch_type(rules, type), "report");
}

int64_t dispatch_sign_for_ms(const DispatchRules *rules, const char *type, const char *urgency)
{
    int64_t own = json_number(dispatch_type(rules, type), "sign_for_minutes", 0);
    if (own > 0)
        return own * MINUTE_MS;
    const json_t *row = dispatch_urgency(rules, urgency);
    if (row == NULL)
        row = dispatch_urgency(rules, dispatch_usual_urgency(rules));
    return json_number(row, "sign_for_minutes", 0) * MINUTE_MS;
}

int64_t dispatch_leader_after_ms(const DispatchRules *rules, const char *type)
{
    return json_number(dispatch_type(rules, type), "leader_after_minutes", 0) * MINUTE_MS;
}

int64_t dispatch_opens_ms(const DispatchRules *rules, const char *type)
{
    const json_t *opens = json_object_get(dispatch_type(rules, type), "opens");
    return json_number(opens, "after_minutes", 0) * MINUTE_MS;
}

const json_t *dispatch_opens_note(const DispatchRules *rules, const char *type)
{
    return json_object_get(json_object_get(dispatch_type(rules, type), "opens"), "note");
}

int64_t dispatch_answer_ms(const DispatchRules *rules, const char *type)
{
    return json_number(dispatch_type(rules, type), "answer_minutes", 0) * MINUTE_MS;
}

int64_t dispatch_confirm_ms(const DispatchRules *rules)
{
    return json_number(json_object_get(rules->root, "oral"), "confirm_minutes", 0) * MINUTE_MS;
}

int64_t dispatch_head_after_ms(const DispatchRules *rules)
{
    return json_number(json_object_get(rules->root, "alarm"), "head_after_minutes", 0) * MINUTE_MS;
}
