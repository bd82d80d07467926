/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_act.h"

#include "base/json.h"
#include "dispatch/post.h"

#include <string.h>

static bool channel_fits(const Obligation *one, const ReportAct *act)
{
    return strcmp(one->channel, "any") == 0 ||
           (strcmp(one->channel, "written") == 0) == act->written;
}

static bool is_met_by(const Obligation *one, const ReportAct *act)
{
    return obligation_runs(one) && !one->claimed && report_is_to(one, act->unit, act->office) &&
           channel_fits(one, act);
}

bool report_act_meet(Decision *decision, const Matter *matter, const ReportAct *act, GError **error)
{
    g_autoptr(ObligationChanges) changes = obligation_changes_new(matter);
    json_auto_t *values = matter_values(matter);
    json_auto_t *told = report_figures(values);
    const ObligationAct done = {
        .at = act->at, .now = decision_now(decision), .by = act->by, .told = told};
    for (guint i = 0; i < matter->obligations->len; i++)
        if (is_met_by(matter->obligations->pdata[i], act))
            obligation_meet(changes, matter->obligations->pdata[i], &done);
    return obligations_change(decision, matter, changes, error);
}

/* --- by telephone --- */

char *report_words_fill(const json_t *words, const char *name, const json_t *values)
{
    const char *key;
    json_t *value;
    g_autoptr(GString) text = g_string_new(json_text(words, name));
    json_object_foreach ((json_t *) values, key, value) {
        g_autofree char *hole = g_strconcat("{", key, "}", NULL);
        g_string_replace(text, hole, json_string_value(value), 0);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool report_phone_send(Decision *decision, const Matter *matter, const ReportAct *act,
    const json_t *fields, GError **error)
{
    const IncidentRules *rules = incident_rules_of(decision_engine(decision));
    const json_t *words = json_object_get(incident_report_words(rules), "phone");
    bool is_open = false;
    if (act->unit == NULL || g_strcmp0(act->unit, matter->unit) == 0)
        return true;
    if (!unit_is_open(decision_db(decision), act->unit, decision_now(decision), &is_open, error))
        return false;
    if (!is_open)
        return true;
    json_auto_t *values =
        json_pack("{s:s, s:s}", "number", matter->number, "words", json_text(fields, "words"));
    g_autofree char *title = report_words_fill(words, "title", values);
    g_autofree char *body = report_words_fill(words, "body", values);
    char *to[] = {(char *) act->unit, NULL};
    const DispatchPost post = {.type = TYPE_PHONE_REPORT,
        .matter = matter->id,
        .to = to,
        .title = title,
        .body = body,
        .answer_due_at = FIELD_UNSET};
    return dispatch_post(decision, &post, NULL, error);
}

/* --- at the receiver --- */

json_t *report_carried(const Dispatch *dispatch)
{
    json_auto_t *carried =
        dispatch->payload != NULL
            ? json_read(dispatch->payload, strlen(dispatch->payload), JSON_INTEGERS, NULL)
            : NULL;
    return json_incref(json_object_get(carried, "fields"));
}

int64_t report_called_at(const Dispatch *dispatch)
{
    json_auto_t *carried = report_carried(dispatch);
    return strcmp(dispatch->type, TYPE_PHONE_REPORT) == 0 ? incident_value_int(carried, "phoned_at")
                                                          : FIELD_UNSET;
}

/* When the sender says it was: a call is typed after it was made. */
static int64_t said_at(const Dispatch *dispatch)
{
    int64_t called = report_called_at(dispatch);
    return called != FIELD_UNSET ? MIN(called, dispatch->delivered_at) : dispatch->delivered_at;
}

bool report_first_heard(Db *db, const Dispatch *dispatch, int64_t *at, GError **error)
{
    g_autoptr(GPtrArray) all =
        dispatches_about(db, dispatch->unit, dispatch->origin_unit, dispatch->origin_matter, error);
    for (guint i = 0; all != NULL && i < all->len; i++)
        *at = MIN(*at, said_at(all->pdata[i]));
    *at = MIN(*at, said_at(dispatch));
    return all != NULL;
}
