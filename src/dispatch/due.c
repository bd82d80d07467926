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

/* The officer, then the leader, then the head. */
static bool ring_one_by_one(
    Decision *decision, const Dispatch *dispatch, int64_t at, int64_t after, GError **error)
{
    static const char *const told[] = {"officer", "leader", "head"};
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    int64_t leader_at = dispatch->sign_due_at + after;
    int64_t head_at = MAX(leader_at + 1, dispatch->sign_due_at + dispatch_head_after_ms(rules));
    int stage = at < leader_at ? 0 : at < head_at ? 1 : 2;
    const int64_t next[] = {leader_at, head_at, FIELD_UNSET};
    const RangBody body = {
        .clock = (char *) CHORE_SIGN_FOR, .stage = stage + 1, .next_at = next[stage]};
    return decision_emit(decision, "dispatch.rang", dispatch->id, &body, error) &&
           notice_raise(
               decision, dispatch->matter, told[stage], "dispatch.call_unconfirmed", error);
}

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
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), subject, error);
    if (dispatch == NULL)
        return false;
    int64_t after = dispatch_leader_after_ms(rules, dispatch->type);
    if (after > 0)
        return ring_one_by_one(decision, dispatch, at, after, error);
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

/* Also where the kind of matter is not known here: then that its time is up is all there is. */
static bool opens(Decision *decision, const char *subject, int64_t at, GError **error)
{
    const RangBody body = {.clock = (char *) CHORE_OPEN, .stage = 1, .next_at = FIELD_UNSET};
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), subject, error);
    return dispatch != NULL && decision_emit(decision, "dispatch.rang", subject, &body, error) &&
           dispatch_open_itself(decision, dispatch, error);
}

const Chore dispatch_chores[] = {
    {CHORE_SIGN_FOR, sign_for_rings},
    {CHORE_ANSWER, answer_rings},
    {CHORE_CONFIRM, confirm_rings},
    {CHORE_OPEN, opens},
    {NULL},
};
