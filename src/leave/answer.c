/* SPDX-License-Identifier: Apache-2.0 */
/* Approving, refusing, withdrawing, coming back. */
#include "base/json.h"
#include "leave/leave_commands.h"
#include "matter/matter.h"

static bool state_fits(const Leave *leave, LeaveNeeds needs)
{
    bool asked = g_strcmp0(leave->state, "asked") == 0;
    bool approved = g_strcmp0(leave->state, "approved") == 0;

    switch (needs) {
    case LEAVE_ASKED:
        return asked || (approved && leave->unconfirmed);
    case LEAVE_APPROVED:
        return approved;
    case LEAVE_OPEN:
        break;
    }
    return asked || approved;
}

Leave *leave_begin(Decision *decision, const char *id, LeaveNeeds needs, GError **error)
{
    g_autoptr(Leave) leave = leave_get(decision_db(decision), id, error);

    if (leave == NULL)
        return NULL;
    if (state_fits(leave, needs))
        return g_steal_pointer(&leave);
    fail_as(error, FAIL_CONFLICT, "wrong_state", "the leave is %s", leave->state);
    return NULL;
}

bool leave_asker_check(Decision *decision, const Leave *leave, GError **error)
{
    const Actor *actor = decision_actor(decision);

    return actor == NULL || g_strcmp0(actor->person, leave->person) == 0 ||
           g_strcmp0(actor->account, leave->asked_by) == 0 ||
           decision_permits(decision, "duty.handover", error);
}

bool leave_may_answer(Decision *decision, const Leave *leave, bool *out_may, GError **error)
{
    const Asking asking = asking_of(decision);

    *out_may = asking.actor == NULL || g_strcmp0(asking.actor->person, leave->person) != 0;
    return !*out_may || asking_may(&asking, "leave.approve", leave->unit, out_may, error);
}

/* --- approving --- */

#define WORDS FIELD(LeaveArgs, words, FIELD_TEXT, .max = 500, .help = "Words with it.")

static const Field approve_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."), WORDS,
    FIELD(LeaveArgs, explanation, FIELD_TEXT, .max = 500,
        .help = "Why, when nobody of the two who lead is left."),
    FIELD_END};

static bool blank(const char *text)
{
    return text == NULL || *text == '\0';
}

/* A head answers to the level above: at home, what was put down of its word is accepted by
 * another than who put it down. Nobody approves their own. */
static bool approver_check(
    Decision *decision, const json_t *rules, const Leave *leave, GError **error)
{
    const Actor *actor = decision_actor(decision);
    bool head = false;

    if (!leave_holds(decision_db(decision), rules, "heads", leave->person, &head, error))
        return false;
    if (head && leave->above_by == NULL)
        return fail_field(error, "above", "required");
    if (actor != NULL && g_strcmp0(actor->person, leave->person) == 0)
        return fail_as(error, FAIL_DENIED, "own_leave", "nobody approves their own leave");
    if (head && actor != NULL && g_strcmp0(actor->account, leave->above_by) == 0)
        return fail_as(error, FAIL_DENIED, "own_evidence",
            "another accepts what one has put down of the level above");
    return true;
}

bool leave_approve(Decision *decision, const Leave *leave, const AnsweredBody *said, GError **error)
{
    json_auto_t *rules = county_file(decision_engine(decision), "leave");
    g_auto(GStrv) clash = NULL;
    const LeaveDraft draft = {.id = leave->id,
        .unit = leave->unit,
        .person = leave->person,
        .acting = leave->acting,
        .explanation = blank(said->explanation) ? leave->explanation : said->explanation,
        .from_at = leave->from_at,
        .until_at = leave->until_at};
    if (!leave_clash_check(decision, rules, &draft, &clash, error))
        return false;
    bool again = g_strcmp0(leave->state, "approved") == 0;
    const AnsweredBody body = {.words = said->words,
        .above = said->above,
        .explanation = said->explanation,
        .clash = clash};
    if (!decision_emit(decision, "leave.approved", leave->id, &body, error))
        return false;
    if (!leave->begun && leave->from_at <= decision_now(decision) &&
        !decision_emit(decision, "leave.began", leave->id, NULL, error))
        return false;
    return again || leave_file(decision, leave->id, "approved", error);
}

static bool approve_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_ASKED, error);
    json_auto_t *rules = county_file(decision_engine(decision), "leave");
    const AnsweredBody said = {.words = args->words, .explanation = args->explanation};

    return leave != NULL && approver_check(decision, rules, leave, error) &&
           leave_approve(decision, leave, &said, error);
}

/* --- refusing, withdrawing --- */

static const Field refuse_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."),
    FIELD(LeaveArgs, words, FIELD_TEXT, .required = true, .min = 2, .max = 500, .help = "Why."),
    FIELD_END,
};

static const Field withdraw_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."), WORDS, FIELD_END};

static bool refuse_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_ASKED, error);
    const WordsBody body = {.words = args->words};

    if (leave == NULL)
        return false;
    if (g_strcmp0(leave->state, "asked") != 0)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "it was approved before");
    return decision_emit(decision, "leave.refused", args->id, &body, error);
}

static bool withdraw_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_OPEN, error);
    const WordsBody body = {.words = args->words};

    if (leave == NULL || !leave_asker_check(decision, leave, error))
        return false;
    if (leave->begun)
        return fail_as(error, FAIL_CONFLICT, "leave_begun", "who has left comes back instead");
    return decision_emit(decision, "leave.withdrawn", args->id, &body, error) &&
           (leave->filed_at == FIELD_UNSET || leave_file(decision, args->id, "withdrawn", error));
}

/* --- coming back --- */

static const Field return_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."),
    FIELD(LeaveArgs, at, FIELD_TIME, .help = "When they came back, if not now."), WORDS, FIELD_END};

static bool return_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_APPROVED, error);
    int64_t now = decision_now(decision);
    const ReturnedBody body = {
        .returned_at = args->at == FIELD_UNSET ? now : args->at, .words = args->words};

    if (leave == NULL || !leave_asker_check(decision, leave, error))
        return false;
    if (body.returned_at > now)
        return fail_field(error, "at", "in_future");
    if (!leave->begun)
        return fail_as(error, FAIL_CONFLICT, "leave_not_begun", "who has not left withdraws it");
    if (body.returned_at < leave->from_at)
        return fail_field(error, "at", "before_start");
    return decision_emit(decision, "leave.returned", args->id, &body, error) &&
           leave_file(decision, args->id, "returned", error);
}

const Command leave_answer_commands[] = {
    {.name = "leave.approve",
        .method = "POST",
        .path = "/leaves/{id}/approve",
        .permission = "leave.approve",
        .args = approve_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = approve_decide,
        .shows = &leave_view,
        .help = "Approves a leave, or confirms what was changed; a principal's is filed above."},
    {.name = "leave.refuse",
        .method = "POST",
        .path = "/leaves/{id}/refuse",
        .permission = "leave.approve",
        .args = refuse_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = refuse_decide,
        .shows = &leave_view,
        .help = "Refuses a leave with a word."},
    {.name = "leave.withdraw",
        .method = "POST",
        .path = "/leaves/{id}/withdraw",
        .permission = "leave.ask",
        .args = withdraw_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = withdraw_decide,
        .shows = &leave_view,
        .help = "Takes back a leave that has not begun."},
    {.name = "leave.return",
        .method = "POST",
        .path = "/leaves/{id}/return",
        .permission = "leave.ask",
        .args = return_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = return_decide,
        .shows = &leave_view,
        .help = "Back again: ends the leave, and tells the level above."},
    {0},
};
