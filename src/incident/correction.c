/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/correction.h"

#include "base/json.h"
#include "dispatch/post.h"
#include "matter/words.h"

#include <string.h>

#define CORRECTED "incident.corrected" /* kept: names of the values that a step changes */

static bool was_told(const Obligation *one)
{
    return obligation_is_met(one) || one->claimed;
}

/* --- those of the system --- */

/* GStrv, owned: each unit once. NULL: it can't be read. */
static char **units_told(Decision *decision, const Matter *matter, GError **error)
{
    g_autoptr(GStrvBuilder) list = g_strv_builder_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        bool is_open = false;
        if (!was_told(one) || one->receiver == NULL || strcmp(one->receiver, matter->unit) == 0 ||
            !g_hash_table_add(seen, one->receiver))
            continue;
        if (!unit_is_open(
                decision_db(decision), one->receiver, decision_now(decision), &is_open, error))
            return NULL;
        if (is_open)
            g_strv_builder_add(list, one->receiver);
    }
    return g_strv_builder_end(list);
}

bool correction_send(Decision *decision, const Matter *matter, const char *word,
    const json_t *values, GError **error)
{
    const IncidentRules *rules = incident_rules_of(decision_engine(decision));
    const json_t *words =
        json_object_get(json_object_get(incident_report_words(rules), "corrections"), word);
    g_auto(GStrv) to = units_told(decision, matter, error);
    if (to == NULL)
        return false;
    if (to[0] == NULL)
        return true;
    const Kind *kind = matter_kind(decision_engine(decision), matter, error);
    if (kind == NULL)
        return false;
    const Saying saying = {decision_engine(decision), decision_db(decision), kind, matter, "zh"};
    g_autofree char *about = saying_fill(&saying, "{title}");
    json_auto_t *said = json_pack("{s:s, s:s}", "number", matter->number, "matter", about);
    if (values != NULL)
        json_object_update(said, (json_t *) values);
    g_autofree char *title = report_words_fill(words, "title", said);
    g_autofree char *body = report_words_fill(words, "body", said);
    const DispatchPost post = {.type = TYPE_CORRECTION,
        .matter = matter->id,
        .to = to,
        .title = title,
        .body = body,
        .answer_due_at = FIELD_UNSET};
    return dispatch_post(decision, &post, NULL, error);
}

/* --- those outside --- */

bool correction_is_owed(const Matter *matter)
{
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if (was_told(one) && one->receiver == NULL)
            return true;
    }
    return false;
}

/* --- what a step changes --- */

bool correction_note(Decision *decision, const Matter *matter, const json_t *fields, GError **error)
{
    /* Figures are told anew by a duty of their own (Order 493 art. 13). */
    static const char *const told[] = {"summary", "place", "class", "kind", "occurred_at"};
    json_auto_t *held = matter_values(matter);
    json_t *names = json_array();

    for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
        const json_t *given = json_object_get(fields, told[i]);
        if (given != NULL && !json_is_null(given) &&
            !json_equal(given, json_object_get(held, told[i])))
            json_array_append_new(names, json_string(told[i]));
    }
    decision_keep(decision, CORRECTED, names, (GDestroyNotify) json_decref);
    return true;
}

/* "地点：清江路2号；种类：燃气": owned. */
static char *changed_words(const Saying *saying, const json_t *names)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t i = 0;
    json_t *name = NULL;

    json_array_foreach ((json_t *) names, i, name) {
        const KindField *field = kind_field(saying->kind, json_string_value(name));
        g_autofree char *value = field == NULL ? NULL : saying_value(saying, field);
        if (value != NULL)
            g_string_append_printf(text, "%s%s\uff1a%s", text->len > 0 ? "\uff1b" : "",
                saying_label(saying, &field->label), value);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool correction_follow(Decision *decision, const Matter *matter, GError **error)
{
    const json_t *names = decision_kept(decision, CORRECTED);
    const Kind *kind = matter_kind(decision_engine(decision), matter, error);
    if (kind == NULL)
        return false;
    const Saying saying = {decision_engine(decision), decision_db(decision), kind, matter, "zh"};
    g_autofree char *changed = changed_words(&saying, names);
    if (*changed == '\0')
        return true;
    json_auto_t *values = json_pack("{s:s}", "changed", changed);
    return correction_send(decision, matter, CORRECTION_CHANGED, values, error) &&
           report_correction_owe(decision, matter, matter, CORRECTION_CHANGED, error);
}
