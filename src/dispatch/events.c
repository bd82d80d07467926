/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to dispatches, and the tables that follow. */
#include "dispatch/dispatch_private.h"

#include "base/json.h"
#include "unit/deadline.h"
#include "unit/standing.h"

#define BODY_MAX 20000
#define PAYLOAD_MAX 200000
#define NOTE_ORAL "oral_open"

static const Field drafted_fields[] = {FIELD(DraftedBody, matter, FIELD_WORD),
    FIELD(DraftedBody, type, FIELD_WORD, .required = true),
    FIELD(DraftedBody, urgency, FIELD_WORD, .required = true),
    FIELD(DraftedBody, title, FIELD_TEXT, .required = true),
    FIELD(DraftedBody, body, FIELD_TEXT, .max = BODY_MAX),
    FIELD(DraftedBody, payload, FIELD_TEXT, .max = PAYLOAD_MAX),
    FIELD(DraftedBody, reply_to, FIELD_WORD), FIELD(DraftedBody, forward_of, FIELD_WORD),
    FIELD(DraftedBody, to, FIELD_JSON, .required = true),
    FIELD(DraftedBody, answer_due_at, FIELD_TIME), FIELD_END};

static const Field revised_fields[] = {FIELD(RevisedBody, urgency, FIELD_WORD, .required = true),
    FIELD(RevisedBody, title, FIELD_TEXT, .required = true),
    FIELD(RevisedBody, body, FIELD_TEXT, .max = BODY_MAX),
    FIELD(RevisedBody, payload, FIELD_TEXT, .max = PAYLOAD_MAX), FIELD(RevisedBody, to, FIELD_JSON),
    FIELD_END};

static const Field signed_fields[] = {FIELD(SignedBody, mode, FIELD_WORD, .required = true),
    FIELD(SignedBody, person, FIELD_WORD), FIELD(SignedBody, name, FIELD_TEXT, .personal = true),
    FIELD(SignedBody, words, FIELD_TEXT), FIELD(SignedBody, signed_at, FIELD_TIME),
    FIELD(SignedBody, confirm_due_at, FIELD_TIME), FIELD_END};

static const Field oral_fields[] = {FIELD(OralBody, state, FIELD_WORD, .required = true),
    FIELD(OralBody, person, FIELD_WORD), FIELD(OralBody, name, FIELD_TEXT, .personal = true),
    FIELD(OralBody, words, FIELD_TEXT), FIELD_END};

static const Field oral_told_fields[] = {FIELD(OralToldBody, state, FIELD_WORD, .required = true),
    FIELD(OralToldBody, said_at, FIELD_TIME),
    FIELD(OralToldBody, name, FIELD_TEXT, .personal = true), FIELD(OralToldBody, words, FIELD_TEXT),
    FIELD_END};

static const Field empty_fields[] = {FIELD_END};

static const Field delivered_fields[] = {
    FIELD(DeliveredBody, receiver, FIELD_WORD, .required = true),
    FIELD(DeliveredBody, remote, FIELD_WORD, .required = true),
    FIELD(DeliveredBody, delivered_at, FIELD_TIME, .required = true),
    FIELD(DeliveredBody, sign_due_at, FIELD_TIME), FIELD_END};

static const Field receipt_fields[] = {FIELD(ReceiptBody, receiver, FIELD_WORD, .required = true),
    FIELD(ReceiptBody, state, FIELD_WORD, .required = true),
    FIELD(ReceiptBody, signed_for_at, FIELD_TIME),
    FIELD(ReceiptBody, signed_for_by, FIELD_TEXT, .personal = true),
    FIELD(ReceiptBody, returned_at, FIELD_TIME), FIELD(ReceiptBody, reason, FIELD_TEXT),
    FIELD(ReceiptBody, remote_matter, FIELD_WORD), FIELD(ReceiptBody, attached_at, FIELD_TIME),
    FIELD(ReceiptBody, opened, FIELD_BOOL), FIELD(ReceiptBody, forwarded_at, FIELD_TIME),
    FIELD(ReceiptBody, answered_at, FIELD_TIME), FIELD(ReceiptBody, phoned_at, FIELD_TIME),
    FIELD(ReceiptBody, phoned_person, FIELD_TEXT, .personal = true),
    FIELD(ReceiptBody, remote_seq, FIELD_INT, .required = true), FIELD_END};

static const Field received_fields[] = {
    FIELD(ReceivedBody, origin_unit, FIELD_WORD, .required = true),
    FIELD(ReceivedBody, origin, FIELD_WORD, .required = true),
    FIELD(ReceivedBody, origin_matter, FIELD_WORD),
    FIELD(ReceivedBody, type, FIELD_WORD, .required = true),
    FIELD(ReceivedBody, urgency, FIELD_WORD, .required = true),
    FIELD(ReceivedBody, title, FIELD_TEXT, .required = true),
    FIELD(ReceivedBody, body, FIELD_TEXT, .max = BODY_MAX),
    FIELD(ReceivedBody, payload, FIELD_TEXT, .max = PAYLOAD_MAX),
    FIELD(ReceivedBody, reply_to, FIELD_WORD),
    FIELD(ReceivedBody, signed_by, FIELD_TEXT, .personal = true),
    FIELD(ReceivedBody, sign_mode, FIELD_WORD), FIELD(ReceivedBody, signed_at, FIELD_TIME),
    FIELD(ReceivedBody, sent_at, FIELD_TIME), FIELD(ReceivedBody, sign_due_at, FIELD_TIME),
    FIELD(ReceivedBody, answer_due_at, FIELD_TIME), FIELD(ReceivedBody, opens_at, FIELD_TIME),
    FIELD(ReceivedBody, copy, FIELD_BOOL), FIELD_END};

static const Field name_fields[] = {FIELD(NameBody, name, FIELD_TEXT, .personal = true), FIELD_END};
static const Field reason_fields[] = {FIELD(ReasonBody, reason, FIELD_TEXT), FIELD_END};
static const Field attached_fields[] = {FIELD(AttachedBody, matter, FIELD_WORD, .required = true),
    FIELD(AttachedBody, opened, FIELD_BOOL), FIELD(AttachedBody, by_rule, FIELD_BOOL), FIELD_END};
static const Field by_fields[] = {FIELD(ByBody, by, FIELD_WORD, .required = true), FIELD_END};
static const Field phoned_fields[] = {FIELD(PhonedBody, person, FIELD_TEXT, .personal = true),
    FIELD(PhonedBody, phoned_at, FIELD_TIME, .required = true), FIELD_END};
static const Field rang_fields[] = {FIELD(RangBody, clock, FIELD_WORD, .required = true),
    FIELD(RangBody, stage, FIELD_INT, .required = true), FIELD(RangBody, next_at, FIELD_TIME),
    FIELD_END};
static const Field told_fields[] = {FIELD(ToldBody, receiver, FIELD_WORD, .required = true),
    FIELD(ToldBody, told, FIELD_INT, .required = true), FIELD_END};

static const Field receiver_fields[] = {FIELD(ReceiverBody, receiver, FIELD_WORD, .required = true),
    FIELD(ReceiverBody, kept, FIELD_BOOL), FIELD_END};

const EventKind dispatch_events[] = {
    {"dispatch.drafted", drafted_fields, sizeof(DraftedBody)},
    {"dispatch.revised", revised_fields, sizeof(RevisedBody)},
    {"dispatch.signed", signed_fields, sizeof(SignedBody)},
    {"dispatch.confirmed", empty_fields, sizeof(EmptyBody)},
    {"dispatch.oral_denied", oral_fields, sizeof(OralBody)},
    {"dispatch.oral_settled", oral_fields, sizeof(OralBody)},
    {"dispatch.oral_heard", oral_told_fields, sizeof(OralToldBody)},
    {"dispatch.oral_told", told_fields, sizeof(ToldBody)},
    {"dispatch.discarded", reason_fields, sizeof(ReasonBody)},
    {"dispatch.sent", empty_fields, sizeof(EmptyBody)},
    {"dispatch.delivered", delivered_fields, sizeof(DeliveredBody)},
    {"dispatch.receipt", receipt_fields, sizeof(ReceiptBody)},
    {"dispatch.received", received_fields, sizeof(ReceivedBody)},
    {"dispatch.signed_for", name_fields, sizeof(NameBody)},
    {"dispatch.returned", reason_fields, sizeof(ReasonBody)},
    {"dispatch.attached", attached_fields, sizeof(AttachedBody)},
    {"dispatch.forwarded", by_fields, sizeof(ByBody)},
    {"dispatch.answered", by_fields, sizeof(ByBody)},
    {"dispatch.phoned", phoned_fields, sizeof(PhonedBody)},
    {"dispatch.closed", reason_fields, sizeof(ReasonBody)},
    {"dispatch.rang", rang_fields, sizeof(RangBody)},
    {"dispatch.purged", empty_fields, sizeof(EmptyBody)},
    {"dispatch.purge_sent", empty_fields, sizeof(EmptyBody)},
    {"dispatch.purge_told", receiver_fields, sizeof(ReceiverBody)},
    {"dispatch.told", told_fields, sizeof(ToldBody)},
    {NULL},
};

const NoteKind dispatch_notes[] = {
    {NOTE_ORAL, "post", 350, "count", NULL, 60},
    {0},
};

/* One row for each addressee, out of a list that SQL does not look into. */
static bool drafted_apply(Db *db, const Event *event, GError **error)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(event->body, "to"), i, row) {
        g_autoptr(Statement) statement = store_prepare(db,
            "INSERT INTO dispatch_to (unit, dispatch, receiver, copy, state, about, remote_seq,"
            " opened) VALUES ($unit, $dispatch, $receiver, $copy, 'drafted', $about, 0, 0)",
            error);
        if (statement == NULL)
            return false;
        bind_text(statement, "unit", event->unit);
        bind_text(statement, "dispatch", event->subject);
        bind_text(statement, "receiver", json_text(row, "unit"));
        bind_int(statement, "copy", json_flag(row, "copy") ? 1 : 0);
        bind_text(statement, "about", json_text(row, "about"));
        if (!statement_run(statement, error))
            return false;
    }
    return true;
}

/* Where it names addressees, they take the place of those before. */
static bool revised_apply(Db *db, const Event *event, GError **error)
{
    if (json_object_get(event->body, "to") == NULL)
        return true;
    g_autoptr(Statement) statement = store_prepare(
        db, "DELETE FROM dispatch_to WHERE unit = $unit AND dispatch = $dispatch", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", event->unit);
    bind_text(statement, "dispatch", event->subject);
    return statement_run(statement, error) && drafted_apply(db, event, error);
}

#define OF_SUBJECT " WHERE unit = $unit AND id = $subject"
/* What the sender must learn: the outbox holds only the newest state of each dispatch. */
#define RECEIPT                                                                                    \
    "INSERT INTO outbox (unit, dispatch, receiver, what, seq)"                                     \
    " SELECT unit, id, origin_unit, 'receipt', $seq FROM dispatch" OF_SUBJECT                      \
    " AND box = 'in' ON CONFLICT (unit, dispatch, receiver, what) DO UPDATE SET seq = "            \
    "excluded.seq"
/* Whoever has it learns what became of the word it went by; who gets it later is told then. */
#define ORAL_TELL(event)                                                                           \
    {                                                                                              \
        event, "INSERT INTO outbox (unit, dispatch, receiver, what, seq)"                          \
               " SELECT t.unit, t.dispatch, t.receiver, 'oral', CAST($seq AS BIGINT) FROM "        \
               "dispatch_to t JOIN dispatch d ON d.unit = t.unit AND d.id = t.dispatch"            \
               " WHERE t.unit = $unit AND t.dispatch = $subject AND t.delivered_at IS NOT NULL"    \
               " AND d.oral_state IS NOT NULL AND d.oral_state <> '" ORAL_OPEN "'"                 \
               " ON CONFLICT (unit, dispatch, receiver, what) DO UPDATE SET seq = excluded.seq"    \
    }
/* Denied, it is worth a look at once. */
#define ORAL_NOTE(event)                                                                           \
    STANDING_NOTE(event,                                                                           \
        "SELECT '" NOTE_ORAL "' AS name, NULLIF(COUNT(*), 0) AS count,"                            \
        " MIN(CASE WHEN oral_state = '" ORAL_DENIED "' THEN 0 ELSE confirm_due_at END) AS"         \
        " amiss_at FROM dispatch WHERE unit = $unit AND box = 'out'"                               \
        " AND oral_state IN ('" ORAL_OPEN "', '" ORAL_DENIED "')")
#define ORAL_SAID                                                                                  \
    "UPDATE dispatch SET oral_state = $state, oral_at = $at, oral_by = $name,"                     \
    " oral_said = $words, version = $seq" OF_SUBJECT
#define QUIET(chore)                                                                               \
    "DELETE FROM due WHERE unit = $unit AND chore = '" chore "' AND subject = $subject"

const Projection dispatch_projections[] = {
    {"dispatch.drafted",
        "INSERT INTO dispatch (unit, id, seq, box, matter, type, urgency, state, title, body,"
        " payload, copy, reply_to, forward_of, opened, drafted_at, drafted_by, answer_due_at,"
        " rang, version) VALUES ($unit, $subject, $seq, 'out', $matter, $type, $urgency,"
        " 'drafted', $title, $body, $payload, 0, $reply_to, $forward_of, 0, $at, $actor,"
        " $answer_due_at, 0, $seq)"},
    {"dispatch.drafted", .apply = drafted_apply},
    {"dispatch.revised", "UPDATE dispatch SET urgency = $urgency, title = $title, body = $body,"
                         " payload = $payload, revised_at = $at, revised_by = $actor,"
                         " version = $seq" OF_SUBJECT},
    {"dispatch.revised", .apply = revised_apply},
    {"dispatch.signed",
        "UPDATE dispatch SET sign_mode = $mode, signed_person = $person, signed_by = $name,"
        " words = $words, signed_at = $signed_at, confirm_due_at = $confirm_due_at,"
        " oral_state = CASE WHEN CAST($mode AS TEXT) = 'oral' THEN '" ORAL_OPEN "' END,"
        " version = $seq" OF_SUBJECT},
    ORAL_NOTE("dispatch.signed"),
    {"dispatch.signed",
        "INSERT INTO due (unit, chore, subject, at, since) SELECT unit, '" CHORE_CONFIRM
        "', id, confirm_due_at, CAST($at AS BIGINT) FROM dispatch" OF_SUBJECT
        " AND confirm_due_at IS NOT NULL"},
    {"dispatch.confirmed", "UPDATE dispatch SET confirmed_at = $at, oral_at = $at,"
                           " oral_state = '" ORAL_CONFIRMED "', version = $seq" OF_SUBJECT},
    {"dispatch.confirmed", QUIET(CHORE_CONFIRM)},
    ORAL_TELL("dispatch.confirmed"),
    ORAL_NOTE("dispatch.confirmed"),
    {"dispatch.oral_denied", ORAL_SAID},
    {"dispatch.oral_denied", QUIET(CHORE_CONFIRM)},
    ORAL_TELL("dispatch.oral_denied"),
    ORAL_NOTE("dispatch.oral_denied"),
    {"dispatch.oral_settled", ORAL_SAID},
    {"dispatch.oral_settled", QUIET(CHORE_CONFIRM)},
    ORAL_TELL("dispatch.oral_settled"),
    ORAL_NOTE("dispatch.oral_settled"),
    {"dispatch.oral_heard",
        "UPDATE dispatch SET oral_state = $state, oral_at = $said_at, oral_by = $name,"
        " oral_said = $words, version = $seq" OF_SUBJECT},
    {"dispatch.oral_told",
        "DELETE FROM outbox WHERE unit = $unit AND dispatch = $subject AND receiver = $receiver"
        " AND what = 'oral' AND seq = $told"},
    {"dispatch.discarded",
        "UPDATE dispatch SET state = 'discarded', closed_at = $at, reason = $reason,"
        " version = $seq" OF_SUBJECT},
    {"dispatch.sent",
        "UPDATE dispatch SET state = 'sent', sent_at = $at, version = $seq" OF_SUBJECT},
    {"dispatch.sent",
        "UPDATE dispatch_to SET state = 'sent' WHERE unit = $unit AND dispatch = $subject"},
    {"dispatch.sent",
        "INSERT INTO outbox (unit, dispatch, receiver, what, seq) SELECT unit, dispatch,"
        " receiver, 'dispatch', $seq FROM dispatch_to WHERE unit = $unit AND dispatch = $subject"},
    {"dispatch.delivered", "UPDATE dispatch_to SET state = CASE WHEN state = 'sent' THEN "
                           "'delivered' ELSE state END, remote = $remote,"
                           " delivered_at = $delivered_at, sign_due_at = $sign_due_at"
                           " WHERE unit = $unit AND dispatch = $subject AND receiver = $receiver"},
    {"dispatch.delivered",
        "DELETE FROM outbox WHERE unit = $unit AND dispatch = $subject AND receiver = $receiver"
        " AND what = 'dispatch'"},
    {"dispatch.delivered", "UPDATE dispatch SET version = $seq" OF_SUBJECT},
    {"dispatch.delivered",
        "INSERT INTO outbox (unit, dispatch, receiver, what, seq)"
        " SELECT unit, id, $receiver, 'oral', CAST($seq AS BIGINT) FROM dispatch" OF_SUBJECT
        " AND oral_state IS NOT NULL AND oral_state <> '" ORAL_OPEN "'"
        " ON CONFLICT (unit, dispatch, receiver, what) DO UPDATE SET seq = excluded.seq"},
    {"dispatch.receipt",
        "UPDATE dispatch_to SET state = $state, signed_for_at = $signed_for_at,"
        " signed_for_by = $signed_for_by, returned_at = $returned_at, reason = $reason,"
        " remote_matter = $remote_matter, attached_at = $attached_at, opened = $opened,"
        " forwarded_at = $forwarded_at, answered_at = $answered_at, phoned_at = $phoned_at,"
        " phoned_person = $phoned_person, remote_seq = $remote_seq"
        " WHERE unit = $unit AND dispatch = $subject AND receiver = $receiver"},
    {"dispatch.receipt", "UPDATE dispatch SET version = $seq" OF_SUBJECT},
    {"dispatch.received",
        "INSERT INTO dispatch (unit, id, seq, box, type, urgency, state, title, body, payload,"
        " origin_unit, origin, origin_matter, copy, reply_to, opened, signed_at, signed_by,"
        " sign_mode, oral_state, sent_at, delivered_at, sign_due_at, answer_due_at, rang, version)"
        " VALUES ($unit, $subject, $seq, 'in', $type, $urgency, 'delivered', $title, $body,"
        " $payload, $origin_unit, $origin, $origin_matter, $copy, $reply_to, 0, $signed_at,"
        " $signed_by, $sign_mode, CASE WHEN CAST($sign_mode AS TEXT) = 'oral' THEN '" ORAL_OPEN "'"
        " END, $sent_at, $at, $sign_due_at, $answer_due_at, 0, $seq)"},
    {"dispatch.received",
        "INSERT INTO due (unit, chore, subject, at, since) SELECT unit, '" CHORE_SIGN_FOR
        "', id, sign_due_at, CAST($at AS BIGINT) FROM dispatch" OF_SUBJECT
        " AND sign_due_at IS NOT NULL"},
    {"dispatch.received", "INSERT INTO due (unit, chore, subject, at) SELECT unit, '" CHORE_ANSWER
                          "', id, answer_due_at FROM dispatch" OF_SUBJECT
                          " AND answer_due_at IS NOT NULL AND copy = 0"},
    {"dispatch.received",
        "INSERT INTO due (unit, chore, subject, at, since) SELECT unit, '" CHORE_OPEN
        "', id, CAST($opens_at AS BIGINT), CAST($at AS BIGINT) FROM dispatch" OF_SUBJECT
        " AND CAST($opens_at AS BIGINT) > 0"},
    {"dispatch.signed_for",
        "UPDATE dispatch SET state = CASE WHEN state = 'delivered' THEN 'signed_for' ELSE state"
        " END, signed_for_at = $at, signed_for_by = $name, version = $seq" OF_SUBJECT},
    {"dispatch.signed_for", QUIET(CHORE_SIGN_FOR)},
    {"dispatch.signed_for", RECEIPT},
    {"dispatch.returned",
        "UPDATE dispatch SET state = 'returned', returned_at = $at, reason = $reason,"
        " version = $seq" OF_SUBJECT},
    {"dispatch.returned", QUIET(CHORE_SIGN_FOR)},
    {"dispatch.returned", QUIET(CHORE_ANSWER)},
    {"dispatch.returned", QUIET(CHORE_OPEN)},
    {"dispatch.returned", RECEIPT},
    {"dispatch.attached",
        "UPDATE dispatch SET state = CASE WHEN CAST($opened AS BIGINT) = 1 THEN 'opened' ELSE "
        "'attached' END,"
        " matter = $matter, opened = $opened, attached_at = $at, version = $seq" OF_SUBJECT},
    {"dispatch.attached", QUIET(CHORE_OPEN)},
    {"dispatch.attached", RECEIPT},
    {"dispatch.forwarded", "UPDATE dispatch SET forwarded_at = $at, version = $seq" OF_SUBJECT},
    {"dispatch.forwarded", RECEIPT},
    {"dispatch.answered",
        "UPDATE dispatch SET state = 'answered', answered_at = $at, version = $seq" OF_SUBJECT},
    {"dispatch.answered", QUIET(CHORE_ANSWER)},
    {"dispatch.answered", RECEIPT},
    {"dispatch.phoned", "UPDATE dispatch SET phoned_at = $phoned_at, phoned_person = $person,"
                        " version = $seq" OF_SUBJECT},
    {"dispatch.phoned", RECEIPT},
    {"dispatch.closed",
        "UPDATE dispatch SET state = 'closed', closed_at = $at, version = $seq" OF_SUBJECT},
    {"dispatch.closed", QUIET(CHORE_ANSWER)},
    {"dispatch.closed", QUIET(CHORE_OPEN)},
    {"dispatch.closed", RECEIPT},
    {"dispatch.rang", "UPDATE dispatch SET rang = rang + 1, version = $seq" OF_SUBJECT},
    {"dispatch.rang",
        "DELETE FROM due WHERE unit = $unit AND chore = $clock AND subject = $subject"},
    {"dispatch.rang", "INSERT INTO due (unit, chore, subject, at, since) SELECT unit, $clock, id,"
                      " CAST($next_at AS BIGINT), CAST($at AS BIGINT) FROM dispatch" OF_SUBJECT
                      " AND CAST($next_at AS BIGINT) > 0"},
    {"dispatch.purged",
        "UPDATE dispatch SET title = NULL, body = NULL, payload = NULL, words = NULL,"
        " signed_by = NULL, signed_for_by = NULL, reason = NULL, phoned_person = NULL,"
        " oral_by = NULL, oral_said = NULL, version = $seq" OF_SUBJECT},
    {"dispatch.purged",
        "UPDATE dispatch_to SET signed_for_by = NULL, reason = NULL, phoned_person = NULL"
        " WHERE unit = $unit AND dispatch = $subject"},
    /* What has not been carried yet need not be; the receivers of the rest are told. */
    {"dispatch.purge_sent",
        "DELETE FROM outbox WHERE unit = $unit AND dispatch = $subject AND what = 'dispatch'"},
    {"dispatch.purge_sent",
        "INSERT INTO outbox (unit, dispatch, receiver, what, seq) SELECT unit, dispatch,"
        " receiver, 'purge', $seq FROM dispatch_to WHERE unit = $unit AND dispatch = $subject"},
    {"dispatch.purge_told",
        "DELETE FROM outbox WHERE unit = $unit AND dispatch = $subject AND receiver = $receiver"
        " AND what = 'purge'"},
    {"dispatch.purge_told",
        "UPDATE dispatch_to SET"
        " purged_at = CASE WHEN COALESCE(CAST($kept AS BIGINT), 0) = 0 THEN $at ELSE NULL END,"
        " kept_at = CASE WHEN COALESCE(CAST($kept AS BIGINT), 0) = 1 THEN $at ELSE NULL END"
        " WHERE unit = $unit AND dispatch = $subject AND receiver = $receiver"},
    {"dispatch.told",
        "DELETE FROM outbox WHERE unit = $unit AND dispatch = $subject AND receiver = $receiver"
        " AND what = 'receipt' AND seq = $told"},
    DEADLINE_SHOWN(CHORE_SIGN_FOR, "dispatch", "id", "sign_due_at", "rang = 0"),
    DEADLINE_SHOWN(CHORE_CONFIRM, "dispatch", "id", "confirm_due_at", "rang = 0"),
    DEADLINE_AGAIN(CHORE_SIGN_FOR, "dispatch", "id", "delivered_at", "sign_due_at", "rang > 0",
        "signed_for_at IS NULL AND returned_at IS NULL"),
    DEADLINE_AGAIN(CHORE_CONFIRM, "dispatch", "id", "sent_at", "confirm_due_at", "rang > 0",
        "oral_state = '" ORAL_OPEN "'"),
    DEADLINE_AGAIN(CHORE_ANSWER, "dispatch", "id", "delivered_at", "answer_due_at", "rang > 0",
        "copy = 0 AND answered_at IS NULL AND returned_at IS NULL AND closed_at IS NULL"),
    DEADLINE_UNRUNG(
        "dispatch", "delivered_at", "COALESCE(sign_due_at, answer_due_at)", "rang > 0", "rang = 0"),
    DEADLINE_UNRUNG("dispatch", "sent_at", "confirm_due_at", "rang > 0", "rang = 0"),
    {NULL},
};
