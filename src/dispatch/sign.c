/* SPDX-License-Identifier: Apache-2.0 */
/* The leader's word: at the desk, or by telephone, read back and confirmed later. */
#include "dispatch/dispatch_private.h"

#include "unit/oral.h"
#include "unit/person.h"
#include "unit/watch.h"

#include <string.h>

static const Field sign_off_args[] = {
    FIELD(IdArgs, id, FIELD_WORD, .required = true, .help = "The draft"), FIELD_END};

static bool sign_off_decide(Decision *decision, const void *data, GError **error)
{
    const IdArgs *args = data;
    const Actor *actor = decision_actor(decision);
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_SIGN_OFF, error);
    if (dispatch == NULL || !act_needs_watch(decision, WATCH_LEADER, error))
        return false;
    SignedBody body = {.mode = (char *) "desk",
        .person = actor->person,
        .name = actor->name,
        .signed_at = decision_now(decision),
        .confirm_due_at = FIELD_UNSET};
    return decision_emit(decision, "dispatch.signed", args->id, &body, error) &&
           draft_send(decision, dispatch, error);
}

typedef struct OralArgs {
    char *id, *leader, *words;
    int64_t at;
} OralArgs;

static const Field oral_args[] = {
    FIELD(OralArgs, id, FIELD_WORD, .required = true, .help = "The draft, read back by telephone"),
    FIELD(OralArgs, leader, FIELD_WORD, .required = true, .help = "Which leader: id of a person"),
    FIELD(OralArgs, words, FIELD_TEXT, .required = true, .min = 1, .max = 500,
        .help = "The leader's words"),
    FIELD(OralArgs, at, FIELD_TIME, .help = "When they were said; now when absent"), FIELD_END};

static bool oral_decide(Decision *decision, const void *data, GError **error)
{
    const OralArgs *args = data;
    int64_t now = decision_now(decision);
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_SIGN_OFF_ORAL, error);
    if (dispatch == NULL || !act_needs_watch(decision, NULL, error))
        return false;
    g_autoptr(Person) leader = oral_leader(decision, args->leader, error);
    int64_t said_at = args->at != FIELD_UNSET ? args->at : now;
    if (leader == NULL || !oral_time_check(decision, said_at, dispatch->drafted_at, error))
        return false;
    SignedBody body = {.mode = (char *) "oral",
        .person = leader->id,
        .name = leader->name,
        .words = args->words,
        .signed_at = said_at,
        .confirm_due_at = now + dispatch_confirm_ms(rules)};
    return decision_emit(decision, "dispatch.signed", args->id, &body, error) &&
           draft_send(decision, dispatch, error) &&
           notice_raise(decision, dispatch->matter, "leader", "dispatch.oral", error);
}

static bool confirm_decide(Decision *decision, const void *data, GError **error)
{
    const IdArgs *args = data;
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_CONFIRM_ORAL, error);
    if (dispatch == NULL)
        return false;
    if (g_strcmp0(dispatch->signed_person, decision_actor(decision)->person) != 0)
        return fail_as(error, FAIL_DENIED, "not_the_leader",
            "only the leader who gave the word can confirm it");
    EmptyBody none = {0};
    return decision_emit(decision, "dispatch.confirmed", args->id, &none, error);
}

typedef struct DenyArgs {
    char *id, *words;
} DenyArgs;

static const Field deny_args[] = {FIELD(DenyArgs, id, FIELD_WORD, .required = true,
                                      .help = "Signed off orally in the leader's name"),
    FIELD(DenyArgs, words, FIELD_TEXT, .required = true, .min = 1, .max = 500,
        .help = "What is not so"),
    FIELD_END};

/* It has gone, and can't be called back: whoever has it is told, and so is the head, who must see
 * that somebody answers for it. */
static bool deny_decide(Decision *decision, const void *data, GError **error)
{
    const DenyArgs *args = data;
    const Actor *actor = decision_actor(decision);
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_DENY_ORAL, error);
    if (dispatch == NULL)
        return false;
    if (g_strcmp0(dispatch->signed_person, actor->person) != 0)
        return fail_as(error, FAIL_DENIED, "not_the_leader",
            "only the leader in whose name it went can deny it");
    const OralBody body = {.state = (char *) ORAL_DENIED,
        .person = actor->person,
        .name = actor->name,
        .words = args->words};
    return decision_emit(decision, "dispatch.oral_denied", args->id, &body, error) &&
           notice_raise(decision, dispatch->matter, "head", "dispatch.oral_denied", error) &&
           notice_raise(decision, dispatch->matter, "officer", "dispatch.oral_denied", error);
}

static const char *const outcomes[] = {ORAL_STANDS, ORAL_VOID, NULL};

typedef struct SettleArgs {
    char *id, *outcome, *words;
} SettleArgs;

static const Field settle_args[] = {
    FIELD(SettleArgs, id, FIELD_WORD, .required = true, .help = "Denied, or long unconfirmed"),
    FIELD(SettleArgs, outcome, FIELD_WORD, .required = true, .choices = outcomes,
        .help = "stands: I answer for it; void: whoever has it is told to disregard it"),
    FIELD(SettleArgs, words, FIELD_TEXT, .required = true, .min = 1, .max = 500,
        .help = "What was found"),
    FIELD_END};

static bool settle_decide(Decision *decision, const void *data, GError **error)
{
    const SettleArgs *args = data;
    const Actor *actor = decision_actor(decision);
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_SETTLE_ORAL, error);
    if (dispatch == NULL)
        return false;
    if (g_strcmp0(dispatch->signed_person, actor->person) == 0)
        return fail_as(error, FAIL_DENIED, "own_word", "another leader settles it");
    const OralBody body = {
        .state = args->outcome, .person = actor->person, .name = actor->name, .words = args->words};
    return decision_emit(decision, "dispatch.oral_settled", args->id, &body, error);
}

const Command sign_commands[] = {
    {.name = "dispatch.sign_off",
        .method = "POST",
        .path = "/dispatches/{id}/sign_off",
        .permission = "dispatch.sign",
        .args = sign_off_args,
        .args_size = sizeof(IdArgs),
        .reply = dispatch_reply,
        .decide = sign_off_decide,
        .conclude = act_conclude,
        .help = "The duty leader signs a draft off; it goes at once"},
    {.name = "dispatch.sign_off_oral",
        .method = "POST",
        .path = "/dispatches/{id}/sign_off_oral",
        .permission = "dispatch.send",
        .args = oral_args,
        .args_size = sizeof(OralArgs),
        .reply = dispatch_reply,
        .decide = oral_decide,
        .conclude = act_conclude,
        .help = "Records that a leader signed off by telephone; it goes at once"},
    {.name = "dispatch.confirm_oral",
        .method = "POST",
        .path = "/dispatches/{id}/confirm_oral",
        .permission = "dispatch.sign",
        .args = sign_off_args,
        .args_size = sizeof(IdArgs),
        .reply = dispatch_reply,
        .decide = confirm_decide,
        .conclude = act_conclude,
        .help = "The leader confirms in the system what was signed off orally"},
    {.name = "dispatch.deny_oral",
        .method = "POST",
        .path = "/dispatches/{id}/deny_oral",
        .permission = "dispatch.sign",
        .args = deny_args,
        .args_size = sizeof(DenyArgs),
        .reply = dispatch_reply,
        .decide = deny_decide,
        .conclude = act_conclude,
        .help = "The leader denies what was sent off orally in their name; receivers are told"},
    {.name = "dispatch.settle_oral",
        .method = "POST",
        .path = "/dispatches/{id}/settle_oral",
        .permission = "dispatch.sign",
        .args = settle_args,
        .args_size = sizeof(SettleArgs),
        .reply = dispatch_reply,
        .decide = settle_decide,
        .conclude = act_conclude,
        .help = "Another leader answers for an oral sign-off that was denied or left unconfirmed"},
    {NULL},
};
