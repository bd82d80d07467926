/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/post.h"

#include "dispatch/dispatch_private.h"

static Draft draft_of(const DispatchPost *post)
{
    return (Draft){.matter = post->matter,
        .type = post->type,
        .urgency = post->urgency,
        .to = post->to,
        .title = post->title,
        .body = post->body,
        .payload = post->payload,
        .answer_due_at = post->answer_due_at};
}

static bool draft_go(Decision *decision, const Draft *draft, char **out_id, GError **error)
{
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    g_autofree char *id = NULL;

    if (dispatch_needs_sign_off(rules, draft->type))
        return fail(error, FAIL_CORRUPT, "a %s goes only when it is signed off", draft->type);
    if (!draft_make(decision, draft, &id, error) || !draft_send_now(decision, id, error))
        return false;
    if (out_id != NULL)
        *out_id = g_steal_pointer(&id);
    return true;
}

bool dispatch_post(Decision *decision, const DispatchPost *post, char **out_id, GError **error)
{
    const Draft draft = draft_of(post);

    return draft_go(decision, &draft, out_id, error);
}

static bool sign_for(Decision *decision, const Dispatch *dispatch, GError **error)
{
    const Actor *actor = decision_actor(decision);
    const NameBody body = {.name = actor == NULL ? NULL : actor->name};

    return dispatch->signed_for_at != FIELD_UNSET ||
           decision_emit(decision, "dispatch.signed_for", dispatch->id, &body, error);
}

bool dispatch_post_answer(
    Decision *decision, const char *id, const DispatchPost *post, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), id, error);
    Draft draft = draft_of(post);

    if (dispatch == NULL)
        return false;
    if (dispatch_is_out(dispatch) || dispatch->answered_at != FIELD_UNSET)
        return true;
    char *to[] = {dispatch->origin_unit, NULL};
    draft.to = to;
    draft.reply_to = id;
    return sign_for(decision, dispatch, error) && draft_go(decision, &draft, NULL, error);
}
