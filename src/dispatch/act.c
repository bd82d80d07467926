/* SPDX-License-Identifier: Apache-2.0 */
/* Which act fits which state, and who may take it. */
#include "dispatch/dispatch_private.h"

#include "unit/watch.h"

#include <string.h>

typedef struct Act {
    const char *name;
    const char *permission;
    bool (*fits)(const DispatchRules *rules, const Dispatch *dispatch);
} Act;

static bool is_state(const Dispatch *dispatch, const char *state)
{
    return strcmp(dispatch->state, state) == 0;
}

/* What goes upward speaks for the unit: it goes by a leader's word, or not at all. */
static bool fits_sign_off(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_state(dispatch, "drafted") && dispatch_needs_sign_off(rules, dispatch->type);
}

static bool fits_confirm_oral(const DispatchRules *rules, const Dispatch *dispatch)
{
    return dispatch_is_out(dispatch) && g_strcmp0(dispatch->oral_state, ORAL_OPEN) == 0;
}

/* Another leader answers for it once the one who is named denies it, or lets the time go by. */
static bool fits_settle_oral(const DispatchRules *rules, const Dispatch *dispatch)
{
    return dispatch_is_out(dispatch) &&
           (g_strcmp0(dispatch->oral_state, ORAL_DENIED) == 0 ||
               (g_strcmp0(dispatch->oral_state, ORAL_OPEN) == 0 && dispatch->rang > 0));
}

static bool fits_send(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_state(dispatch, "drafted") && !dispatch_needs_sign_off(rules, dispatch->type);
}

static bool fits_draft(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_state(dispatch, "drafted");
}

static bool is_in(const Dispatch *dispatch)
{
    return !dispatch_is_out(dispatch) && dispatch->returned_at == FIELD_UNSET;
}

static bool fits_sign_for(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_in(dispatch) && dispatch->signed_for_at == FIELD_UNSET &&
           dispatch->closed_at == FIELD_UNSET;
}

/* Once it has become a matter or was answered the receiver has taken it on: sending it back then
 * would leave it with nobody. What nobody here has signed for may go back: a rule alone put it to a
 * matter, or opened one. A copy asks for nothing that could be refused. */
static bool fits_return(const DispatchRules *rules, const Dispatch *dispatch)
{
    bool by_rule_alone = dispatch->signed_for_at == FIELD_UNSET;
    return is_in(dispatch) && !dispatch->copy && (dispatch->matter == NULL || by_rule_alone) &&
           dispatch->answered_at == FIELD_UNSET && dispatch->closed_at == FIELD_UNSET;
}

static bool fits_attach(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_in(dispatch) && dispatch->matter == NULL;
}

static bool fits_open(const DispatchRules *rules, const Dispatch *dispatch)
{
    g_autofree char *kind = payload_kind(dispatch->payload);
    return fits_attach(rules, dispatch) && kind != NULL;
}

static bool fits_in(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_in(dispatch);
}

static bool fits_answer(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_in(dispatch) && dispatch->answered_at == FIELD_UNSET && dispatch->reply_to == NULL &&
           !dispatch->copy;
}

static bool fits_confirm_phone(const DispatchRules *rules, const Dispatch *dispatch)
{
    return is_in(dispatch) && dispatch->phoned_at == FIELD_UNSET;
}

static bool fits_close(const DispatchRules *rules, const Dispatch *dispatch)
{
    if (dispatch->closed_at != FIELD_UNSET || is_state(dispatch, "drafted"))
        return false;
    return dispatch_is_out(dispatch) || dispatch->signed_for_at != FIELD_UNSET || dispatch->copy;
}

static const Act acts[ACT_COUNT] = {
    [ACT_SIGN_OFF] = {"sign_off", "dispatch.sign", fits_sign_off},
    [ACT_SIGN_OFF_ORAL] = {"sign_off_oral", "dispatch.send", fits_sign_off},
    [ACT_CONFIRM_ORAL] = {"confirm_oral", "dispatch.sign", fits_confirm_oral},
    [ACT_DENY_ORAL] = {"deny_oral", "dispatch.sign", fits_confirm_oral},
    [ACT_SETTLE_ORAL] = {"settle_oral", "dispatch.sign", fits_settle_oral},
    [ACT_SEND] = {"send", "dispatch.send", fits_send},
    [ACT_REVISE] = {"revise", "dispatch.draft", fits_draft},
    [ACT_DISCARD] = {"discard", "dispatch.draft", fits_draft},
    [ACT_SIGN_FOR] = {"sign_for", "dispatch.receive", fits_sign_for},
    [ACT_RETURN] = {"return", "dispatch.receive", fits_return},
    [ACT_ATTACH] = {"attach", "dispatch.receive", fits_attach},
    [ACT_OPEN] = {"open", "dispatch.receive", fits_open},
    [ACT_FORWARD] = {"forward", "dispatch.draft", fits_in},
    [ACT_ANSWER] = {"answer", "dispatch.receive", fits_answer},
    [ACT_CONFIRM_PHONE] = {"confirm_phone", "dispatch.receive", fits_confirm_phone},
    [ACT_CLOSE] = {"close", "dispatch.receive", fits_close},
};

DispatchRules *dispatch_rules_of(const Engine *engine)
{
    return engine_service(engine, SERVICE_DISPATCH_RULES);
}

static bool act_permits(
    Engine *engine, Db *db, const Dispatch *dispatch, const Actor *actor, const Act *act)
{
    const Guard *guard = engine_guard(engine);
    /* Another leader can't vouch for words they did not say, nor deny them. */
    bool own = g_strcmp0(actor->person, dispatch->signed_person) == 0;
    if ((act == &acts[ACT_CONFIRM_ORAL] || act == &acts[ACT_DENY_ORAL]) && !own)
        return false;
    if (act == &acts[ACT_SETTLE_ORAL] && own)
        return false;
    return guard->permits(guard->self, db, actor, act->permission, dispatch->unit, NULL);
}

json_t *acts_of(Engine *engine, Db *db, const Dispatch *dispatch, const Actor *actor)
{
    const DispatchRules *rules = dispatch_rules_of(engine);
    json_t *names = json_array();
    for (size_t i = 0; i < ACT_COUNT; i++)
        if (acts[i].fits(rules, dispatch) && act_permits(engine, db, dispatch, actor, &acts[i]))
            json_array_append_new(names, json_string(acts[i].name));
    return names;
}

Dispatch *act_begin(Decision *decision, const char *id, ActCode act, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), id, error);
    if (dispatch == NULL)
        return NULL;
    if (!acts[act].fits(dispatch_rules_of(decision_engine(decision)), dispatch)) {
        fail_as(error, FAIL_CONFLICT, "wrong_state", "%s does not fit dispatch %s: it is %s",
            acts[act].name, id, dispatch->state);
        return NULL;
    }
    decision_show(decision, id);
    return g_steal_pointer(&dispatch);
}

bool act_needs_watch(Decision *decision, const char *role, GError **error)
{
    const Actor *actor = decision_actor(decision);
    bool is_on = actor == NULL || actor_is_system(actor);
    if (!is_on && !watch_is_on(decision_db(decision), decision_unit(decision), actor->person, role,
                      &is_on, error))
        return false;
    if (is_on)
        return actor_proved(actor, decision_now(decision), error);
    return fail_as(error, FAIL_DENIED, "needs_watch", "only who is on watch may do this");
}
