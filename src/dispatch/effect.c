/* SPDX-License-Identifier: Apache-2.0 */
/* {"dispatch": {…}} among the effects of a step: drafted with the step, and gone with it where the
 * type asks for no sign-off; else it waits for the leader, who is told. */
#include "base/json.h"
#include "dispatch/dispatch_private.h"
#include "dispatch/module.h"
#include "matter/words.h"
#include "unit/unit.h"

#include <string.h>

#define TITLE_MAX 200
#define BODY_MAX 20000
#define TO_MAX 500
#define TO_ABOVE "above"

static const char *const members[] = {"type", "to", "title", "body", "urgency", NULL};

/* --- when a kind is read --- */

/* "above", a code, or "$FIELD" with units in it. */
static char *receiver_wrong(const Kind *kind, const char *word)
{
    if (word == NULL || *word == '\0')
        return g_strdup("\"to\" holds something that is no word");
    const KindField *field = *word == '$' ? kind_field(kind, word + 1) : NULL;
    bool fits =
        *word != '$' || (field != NULL && (field->type == KIND_UNIT || field->type == KIND_UNITS));
    return fits ? NULL : g_strdup_printf("\"to\": \"%s\" is no field of units", word + 1);
}

static char *to_wrong(const Kind *kind, const json_t *to)
{
    char *problem = NULL;

    if (json_is_array(to))
        for (size_t i = 0; problem == NULL && i < json_array_size(to); i++)
            problem = receiver_wrong(kind, json_string_value(json_array_get(to, i)));
    else if (to != NULL)
        problem = receiver_wrong(kind, json_string_value(to));
    return problem;
}

static char *text_wrong(const Kind *kind, const json_t *effect, const char *name)
{
    const json_t *text = json_object_get(effect, name);

    if (text != NULL && !json_is_string(text))
        return g_strdup_printf("\"%s\" must be a text", name);
    g_autofree char *unknown = saying_unknown(kind, json_string_value(text));
    return unknown == NULL
               ? NULL
               : g_strdup_printf("\"%s\": {%s} is no field that may be said", name, unknown);
}

static char *effect_problem(const json_t *effect, const EffectScope *scope)
{
    const DispatchRules *rules = scope->service(scope->services, SERVICE_DISPATCH_RULES);
    const char *type = json_text(effect, "type"), *urgency = json_text(effect, "urgency");
    const char *name = NULL;
    json_t *value = NULL;

    if (!json_is_object(effect) || type == NULL)
        return g_strdup("needs a \"type\"");
    json_object_foreach ((json_t *) effect, name, value)
        if (!g_strv_contains(members, name))
            return g_strdup_printf("\"%s\" is not known", name);
    if (rules != NULL && dispatch_type(rules, type) == NULL)
        return g_strdup_printf("there is no type \"%s\"", type);
    if (rules != NULL && urgency != NULL && dispatch_urgency(rules, urgency) == NULL)
        return g_strdup_printf("there is no urgency \"%s\"", urgency);
    char *problem = to_wrong(scope->kind, json_object_get(effect, "to"));
    if (problem == NULL)
        problem = text_wrong(scope->kind, effect, "title");
    return problem != NULL ? problem : text_wrong(scope->kind, effect, "body");
}

/* --- when the step is taken --- */

static void receiver_put(GPtrArray *to, const char *code)
{
    if (code != NULL && to->len < TO_MAX &&
        !g_ptr_array_find_with_equal_func(to, code, g_str_equal, NULL))
        g_ptr_array_add(to, g_strdup(code));
}

static bool receivers_of_word(
    Decision *decision, const Matter *matter, const char *word, GPtrArray *to, GError **error)
{
    g_autofree char *parent = NULL;

    if (word != NULL && *word == '$') {
        json_auto_t *value = matter_value(matter, word + 1);
        receiver_put(to, json_string_value(value));
        for (size_t i = 0; i < json_array_size(value); i++)
            receiver_put(to, json_string_value(json_array_get(value, i)));
        return true;
    }
    if (word != NULL && strcmp(word, TO_ABOVE) != 0) {
        receiver_put(to, word);
        return true;
    }
    if (!unit_parent(decision_db(decision), decision_unit(decision), &parent, error))
        return false;
    receiver_put(to, parent);
    return true;
}

/* Owned GStrv; NULL when it can't be read or there is nobody: a dispatch that would reach nobody
 * holds the step, since whoever takes it believes that it went. */
static char **receivers_of(
    Decision *decision, const Matter *matter, const json_t *to, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    bool many = json_is_array(to), ok = true;

    for (size_t i = 0; ok && many && i < json_array_size(to); i++)
        ok = receivers_of_word(
            decision, matter, json_string_value(json_array_get(to, i)), list, error);
    if (!many)
        ok = receivers_of_word(decision, matter, json_string_value(to), list, error);
    if (ok && list->len == 0)
        ok = fail_as(error, FAIL_CONFLICT, "no_receiver",
            "the step sends a dispatch, and there is nobody to send it to");
    g_ptr_array_add(list, NULL);
    char **out = (char **) g_ptr_array_steal(list, NULL);
    if (ok)
        return out;
    g_strfreev(out);
    return NULL;
}

/* At most so many characters. */
static char *shortened(char *text /* taken */, glong most)
{
    if (g_utf8_strlen(text, -1) <= most)
        return text;
    char *head = g_utf8_substring(text, 0, most);
    g_free(text);
    return head;
}

static char *title_of(const Saying *saying, const json_t *effect)
{
    const char *text = json_text(effect, "title");
    char *title = saying_fill(saying, text != NULL ? text : "{title}");
    if (*g_strstrip(title) != '\0') {
        g_strdelimit(title, "\r\n\t", ' ');
        return shortened(title, TITLE_MAX);
    }
    g_free(title);
    return g_strdup_printf(
        "%s %s", saying_label(saying, &saying->kind->label), saying->matter->number);
}

/* What is known, a line each. */
static char *body_of(const Saying *saying, const json_t *effect)
{
    const char *text = json_text(effect, "body");
    if (text != NULL)
        return shortened(saying_fill(saying, text), BODY_MAX);
    GString *body = g_string_new(NULL);
    for (guint i = 0; i < saying->kind->fields->len; i++) {
        const KindField *field = saying->kind->fields->pdata[i];
        g_autofree char *words =
            saying_is_inner(saying->kind, field->name) ? NULL : saying_value(saying, field);
        if (words != NULL)
            g_string_append_printf(body, "%s: %s\n", saying_label(saying, &field->label), words);
    }
    return shortened(g_string_free(body, FALSE), BODY_MAX);
}

static bool effect_send(Decision *decision, const char *id, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), id, error);
    SignedBody none = {
        .mode = (char *) "none", .signed_at = FIELD_UNSET, .confirm_due_at = FIELD_UNSET};

    return dispatch != NULL && decision_emit(decision, "dispatch.signed", id, &none, error) &&
           draft_send(decision, dispatch, error);
}

static bool effect_follow(Decision *decision, void *data, const json_t *effect, GError **error)
{
    const Matter *matter = data;
    const Engine *engine = decision_engine(decision);
    const Kind *kind = matter_kind(engine, matter, error);
    const char *type = json_text(effect, "type");

    if (kind == NULL)
        return false;
    if (type == NULL) /* of a kind from before effects were served */
        return true;
    const Saying saying = {engine, decision_db(decision), kind, matter, "zh"};
    g_auto(GStrv) to = receivers_of(decision, matter, json_object_get(effect, "to"), error);
    g_autofree char *title = title_of(&saying, effect), *body = body_of(&saying, effect);
    g_autofree char *id = NULL;
    const Draft draft = {.matter = matter->id,
        .type = type,
        .urgency = json_text(effect, "urgency"),
        .to = to,
        .title = title,
        .body = body,
        .answer_due_at = FIELD_UNSET};
    if (to == NULL || !draft_make(decision, &draft, &id, error))
        return false;
    return dispatch_needs_sign_off(dispatch_rules_of(engine), type)
               ? notice_raise(decision, matter->id, "leader", "dispatch.waits", error)
               : effect_send(decision, id, error);
}

static const Effect effects[] = {{"dispatch", effect_problem, effect_follow}, {NULL}};

const Part dispatch_effect_part = {.effects = effects};
