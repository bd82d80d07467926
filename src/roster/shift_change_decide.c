/* SPDX-License-Identifier: Apache-2.0 */
/* A leader's word on a swap or stand-in: at the desk, or by telephone and confirmed later. */
#include "base/json.h"
#include "dispatch/dispatch.h"
#include "dispatch/dispatch_rules.h"
#include "matter/matter.h"
#include "roster/coverage.h"
#include "roster/module.h"
#include "roster/shift_change.h"
#include "unit/oral.h"
#include "unit/person.h"

#include <string.h>

typedef struct DecideArgs {
    char *id;
    char *reason;
    char *leader;
    char *words;
    int64_t at;
} DecideArgs;

static ShiftChange *change_in(Decision *decision, const char *id, const char *state, GError **error)
{
    g_autoptr(ShiftChange) change = shift_change_get(decision_db(decision), id, error);

    if (change == NULL)
        return NULL;
    if (strcmp(change->state, state) == 0)
        return g_steal_pointer(&change);
    fail_as(error, FAIL_CONFLICT, "wrong_state", "the change is %s", change->state);
    return NULL;
}

static bool is_part(const ShiftChange *change, const char *person)
{
    return person != NULL &&
           (g_strcmp0(change->was, person) == 0 || strcmp(change->person, person) == 0);
}

/* Both shifts must be as they were when it was asked. */
static bool shifts_check(Decision *decision, const ShiftChange *change, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Shift) shift = shift_get(db, change->shift, error);
    g_autoptr(Shift) other = NULL;

    if (shift == NULL)
        return false;
    bool same = shift->live && g_strcmp0(shift->person, change->was) == 0;
    if (change->other_shift != NULL) {
        other = shift_get(db, change->other_shift, error);
        if (other == NULL)
            return false;
        same = same && other->live && g_strcmp0(other->person, change->person) == 0;
    }
    if (!same)
        return fail_as(
            error, FAIL_CONFLICT, "shift_changed", "the shift is no longer as it was asked");
    return shift->ends_at > decision_now(decision) ||
           fail_as(error, FAIL_CONFLICT, "shift_over", "the shift is over");
}

/* {rule, shift, person} of the hard rules among `breaks`. */
static json_t *hard_breaks(const json_t *breaks)
{
    json_t *items = json_array();
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (breaks, i, item) {
        if (json_flag(item, "hard"))
            json_array_append_new(
                items, json_pack("{s:s, s:s*, s:s*}", "rule", json_text(item, "rule"), "shift",
                           json_text(item, "shift"), "person", json_text(item, "person")));
    }
    return items;
}

static bool approve_emit(
    Decision *decision, const ShiftChange *change, const ChangeApprovedBody *how, GError **error)
{
    ChangeApprovedBody body = *how;
    json_auto_t *breaks = NULL, *hard = NULL;

    if (!shifts_check(decision, change, error))
        return false;
    breaks = shift_change_breaks(
        decision_engine(decision), decision_db(decision), change, decision_now(decision), error);
    if (breaks == NULL)
        return false;
    hard = hard_breaks(breaks);
    if (json_array_size(hard) > 0 && body.reason == NULL)
        return fail_as(error, FAIL_CONFLICT, "breaks_rules",
            "the change breaks %zu hard rules: approving it needs a reason", json_array_size(hard));
    body.broken = json_array_size(hard) > 0 ? hard : NULL;
    body.way = change->kind;
    body.shift = change->shift;
    body.was = change->was;
    body.person = change->person;
    body.other_shift = change->other_shift;
    return decision_emit(decision, EVENT_CHANGE_APPROVED, change->id, &body, error) &&
           coverage_refresh(decision, error);
}

/* ---- at the desk ---- */

static const Field approve_args[] = {
    FIELD(DecideArgs, id, FIELD_WORD, .required = true, .help = "The change."),
    FIELD(DecideArgs, reason, FIELD_TEXT, .min = 2, .max = 200,
        .help = "Why in spite of the rules it breaks; needed where it breaks any."),
    FIELD_END,
};

static bool not_own(Decision *decision, const ShiftChange *change, GError **error)
{
    const Actor *actor = decision_actor(decision);

    if (actor == NULL || actor->person == NULL)
        return fail(error, FAIL_DENIED, "only a leader decides this");
    return !is_part(change, actor->person) ||
           fail_as(error, FAIL_DENIED, "own_change", "nobody decides on a change of their own");
}

static bool approve_decide(Decision *decision, const void *data, GError **error)
{
    const DecideArgs *args = data;
    g_autoptr(ShiftChange) change = change_in(decision, args->id, CHANGE_ASKED, error);

    if (change == NULL || !not_own(decision, change, error))
        return false;
    const ChangeApprovedBody how = {.mode = (char *) "desk",
        .leader = decision_actor(decision)->person,
        .reason = args->reason,
        .said_at = FIELD_UNSET,
        .confirm_due_at = FIELD_UNSET};
    return approve_emit(decision, change, &how, error) &&
           notice_raise(decision, NULL, "officer", EVENT_CHANGE_APPROVED, error);
}

static const Field refuse_args[] = {
    FIELD(DecideArgs, id, FIELD_WORD, .required = true, .help = "The change."),
    FIELD(DecideArgs, reason, FIELD_TEXT, .required = true, .min = 2, .max = 200),
    FIELD_END,
};

static bool refuse_decide(Decision *decision, const void *data, GError **error)
{
    const DecideArgs *args = data;
    g_autoptr(ShiftChange) change = change_in(decision, args->id, CHANGE_ASKED, error);

    if (change == NULL || !not_own(decision, change, error))
        return false;
    const ChangeWordBody body = {.leader = decision_actor(decision)->person, .words = args->reason};
    return decision_emit(decision, EVENT_CHANGE_REFUSED, args->id, &body, error) &&
           notice_raise(decision, NULL, "officer", EVENT_CHANGE_REFUSED, error);
}

/* ---- by telephone ---- */

static const Field oral_args[] = {
    FIELD(DecideArgs, id, FIELD_WORD, .required = true, .help = "The change."),
    FIELD(DecideArgs, leader, FIELD_WORD, .required = true, .max = 40,
        .help = "Which leader: id of a person."),
    FIELD(DecideArgs, words, FIELD_TEXT, .required = true, .min = 1, .max = 500,
        .help = "The leader's words."),
    FIELD(DecideArgs, at, FIELD_TIME, .help = "When they were said; now when absent."),
    FIELD(DecideArgs, reason, FIELD_TEXT, .min = 2, .max = 200,
        .help = "Why in spite of the rules it breaks; needed where it breaks any."),
    FIELD_END,
};

static bool leader_check(
    Decision *decision, const DecideArgs *args, const ShiftChange *change, GError **error)
{
    g_autoptr(Person) leader = oral_leader(decision, args->leader, error);

    if (leader == NULL)
        return false;
    return !is_part(change, args->leader) || fail_field(error, "leader", "own_change");
}

static bool oral_decide(Decision *decision, const void *data, GError **error)
{
    const DecideArgs *args = data;
    const DispatchRules *rules = engine_service(decision_engine(decision), SERVICE_DISPATCH_RULES);
    int64_t now = decision_now(decision), said_at = args->at == FIELD_UNSET ? now : args->at;
    g_autoptr(ShiftChange) change = change_in(decision, args->id, CHANGE_ASKED, error);

    if (change == NULL || !leader_check(decision, args, change, error) ||
        !oral_time_check(decision, said_at, change->asked_at, error))
        return false;
    const ChangeApprovedBody how = {.mode = (char *) "oral",
        .leader = args->leader,
        .words = args->words,
        .reason = args->reason,
        .said_at = said_at,
        .confirm_due_at = now + dispatch_confirm_ms(rules)};
    return approve_emit(decision, change, &how, error) &&
           notice_raise(decision, NULL, "leader", "shift_change.oral", error);
}

static const Field confirm_args[] = {
    FIELD(DecideArgs, id, FIELD_WORD, .required = true, .help = "The change."),
    FIELD_END,
};

static ShiftChange *oral_own(Decision *decision, const char *id, GError **error)
{
    g_autoptr(ShiftChange) change = change_in(decision, id, CHANGE_APPROVED, error);

    if (change == NULL)
        return NULL;
    if (g_strcmp0(change->mode, "oral") != 0 || change->confirmed_at != FIELD_UNSET) {
        fail_as(error, FAIL_CONFLICT, "wrong_state", "there is nothing to confirm");
        return NULL;
    }
    if (g_strcmp0(change->leader, decision_actor(decision)->person) == 0)
        return g_steal_pointer(&change);
    fail_as(error, FAIL_DENIED, "not_the_leader",
        "only the leader who gave the word can confirm or deny it");
    return NULL;
}

static bool confirm_decide(Decision *decision, const void *data, GError **error)
{
    const DecideArgs *args = data;
    g_autoptr(ShiftChange) change = oral_own(decision, args->id, error);
    const ChangeWordBody body = {0};

    return change != NULL &&
           decision_emit(decision, EVENT_CHANGE_CONFIRMED, args->id, &body, error);
}

static bool deny_decide(Decision *decision, const void *data, GError **error)
{
    const DecideArgs *args = data;
    g_autoptr(ShiftChange) change = oral_own(decision, args->id, error);
    const ChangeWordBody body = {.words = args->reason};

    return change != NULL && decision_emit(decision, EVENT_CHANGE_DENIED, args->id, &body, error) &&
           notice_raise(decision, NULL, "head", EVENT_CHANGE_DENIED, error);
}

static bool confirm_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    const DispatchRules *rules = engine_service(decision_engine(decision), SERVICE_DISPATCH_RULES);
    g_autoptr(ShiftChange) change = shift_change_get(decision_db(decision), subject, error);

    if (change == NULL)
        return false;
    bool again = change->late;
    const ChangeRangBody body = {.stage = again ? 2 : 1,
        .next_at = again ? FIELD_UNSET : change->confirm_due_at + dispatch_head_after_ms(rules)};
    return decision_emit(decision, EVENT_CHANGE_RANG, subject, &body, error) &&
           notice_climb(
               decision, &(NoticeRung){.word = "shift_change.oral", .again = again}, error);
}

#define DECIDES                                                                                    \
    .method = "POST", .args_size = sizeof(DecideArgs), .reply = shift_change_fields,               \
    .shows = &shift_change_view

static const Command commands[] = {
    {.name = "shift_change.approve",
        .path = "/shift-changes/{id}/approve",
        .permission = "roster.approve",
        .args = approve_args,
        DECIDES,
        .decide = approve_decide,
        .help = "A leader approves a swap or stand-in; the shift has its new person at once."},
    {.name = "shift_change.refuse",
        .path = "/shift-changes/{id}/refuse",
        .permission = "roster.approve",
        .args = refuse_args,
        DECIDES,
        .decide = refuse_decide,
        .help = "A leader refuses a swap or stand-in, and says why."},
    {.name = "shift_change.approve_oral",
        .path = "/shift-changes/{id}/approve-oral",
        .permission = "roster.draft",
        .args = oral_args,
        DECIDES,
        .decide = oral_decide,
        .help = "Records that a leader approved by telephone; marked until that leader confirms."},
    {.name = "shift_change.confirm",
        .path = "/shift-changes/{id}/confirm",
        .permission = "roster.approve",
        .args = confirm_args,
        DECIDES,
        .decide = confirm_decide,
        .help = "The leader confirms the word given by telephone."},
    {.name = "shift_change.deny",
        .path = "/shift-changes/{id}/deny",
        .permission = "roster.approve",
        .args = refuse_args,
        DECIDES,
        .decide = deny_decide,
        .help = "The leader says that no such word was given; the shift stays as it was stood."},
    {0},
};

static const Chore chores[] = {
    {CHORE_CHANGE_CONFIRM, confirm_rings},
    {0},
};

const Part shift_change_decide_part = {.commands = commands, .chores = chores};
