/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to filings, and the tables that follow. */
#include "roster/filing.h"
#include "roster/roster_events.h"
#include "unit/deadline.h"
#include "unit/standing.h"

static const Field called_fields[] = {
    FIELD(FilingCalledBody, title, FIELD_TEXT, .required = true, .plain = true),
    FIELD(FilingCalledBody, from_day, FIELD_WORD, .required = true),
    FIELD(FilingCalledBody, to_day, FIELD_WORD, .required = true),
    FIELD(FilingCalledBody, due_at, FIELD_TIME, .required = true),
    FIELD(FilingCalledBody, under, FIELD_WORD, .required = true),
    FIELD(FilingCalledBody, units, FIELD_WORDS, .required = true),
    FIELD_END,
};

static const Field asked_fields[] = {
    FIELD(FilingAskedBody, caller, FIELD_WORD, .required = true),
    FIELD(FilingAskedBody, call, FIELD_WORD, .required = true),
    FIELD(FilingAskedBody, dispatch, FIELD_WORD, .required = true),
    FIELD(FilingAskedBody, title, FIELD_TEXT, .plain = true),
    FIELD(FilingAskedBody, from_day, FIELD_WORD, .required = true),
    FIELD(FilingAskedBody, to_day, FIELD_WORD, .required = true),
    FIELD(FilingAskedBody, due_at, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field received_fields[] = {
    FIELD(FilingReceivedBody, from_unit, FIELD_WORD, .required = true),
    FIELD(FilingReceivedBody, roster, FIELD_WORD, .required = true),
    FIELD(FilingReceivedBody, dispatch, FIELD_WORD, .required = true),
    FIELD(FilingReceivedBody, title, FIELD_TEXT, .plain = true),
    FIELD(FilingReceivedBody, from_day, FIELD_WORD, .required = true),
    FIELD(FilingReceivedBody, to_day, FIELD_WORD, .required = true),
    FIELD(FilingReceivedBody, sent_at, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field rang_fields[] = {
    FIELD(FilingRangBody, stage, FIELD_INT, .required = true),
    FIELD(FilingRangBody, next_at, FIELD_TIME),
    FIELD(FilingRangBody, missing, FIELD_INT),
    FIELD_END,
};

static const Field filed_fields[] = {
    FIELD(RosterFiledBody, to, FIELD_WORDS, .required = true),
    FIELD(RosterFiledBody, asks, FIELD_WORDS),
    FIELD_END,
};

static const Field lapsed_fields[] = {FIELD_END};

const EventKind filing_events[] = {
    {EVENT_FILING_CALLED, called_fields, sizeof(FilingCalledBody)},
    {EVENT_FILING_ASKED, asked_fields, sizeof(FilingAskedBody)},
    {EVENT_FILING_RECEIVED, received_fields, sizeof(FilingReceivedBody)},
    {EVENT_FILING_LAPSED, lapsed_fields, 0},
    {EVENT_FILING_RANG, rang_fields, sizeof(FilingRangBody)},
    {EVENT_ROSTER_FILED, filed_fields, sizeof(RosterFiledBody)},
    {0},
};

/* What is withdrawn no longer counts as filed. */
#define FILED_UNTIL(event)                                                                         \
    STANDING_NOTE(event, "SELECT '" NOTE_FILED_UNTIL "' AS name, MAX(r.until_at) AS at"            \
                         " FROM roster r WHERE r.unit = $unit AND r.state = 'published'"           \
                         " AND r.filed_at IS NOT NULL")
/* Who was called to file has until a day before it is due. */
#define FILING_DUE(event)                                                                          \
    STANDING_NOTE(event, "SELECT '" NOTE_FILING_DUE "' AS name, MIN(a.due_at) AS at,"              \
                         " MIN(a.due_at) - 86400000 AS amiss_at FROM filing_ask a"                 \
                         " WHERE a.unit = $unit AND a.filed_at IS NULL AND a.lapsed_at IS NULL")
#define QUIET(chore)                                                                               \
    "DELETE FROM due WHERE unit = $unit AND chore = '" chore "' AND subject = $subject"
#define RING_AT(chore, table)                                                                      \
    "INSERT INTO due (unit, chore, subject, at) SELECT unit, '" chore                              \
    "', id, CAST($next_at AS BIGINT) FROM " table                                                  \
    " WHERE unit = $unit AND id = $subject AND CAST($next_at AS BIGINT) IS NOT NULL"

/* A day before it is due, then when it is. */
#define REMIND_AT                                                                                  \
    "(CASE WHEN due_at - 86400000 > CAST($at AS BIGINT) THEN due_at - 86400000 ELSE due_at END)"

#define NOTE_FILING_DUE "filing_due"

const NoteKind filing_notes[] = {
    {NOTE_FILING_DUE, "roster", 600, "at", NULL, 10},
    {NOTE_FILED_UNTIL, "roster", 700, "at", NULL, 0},
    {0},
};

const Projection filing_projections[] = {
    {.event = EVENT_FILING_CALLED,
        .sql = "INSERT INTO filing_call (unit, id, title, from_day, to_day, under, due_at,"
               " called_at, called_by, rang) VALUES ($unit, $subject, $title, $from_day, $to_day,"
               " $under, $due_at, $at, $actor, 0)"},
    {.event = EVENT_FILING_CALLED,
        .each = "units",
        .sql = "INSERT INTO filing_called (unit, call, receiver) VALUES ($unit, $subject, $each)"},
    {.event = EVENT_FILING_CALLED,
        .sql = "INSERT INTO due (unit, chore, subject, at) VALUES ($unit, '" CHORE_FILING_CALL
               "', $subject, $due_at)"},
    {.event = EVENT_FILING_ASKED,
        .sql = "INSERT INTO filing_ask (unit, id, caller, call, dispatch, title, from_day, to_day,"
               " due_at, asked_at) VALUES ($unit, $subject, $caller, $call, $dispatch,"
               " COALESCE($title, ''), $from_day, $to_day, $due_at, $at)"},
    FILING_DUE(EVENT_FILING_ASKED),
    {.event = EVENT_FILING_ASKED,
        .sql = "INSERT INTO due (unit, chore, subject, at) SELECT unit, '" CHORE_FILING_ASK
               "', id, " REMIND_AT " FROM filing_ask WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_FILING_RECEIVED,
        .sql = "INSERT INTO filing (unit, from_unit, roster, title, from_day, to_day, sent_at,"
               " received_at, dispatch) VALUES ($unit, $from_unit, $roster, COALESCE($title, ''),"
               " $from_day, $to_day, $sent_at, $at, $dispatch)"
               " ON CONFLICT (unit, from_unit, roster) DO UPDATE SET title = excluded.title,"
               " from_day = excluded.from_day, to_day = excluded.to_day,"
               " received_at = excluded.received_at, dispatch = excluded.dispatch"},
    {.event = EVENT_FILING_RANG, .sql = QUIET(CHORE_FILING_ASK)},
    {.event = EVENT_FILING_RANG, .sql = QUIET(CHORE_FILING_CALL)},
    {.event = EVENT_FILING_RANG,
        .sql = "UPDATE filing_call SET rang = 1 WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_FILING_RANG, .sql = RING_AT(CHORE_FILING_ASK, "filing_ask")},
    {.event = EVENT_FILING_LAPSED,
        .sql = "UPDATE filing_ask SET lapsed_at = $at WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_FILING_LAPSED, .sql = QUIET(CHORE_FILING_ASK)},
    FILING_DUE(EVENT_FILING_LAPSED),
    {.event = EVENT_ROSTER_FILED,
        .sql = "UPDATE roster SET filed_at = $at, version = version + 1"
               " WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_ROSTER_FILED,
        .each = "asks",
        .sql = "UPDATE filing_ask SET filed_at = $at WHERE unit = $unit AND id = $each"},
    {.event = EVENT_ROSTER_FILED,
        .each = "asks",
        .sql = "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_FILING_ASK
               "' AND subject = $each"},
    FILED_UNTIL(EVENT_ROSTER_FILED),
    FILING_DUE(EVENT_ROSTER_FILED),
    FILED_UNTIL(EVENT_WITHDRAWN),
    DEADLINE_AGAIN(
        CHORE_FILING_CALL, "filing_call", "id", "called_at", "due_at", "rang = 1", "rang = 1"),
    DEADLINE_UNRUNG("filing_call", "called_at", "due_at", "rang = 1", "rang = 0"),
    /* That an ask rang stands nowhere: what is not filed rings, or rings again. */
    DEADLINE_AGAIN(CHORE_FILING_ASK, "filing_ask", "id", "asked_at", REMIND_AT, "filed_at IS NULL",
        "filed_at IS NULL"),
    DEADLINE_UNRUNG("filing_ask", "asked_at", REMIND_AT, "filed_at IS NULL", "lapsed_at = NULL"),
    FILING_DUE(EVENT_TIME_CORRECTED),
    {0},
};

/* ---- reading ---- */

const Field filing_ask_fields[] = {
    FIELD(FilingAsk, id, FIELD_WORD, .required = true),
    FIELD(FilingAsk, caller, FIELD_WORD, .required = true, .help = "Unit that asked."),
    FIELD(FilingAsk, call, FIELD_WORD, .required = true),
    FIELD(FilingAsk, dispatch, FIELD_WORD, .required = true),
    FIELD(FilingAsk, title, FIELD_TEXT, .required = true),
    FIELD(FilingAsk, from_day, FIELD_WORD, .required = true),
    FIELD(FilingAsk, to_day, FIELD_WORD, .required = true),
    FIELD(FilingAsk, due_at, FIELD_TIME, .required = true),
    FIELD(FilingAsk, asked_at, FIELD_TIME, .required = true),
    FIELD(FilingAsk, filed_at, FIELD_TIME, .help = "Absent: not yet, or not all of its days."),
    FIELD(FilingAsk, lapsed_at, FIELD_TIME,
        .help = "When its days had passed and it was never met; absent: not so."),
    FIELD_END,
};

FIELDS_FREE(FilingAsk, filing_ask, filing_ask_fields)

GPtrArray *filing_asks(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT * FROM filing_ask WHERE unit = $unit AND filed_at IS NULL AND lapsed_at IS NULL"
        " ORDER BY due_at DESC, id",
        error, "unit", unit, NULL);

    return fields_rows(
        filing_ask_fields, sizeof(FilingAsk), (GDestroyNotify) filing_ask_free, rows, error);
}

bool filing_ask_find(Db *db, const char *id, FilingAsk **out_ask, GError **error)
{
    void *found = NULL;
    g_autoptr(Statement) row =
        store_prepare_id(db, "SELECT * FROM filing_ask WHERE unit = $unit AND id = $id", id, error);

    if (!fields_found(filing_ask_fields, sizeof(FilingAsk), row, &found, error))
        return false;
    *out_ask = found;
    return true;
}

bool filing_is_asked(
    Db *db, const char *unit, const char *dispatch, bool *out_asked, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT 1 FROM filing_ask WHERE unit = $unit AND dispatch = $dispatch"
        " AND filed_at IS NULL AND lapsed_at IS NULL",
        error, "unit", unit, "dispatch", dispatch, NULL);

    return statement_found(row, out_asked, error);
}

const Field filing_days_fields[] = {
    FIELD(FilingDays, from_day, FIELD_WORD),
    FIELD(FilingDays, to_day, FIELD_WORD),
    FIELD(FilingDays, at, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(FilingDays, filing_days, filing_days_fields)

/* Ranges of days in a row: the day after what is covered is asked for again and again. */
bool filing_covers(
    const GPtrArray *filed, const char *from_day, const char *to_day, int64_t *out_at)
{
    int64_t next = 0, last = 0, at = 0;
    bool moved = true;

    if (!day_parse(from_day, &next, NULL) || !day_parse(to_day, &last, NULL))
        return false;
    while (moved && next <= last) {
        moved = false;
        for (guint i = 0; i < filed->len; i++) {
            const FilingDays *days = filed->pdata[i];
            int64_t from = 0, to = 0;
            if (!day_parse(days->from_day, &from, NULL) || !day_parse(days->to_day, &to, NULL) ||
                from > next || to < next)
                continue;
            next = to + 1;
            at = MAX(at, days->at);
            moved = true;
        }
    }
    if (next > last && out_at != NULL)
        *out_at = at;
    return next > last;
}
