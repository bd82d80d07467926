/* SPDX-License-Identifier: Apache-2.0 */
/* What rings when relief, a signature or the leader's is late; a post left with nobody on it. */
#include "handover/handover_private.h"

#include "base/clock.h"
#include "base/json.h"
#include "matter/matter.h"
#include "roster/on_duty.h"
#include "unit/watch.h"

#include <string.h>

/* ---- when a watch should be relieved ---- */

/* `due_at` FIELD_UNSET: no roster says; a watch lasts as long as is usual. */
static bool expect(
    Decision *decision, const char *watch, const char *person, int64_t due_at, GError **error)
{
    int64_t now = decision_now(decision);
    bool counted = due_at == FIELD_UNSET;
    const HandoverTimes times = handover_times(decision_engine(decision));
    const ReliefBody body = {.person = (char *) person,
        .due_at = counted ? now + times.usual_watch_ms : due_at,
        .counted = counted,
        .ring_at =
            (counted ? now + times.usual_watch_ms : MAX(due_at, now)) + times.relief_grace_ms,
        .stage = FIELD_UNSET};

    return decision_emit(decision, EVENT_RELIEF_EXPECTED, watch, &body, error);
}

static bool began_react(Decision *decision, const Event *event, GError **error)
{
    int64_t due_at = FIELD_UNSET;
    bool kept = false;

    if (g_strcmp0(json_text(event->body, "role"), WATCH_OFFICER) != 0)
        return true;
    if (!roster_keeps_duty(decision_db(decision), event->unit, WATCH_OFFICER, &kept, error))
        return false;
    if (!kept)
        return true;
    /* Who comes a little early comes for the next shift. */
    int64_t soon = event->at + HOUR_MS;
    if (!relief_find(decision_db(decision), event->unit, soon, &due_at, error))
        return false;
    return expect(decision, event->subject, json_text(event->body, "person"), due_at, error);
}

static const Watch *watch_find(const GPtrArray *watches, const char *id)
{
    for (guint i = 0; i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (g_strcmp0(watch->id, id) == 0)
            return watch;
    }
    return NULL;
}

/* By the roster the same person stands on: their relief is due when that shift ends. */
static bool stands_on(
    Decision *decision, const char *person, int64_t at, int64_t *out_until, GError **error)
{
    g_autoptr(GPtrArray) shifts =
        on_duty_between(decision_db(decision), decision_unit(decision), at, at + 1, error);

    *out_until = FIELD_UNSET;
    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        if (g_strcmp0(shift->person, person) == 0 && g_strcmp0(shift->role, WATCH_OFFICER) == 0)
            *out_until = shift->ends_at;
    }
    return shifts != NULL;
}

static bool told(Decision *decision, bool again, const char *word, GError **error)
{
    return notice_climb(decision, &(NoticeRung){.word = word, .again = again}, error);
}

/* How often it rang for this watch: 0, or 1 where the leader has been told. */
static bool relief_rang(Decision *decision, const char *watch, bool *out_again, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM relief WHERE unit = $unit AND watch = $watch AND overdue_at IS NOT NULL",
        error, "unit", decision_unit(decision), "watch", watch, NULL);

    return statement_found(row, out_again, error);
}

static bool relief_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    g_autoptr(GPtrArray) watches =
        watch_current(decision_db(decision), decision_unit(decision), WATCH_OFFICER, error);
    const Watch *watch = watches == NULL ? NULL : watch_find(watches, subject);
    int64_t until = FIELD_UNSET;
    bool again = false;

    if (watches == NULL ||
        (watch != NULL && (!stands_on(decision, watch->person, at, &until, error) ||
                              !relief_rang(decision, subject, &again, error))))
        return false;
    if (watch != NULL && until != FIELD_UNSET)
        return expect(decision, subject, watch->person, until, error);
    const ReliefBody body = {.person = watch == NULL ? NULL : watch->person,
        .due_at = FIELD_UNSET,
        .ring_at = again || watch == NULL
                       ? FIELD_UNSET
                       : at + handover_times(decision_engine(decision)).head_after_ms,
        .stage = again ? 2 : 1};
    return decision_emit(decision, EVENT_RELIEF_OVERDUE, subject, &body, error) &&
           (watch == NULL || told(decision, again, "handover.relief_late", error));
}

/* ---- signatures ---- */

static bool rang_before(
    Decision *decision, const char *clock, const char *subject, bool *out_again, GError **error)
{
    int64_t rang = 0;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT CASE $clock WHEN '" CHORE_SIGN "' THEN sign_rang WHEN '" CHORE_COUNTERSIGN
        "' THEN countersign_rang ELSE leaders_rang END FROM handover"
        " WHERE unit = $unit AND id = $id",
        error, "unit", decision_unit(decision), "id", subject, "clock", clock, NULL);

    if (!statement_int(row, 0, &rang, error))
        return false;
    *out_again = rang > 0;
    return true;
}

static bool ring(
    Decision *decision, const char *clock, const char *word, const char *subject, GError **error)
{
    bool again = false;

    if (!rang_before(decision, clock, subject, &again, error))
        return false;
    const HandoverRangBody body = {.clock = (char *) clock,
        .stage = again ? 2 : 1,
        .next_at = again ? FIELD_UNSET
                         : decision_now(decision) +
                               handover_times(decision_engine(decision)).head_after_ms};
    return decision_emit(decision, EVENT_HANDOVER_RANG, subject, &body, error) &&
           told(decision, again, word, error);
}

static bool sign_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return ring(decision, CHORE_SIGN, "handover.unsigned", subject, error);
}

static bool countersign_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return ring(decision, CHORE_COUNTERSIGN, "handover.not_countersigned", subject, error);
}

static bool leaders_ring(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return ring(decision, CHORE_LEADERS, "handover.leaders_unsigned", subject, error);
}

const Chore handover_chores[] = {
    {CHORE_RELIEF, relief_rings},
    {CHORE_SIGN, sign_rings},
    {CHORE_COUNTERSIGN, countersign_rings},
    {CHORE_LEADERS, leaders_ring},
    {0},
};

/* ---- a post left ---- */

typedef struct Ended {
    char *person;
    char *role;
} Ended;

static const Field ended_fields[] = {
    FIELD(Ended, person, FIELD_WORD), FIELD(Ended, role, FIELD_WORD), FIELD_END};

static void ended_clear(Ended *ended)
{
    fields_clear(ended_fields, ended);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ended, ended_clear)

static bool ended_find(Decision *decision, const char *watch, Ended *out, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT person, role FROM watch WHERE unit = $unit AND id = $id", error, "unit",
        decision_unit(decision), "id", watch, NULL);

    if (!statement_found(row, &found, error))
        return false;
    if (found)
        fields_row(ended_fields, row, out);
    return true;
}

/* Should an officer be at the post now? Where a roster goes on, it says; else always. */
static bool officer_wanted(Decision *decision, bool *out_wanted, GError **error)
{
    Db *db = decision_db(decision);
    const char *unit = decision_unit(decision);
    int64_t now = decision_now(decision), end = FIELD_UNSET;
    g_autoptr(GPtrArray) near = NULL;

    if (!roster_keeps_duty(db, unit, WATCH_OFFICER, out_wanted, error) ||
        !relief_find(db, unit, now, &end, error))
        return false;
    near = on_duty_between(db, unit, now, now + 2 * DAY_MS, error);
    if (near == NULL)
        return false;
    *out_wanted = *out_wanted && (near->len == 0 || end != FIELD_UNSET);
    return true;
}

static bool ended_react(Decision *decision, const Event *event, GError **error)
{
    g_auto(Ended) ended = {0};
    g_autoptr(GPtrArray) left =
        watch_current(decision_db(decision), event->unit, WATCH_OFFICER, error);
    bool wanted = false;

    if (left == NULL || !ended_find(decision, event->subject, &ended, error))
        return false;
    if (left->len > 0 || g_strcmp0(ended.role, WATCH_OFFICER) != 0)
        return true;
    if (!officer_wanted(decision, &wanted, error))
        return false;
    const PersonBody body = {.person = ended.person};
    return !wanted || (decision_emit(decision, EVENT_POST_LEFT, event->subject, &body, error) &&
                          told(decision, false, "handover.post_left", error) &&
                          told(decision, true, "handover.post_left", error));
}

const Reaction handover_reactions[] = {
    {"watch.began", began_react},
    {"watch.ended", ended_react},
    {"shift_change.approved", handover_follow_react},
    {"shift_change.denied", handover_follow_react},
    {"roster.changed", handover_follow_react},
    {"roster.published", handover_follow_react},
    {"roster.withdrawn", handover_follow_react},
    {"leave.approved", handover_follow_react},
    {"leave.changed", handover_follow_react},
    {"leave.withdrawn", handover_follow_react},
    {"leave.returned", handover_follow_react},
    {"person.left", handover_follow_react},
    {"matter.purged", handover_matter_purged},
    {"dispatch.purged", handover_dispatch_purged},
    {"log.purged", handover_log_purged},
    {0},
};
