/* SPDX-License-Identifier: Apache-2.0 */
/* What rings when nobody was told in time: all of a matter that rings at one moment is one event.
 */
#include "base/json.h"
#include "matter/module.h"
#include "matter/obligation_private.h"

static int64_t stage_next(const Obligation *one)
{
    bool warns = obligation_next_at(one) < one->due_at && one->rang < CLOCK_STAGE_WARN;

    return warns ? CLOCK_STAGE_WARN : MAX(one->rang + 1, CLOCK_STAGE_LATE);
}

static json_t *rung_json(const Obligation *one)
{
    int64_t stage = one->claimed ? CLOCK_STAGE_LATE : stage_next(one);
    const char *word = one->claimed ? OBLIGATION_DISPUTED : OBLIGATION_RUNG;
    json_t *rung = json_object();

    json_object_set_new(rung, "do", json_string(word));
    json_object_set_new(rung, "ordinal", json_integer(one->ordinal));
    if (!one->claimed)
        json_object_set_new(rung, "rang", json_integer(stage));
    json_object_set_new(rung, "word", json_string(clock_stage_word(stage)));
    json_object_set_new(rung, "tell", json_string(ring_told(one->owner, one->escalate, stage)));
    if (one->label != NULL)
        json_object_set(rung, "label", one->label);
    return rung;
}

static bool obligations_ring(
    Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    g_autoptr(Matter) matter = matter_load(decision_db(decision), subject, error);
    json_auto_t *rung = json_array();
    const ObligationChangedBody body = {.changes = rung};

    for (guint i = 0; matter != NULL && i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        int64_t at = obligation_next_at(one);

        if (at != FIELD_UNSET && at <= due_at)
            json_array_append_new(rung, rung_json(one));
    }
    if (matter == NULL)
        return false;
    if (json_array_size(rung) == 0)
        return fail(error, FAIL_CORRUPT, "no obligation of %s has anything to ring", subject);
    return decision_emit(decision, EVENT_OBLIGATION_RANG, matter->id, &body, error);
}

static const Field changed_fields[] = {
    FIELD(ObligationChangedBody, changes, FIELD_JSON, .required = true),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_OBLIGATION_CHANGED, changed_fields, sizeof(ObligationChangedBody)},
    {EVENT_OBLIGATION_RANG, changed_fields, sizeof(ObligationChangedBody)},
    {0},
};

static const Chore chores[] = {{CHORE_OBLIGATION, obligations_ring}, {0}};

static const Projection projections[] = {
    {.event = EVENT_OBLIGATION_CHANGED, .apply = matter_apply},
    {.event = EVENT_OBLIGATION_RANG, .apply = matter_apply},
    {0},
};

const Part obligation_part = {.events = events, .projections = projections, .chores = chores};
