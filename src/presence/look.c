/* SPDX-License-Identifier: Apache-2.0 */
/* Looking: what changed is said once, what has not leaves no trace. */
#include "presence/presence.h"

#include "base/clock.h"
#include "base/json.h"
#include "roster/on_duty.h"
#include "unit/standing.h"
#include "unit/workday_notice.h"

#include <string.h>

#define SUBJECT_NEXT "next"

typedef struct ChangedBody {
    char *state;
    int64_t since;
} ChangedBody;

static const Field changed_fields[] = {
    FIELD(ChangedBody, state, FIELD_WORD),
    FIELD(ChangedBody, since, FIELD_TIME, .required = true),
    FIELD_END,
};

const EventKind look_events[] = {
    {EVENT_PRESENCE_CHANGED, changed_fields, sizeof(ChangedBody)},
    {0},
};

#define NOTE_PRESENCE "presence"

const NoteKind look_notes[] = {
    {NOTE_PRESENCE, "post", 100, "word at", NULL, 700},
    {0},
};

const Projection look_projections[] = {
    {.event = EVENT_PRESENCE_CHANGED,
        .sql = "INSERT INTO presence_change (unit, seq, at, state, since)"
               " VALUES ($unit, $seq, $at, $state, $since)"},
    STANDING_NOTE(EVENT_PRESENCE_CHANGED,
        "SELECT '" NOTE_PRESENCE "' AS name, CAST($state AS TEXT) AS word,"
        " CASE WHEN CAST($state AS TEXT) IS NOT NULL THEN CAST($since AS BIGINT) END AS at,"
        " CASE WHEN CAST($state AS TEXT) IN ('absent', 'silent') THEN 0 END AS amiss_at"),
    {0},
};

static bool state_read(Db *db, const char *unit, PresenceState *out_state, GError **error)
{
    g_autofree char *word = NULL;
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT state FROM presence_change WHERE unit = $unit ORDER BY seq DESC LIMIT 1", error,
        "unit", unit, NULL);

    if (!statement_text(row, &word, error))
        return false;
    *out_state = presence_of_word(word);
    return true;
}

static bool state_follow(Decision *decision, const Facts *facts, const PresenceRules *rules,
    int64_t *out_next, GError **error)
{
    PresenceState before = PRESENCE_NONE;

    if (!state_read(decision_db(decision), decision_unit(decision), &before, error))
        return false;
    const RoomState now = presence_state(facts, &rules->judge, before);
    const ChangedBody body = {.state = (char *) presence_word(now.state), .since = now.since};
    *out_next = MIN(*out_next, now.next_at);
    return now.state == before ||
           decision_emit(decision, EVENT_PRESENCE_CHANGED, decision_unit(decision), &body, error);
}

/* When a shift next begins or ends. */
static bool edge_next(Db *db, const char *unit, int64_t now, int64_t *out_next, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT MIN(begins_at) FROM shift WHERE unit = $unit AND live = 1 AND begins_at > $now",
        error, "unit", unit, NULL);
    int64_t edge = INT64_MAX;

    if (row != NULL)
        bind_int(row, "now", now);
    if (!statement_int(row, INT64_MAX, &edge, error))
        return false;
    *out_next = MIN(*out_next, edge);
    return true;
}

static bool next_set(Decision *decision, const Facts *facts, int64_t next, GError **error)
{
    int64_t now = decision_now(decision);

    if (!edge_next(decision_db(decision), decision_unit(decision), now, &next, error))
        return false;
    next = MIN(next, facts->asked_at);
    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (shift->begins_at <= now && shift->ends_at > now)
            next = MIN(next, shift->ends_at);
    }
    return decision_wake(decision, CHORE_LOOK, SUBJECT_NEXT,
        next == INT64_MAX ? FIELD_UNSET : MAX(next, now + 1), error);
}

/* Some time before the oldest shift that bears on now: people come early. */
static bool look_from(
    Decision *decision, const PresenceRules *rules, int64_t *out_from, GError **error)
{
    int64_t now = decision_now(decision), relief = rules->judge.relief_ms;
    int64_t begins_at = now;
    g_autoptr(Statement) row = store_prepare_span(decision_db(decision),
        "SELECT MIN(begins_at) FROM shift WHERE unit = $unit AND live = 1 AND begins_at < $until"
        " AND ends_at > $from",
        decision_unit(decision), now - relief, now, error);

    if (!statement_int(row, now, &begins_at, error))
        return false;
    *out_from = MIN(now, begins_at) - relief;
    return true;
}

static Facts *facts_now(Decision *decision, const PresenceRules *rules, GError **error)
{
    const Engine *engine = decision_engine(decision);
    int64_t now = decision_now(decision);
    FactsSpan span = {.until = now + rules->judge.relief_ms,
        .now = now,
        .patterns = engine_service(engine, SERVICE_DUTY_RULES),
        .workdays = workdays_now(engine, decision_db(decision), error),
        .first_ms = rules->first_ms};

    bool has_page = false;

    if (span.workdays == NULL || !look_from(decision, rules, &span.from, error) ||
        !facts_has_page(decision_db(decision), decision_unit(decision), now, &has_page, error))
        return NULL;
    /* An old entry is all the life that is to be seen of a room without a page. */
    if (!has_page)
        span.from = MIN(span.from, now - rules->judge.unseen_ms);
    return facts_read(decision_db(decision), decision_unit(decision), &span, error);
}

static bool look_whole(Decision *decision, GError **error)
{
    g_auto(PresenceRules) rules = {0};
    int64_t next = INT64_MAX;

    if (!presence_rules_read(decision_engine(decision), decision_db(decision),
            decision_unit(decision), &rules, error))
        return false;
    g_autoptr(Facts) facts = facts_now(decision, &rules, error);
    return facts != NULL && state_follow(decision, facts, &rules, &next, error) &&
           flags_follow(decision, facts, &rules, &next, error) &&
           next_set(decision, facts, next, error) && challenge_arm(decision, &rules, error);
}

/* A unit that keeps no duty is no room to look at. */
bool presence_look(Decision *decision, GError **error)
{
    bool keeps = false;

    if (!roster_keeps_duty(decision_db(decision), decision_unit(decision), NULL, &keeps, error))
        return false;
    return !keeps || look_whole(decision, error);
}

static bool look_decide(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    return presence_look(decision, error);
}

const Chore look_chores[] = {
    {CHORE_LOOK, look_decide},
    {0},
};

static bool look_react(Decision *decision, const Event *event, GError **error)
{
    return presence_look(decision, error);
}

const Reaction look_reactions[] = {
    {"watch.began", look_react},
    {"watch.ended", look_react},
    {EVENT_CHALLENGE_RETURNED, look_react},
    {"duty_post.arranged", look_react},
    {"roster.published", look_react},
    {"roster.changed", look_react},
    {"roster.withdrawn", look_react},
    {"shift_change.approved", look_react},
    {"shift_change.denied", look_react},
    {0},
};
