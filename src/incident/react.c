/* SPDX-License-Identifier: Apache-2.0 */
/* What dispatches do to the incident they are about. */
#include "incident/incident_private.h"

#include "base/json.h"

#include <string.h>

/* The incident a report of ours is about, while it is open; NULL when it is about none. */
static bool incident_of(
    Decision *decision, const Dispatch *dispatch, Matter **out_matter, GError **error)
{
    const DispatchRules *rules = engine_service(decision_engine(decision), SERVICE_DISPATCH_RULES);
    if (dispatch->matter == NULL || !dispatch_is_out(dispatch) ||
        !dispatch_is_report(rules, dispatch->type))
        return true;
    g_autoptr(Matter) matter = NULL;
    if (!matter_find(
            decision_db(decision), decision_unit(decision), dispatch->matter, &matter, error))
        return false;
    const Kind *kind = matter != NULL ? matter_kind(decision_engine(decision), matter, NULL) : NULL;
    bool open = kind != NULL && strcmp(matter->kind, KIND_INCIDENT) == 0 &&
                !kind_state(kind, matter->state)->ends;
    *out_matter = open ? g_steal_pointer(&matter) : NULL;
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

/* A report that went stops the clock of the written one. */
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
    return step_by_rule(decision, matter, "written_report", fields, error);
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
    {"dispatch.receipt", report_received},
    {NULL},
};
