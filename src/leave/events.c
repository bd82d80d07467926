/* SPDX-License-Identifier: Apache-2.0 */
/* Events of leaves and the tables that follow them. */
#include "leave/leave_private.h"
#include "matter/matter.h"
#include "unit/deadline.h"
#include "unit/standing.h"

#define TEXT_MAX 500

static const Field asked_fields[] = {
    FIELD(AskedBody, person, FIELD_WORD, .required = true),
    FIELD(AskedBody, leave_kind, FIELD_WORD, .required = true),
    FIELD(AskedBody, from_at, FIELD_TIME, .required = true),
    FIELD(AskedBody, until_at, FIELD_TIME, .required = true),
    FIELD(AskedBody, place, FIELD_TEXT, .personal = true),
    FIELD(AskedBody, reason, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD(AskedBody, transport, FIELD_TEXT, .personal = true),
    FIELD(AskedBody, acting, FIELD_WORD),
    FIELD(AskedBody, acting_phone, FIELD_TEXT, .personal = true),
    FIELD(AskedBody, explanation, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD(AskedBody, clash, FIELD_WORDS),
    FIELD(AskedBody, phoned_at, FIELD_TIME),
    FIELD(AskedBody, phoned_to, FIELD_TEXT, .personal = true),
    FIELD(AskedBody, principal, FIELD_BOOL),
    FIELD(AskedBody, late, FIELD_BOOL),
    FIELD(AskedBody, answer_due_at, FIELD_TIME),
    FIELD_END,
};

static const Field answered_fields[] = {
    FIELD(AnsweredBody, words, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD(AnsweredBody, above, FIELD_TEXT, .personal = true),
    FIELD(AnsweredBody, explanation, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD(AnsweredBody, clash, FIELD_WORDS),
    FIELD_END,
};

static const Field evidenced_fields[] = {
    FIELD(EvidencedBody, above, FIELD_TEXT, .required = true, .personal = true),
    FIELD(EvidencedBody, above_at, FIELD_TIME, .required = true),
    FIELD(EvidencedBody, above_paper, FIELD_TEXT, .required = true, .personal = true),
    FIELD_END,
};

static const Field words_fields[] = {
    FIELD(WordsBody, words, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD_END,
};

static const Field changed_fields[] = {
    FIELD(ChangedBody, from_at, FIELD_TIME, .required = true),
    FIELD(ChangedBody, until_at, FIELD_TIME, .required = true),
    FIELD(ChangedBody, place, FIELD_TEXT, .personal = true),
    FIELD(ChangedBody, reason, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD(ChangedBody, transport, FIELD_TEXT, .personal = true),
    FIELD(ChangedBody, acting, FIELD_WORD),
    FIELD(ChangedBody, acting_phone, FIELD_TEXT, .personal = true),
    FIELD(ChangedBody, explanation, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD(ChangedBody, words, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD(ChangedBody, clash, FIELD_WORDS),
    FIELD(ChangedBody, unconfirmed, FIELD_BOOL),
    FIELD(ChangedBody, late, FIELD_BOOL),
    FIELD_END,
};

static const Field returned_fields[] = {
    FIELD(ReturnedBody, returned_at, FIELD_TIME, .required = true),
    FIELD(ReturnedBody, words, FIELD_TEXT, .personal = true, .max = TEXT_MAX),
    FIELD_END,
};

static const Field filed_fields[] = {
    FIELD(FiledBody, dispatch, FIELD_WORD, .required = true),
    FIELD(FiledBody, what, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field next_fields[] = {
    FIELD(NextBody, next_at, FIELD_TIME),
    FIELD_END,
};

static const Field empty_fields[] = {FIELD_END};

const EventKind leave_events[] = {
    {"leave.asked", asked_fields, sizeof(AskedBody)},
    {"leave.approved", answered_fields, sizeof(AnsweredBody)},
    {"leave.evidenced", evidenced_fields, sizeof(EvidencedBody)},
    {"leave.refused", words_fields, sizeof(WordsBody)},
    {"leave.withdrawn", words_fields, sizeof(WordsBody)},
    {"leave.changed", changed_fields, sizeof(ChangedBody)},
    {"leave.returned", returned_fields, sizeof(ReturnedBody)},
    {"leave.filed", filed_fields, sizeof(FiledBody)},
    {"leave.began", empty_fields, 0},
    {"leave.overdue", next_fields, sizeof(NextBody)},
    {"leave.unanswered", empty_fields, 0},
    {0},
};

#define SUBJECT " WHERE unit = $unit AND id = $subject"
#define QUIET "DELETE FROM due WHERE unit = $unit AND subject = $subject"
#define DUE_APPROVED(chore, column)                                                                \
    "INSERT INTO due (unit, chore, subject, at) SELECT unit, '" chore "', id, " column             \
    " FROM leave" SUBJECT " AND state = 'approved'"

#define NOTE_AWAY "away"

const NoteKind leave_notes[] = {
    {NOTE_AWAY, "post", 300, "text", NULL, 0},
    {0},
};

/* Who of the principals is away, for the board above. */
static bool away_apply(Db *db, const Event *event, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT p.name FROM leave l JOIN person p ON p.unit = l.unit AND p.id = l.person"
        " WHERE l.unit = $unit AND l.state = 'approved' AND l.begun = 1 AND l.principal = 1"
        " AND p.name IS NOT NULL ORDER BY l.from_at, l.id",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", event->unit);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_string_append_printf(names, "%s%s", names->len == 0 ? "" : "、", row_text(rows, 0));
    if (step != STORE_DONE)
        return false;
    const StandingNote note = {.name = NOTE_AWAY,
        .count = FIELD_UNSET,
        .at = FIELD_UNSET,
        .text = names->len == 0 ? NULL : names->str,
        .amiss_at = FIELD_UNSET};
    return standing_note(db, event->unit, &note, error);
}

const Projection leave_projections[] = {
    {.event = "leave.asked",
        .sql = "INSERT INTO leave (unit, id, person, leave_kind, from_at, until_at, place, reason,"
               " transport, acting, acting_phone, state, principal, late, clash, explanation,"
               " phoned_at, phoned_to, asked_at, asked_by, unconfirmed, begun, version)"
               " VALUES ($unit, $subject, $person, $leave_kind, $from_at, $until_at, $place,"
               " $reason, $transport, $acting, $acting_phone, 'asked', $principal, $late,"
               " COALESCE(CAST($clash AS TEXT), ''), $explanation, $phoned_at, $phoned_to, $at,"
               " $actor, 0, 0, $seq)"},
    {.event = "leave.asked",
        .sql = "INSERT INTO due (unit, chore, subject, at, since) VALUES ($unit, '" CHORE_UNANSWERED
               "', $subject, $answer_due_at, $at)"},
    {.event = "leave.approved",
        .sql = "UPDATE leave SET state = 'approved', answered_at = $at, answered_by = $actor,"
               " words = $words, above = COALESCE(CAST($above AS TEXT), above),"
               " above_at = CASE WHEN CAST($above AS TEXT) IS NULL THEN above_at END,"
               " above_paper = CASE WHEN CAST($above AS TEXT) IS NULL THEN above_paper END,"
               " above_by = CASE WHEN CAST($above AS TEXT) IS NULL THEN above_by END,"
               " explanation = COALESCE(CAST($explanation AS TEXT), explanation),"
               " clash = COALESCE(CAST($clash AS TEXT), ''), unconfirmed = 0,"
               " version = $seq" SUBJECT},
    {.event = "leave.approved", .sql = QUIET},
    {.event = "leave.approved", .sql = DUE_APPROVED(CHORE_BEGIN, "from_at") " AND begun = 0"},
    {.event = "leave.approved", .sql = DUE_APPROVED(CHORE_BACK, "until_at")},
    {.event = "leave.evidenced",
        .sql = "UPDATE leave SET above = $above, above_at = $above_at,"
               " above_paper = $above_paper, above_by = $actor, version = $seq" SUBJECT},
    {.event = "leave.refused",
        .sql = "UPDATE leave SET state = 'refused', answered_at = $at, answered_by = $actor,"
               " words = $words, version = $seq" SUBJECT},
    {.event = "leave.refused", .sql = QUIET},
    {.event = "leave.withdrawn",
        .sql = "UPDATE leave SET state = 'withdrawn', words = $words, begun = 0,"
               " version = $seq" SUBJECT},
    {.event = "leave.withdrawn", .sql = QUIET},
    {.event = "leave.withdrawn", .apply = away_apply},
    {.event = "leave.changed",
        .sql = "UPDATE leave SET from_at = $from_at, until_at = $until_at, place = $place,"
               " reason = $reason, transport = $transport, acting = $acting,"
               " acting_phone = $acting_phone, explanation = $explanation,"
               " clash = COALESCE(CAST($clash AS TEXT), ''), words = $words, late = $late,"
               " unconfirmed = $unconfirmed, overdue_at = NULL, above_at = NULL,"
               " above_paper = NULL, above_by = NULL,"
               " begun = CASE WHEN CAST($from_at AS BIGINT) > CAST($at AS BIGINT) THEN 0 ELSE "
               "begun END, version = $seq" SUBJECT},
    {.event = "leave.changed",
        .sql =
            "DELETE FROM due WHERE unit = $unit AND subject = $subject AND chore IN ('" CHORE_BEGIN
            "', '" CHORE_BACK "')"},
    {.event = "leave.changed", .sql = DUE_APPROVED(CHORE_BEGIN, "from_at") " AND begun = 0"},
    {.event = "leave.changed", .sql = DUE_APPROVED(CHORE_BACK, "until_at")},
    {.event = "leave.changed", .apply = away_apply},
    {.event = "leave.returned",
        .sql = "UPDATE leave SET state = 'returned', returned_at = $returned_at,"
               " until_at = CASE WHEN CAST($returned_at AS BIGINT) > from_at THEN"
               " CAST($returned_at AS BIGINT) ELSE from_at END,"
               " begun = 0, words = $words, version = $seq" SUBJECT},
    {.event = "leave.returned", .sql = QUIET},
    {.event = "leave.returned", .apply = away_apply},
    {.event = "leave.filed",
        .sql = "UPDATE leave SET filed_at = $at, dispatch = $dispatch, version = $seq" SUBJECT},
    {.event = "leave.began", .sql = "UPDATE leave SET begun = 1, version = $seq" SUBJECT},
    {.event = "leave.began",
        .sql = "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_BEGIN
               "' AND subject = $subject"},
    {.event = "leave.began", .apply = away_apply},
    {.event = "leave.overdue",
        .sql = "UPDATE leave SET overdue_at = COALESCE(overdue_at, $at), version = $seq" SUBJECT},
    {.event = "leave.overdue",
        .sql = "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_BACK
               "' AND subject = $subject"},
    {.event = "leave.overdue",
        .sql = "INSERT INTO due (unit, chore, subject, at) SELECT unit, '" CHORE_BACK
               "', id, CAST($next_at AS BIGINT) FROM leave" SUBJECT
               " AND CAST($next_at AS BIGINT) > 0"},
    {.event = "leave.unanswered",
        .sql = "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_UNANSWERED
               "' AND subject = $subject"},
    /* Its moments were named by people: what began or was overdue before them, did not. */
    DEADLINE_AGAIN(
        CHORE_BEGIN, "leave", "id", "asked_at", "from_at", "begun = 1", "state = 'approved'"),
    DEADLINE_UNRUNG("leave", "asked_at", "from_at", "begun = 1", "begun = 0"),
    DEADLINE_AGAIN(CHORE_BACK, "leave", "id", "asked_at", "until_at", "overdue_at IS NOT NULL",
        "state = 'approved'"),
    DEADLINE_UNRUNG("leave", "asked_at", "until_at", "overdue_at IS NOT NULL", "overdue_at = NULL"),
    {.event = EVENT_TIME_CORRECTED, .apply = away_apply},
    {0},
};

/* --- passing time --- */

static bool begins(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return decision_emit(decision, "leave.began", subject, NULL, error);
}

static bool not_back(Decision *decision, const char *subject, int64_t at, GError **error)
{
    g_autoptr(Leave) leave = leave_get(decision_db(decision), subject, error);
    json_auto_t *rules = county_file(decision_engine(decision), "leave");

    if (leave == NULL)
        return false;
    bool again = leave->overdue_at != FIELD_UNSET;
    int64_t after = json_integer_value(json_object_get(rules, "overdue_again_minutes")) * MINUTE_MS;
    const NextBody body = {.next_at = again ? FIELD_UNSET : leave->until_at + after};
    if (!decision_emit(decision, "leave.overdue", subject, &body, error))
        return false;
    const NoticeRung rung = {.word = "leave.overdue", .first = "officer", .again = again};
    return notice_climb(decision, &rung, error);
}

static bool not_answered(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return decision_emit(decision, "leave.unanswered", subject, NULL, error) &&
           notice_raise(decision, NULL, "head", "leave.unanswered", error);
}

const Chore leave_chores[] = {
    {CHORE_BEGIN, begins},
    {CHORE_BACK, not_back},
    {CHORE_UNANSWERED, not_answered},
    {0},
};
