/* SPDX-License-Identifier: Apache-2.0 */
/* What is due about a dispatch: signing for it, answering it, confirming an oral sign-off. */
#include "dispatch/dispatch_private.h"

#include <string.h>

typedef struct Alarm {
    const char *chore;
    const char *word;  /* what the notice says */
    const char *first; /* who is told besides the head, when it becomes late */
    int64_t (*due_at)(const Dispatch *dispatch);
} Alarm;

static int64_t sign_due_at(const Dispatch *dispatch)
{
    return dispatch->sign_due_at;
}

static int64_t answer_due_at(const Dispatch *dispatch)
{
    return dispatch->answer_due_at;
}

static int64_t confirm_due_at(const Dispatch *dispatch)
{
    return dispatch->confirm_due_at;
}

static const Alarm alarms[] = {
    {CHORE_SIGN_FOR, "dispatch.sign_for_late", "officer", sign_due_at},
    {CHORE_ANSWER, "dispatch.answer_late", "officer", answer_due_at},
    {CHORE_CONFIRM, "dispatch.oral", NULL, confirm_due_at},
};

static bool ring(
    Decision *decision, const Alarm *alarm, const char *subject, int64_t at, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), subject, error);
    if (dispatch == NULL)
        return false;
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    int64_t due_at = alarm->due_at(dispatch);
    bool again = at > due_at;
    RangBody body = {.clock = (char *) alarm->chore,
        .stage = again ? 2 : 1,
        .next_at = again ? FIELD_UNSET : due_at + dispatch_head_after_ms(rules)};
    if (!decision_emit(decision, "dispatch.rang", subject, &body, error))
        return false;
    const NoticeRung rung = {
        .word = alarm->word, .matter = dispatch->matter, .first = alarm->first, .again = again};
    return notice_climb(decision, &rung, error);
}

static bool sign_for_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return ring(decision, &alarms[0], subject, at, error);
}

static bool answer_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return ring(decision, &alarms[1], subject, at, error);
}

static bool confirm_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return ring(decision, &alarms[2], subject, at, error);
}

const Chore dispatch_chores[] = {
    {CHORE_SIGN_FOR, sign_for_rings},
    {CHORE_ANSWER, answer_rings},
    {CHORE_CONFIRM, confirm_rings},
    {NULL},
};
