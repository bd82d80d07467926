/* SPDX-License-Identifier: Apache-2.0 */
/* A head's leave, which the level above answers: by somebody there, who has it on their page, or
 * outside, which is put down with who, when and by what paper, and accepted by another. */
#include "base/json.h"
#include "base/text.h"
#include "leave/leave_commands.h"
#include "matter/matter.h"
#include "unit/unit.h"

static bool head_check(Decision *decision, const Leave *leave, GError **error)
{
    json_auto_t *rules = county_file(decision_engine(decision), "leave");
    bool head = false;

    return leave_holds(decision_db(decision), rules, "heads", leave->person, &head, error) &&
           (head || fail_as(error, FAIL_CONFLICT, "no_heads_leave",
                        "the unit itself answers the leave of whoever is not its head"));
}

/* --- there --- */

static char *above_asks_unit(Engine *engine, Db *db, const void *data, GError **error)
{
    g_autofree char *unit = text_unit_of(((const LeaveArgs *) data)->id);
    g_autofree char *parent = NULL;

    if (unit != NULL && !unit_parent(db, unit, &parent, error))
        return NULL;
    if (parent == NULL)
        fail_as(error, FAIL_CONFLICT, "no_unit_above", "there is no unit above here");
    return g_steal_pointer(&parent);
}

static const Field agree_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."),
    FIELD(LeaveArgs, words, FIELD_TEXT, .max = 500, .help = "Words with it."),
    FIELD_END,
};

static const Field decline_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."),
    FIELD(LeaveArgs, words, FIELD_TEXT, .required = true, .min = 2, .max = 500, .help = "Why."),
    FIELD_END,
};

/* Where they answered, and who. */
static char *answerer_print(Decision *decision)
{
    const Actor *actor = decision_actor(decision);
    g_autofree char *unit = actor == NULL ? NULL : unit_name(decision_db(decision), actor->unit);

    return actor == NULL ? NULL : g_strdup_printf("%s %s", unit, actor->name);
}

static bool agree_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_ASKED, error);
    g_autofree char *above = answerer_print(decision);
    const AnsweredBody said = {.words = args->words, .above = above};

    return leave != NULL && head_check(decision, leave, error) &&
           leave_approve(decision, leave, &said, error) &&
           notice_raise(decision, NULL, "head", "leave.answered_above", error);
}

static bool decline_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_ASKED, error);
    const WordsBody body = {.words = args->words};

    if (leave == NULL || !head_check(decision, leave, error))
        return false;
    if (g_strcmp0(leave->state, "asked") != 0)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "it was approved before");
    return decision_emit(decision, "leave.refused", args->id, &body, error) &&
           notice_raise(decision, NULL, "head", "leave.answered_above", error);
}

/* --- outside --- */

static const Field evidence_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."),
    FIELD(LeaveArgs, above, FIELD_TEXT, .line = true, .required = true, .min = 2, .max = 200,
        .help = "Who of the level above agreed."),
    FIELD(LeaveArgs, at, FIELD_TIME, .required = true, .help = "When."),
    FIELD(LeaveArgs, paper, FIELD_TEXT, .line = true, .required = true, .min = 2, .max = 200,
        .help = "By what: a paper and its number, a telephone call."),
    FIELD_END,
};

static bool evidence_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_ASKED, error);
    const EvidencedBody body = {
        .above = args->above, .above_at = args->at, .above_paper = args->paper};

    if (leave == NULL || !leave_asker_check(decision, leave, error) ||
        !head_check(decision, leave, error))
        return false;
    if (args->at > decision_now(decision))
        return fail_field(error, "at", "in_future");
    return decision_emit(decision, "leave.evidenced", args->id, &body, error) &&
           notice_raise(decision, NULL, "leader", "leave.evidenced", error);
}

const Command leave_above_commands[] = {
    {.name = "leave.agree",
        .method = "POST",
        .path = "/leaves/{id}/agree",
        .permission = "leave.approve",
        .asks_unit = above_asks_unit,
        .args = agree_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = agree_decide,
        .shows = &leave_view,
        .help = "Approves the leave of a head of the unit below."},
    {.name = "leave.decline",
        .method = "POST",
        .path = "/leaves/{id}/decline",
        .permission = "leave.approve",
        .asks_unit = above_asks_unit,
        .args = decline_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = decline_decide,
        .shows = &leave_view,
        .help = "Refuses the leave of a head of the unit below, with a word."},
    {.name = "leave.evidence",
        .method = "POST",
        .path = "/leaves/{id}/evidence",
        .permission = "leave.ask",
        .args = evidence_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = evidence_decide,
        .shows = &leave_view,
        .help = "Puts down who of the level above agreed outside the system, when and by what; "
                "another accepts it by approving."},
    {0},
};
