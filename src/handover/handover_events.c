/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to handovers, and the tables that follow. */
#include "handover/handover.h"

#include "base/json.h"
#include "unit/deadline.h"
#include "unit/standing.h"

static const Field began_fields[] = {
    FIELD(BeganBody, from_at, FIELD_TIME, .required = true),
    FIELD(BeganBody, relief_at, FIELD_TIME),
    FIELD(BeganBody, sign_due_at, FIELD_TIME, .required = true),
    FIELD(BeganBody, leaders_due_at, FIELD_TIME),
    FIELD(BeganBody, outgoing, FIELD_WORDS, .required = true),
    FIELD(BeganBody, incoming, FIELD_WORDS, .required = true),
    FIELD(BeganBody, outgoing_leaders, FIELD_WORDS),
    FIELD(BeganBody, incoming_leaders, FIELD_WORDS),
    FIELD(BeganBody, items, FIELD_JSON, .required = true),
    FIELD(BeganBody, named, FIELD_BOOL),
    FIELD_END,
};

static const Field renamed_fields[] = {
    FIELD(RenamedBody, incoming, FIELD_WORDS),
    FIELD(RenamedBody, incoming_leaders, FIELD_WORDS),
    FIELD_END,
};

static const Field renewed_fields[] = {
    FIELD(RenewedBody, items, FIELD_JSON, .required = true),
    FIELD(RenewedBody, settled, FIELD_WORDS, .required = true),
    FIELD_END,
};

static const Field accepted_fields[] = {
    FIELD(AcceptedBody, items, FIELD_WORDS, .required = true),
    FIELD_END,
};

static const Field word_fields[] = {
    FIELD(WordBody, item, FIELD_WORD),
    FIELD(WordBody, word, FIELD_TEXT, .required = true),
    FIELD_END,
};

static const Field signed_fields[] = {
    FIELD(HandoverSignedBody, person, FIELD_WORD, .required = true),
    FIELD(HandoverSignedBody, side, FIELD_WORD, .required = true),
    FIELD(HandoverSignedBody, taken, FIELD_BOOL),
    FIELD(HandoverSignedBody, whole, FIELD_BOOL),
    FIELD(HandoverSignedBody, leaders_whole, FIELD_BOOL),
    FIELD(HandoverSignedBody, countersign_due_at, FIELD_TIME),
    FIELD_END,
};

static const Field person_fields[] = {
    FIELD(PersonBody, person, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field text_fields[] = {
    FIELD(TextBody, item, FIELD_WORD),
    FIELD(TextBody, text, FIELD_TEXT, .required = true),
    FIELD_END,
};

static const Field rang_fields[] = {
    FIELD(HandoverRangBody, clock, FIELD_WORD, .required = true),
    FIELD(HandoverRangBody, stage, FIELD_INT, .required = true),
    FIELD(HandoverRangBody, next_at, FIELD_TIME),
    FIELD_END,
};

static const Field relief_fields[] = {
    FIELD(ReliefBody, person, FIELD_WORD),
    FIELD(ReliefBody, due_at, FIELD_TIME),
    FIELD(ReliefBody, ring_at, FIELD_TIME),
    FIELD(ReliefBody, stage, FIELD_INT),
    FIELD(ReliefBody, counted, FIELD_BOOL),
    FIELD_END,
};

const EventKind handover_events[] = {
    {EVENT_HANDOVER_BEGAN, began_fields, sizeof(BeganBody)},
    {EVENT_HANDOVER_RENEWED, renewed_fields, sizeof(RenewedBody)},
    {EVENT_HANDOVER_RENAMED, renamed_fields, sizeof(RenamedBody)},
    {EVENT_HANDOVER_ACCEPTED, accepted_fields, sizeof(AcceptedBody)},
    {EVENT_HANDOVER_REFUSED, word_fields, sizeof(WordBody)},
    {EVENT_HANDOVER_SIGNED, signed_fields, sizeof(HandoverSignedBody)},
    {EVENT_HANDOVER_COUNTERSIGNED, person_fields, sizeof(PersonBody)},
    {EVENT_HANDOVER_CANCELLED, word_fields, sizeof(WordBody)},
    {EVENT_HANDOVER_CORRECTED, text_fields, sizeof(TextBody)},
    {EVENT_HANDOVER_NOTED, text_fields, sizeof(TextBody)},
    {EVENT_HANDOVER_CLEARED, word_fields, sizeof(WordBody)},
    {EVENT_HANDOVER_RANG, rang_fields, sizeof(HandoverRangBody)},
    {EVENT_RELIEF_EXPECTED, relief_fields, sizeof(ReliefBody)},
    {EVENT_RELIEF_OVERDUE, relief_fields, sizeof(ReliefBody)},
    {EVENT_POST_LEFT, person_fields, sizeof(PersonBody)},
    {0},
};

/* ---- what follows ---- */

static bool side_clear(Db *db, const Event *event, const char *side, GError **error)
{
    g_autoptr(Statement) gone = store_prepare_texts(db,
        "DELETE FROM handover_person WHERE unit = $unit AND handover = $id AND side = $side"
        " AND signed_at IS NULL",
        error, "unit", event->unit, "id", event->subject, "side", side, NULL);

    return gone != NULL && statement_run(gone, error);
}

/* A side that is not spoken of stays. */
static bool renamed_apply(Db *db, const Event *event, GError **error)
{
    return (json_object_get(event->body, "incoming") == NULL ||
               side_clear(db, event, SIDE_IN, error)) &&
           (json_object_get(event->body, "incoming_leaders") == NULL ||
               side_clear(db, event, SIDE_LEADER_IN, error));
}

#define PEOPLE(kind, member, of)                                                                   \
    {                                                                                              \
        .event = (kind),                                                                           \
        .sql = "INSERT INTO handover_person (unit, handover, person, side)"                        \
               " VALUES ($unit, $subject, $each, '" of "') ON CONFLICT DO NOTHING",                \
        .each = (member)                                                                           \
    }
/* Told later, they come after those told before. */
#define ITEMS(kind)                                                                                \
    {                                                                                              \
        .event = (kind),                                                                           \
        .sql = "INSERT INTO handover_item (unit, handover, item, place, what, kind, state, level," \
               " due_at, late, quiet, decided) VALUES ($unit, $subject, $each_item,"               \
               " CAST($seq AS BIGINT) * " G_STRINGIFY(                                             \
                   HANDOVER_ITEMS_MAX) " + CAST($each_n AS BIGINT), $each_what, $each_kind, "      \
                                       "$each_state, $each_level,"                                 \
                                       " $each_due_at, COALESCE(CAST($each_late AS BIGINT), 0),"   \
                                       " COALESCE(CAST($each_quiet AS BIGINT), 0), 'open') ON "    \
                                       "CONFLICT DO NOTHING",                                      \
        .each = "items"                                                                            \
    }
#define DECIDED(kind, member, as)                                                                  \
    {                                                                                              \
        .event = (kind),                                                                           \
        .sql = "UPDATE handover_item SET decided = '" as "', word = NULL, decided_at = $at,"       \
               " decided_by = $actor WHERE unit = $unit AND handover = $subject AND item = $each", \
        .each = (member)                                                                           \
    }
#define OF_SUBJECT " WHERE unit = $unit AND id = $subject"
/* What the roster says is a moment that somebody named. */
#define SINCE_RELIEF                                                                               \
    "CASE WHEN COALESCE(CAST($relief_at AS BIGINT), 0) > CAST($at AS BIGINT) THEN NULL"            \
    " ELSE CAST($at AS BIGINT) END"
#define SINCE_WATCH "CASE WHEN CAST($counted AS BIGINT) = 1 THEN CAST($at AS BIGINT) END"
#define DUE(chore, at, since)                                                                      \
    "INSERT INTO due (unit, chore, subject, at, since)"                                            \
    " VALUES ($unit, '" chore "', $subject, " at ", " since ")"                                    \
    " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at, since = excluded.since"
#define DUE_AFTER_RING(chore)                                                                      \
    "UPDATE due SET at = $next_at, since = $at WHERE unit = $unit AND chore = '" chore             \
    "' AND subject = $subject AND $clock = '" chore "'"
#define DUE_OVER(chore)                                                                            \
    "DELETE FROM due WHERE unit = $unit AND chore = '" chore "' AND subject = $subject"

#define NOTE_HANDOVERS_LATE "handovers_late"

/* A signature is missing past its time; who signs late ends that, the handover says it for good. */
#define COUNT_LATE(event)                                                                          \
    STANDING_NOTE(event, "SELECT '" NOTE_HANDOVERS_LATE "' AS name, NULLIF(COUNT(*), 0) AS count," \
                         " CASE WHEN COUNT(*) > 0 THEN 0 END AS amiss_at FROM handover h"          \
                         " WHERE h.unit = $unit AND h.state <> 'cancelled'"                        \
                         " AND ((h.sign_rang > 0 AND h.whole = 0)"                                 \
                         " OR (h.leaders_rang > 0 AND h.leaders_whole = 0)"                        \
                         " OR (h.countersign_rang > 0 AND h.countersigned_at IS NULL))")

static const char forget_rung[] =
    "DELETE FROM due WHERE unit = $unit AND chore = $clock AND subject = $subject"
    " AND CAST($next_at AS BIGINT) IS NULL";

/* Of events whose body names an item, or may. */
#define WORD                                                                                       \
    "INSERT INTO handover_word (unit, seq, item)"                                                  \
    " SELECT $unit, CAST($seq AS BIGINT), CAST($item AS TEXT)"                                     \
    " WHERE CAST($item AS TEXT) IS NOT NULL"

#define ITEM_FORGET(what)                                                                          \
    "UPDATE handover_item SET word = NULL WHERE unit = $unit AND item = '" what ":' || $subject"
#define NOTE_FORGET(what)                                                                          \
    "UPDATE handover_note SET text = NULL WHERE unit = $unit AND item = '" what ":' || $subject"
#define CARRIED_FORGET(what)                                                                       \
    "UPDATE carried SET text = NULL, cleared_word = NULL"                                          \
    " WHERE unit = $unit AND item = '" what ":' || $subject"
#define FORGET(what)                                                                               \
    {.event = what ".purged", .sql = ITEM_FORGET(what)},                                           \
        {.event = what ".purged", .sql = NOTE_FORGET(what)},                                       \
    {                                                                                              \
        .event = what ".purged", .sql = CARRIED_FORGET(what)                                       \
    }
/* One clock of a handover that rang before its time. */
#define RUNG_AGAIN(chore, from, clock, open)                                                       \
    DEADLINE_AGAIN(chore, "handover", "id", from, clock "_due_at", clock "_rang > 0", open),       \
        DEADLINE_UNRUNG("handover", from, clock "_due_at", clock "_rang > 0", clock "_rang = 0")

const NoteKind handover_notes[] = {
    {NOTE_HANDOVER, "handover", 800, "at", NULL, 0},
    {NOTE_HANDOVERS_LATE, "handover", 900, "count", NULL, 60},
    {0},
};

const Projection handover_projections[] = {
    {.event = EVENT_HANDOVER_BEGAN,
        .sql = "INSERT INTO handover (unit, id, seq, state, began_at, began_by, from_at, relief_at,"
               " whole, leaders_due_at, leaders_whole, sign_due_at, sign_rang, countersign_rang, "
               "leaders_rang, named)"
               " VALUES ($unit, $subject, $seq, 'open', $at, $actor, $from_at, $relief_at, 0,"
               " $leaders_due_at, 0, $sign_due_at, 0, 0, 0, COALESCE(CAST($named AS BIGINT), 0))"},
    PEOPLE(EVENT_HANDOVER_BEGAN, "outgoing", SIDE_OUT),
    PEOPLE(EVENT_HANDOVER_BEGAN, "incoming", SIDE_IN),
    PEOPLE(EVENT_HANDOVER_BEGAN, "outgoing_leaders", SIDE_LEADER_OUT),
    PEOPLE(EVENT_HANDOVER_BEGAN, "incoming_leaders", SIDE_LEADER_IN),
    {.event = EVENT_HANDOVER_RENAMED, .apply = renamed_apply},
    PEOPLE(EVENT_HANDOVER_RENAMED, "incoming", SIDE_IN),
    PEOPLE(EVENT_HANDOVER_RENAMED, "incoming_leaders", SIDE_LEADER_IN),
    ITEMS(EVENT_HANDOVER_BEGAN),
    {.event = EVENT_HANDOVER_BEGAN, .sql = DUE(CHORE_SIGN, "$sign_due_at", SINCE_RELIEF)},
    {.event = EVENT_HANDOVER_BEGAN,
        .sql =
            "INSERT INTO due (unit, chore, subject, at, since)"
            " SELECT unit, '" CHORE_LEADERS "', id, leaders_due_at, " SINCE_RELIEF " FROM handover"
            " WHERE unit = $unit AND id = $subject AND leaders_due_at IS NOT NULL"},
    ITEMS(EVENT_HANDOVER_RENEWED),
    DECIDED(EVENT_HANDOVER_RENEWED, "settled", "settled"),
    DECIDED(EVENT_HANDOVER_ACCEPTED, "items", "accepted"),
    {.event = EVENT_HANDOVER_REFUSED,
        .sql = "UPDATE handover_item SET decided = 'refused', word = $word, decided_at = $at,"
               " decided_by = $actor WHERE unit = $unit AND handover = $subject AND item = $item"},
    {.event = EVENT_HANDOVER_REFUSED,
        .sql = "INSERT INTO carried (unit, item, since, by_account, handover, text)"
               " VALUES ($unit, $item, $at, $actor, $subject, $word)"
               " ON CONFLICT (unit, item) DO UPDATE SET cleared_at = NULL, cleared_by = NULL,"
               " cleared_word = NULL, text = CASE WHEN carried.handover IS NULL THEN carried.text"
               " ELSE excluded.text END"},
    {.event = EVENT_HANDOVER_SIGNED,
        .sql = "INSERT INTO handover_person (unit, handover, person, side, signed_at, signed_by)"
               " VALUES ($unit, $subject, $person, $side, $at, $actor)"
               " ON CONFLICT (unit, handover, person) DO UPDATE SET signed_at = excluded.signed_at,"
               " signed_by = excluded.signed_by, side = excluded.side"},
    {.event = EVENT_HANDOVER_SIGNED,
        .sql = "UPDATE handover SET state = CASE WHEN CAST($taken AS BIGINT) = 1 THEN 'sealed'"
               " ELSE state END, taken_at = CASE WHEN CAST($taken AS BIGINT) = 1 THEN $at"
               " ELSE taken_at END, whole = COALESCE(CAST($whole AS BIGINT), 0),"
               " leaders_whole = CASE WHEN CAST($leaders_whole AS BIGINT) = 1 THEN 1"
               " ELSE leaders_whole END,"
               " countersign_due_at ="
               " COALESCE(CAST($countersign_due_at AS BIGINT), countersign_due_at)" OF_SUBJECT},
    STANDING_NOTE(EVENT_HANDOVER_SIGNED,
        "SELECT '" NOTE_HANDOVER "' AS name, CAST($at AS BIGINT) AS at"
        " WHERE CAST($taken AS BIGINT) = 1"),
    {.event = EVENT_HANDOVER_SIGNED, .sql = DUE_OVER(CHORE_SIGN) " AND CAST($whole AS BIGINT) = 1"},
    {.event = EVENT_HANDOVER_SIGNED,
        .sql = DUE_OVER(CHORE_LEADERS) " AND CAST($leaders_whole AS BIGINT) = 1"},
    COUNT_LATE(EVENT_HANDOVER_SIGNED),
    {.event = EVENT_HANDOVER_SIGNED,
        .sql = "INSERT INTO due (unit, chore, subject, at, since)"
               " SELECT unit, '" CHORE_COUNTERSIGN "', id, countersign_due_at,"
               " CAST($at AS BIGINT) FROM handover"
               " WHERE unit = $unit AND id = $subject AND CAST($taken AS BIGINT) = 1"},
    {.event = EVENT_HANDOVER_COUNTERSIGNED,
        .sql = "UPDATE handover SET countersigned_at = $at, countersigned_by = $person" OF_SUBJECT},
    {.event = EVENT_HANDOVER_COUNTERSIGNED, .sql = DUE_OVER(CHORE_COUNTERSIGN)},
    COUNT_LATE(EVENT_HANDOVER_COUNTERSIGNED),
    {.event = EVENT_HANDOVER_CANCELLED,
        .sql = "UPDATE handover SET state = 'cancelled', cancelled_at = $at,"
               " reason = $word" OF_SUBJECT},
    {.event = EVENT_HANDOVER_CANCELLED, .sql = DUE_OVER(CHORE_SIGN)},
    {.event = EVENT_HANDOVER_CANCELLED, .sql = DUE_OVER(CHORE_LEADERS)},
    COUNT_LATE(EVENT_HANDOVER_CANCELLED),
    {.event = EVENT_HANDOVER_CORRECTED,
        .sql = "INSERT INTO handover_note (unit, seq, handover, item, text, at, by_account)"
               " VALUES ($unit, $seq, $subject, $item, $text, $at, $actor)"},
    {.event = EVENT_HANDOVER_NOTED,
        .sql = "INSERT INTO carried (unit, item, since, by_account, text)"
               " VALUES ($unit, 'point:' || $subject, $at, $actor, $text)"},
    {.event = EVENT_HANDOVER_CLEARED,
        .sql = "UPDATE carried SET cleared_at = $at, cleared_by = $actor, cleared_word = $word"
               " WHERE unit = $unit AND item = $item"},
    {.event = EVENT_HANDOVER_RANG,
        .sql = "UPDATE handover SET sign_rang = CASE WHEN $clock = '" CHORE_SIGN
               "' THEN $stage ELSE sign_rang END, countersign_rang = CASE WHEN $clock = "
               "'" CHORE_COUNTERSIGN "' THEN $stage ELSE countersign_rang END,"
               " leaders_rang = CASE WHEN $clock = '" CHORE_LEADERS
               "' THEN $stage ELSE leaders_rang END" OF_SUBJECT},
    COUNT_LATE(EVENT_HANDOVER_RANG),
    {.event = EVENT_HANDOVER_RANG, .sql = forget_rung},
    {.event = EVENT_HANDOVER_RANG, .sql = DUE_AFTER_RING(CHORE_SIGN)},
    {.event = EVENT_HANDOVER_RANG, .sql = DUE_AFTER_RING(CHORE_COUNTERSIGN)},
    {.event = EVENT_HANDOVER_RANG, .sql = DUE_AFTER_RING(CHORE_LEADERS)},
    {.event = EVENT_RELIEF_EXPECTED,
        .sql = "INSERT INTO relief (unit, watch, person, due_at, ring_at, expected_at)"
               " VALUES ($unit, $subject, $person, $due_at, $ring_at, $at)"
               " ON CONFLICT (unit, watch) DO UPDATE SET due_at = excluded.due_at,"
               " ring_at = excluded.ring_at, expected_at = excluded.expected_at"},
    {.event = EVENT_RELIEF_EXPECTED, .sql = DUE(CHORE_RELIEF, "$ring_at", SINCE_WATCH)},
    {.event = EVENT_RELIEF_OVERDUE,
        .sql = "UPDATE relief SET overdue_at = COALESCE(overdue_at, $at)"
               " WHERE unit = $unit AND watch = $subject"},
    {.event = EVENT_RELIEF_OVERDUE,
        .sql = DUE_OVER(CHORE_RELIEF) " AND CAST($ring_at AS BIGINT) IS NULL"},
    {.event = EVENT_RELIEF_OVERDUE,
        .sql = "UPDATE due SET at = $ring_at, since = $at WHERE unit = $unit"
               " AND chore = '" CHORE_RELIEF "' AND subject = $subject"},
    {.event = "watch.ended",
        .sql = "UPDATE relief SET ended_at = $at WHERE unit = $unit AND watch = $subject"},
    {.event = "watch.ended", .sql = DUE_OVER(CHORE_RELIEF)},
    {.event = EVENT_POST_LEFT,
        .sql = "INSERT INTO unrelieved (unit, watch, person, at)"
               " VALUES ($unit, $subject, $person, $at) ON CONFLICT DO NOTHING"},
    {.event = "watch.began",
        .sql = "UPDATE unrelieved SET manned_at = $at"
               " WHERE unit = $unit AND manned_at IS NULL AND $role = 'officer'"},
    {.event = EVENT_HANDOVER_REFUSED, .sql = WORD},
    {.event = EVENT_HANDOVER_CORRECTED, .sql = WORD},
    {.event = EVENT_HANDOVER_CLEARED, .sql = WORD},
    FORGET("matter"),
    FORGET("dispatch"),
    FORGET("log"),
    DEADLINE_SHOWN(CHORE_SIGN, "handover", "id", "sign_due_at", "sign_rang = 0"),
    DEADLINE_SHOWN(CHORE_LEADERS, "handover", "id", "leaders_due_at", "leaders_rang = 0"),
    DEADLINE_SHOWN(
        CHORE_COUNTERSIGN, "handover", "id", "countersign_due_at", "countersign_rang = 0"),
    RUNG_AGAIN(CHORE_SIGN, "began_at", "sign", "whole = 0"),
    RUNG_AGAIN(CHORE_LEADERS, "began_at", "leaders", "leaders_whole = 0"),
    RUNG_AGAIN(CHORE_COUNTERSIGN, "taken_at", "countersign", "countersigned_at IS NULL"),
    COUNT_LATE(EVENT_TIME_CORRECTED),
    /* As far as it rings later, it is due later. */
    {.event = EVENT_TIME_CORRECTED,
        .sql = "UPDATE relief SET due_at = due_at - (ring_at -"
               " (SELECT d.at" DEADLINE_DUE(CHORE_RELIEF, "relief",
                   "watch") "))"
                            " WHERE unit = $unit AND overdue_at IS NULL AND EXISTS (SELECT "
                            "1" DEADLINE_DUE(
                                CHORE_RELIEF, "relief", "watch") " AND d.since IS NOT NULL)"},
    DEADLINE_SHOWN(CHORE_RELIEF, "relief", "watch", "ring_at", "overdue_at IS NULL"),
    DEADLINE_AGAIN(CHORE_RELIEF, "relief", "watch", "expected_at", "ring_at",
        "overdue_at IS NOT NULL", "ended_at IS NULL"),
    DEADLINE_UNRUNG(
        "relief", "expected_at", "ring_at", "overdue_at IS NOT NULL", "overdue_at = NULL"),
    {0},
};
