/* SPDX-License-Identifier: Apache-2.0 */
/* What a unit's clocks do when its time is put right: those that a wrong time started start again
 * from the right one, and those that rang before their time start again as they were. What rang is
 * on record and stays so, as a clock that was mistimed. */
#include "base/json.h"
#include "matter/act.h"
#include "matter/clock.h"
#include "matter/obligation_private.h"
#include "unit/timekeeping.h"

#include <string.h>

/* The correction as its event says. */
typedef struct Correction {
    int64_t at, from, since, back_ms;
} Correction;

static json_t *alarms_moved(const json_t *alarms, int64_t by_ms)
{
    json_t *moved = json_deep_copy(alarms);
    json_t *alarm = NULL;
    size_t i = 0;

    json_array_foreach (moved, i, alarm)
        json_object_set_new(alarm, "at", json_integer(json_number(alarm, "at", 0) - by_ms));
    return moved;
}

/* A date that a person gave is no count from a wrong time. */
static bool due_was_given(Decision *decision, const Matter *matter, const MatterClock *clock)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, NULL);

    for (guint i = 0; kind != NULL && i < kind->clocks->len; i++) {
        const KindClock *row = kind->clocks->pdata[i];

        if (strcmp(row->name, clock->name) == 0 && row->due_field != NULL)
            return matter_int(matter, row->due_field) == clock->due_at;
    }
    return false;
}

static bool is_ahead(int64_t started_at, const Correction *correction)
{
    return started_at > correction->at && started_at <= correction->from;
}

static bool was_started_ahead(const MatterClock *clock, const Correction *correction)
{
    return is_ahead(clock->started_at, correction);
}

/* Where it is not known by how much the time was ahead, the clock starts now: it can't have
 * started later. */
static int64_t in_truth(int64_t started_at, const Correction *correction)
{
    if (!is_ahead(started_at, correction))
        return started_at;
    return correction->back_ms > 0 ? MIN(started_at - correction->back_ms, correction->at)
                                   : correction->at;
}

static int64_t start_in_truth(const MatterClock *clock, const Correction *correction)
{
    return in_truth(clock->started_at, correction);
}

static bool clock_move_back(Decision *decision, const Matter *matter, const MatterClock *clock,
    const Correction *correction, GError **error)
{
    int64_t started_at = start_in_truth(clock, correction);
    int64_t by_ms = clock->started_at - started_at;
    int64_t due_by_ms = due_was_given(decision, matter, clock) ? 0 : by_ms;
    int64_t warn_at = clock->warn_at == FIELD_UNSET ? FIELD_UNSET : clock->warn_at - due_by_ms;
    json_auto_t *alarms = alarms_moved(clock->escalate, due_by_ms);
    const ClockStoppedBody stopped = {.clock = clock->id,
        .name = clock->name,
        .mistimed = clock->rang > 0,
        .ended_at = correction->at};
    const ClockStartedBody started = {.name = clock->name,
        .label = clock->label,
        .rule = clock->rule,
        .started_at = started_at,
        /* A warning that was right is not given twice. */
        .warn_at = clock->rang > 0 && warn_at <= correction->at ? FIELD_UNSET : warn_at,
        .due_at = clock->due_at - due_by_ms,
        .owner = clock->owner,
        .escalate = alarms};

    return decision_emit(decision, EVENT_CLOCK_STOPPED, matter->id, &stopped, error) &&
           decision_emit(decision, EVENT_CLOCK_STARTED, matter->id, &started, error);
}

/* By the right time what it last rang for is yet to come. */
static bool rang_falsely(const MatterClock *clock, int64_t now)
{
    return (clock->rang >= CLOCK_STAGE_LATE && clock->due_at > now) ||
           (clock->rang == CLOCK_STAGE_WARN && clock->warn_at > now);
}

/* A time to come that a field names is none of these: it lies beyond the unit's last time. */
static bool clock_is_wrong(const MatterClock *clock, const Correction *correction)
{
    return clock->ended_at == FIELD_UNSET &&
           (was_started_ahead(clock, correction) || rang_falsely(clock, correction->at));
}

static bool obligation_is_wrong(const Obligation *one, const Correction *correction)
{
    bool rang_early = one->rang >= CLOCK_STAGE_LATE && one->due_at > correction->at;

    return obligation_runs(one) && (is_ahead(one->start_at, correction) || rang_early);
}

/* As by the right time it would have begun, and rung for nothing so far. */
static void obligation_move_back(
    ObligationChanges *changes, const Obligation *one, const Correction *correction)
{
    Obligation as = *one;

    as.start_at = in_truth(one->start_at, correction);
    as.due_at = one->due_at - (one->start_at - as.start_at);
    obligation_move(changes, one, &as, correction->at);
    obligation_say(changes, one, OBLIGATION_MISTIMED, FIELD_UNSET);
}

static bool obligations_rebase(
    Decision *decision, const Matter *matter, const Correction *correction, GError **error)
{
    g_autoptr(ObligationChanges) changes = obligation_changes_new(matter);

    for (guint i = 0; i < matter->obligations->len; i++)
        if (obligation_is_wrong(matter->obligations->pdata[i], correction))
            obligation_move_back(changes, matter->obligations->pdata[i], correction);
    return obligations_change(decision, matter, changes, error);
}

static bool matter_rebase(
    Decision *decision, const char *id, const Correction *correction, GError **error)
{
    g_autoptr(Matter) matter = matter_load(decision_db(decision), id, error);

    for (guint i = 0; matter != NULL && i < matter->clocks->len; i++) {
        const MatterClock *clock = matter->clocks->pdata[i];

        if (clock_is_wrong(clock, correction) &&
            !clock_move_back(decision, matter, clock, correction, error))
            return false;
    }
    return matter != NULL && obligations_rebase(decision, matter, correction, error);
}

/* Ids of the matters whose clocks a wrong time may have started or rung: array of char *. */
static GPtrArray *matters_wrong(Decision *decision, const Correction *correction, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Statement) rows = store_prepare(decision_db(decision),
        "SELECT matter FROM clock WHERE unit = $unit AND ended_at IS NULL"
        " AND ((seq >= $since AND started_at > $at) OR rang > 0)"
        " UNION SELECT matter FROM obligation WHERE unit = $unit AND met_at IS NULL"
        " AND (start_at > $at OR rang > 0) ORDER BY matter",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", decision_unit(decision));
    bind_int(rows, "since", correction->since);
    bind_int(rows, "at", correction->at);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(ids, g_strdup(row_text(rows, 0)));
    return step == STORE_DONE ? g_steal_pointer(&ids) : NULL;
}

bool clocks_rebase(Decision *decision, const Event *event, GError **error)
{
    const Correction correction = {.at = event->at,
        .from = json_number(event->body, "from", 0),
        .since = json_number(event->body, "since", 0),
        .back_ms = json_number(event->body, "back_ms", 0)};
    g_autoptr(GPtrArray) ids = matters_wrong(decision, &correction, error);

    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        if (!matter_rebase(decision, ids->pdata[i], &correction, error))
            return false;
    }
    /* What was said and written in the wrong times is for people to look through. */
    return ids != NULL && notice_raise(decision, NULL, "officer", EVENT_TIME_CORRECTED, error) &&
           notice_raise(decision, NULL, "leader", EVENT_TIME_CORRECTED, error);
}
