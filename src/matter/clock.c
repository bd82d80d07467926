/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/clock.h"

#include "base/clock.h"
#include "base/json.h"
#include "matter/act.h"
#include "matter/module.h"

#include <string.h>

const char *clock_told(const MatterClock *clock, int64_t stage)
{
    return ring_told(clock->owner, clock->escalate, stage);
}

/* ---- starting ---- */

static json_t *alarms_of_kind(const KindClock *clock, int64_t due_at)
{
    json_t *alarms = json_array();

    for (guint i = 0; i < clock->escalate->len; i++) {
        const KindAlarm *alarm = &g_array_index(clock->escalate, KindAlarm, i);
        json_array_append_new(alarms, alarm_at(due_at + alarm->after_ms, alarm->tell));
    }
    return alarms;
}

/* What the loader proves for kinds holds for clocks of modules too. */
static bool alarms_check(Decision *decision, const char *name, const json_t *alarms, GError **error)
{
    const Catalog *catalog = engine_service(decision_engine(decision), SERVICE_CATALOG);
    size_t count = json_array_size(alarms);
    const char *last = count == 0 ? NULL : json_text(json_array_get(alarms, count - 1), "tell");

    if (last != NULL && roles_always_filled(catalog_roles(catalog), last))
        return true;
    return fail(error, FAIL_CORRUPT, "clock '%s' must end at a role that is always filled", name);
}

static bool started_emit(
    Decision *decision, const char *matter, const ClockStartedBody *body, GError **error)
{
    return alarms_check(decision, body->name, body->escalate, error) &&
           clock_stop(decision, matter, body->name, true, decision_now(decision), error) &&
           decision_emit(decision, EVENT_CLOCK_STARTED, matter, body, error);
}

bool clock_start(Decision *decision, const char *matter, const ClockSpec *spec, GError **error)
{
    json_auto_t *alarms = clock_alarms(spec->escalate, spec->due_at);
    const ClockStartedBody body = {.name = (char *) spec->name,
        .label = (json_t *) spec->label,
        .rule = (json_t *) spec->rule,
        .started_at = spec->started_at,
        .warn_at = spec->warn_at,
        .due_at = spec->due_at,
        .owner = (char *) spec->owner,
        .escalate = alarms};

    return started_emit(decision, matter, &body, error);
}

static int64_t kind_clock_from(const Run *run, const KindClock *clock)
{
    int64_t now = run->claimed_at == FIELD_UNSET ? decision_now(run->decision) : run->claimed_at;
    int64_t at = FIELD_UNSET;

    if (strcmp(clock->from, "opened") == 0)
        at = run->matter->opened_at;
    else if (strcmp(clock->from, "now") != 0)
        at = matter_int(run->matter, clock->from);
    return at == FIELD_UNSET ? now : at;
}

static const json_t *clock_source(const Kind *kind, const KindClock *clock)
{
    const json_t *list = json_object_get(kind->source, "clocks"), *item = NULL;
    size_t i = 0;

    json_array_foreach (list, i, item) {
        if (g_strcmp0(json_text(item, "name"), clock->name) == 0)
            return item;
    }
    return NULL;
}

bool kind_clock_start(const Run *run, const KindClock *clock, GError **error)
{
    int64_t started_at = kind_clock_from(run, clock);
    int64_t wanted =
        clock->due_field == NULL ? FIELD_UNSET : matter_int(run->matter, clock->due_field);
    int64_t due_at = wanted == FIELD_UNSET ? started_at + clock->due_ms : wanted;
    int64_t warn_at = clock->warn_before_ms > 0 ? due_at - clock->warn_before_ms
                      : clock->warn_ms > 0      ? started_at + clock->warn_ms
                                                : FIELD_UNSET;
    json_auto_t *alarms = alarms_of_kind(clock, due_at);
    const ClockStartedBody body = {.name = clock->name,
        .label = json_object_get(clock_source(run->kind, clock), "label"),
        .started_at = started_at,
        /* A span shorter than its warning gives none. */
        .warn_at = warn_at > started_at && warn_at < due_at ? warn_at : FIELD_UNSET,
        .due_at = due_at,
        .owner = clock->owner,
        .escalate = alarms};

    return started_emit(run->decision, run->matter->id, &body, error);
}

/* ---- stopping ---- */

/* Ids of the running clocks of that name: owned texts. Of another unit's matter: none. */
static GPtrArray *clocks_running(
    Decision *decision, const char *id, const char *name, GError **error)
{
    g_autoptr(Matter) matter = matter_load(decision_db(decision), id, error);
    GPtrArray *ids = NULL;

    if (matter == NULL)
        return NULL;
    ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < matter->clocks->len; i++) {
        const MatterClock *clock = matter->clocks->pdata[i];

        if (clock->ended_at == FIELD_UNSET && strcmp(clock->name, name) == 0 &&
            strcmp(matter->unit, decision_unit(decision)) == 0)
            g_ptr_array_add(ids, g_strdup(clock->id));
    }
    return ids;
}

bool clock_stop(Decision *decision, const char *matter, const char *name, bool met,
    int64_t ended_at, GError **error)
{
    g_autoptr(GPtrArray) ids = clocks_running(decision, matter, name, error);

    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        const ClockStoppedBody body = {.clock = ids->pdata[i],
            .name = (char *) name,
            .met = met,
            .ended_at = ended_at == FIELD_UNSET ? decision_now(decision) : ended_at};

        if (!decision_emit(decision, EVENT_CLOCK_STOPPED, matter, &body, error))
            return false;
    }
    return ids != NULL;
}

/* ---- ringing ---- */

static bool clock_ring(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    const char *dot = strrchr(subject, '.');
    g_autofree char *id = dot == NULL ? g_strdup("") : g_strndup(subject, (gsize) (dot - subject));
    g_autoptr(Matter) matter = matter_load(decision_db(decision), id, error);
    const MatterClock *clock = matter == NULL ? NULL : matter_clock_by_id(matter, subject);

    if (matter == NULL)
        return false;
    if (clock == NULL || clock_next_at(clock) == FIELD_UNSET)
        return fail(error, FAIL_CORRUPT, "clock %s has nothing to ring", subject);
    bool warns = clock_next_at(clock) < clock->due_at && clock->rang < CLOCK_STAGE_WARN;
    int64_t stage = warns ? CLOCK_STAGE_WARN : MAX(clock->rang + 1, CLOCK_STAGE_LATE);
    const ClockRangBody body = {.clock = clock->id,
        .name = clock->name,
        .label = clock->label,
        .word = (char *) clock_stage_word(stage),
        .stage = stage,
        .tell = (char *) clock_told(clock, stage)};

    return decision_emit(decision, EVENT_CLOCK_RANG, matter->id, &body, error);
}

static const Chore chores[] = {{CHORE_RING, clock_ring}, {0}};

static const Projection projections[] = {
    {.event = EVENT_CLOCK_STARTED, .apply = matter_apply},
    {.event = EVENT_CLOCK_RANG, .apply = matter_apply},
    {.event = EVENT_CLOCK_STOPPED, .apply = matter_apply},
    {0},
};

static const Reaction reactions[] = {{EVENT_TIME_CORRECTED, clocks_rebase}, {0}};

const Part clock_part = {
    .events = clock_events, .projections = projections, .reactions = reactions, .chores = chores};
