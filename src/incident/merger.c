/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/merger.h"

#include "base/json.h"
#include "base/text.h"
#include "incident/correction.h"

#include <string.h>

#define WHY_TAKEN_OVER "taken_over"

/* --- before --- */

static bool owes_or_told(const Matter *matter)
{
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if (obligation_runs(one) || obligation_is_met(one))
            return true;
    }
    return false;
}

/* NULL: it may. */
static const char *other_problem(Decision *decision, const Matter *matter, const Matter *other)
{
    const Kind *kind = other == NULL ? NULL : matter_kind(decision_engine(decision), other, NULL);
    if (kind == NULL || strcmp(other->kind, KIND_INCIDENT) != 0)
        return "unknown";
    if (strcmp(other->id, matter->id) == 0)
        return "itself";
    if (kind_state(kind, other->state)->ends)
        return "ended";
    json_auto_t *reportable = matter_value(other, "reportable");
    bool is_not = g_strcmp0(json_string_value(reportable), "no") == 0;
    return is_not && owes_or_told(matter) ? "not_reportable" : NULL;
}

bool merger_check(Decision *decision, const Matter *matter, const json_t *fields, GError **error)
{
    const char *id = json_text(fields, "other_matter");
    g_autofree char *unit = id == NULL ? NULL : text_unit_of(id);
    g_autoptr(Matter) other = NULL;
    bool is_here = g_strcmp0(unit, matter->unit) == 0;
    if (is_here && !matter_find(decision_db(decision), matter->unit, id, &other, error))
        return false;
    const char *problem = other_problem(decision, matter, other);
    return problem == NULL || fail_field(error, "fields.other_matter", problem);
}

/* --- after --- */

/* The last of that receiver, channel and report that `matter` has and still counts. */
static const Obligation *same_of(const Matter *matter, const Obligation *as)
{
    for (guint i = matter->obligations->len; i > 0; i--) {
        const Obligation *one = matter->obligations->pdata[i - 1];
        if (one->state != OBLIGATION_WAIVED && strcmp(one->channel, as->channel) == 0 &&
            report_tells(one) && report_is_to(one, as->receiver, as->office))
            return one;
    }
    return NULL;
}

static bool was_told(const Obligation *one)
{
    return obligation_is_met(one) || one->claimed;
}

/* What the other does not owe yet, it owes from now on; what it owes later, as early. */
static bool duties_take(
    Decision *decision, const Matter *matter, const Matter *other, GError **error)
{
    g_autoptr(ObligationChanges) changes = obligation_changes_new(other);
    int64_t now = decision_now(decision);

    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        const Obligation *same = same_of(other, one);
        Obligation as = *one;
        as.why = (char *) WHY_TAKEN_OVER;
        as.claimed = false;
        as.told = NULL;
        as.met_by = NULL;
        if (one->state == OBLIGATION_WAIVED || !report_tells(one) || one != same_of(matter, one))
            continue;
        if (same == NULL)
            obligation_begin(changes, &as, now);
        else if (obligation_runs(same) && one->due_at < same->due_at)
            obligation_move(changes, same, &as, now);
    }
    return obligations_change(decision, other, changes, error);
}

/* What was told of this one meets what the other owes. */
static bool acts_take(Decision *decision, const Matter *matter, const char *id, GError **error)
{
    g_autoptr(Matter) other = matter_load(decision_db(decision), id, error);
    if (other == NULL)
        return false;
    g_autoptr(ObligationChanges) changes = obligation_changes_new(other);

    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        const Obligation *same = was_told(one) && report_tells(one) ? same_of(other, one) : NULL;
        const ObligationAct act = {.at = one->met_at,
            .now = one->claimed ? decision_now(decision) : one->met_at,
            .by = one->met_by,
            .told = one->told};
        if (same != NULL && obligation_runs(same) && !same->claimed && one == same_of(matter, one))
            obligation_meet(changes, same, &act);
    }
    return obligations_change(decision, other, changes, error);
}

static bool both_follow(Decision *decision, const Matter *matter, const char *id, GError **error)
{
    g_autoptr(Matter) other = matter_load(decision_db(decision), id, error);
    return other != NULL && report_obligations_update(decision, matter, error) &&
           report_obligations_update(decision, other, error);
}

static bool all_tell(Decision *decision, const Matter *matter, const char *id, GError **error)
{
    g_autoptr(Matter) other = matter_load(decision_db(decision), id, error);
    if (other == NULL)
        return false;
    json_auto_t *values = json_pack("{s:s}", "other", other->number);
    return correction_send(decision, matter, CORRECTION_MERGED, values, error) &&
           report_correction_owe(decision, other, matter, WHY_TAKEN_OVER, error);
}

bool merger_follow(Decision *decision, const Matter *matter, GError **error)
{
    json_auto_t *value = matter_value(matter, "other_matter");
    const char *id = json_string_value(value);
    g_autoptr(Matter) other = id == NULL ? NULL : matter_load(decision_db(decision), id, error);
    if (id == NULL)
        return fail(error, FAIL_CORRUPT, "%s is merged into nothing", matter->id);
    return other != NULL && duties_take(decision, matter, other, error) &&
           acts_take(decision, matter, id, error) && both_follow(decision, matter, id, error) &&
           all_tell(decision, matter, id, error);
}
