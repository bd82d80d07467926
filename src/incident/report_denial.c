/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_denial.h"

#include <string.h>

/* One telling, by a dispatch of this unit. */
typedef struct Told {
    bool written;
    int64_t at;           /* when it left this unit */
    int64_t said_at;      /* when that was typed, or confirmed to be so */
    int64_t delivered_at; /* FIELD_UNSET: not yet */
    char *by;             /* dispatch or account */
    json_t *figures;
} Told;

static void told_free(void *data)
{
    Told *told = data;
    json_decref(told->figures);
    g_free(told->by);
    g_free(told);
}

static Told *told_new(const Dispatch *dispatch, const DispatchTo *to)
{
    Told *told = g_new0(Told, 1);
    json_auto_t *carried = report_carried(dispatch);
    int64_t called = report_called_at(dispatch);
    told->written = strcmp(dispatch->type, TYPE_PHONE_REPORT) != 0;
    told->at = called != FIELD_UNSET ? called : dispatch->sent_at;
    told->said_at = to->signed_for_at != FIELD_UNSET ? told->at : dispatch->sent_at;
    told->delivered_at = to->delivered_at;
    told->by = g_strdup(told->written ? dispatch->id : dispatch->drafted_by);
    told->figures = report_figures(carried);
    return told;
}

/* Went it there to be acted on, and is it still there? */
static const DispatchTo *standing_at(
    const DispatchRules *rules, const Dispatch *dispatch, const char *receiver)
{
    bool tells =
        dispatch_is_report(rules, dispatch->type) || strcmp(dispatch->type, TYPE_PHONE_REPORT) == 0;
    if (!tells || !dispatch_is_out(dispatch) || dispatch->sent_at == FIELD_UNSET)
        return NULL;
    const DispatchTo *to = dispatch_addressee(dispatch, receiver);
    return to != NULL && !to->copy && to->returned_at == FIELD_UNSET ? to : NULL;
}

GPtrArray *report_others(Decision *decision, const Matter *matter, const Dispatch *denied,
    const char *receiver, GError **error)
{
    const DispatchRules *rules = engine_service(decision_engine(decision), SERVICE_DISPATCH_RULES);
    g_autoptr(GPtrArray) all =
        dispatches_of_matter(decision_db(decision), matter->unit, matter->id, error);
    g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func(told_free);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Dispatch *one = all->pdata[i];
        const DispatchTo *to = standing_at(rules, one, receiver);
        if (to != NULL && strcmp(one->id, denied->id) != 0)
            g_ptr_array_add(others, told_new(one, to));
    }
    return all != NULL ? g_steal_pointer(&others) : NULL;
}

/* The first that can have met it; NULL when none can. */
static const Told *told_instead(const Obligation *one, const GPtrArray *others)
{
    const Told *first = NULL;
    for (guint i = 0; i < others->len; i++) {
        const Told *told = others->pdata[i];
        bool fits = strcmp(one->channel, "any") == 0 ||
                    (strcmp(one->channel, "written") == 0) == told->written;
        if (fits && told->at >= one->start_at && (first == NULL || told->at < first->at))
            first = told;
    }
    return first;
}

static bool has_ended(Decision *decision, const Matter *matter)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, NULL);
    return kind == NULL || kind_state(kind, matter->state)->ends;
}

void report_deny(Decision *decision, const Matter *matter, const Obligation *one,
    const GPtrArray *others, ObligationChanges *changes)
{
    const Told *instead = told_instead(one, others);
    obligation_deny(changes, one, decision_now(decision));
    if (instead == NULL && has_ended(decision, matter))
        obligation_waive(changes, one, OBLIGATION_DENIED);
    if (instead == NULL)
        return;
    const ObligationAct act = {
        .at = instead->at, .now = instead->said_at, .by = instead->by, .told = instead->figures};
    obligation_meet(changes, one, &act);
    if (instead->delivered_at != FIELD_UNSET)
        obligation_say(changes, one, OBLIGATION_DELIVERED, instead->delivered_at);
}
