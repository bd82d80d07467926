/* SPDX-License-Identifier: Apache-2.0 */
/* What dispatches do to the incident they are about. */
#include "incident/report_outcome.h"

#include "base/json.h"

#include <string.h>

static bool is_incident(Decision *decision, const Matter *matter, bool *out_open)
{
    const Kind *kind = matter != NULL ? matter_kind(decision_engine(decision), matter, NULL) : NULL;
    bool is = kind != NULL && strcmp(matter->kind, KIND_INCIDENT) == 0;
    *out_open = is && !kind_state(kind, matter->state)->ends;
    return is;
}

static bool tells_of_one(Decision *decision, const Dispatch *dispatch)
{
    const DispatchRules *rules = engine_service(decision_engine(decision), SERVICE_DISPATCH_RULES);
    return dispatch->matter != NULL && dispatch_is_out(dispatch) &&
           (dispatch_is_report(rules, dispatch->type) ||
               strcmp(dispatch->type, TYPE_PHONE_REPORT) == 0);
}

/* The incident that a report or a call of ours is about; NULL when it is about none. */
static bool incident_told(
    Decision *decision, const Dispatch *dispatch, Matter **out_matter, GError **error)
{
    g_autoptr(Matter) matter = NULL;
    bool open = false;
    if (!tells_of_one(decision, dispatch))
        return true;
    if (!matter_find(
            decision_db(decision), decision_unit(decision), dispatch->matter, &matter, error))
        return false;
    *out_matter = is_incident(decision, matter, &open) ? g_steal_pointer(&matter) : NULL;
    return true;
}

/* The same of a report on paper while the incident is open. */
static bool incident_of(
    Decision *decision, const Dispatch *dispatch, Matter **out_matter, GError **error)
{
    g_autoptr(Matter) matter = NULL;
    bool open = false;
    if (strcmp(dispatch->type, TYPE_PHONE_REPORT) == 0)
        return true;
    if (!incident_told(decision, dispatch, &matter, error))
        return false;
    if (matter != NULL && is_incident(decision, matter, &open) && open)
        *out_matter = g_steal_pointer(&matter);
    return true;
}

static bool step_by_rule(
    Decision *decision, const Matter *matter, const char *name, json_t *fields, GError **error)
{
    const StepDraft step = {.matter = matter->id,
        .step = name,
        .fields = fields,
        .claimed_at = FIELD_UNSET,
        .by_rule = true};
    bool done = matter_step(decision, &step, error);
    json_decref(fields);
    return done;
}

/* A report that went meets what was to be told in writing to those it went to. */
static bool report_sent(Decision *decision, const Event *event, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), event->subject, error);
    if (dispatch == NULL)
        return false;
    g_autoptr(Matter) matter = NULL;
    if (!incident_of(decision, dispatch, &matter, error))
        return false;
    if (matter == NULL)
        return true;
    json_t *fields = json_pack(
        "{s:I, s:s}", "written_at", (json_int_t) event->at, "report_type", dispatch->type);
    decision_keep(decision, REPORT_SENDING, dispatch, NULL);
    bool done = step_by_rule(decision, matter, "written_report", fields, error);
    decision_keep(decision, REPORT_SENDING, NULL, NULL);
    return done;
}

/* News of a report or call: it came there, was signed for, or came back. */
static bool report_news(Decision *decision, const Event *event, GError **error)
{
    const char *receiver = json_text(event->body, "receiver");
    g_autoptr(Dispatch) dispatch =
        dispatch_load_for(decision_db(decision), event->subject, receiver, error);
    g_autoptr(Matter) matter = NULL;
    if (dispatch == NULL || !incident_told(decision, dispatch, &matter, error))
        return false;
    const DispatchTo *to = matter == NULL ? NULL : dispatch_addressee(dispatch, receiver);
    return to == NULL || report_delivered(decision, matter, dispatch, to, error);
}

/* The first signature of our superior under it is when it was received above. */
static bool report_received(Decision *decision, const Event *event, GError **error)
{
    int64_t at = incident_value_int(event->body, "signed_for_at");
    g_autofree char *parent = NULL;
    if (!unit_parent(decision_db(decision), event->unit, &parent, error))
        return false;
    if (at == FIELD_UNSET || g_strcmp0(json_text(event->body, "receiver"), parent) != 0)
        return true;
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), event->subject, error);
    if (dispatch == NULL)
        return false;
    g_autoptr(Matter) matter = NULL;
    if (!incident_of(decision, dispatch, &matter, error))
        return false;
    if (matter == NULL || matter_int(matter, "upper_received_at") != FIELD_UNSET)
        return true;
    json_t *fields = json_pack("{s:I}", "upper_received_at", (json_int_t) at);
    return step_by_rule(decision, matter, "upper_receipt", fields, error);
}

const Reaction incident_reactions[] = {
    {"dispatch.sent", report_sent},
    {"dispatch.delivered", report_news},
    {"dispatch.receipt", report_news},
    {"dispatch.receipt", report_received},
    {NULL},
};
