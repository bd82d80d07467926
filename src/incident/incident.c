/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what this folder adds to an incident, and the module's rows. */
#include "incident/adoption.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

/* --- the draft of a report --- */

typedef struct DraftArgs {
    char *id, *type;
} DraftArgs;

static const Field draft_args[] = {
    FIELD(DraftArgs, id, FIELD_WORD, .required = true, .help = "The incident"),
    FIELD(DraftArgs, type, FIELD_WORD, .help = "Type of report; initial_report when absent"),
    FIELD_END};

#define SHOWN(member, kind, text)                                                                  \
    {                                                                                              \
        .name = #member, .type = (kind), .help = (text)                                            \
    }

static const Field draft_reply[] = {SHOWN(type, FIELD_WORD, "Type of report"),
    SHOWN(title, FIELD_TEXT, "Title"), SHOWN(body, FIELD_TEXT, "Text, a line for each element"),
    SHOWN(message, FIELD_TEXT, "The same in one paragraph, for a message"),
    SHOWN(missing, FIELD_WORDS, "Elements that are not known yet"),
    SHOWN(to, FIELD_WORDS, "Proposed addressees"), FIELD_END};

/* Names of the elements that the first report should have and has not: a new array. */
static json_t *missing_elements(const IncidentRules *rules, const json_t *values)
{
    const json_t *file = report_rules_json(incident_reporting(rules));
    json_t *names = json_array();
    size_t i;
    json_t *element;
    json_array_foreach (json_object_get(file, "elements"), i, element) {
        const char *field = json_text(element, "field");
        const json_t *value = field != NULL ? json_object_get(values, field) : NULL;
        if (field != NULL && json_flag(element, "required_in_initial") &&
            (value == NULL || json_is_null(value)))
            json_array_append(names, json_object_get(element, "zh"));
    }
    return names;
}

static int64_t follow_ups_sent(Db *db, const Matter *matter)
{
    g_autoptr(GPtrArray) list = dispatches_of_matter(db, matter->unit, matter->id, NULL);
    int64_t sent = 0;
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const Dispatch *dispatch = list->pdata[i];
        if (dispatch_is_out(dispatch) && dispatch->sent_at != FIELD_UNSET &&
            strcmp(dispatch->type, "followup_report") == 0)
            sent++;
    }
    return sent;
}

static json_t *list_choices(const Engine *engine, const Kind *kind)
{
    const Catalog *catalog = engine_service(engine, SERVICE_CATALOG);
    json_t *choices = json_object();
    size_t i;
    json_t *field;
    json_array_foreach (json_object_get(kind->source, "fields"), i, field) {
        const char *from = json_text(field, "choices_from");
        const json_t *list = from != NULL ? catalog_list(catalog, from) : NULL;
        if (list != NULL)
            json_object_set(choices, json_text(field, "name"), (json_t *) list);
    }
    return choices;
}

/* A new reference; NULL when it can't be read. */
static json_t *proposed_receivers(Db *db, const char *unit, GError **error)
{
    g_autofree char *parent = NULL;
    if (!unit_parent(db, unit, &parent, error))
        return NULL;
    json_t *to = json_array();
    if (parent != NULL)
        json_array_append_new(to, json_string(parent));
    return to;
}

static char *unit_of_id(Engine *engine, Db *db, const void *args, GError **error)
{
    char *unit = text_unit_of(((const DraftArgs *) args)->id);
    if (unit == NULL)
        fail(error, FAIL_NOT_FOUND, "there is no such incident");
    return unit;
}

static const Kind *incident_kind(const Asking *asking, const Matter *matter, GError **error)
{
    if (strcmp(matter->kind, KIND_INCIDENT) != 0) {
        fail(error, FAIL_NOT_FOUND, "%s is no incident", matter->id);
        return NULL;
    }
    return matter_kind(asking->engine, matter, error);
}

static bool draft_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const DraftArgs *args = data;
    const char *type = args->type != NULL ? args->type : "initial_report";
    const IncidentRules *rules = incident_rules_of(asking->engine);
    g_autoptr(Matter) matter = matter_load(asking->db, args->id, error);
    const Kind *kind = matter != NULL ? incident_kind(asking, matter, error) : NULL;
    if (kind == NULL)
        return false;
    json_auto_t *values = matter_values(matter);
    json_auto_t *choices = list_choices(asking->engine, kind);
    g_autofree char *unit = unit_name(asking->db, matter->unit);
    const ReportText text = {.words = incident_report_words(rules),
        .kind = kind->source,
        .choices = choices,
        .values = values,
        .unit = unit,
        .now = asking->now,
        .number = follow_ups_sent(asking->db, matter) + 1};
    out_answer->json = report_text_make(&text, type, error);
    if (out_answer->json == NULL)
        return false;
    json_object_set_new(out_answer->json, "type", json_string(type));
    json_object_set_new(out_answer->json, "missing", missing_elements(rules, values));
    json_t *to = proposed_receivers(asking->db, matter->unit, error);
    json_object_set_new(out_answer->json, "to", to);
    return to != NULL;
}

/* --- the rules themselves --- */

static const Field no_args[] = {FIELD_END};

static bool levels_answer(const Asking *asking, const void *data, Answer *out, GError **error)
{
    out->json = json_incref(
        (json_t *) level_rules_json(incident_levels(incident_rules_of(asking->engine))));
    return true;
}

static bool reporting_answer(const Asking *asking, const void *data, Answer *out, GError **error)
{
    out->json = json_incref(
        (json_t *) report_rules_json(incident_reporting(incident_rules_of(asking->engine))));
    return true;
}

static const Query queries[] = {
    {.name = "incident.draft",
        .path = "/matters/{id}/draft",
        .permission = "matter.read",
        .args = draft_args,
        .args_size = sizeof(DraftArgs),
        .reply = draft_reply,
        .unit_of = unit_of_id,
        .answer = draft_answer,
        .help = "The words of a report drawn from what is known of an incident"},
    {.name = "incident.levels",
        .path = "/rules/levels",
        .permission = "catalog.read",
        .args = no_args,
        .reply = fields_free,
        .answer = levels_answer,
        .help = "By which figures incidents are graded"},
    {.name = "incident.reporting",
        .path = "/rules/reporting",
        .permission = "catalog.read",
        .args = no_args,
        .reply = fields_free,
        .answer = reporting_answer,
        .help = "By when which incident is reported to whom"},
    {NULL},
};

static const Part incident_part = {.events = missing_events,
    .projections = missing_projections,
    .queries = queries,
    .chores = missing_chores,
    .reactions = incident_reactions,
    .hooks = incident_hooks,
    .show = incident_show};

const Module incident_module = {"incident", PARTS(&incident_part, &adoption_part, &exempt_part)};
