/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_outcome.h"

#include "incident/report_denial.h"

#include <string.h>

static bool has_been_renewed(const Matter *matter, const Obligation *one, int64_t at)
{
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *other = matter->obligations->pdata[i];
        if (other->ordinal > one->ordinal && other->start_at == at &&
            strcmp(other->channel, one->channel) == 0 &&
            report_is_to(other, one->receiver, one->office))
            return true;
    }
    return false;
}

/* What was sent back was not told: it must be told anew, within the same limit. */
static void renew(ObligationChanges *changes, const Matter *matter, const Obligation *one,
    int64_t at, int64_t now)
{
    if (has_been_renewed(matter, one, at))
        return;
    Obligation again = *one;
    again.start_at = at;
    again.due_at = at + (one->due_at - one->start_at);
    again.counted_from = (char *) "returned_at";
    again.fallback = again.claimed = again.late = false;
    again.why = (char *) "returned";
    again.told = NULL;
    again.met_by = NULL;
    obligation_begin(changes, &again, now);
}

static void outcome_say(Decision *decision, const Matter *matter, const DispatchTo *to,
    const Obligation *one, ObligationChanges *changes)
{
    if (to->returned_at != FIELD_UNSET && one->claimed)
        obligation_say(changes, one, OBLIGATION_DISPUTED, FIELD_UNSET);
    if (to->returned_at != FIELD_UNSET) {
        renew(changes, matter, one, to->returned_at, decision_now(decision));
        return;
    }
    if (one->delivered_at == FIELD_UNSET && to->delivered_at != FIELD_UNSET)
        obligation_say(changes, one, OBLIGATION_DELIVERED, to->delivered_at);
    if (one->claimed && to->signed_for_at != FIELD_UNSET)
        obligation_say(changes, one, OBLIGATION_CONFIRMED, FIELD_UNSET);
}

/* A call is told by whoever typed it: the item about it says when it was. */
static bool is_of(const Obligation *one, const Dispatch *dispatch)
{
    if (strcmp(dispatch->type, TYPE_PHONE_REPORT) != 0)
        return g_strcmp0(one->met_by, dispatch->id) == 0;
    int64_t called = report_called_at(dispatch);
    if (strcmp(one->channel, "written") == 0 || one->met_at == FIELD_UNSET)
        return false;
    return called != FIELD_UNSET ? one->met_at == called : one->met_at <= dispatch->sent_at;
}

bool report_delivered(Decision *decision, const Matter *matter, const Dispatch *dispatch,
    const DispatchTo *to, GError **error)
{
    bool denied = to->returned_at != FIELD_UNSET && strcmp(dispatch->type, TYPE_PHONE_REPORT) == 0;
    g_autoptr(ObligationChanges) changes = obligation_changes_new(matter);
    g_autoptr(GPtrArray) others = NULL;
    if (denied)
        others = report_others(decision, matter, dispatch, to->receiver, error);
    if (denied && others == NULL)
        return false;
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if ((!obligation_is_met(one) && !one->claimed) || !is_of(one, dispatch) ||
            !report_is_to(one, to->receiver, NULL))
            continue;
        if (denied)
            report_deny(decision, matter, one, others, changes);
        else
            outcome_say(decision, matter, to, one, changes);
    }
    return obligations_change(decision, matter, changes, error);
}
