/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/adoption.h"

#include "base/json.h"
#include "incident/report_act.h"
#include "journal/journal.h"

#include <string.h>

#define CHORE_ADOPT "incident.adopt"

static const char *const clocks[] = {"report_phone", "report_written", "followup"};

static bool is_old(const Matter *matter)
{
    for (size_t i = 0; i < G_N_ELEMENTS(clocks); i++)
        if (matter_clock(matter, clocks[i]) != NULL)
            return true;
    return false;
}

static bool clocks_stop(Decision *decision, const Matter *matter, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(clocks); i++)
        if (!clock_stop(decision, matter->id, clocks[i], false, FIELD_UNSET, error))
            return false;
    return true;
}

/* --- what was told --- */

static void act_free(void *data)
{
    ReportAct *act = data;
    g_free((char *) act->unit);
    g_free((char *) act->by);
    g_free(act);
}

static void act_add(GPtrArray *acts, const char *unit, bool written, int64_t at, const char *by)
{
    ReportAct *act = g_new0(ReportAct, 1);
    act->unit = g_strdup(unit);
    act->written = written;
    act->at = at;
    act->by = g_strdup(by);
    g_ptr_array_add(acts, act);
}

static bool reports_read(Decision *decision, const Matter *matter, GPtrArray *acts, GError **error)
{
    const DispatchRules *rules = engine_service(decision_engine(decision), SERVICE_DISPATCH_RULES);
    g_autoptr(GPtrArray) list =
        dispatches_of_matter(decision_db(decision), matter->unit, matter->id, error);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const Dispatch *dispatch = list->pdata[i];
        bool went = dispatch_is_out(dispatch) && dispatch->sent_at != FIELD_UNSET &&
                    dispatch_is_report(rules, dispatch->type);
        for (guint k = 0; went && k < dispatch->to->len; k++) {
            const DispatchTo *to = dispatch->to->pdata[k];
            if (!to->copy && to->returned_at == FIELD_UNSET)
                act_add(acts, to->receiver, true, dispatch->sent_at, dispatch->id);
        }
    }
    return list != NULL;
}

static bool is_known(const GPtrArray *acts, int64_t at)
{
    for (guint i = 0; i < acts->len; i++)
        if (((const ReportAct *) acts->pdata[i])->at == at)
            return true;
    return false;
}

/* What was typed: a call without a receiver was one to the unit above. */
static void typed_add(const Event *event, const char *above, GPtrArray *acts)
{
    const json_t *fields = json_object_get(event->body, "fields");
    const char *step = json_text(event->body, "step"), *to = json_text(fields, "to_unit");
    bool phone = g_strcmp0(step, "phone_report") == 0;
    int64_t at = json_number(fields, phone ? "phoned_at" : "written_at", FIELD_UNSET);
    const char *unit = to != NULL ? to : above;
    if ((!phone && g_strcmp0(step, "written_report") != 0) || at == FIELD_UNSET || unit == NULL)
        return;
    if (phone || !is_known(acts, at))
        act_add(acts, unit, !phone, at, event->actor);
}

static bool typed_read(Decision *decision, const Matter *matter, GPtrArray *acts, GError **error)
{
    g_autofree char *above = NULL;
    if (!unit_parent(decision_db(decision), matter->unit, &above, error))
        return false;
    g_autoptr(GPtrArray) events =
        journal_of_subject(decision_db(decision), matter->unit, matter->id, error);
    for (guint i = 0; events != NULL && i < events->len; i++)
        typed_add(events->pdata[i], above, acts);
    return events != NULL;
}

/* --- all of it --- */

bool incident_adopt(Decision *decision, const Matter *matter, GError **error)
{
    g_autoptr(GPtrArray) acts = g_ptr_array_new_with_free_func(act_free);
    if (!is_old(matter))
        return true;
    const Kind *kind = matter_kind(decision_engine(decision), matter, error);
    if (kind == NULL || !clocks_stop(decision, matter, error))
        return false;
    if (kind_state(kind, matter->state)->ends || matter->obligations->len > 0)
        return true;
    return reports_read(decision, matter, acts, error) &&
           typed_read(decision, matter, acts, error) &&
           report_obligations_adopt(decision, matter, acts, error);
}

static bool adopt_decide(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    g_autoptr(Matter) matter = matter_load(decision_db(decision), subject, error);
    if (matter == NULL || !incident_adopt(decision, matter, error))
        return false;
    g_autoptr(Matter) now = matter_load(decision_db(decision), subject, error);
    return now != NULL &&
           (now->obligations->len == 0 || report_obligations_update(decision, now, error));
}

static const Chore chores[] = {{CHORE_ADOPT, adopt_decide}, {NULL}};

const Part adoption_part = {.chores = chores};
