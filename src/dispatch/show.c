/* SPDX-License-Identifier: Apache-2.0 */
/* A dispatch as HTTP shows it. */
#include "dispatch/dispatch_private.h"

#include "base/json.h"
#include "base/moment.h"
#include "unit/unit.h"

#include <string.h>

static void set_time(json_t *object, const char *name, int64_t at)
{
    if (at == FIELD_UNSET)
        return;
    g_autofree char *text = moment_print(at);
    json_object_set_new(object, name, json_string(text));
}

static void set_text(json_t *object, const char *name, const char *text)
{
    if (text != NULL)
        json_object_set_new(object, name, json_string(text));
}

static bool past_due(int64_t due_at, int64_t done_at, int64_t now)
{
    return due_at != FIELD_UNSET && (done_at != FIELD_UNSET ? done_at : now) > due_at;
}

#define SHOWN(member, kind, text)                                                                  \
    {                                                                                              \
        .name = #member, .type = (kind), .help = (text)                                            \
    }

static const Field hop_reply[] = {SHOWN(unit, FIELD_WORD, "Code of the receiving unit"),
    SHOWN(name, FIELD_TEXT, "Its name"), SHOWN(copy, FIELD_BOOL, "For information only"),
    SHOWN(state, FIELD_WORD, "How far it came there"),
    SHOWN(late, FIELD_BOOL, "Not signed for in time"), SHOWN(remote, FIELD_WORD, "Its id there"),
    SHOWN(sent_at, FIELD_TIME, "When it went"), SHOWN(delivered_at, FIELD_TIME, "When it came"),
    SHOWN(sign_due_at, FIELD_TIME, "By when it is to be signed for"),
    SHOWN(signed_for_at, FIELD_TIME, "When it was signed for"),
    SHOWN(signed_for_by, FIELD_TEXT, "By whom"),
    SHOWN(returned_at, FIELD_TIME, "When it was returned"),
    SHOWN(reason, FIELD_TEXT, "Why it was returned"),
    SHOWN(remote_matter, FIELD_WORD, "The matter there that it belongs to"),
    SHOWN(attached_at, FIELD_TIME, "Since when it belongs to that"),
    SHOWN(opened, FIELD_BOOL, "That matter was opened from it"),
    SHOWN(forwarded_at, FIELD_TIME, "When it was sent on"),
    SHOWN(answered_at, FIELD_TIME, "When it was answered"),
    SHOWN(phoned_at, FIELD_TIME, "When it was confirmed by telephone"),
    SHOWN(phoned_person, FIELD_TEXT, "With whom"),
    SHOWN(purged_at, FIELD_TIME, "When it was destroyed there, after ours"),
    SHOWN(
        kept_at, FIELD_TIME, "Or when they said that it belongs to a matter of theirs, and stays"),
    FIELD_END};

typedef struct CarriedShown {
    char *kind;
    char *number;
    json_t *fields;
} CarriedShown;

static const Field carried_reply[] = {
    FIELD(CarriedShown, kind, FIELD_WORD),
    FIELD(CarriedShown, number, FIELD_TEXT),
    FIELD(CarriedShown, fields, FIELD_JSON, .required = true, .object = fields_free),
    FIELD_END,
};

const Field dispatch_reply[] = {SHOWN(id, FIELD_WORD, "Its id in this unit"),
    SHOWN(unit, FIELD_WORD, "The unit whose box it lies in"), SHOWN(box, FIELD_WORD, "in or out"),
    SHOWN(state, FIELD_WORD, "How far it is"), SHOWN(type, FIELD_WORD, "Its type"),
    SHOWN(urgency, FIELD_WORD, "Its urgency"), SHOWN(matter, FIELD_WORD, "The matter here"),
    SHOWN(title, FIELD_TEXT, "Title"), SHOWN(body, FIELD_TEXT, "Text"),
    SHOWN(from, FIELD_WORD, "Who sent it"), SHOWN(from_name, FIELD_TEXT, "Name of the sender"),
    SHOWN(origin, FIELD_WORD, "Its id there"),
    SHOWN(origin_matter, FIELD_WORD, "The sender's matter"), SHOWN(to, FIELD_WORDS, "Addressees"),
    SHOWN(copies, FIELD_WORDS, "Copies"),
    {.name = "hops", .type = FIELD_JSON, .items = hop_reply, .help = "How far it came at each"},
    SHOWN(copy, FIELD_BOOL, "Received for information only"),
    SHOWN(reply_to, FIELD_WORD, "What it answers"),
    SHOWN(forward_of, FIELD_WORD, "What it sends on"),
    SHOWN(opened, FIELD_BOOL, "The matter was opened from it"),
    SHOWN(drafted_at, FIELD_TIME, "When it was drafted"),
    SHOWN(drafted_by, FIELD_WORD, "By which account"),
    SHOWN(revised_at, FIELD_TIME, "When its words or addressees were last changed"),
    SHOWN(revised_by, FIELD_WORD, "By which account"),
    SHOWN(signed_at, FIELD_TIME, "When the leader gave the word"),
    SHOWN(signed_by, FIELD_TEXT, "Which leader"),
    SHOWN(sign_mode, FIELD_WORD, "desk, oral or none"),
    SHOWN(oral, FIELD_BOOL, "Signed off orally, here or by the sender, and not settled yet"),
    SHOWN(oral_state, FIELD_WORD, "open, confirmed, denied, stands, void"),
    SHOWN(oral_at, FIELD_TIME, "When that was said"),
    SHOWN(oral_by, FIELD_TEXT, "By whom, but for a confirmation: it is the leader's own"),
    SHOWN(oral_said, FIELD_TEXT, "In which words"),
    SHOWN(oral_leader, FIELD_TEXT, "Who signed it off orally"),
    SHOWN(oral_words, FIELD_TEXT, "What was said"),
    SHOWN(confirm_due_at, FIELD_TIME, "By when that is to be confirmed"),
    SHOWN(confirmed_at, FIELD_TIME, "When it was"), SHOWN(sent_at, FIELD_TIME, "When it went"),
    SHOWN(received_at, FIELD_TIME, "When it came"),
    SHOWN(sign_due_at, FIELD_TIME, "By when it is to be signed for"),
    SHOWN(signed_for_at, FIELD_TIME, "When it was"), SHOWN(signed_for_by, FIELD_TEXT, "By whom"),
    SHOWN(answer_due_at, FIELD_TIME, "By when an answer is asked for"),
    SHOWN(answered_at, FIELD_TIME, "When it came"), SHOWN(returned_at, FIELD_TIME, "When"),
    SHOWN(reason, FIELD_TEXT, "Why it was returned or discarded"),
    SHOWN(attached_at, FIELD_TIME, "Since when it belongs to the matter"),
    SHOWN(forwarded_at, FIELD_TIME, "When it was sent on"),
    SHOWN(phoned_at, FIELD_TIME, "When it was confirmed by telephone"),
    SHOWN(phoned_person, FIELD_TEXT, "With whom"), SHOWN(closed_at, FIELD_TIME, "When"),
    {.name = "carried",
        .type = FIELD_JSON,
        .object = carried_reply,
        .help = "What stands in the sender's matter"},
    SHOWN(late, FIELD_BOOL, "Something about it is or was late"),
    SHOWN(due_at, FIELD_TIME, "By when this unit must act on it"),
    SHOWN(due_for, FIELD_WORD, "What is due then: sign_for, answer or confirm"),
    SHOWN(may, FIELD_WORDS, "Acts that the reader may do now"), FIELD_END};

static json_t *hop_show(Db *db, const Dispatch *dispatch, const DispatchTo *to, int64_t now)
{
    json_t *out = json_object();
    g_autofree char *name = unit_name(db, to->receiver);
    set_text(out, "unit", to->receiver);
    set_text(out, "name", name);
    json_object_set_new(out, "copy", json_boolean(to->copy));
    set_text(out, "state", to->state);
    json_object_set_new(
        out, "late", json_boolean(past_due(to->sign_due_at, to->signed_for_at, now)));
    set_text(out, "remote", to->remote);
    set_time(out, "sent_at", dispatch->sent_at);
    set_time(out, "delivered_at", to->delivered_at);
    set_time(out, "sign_due_at", to->sign_due_at);
    set_time(out, "signed_for_at", to->signed_for_at);
    set_text(out, "signed_for_by", to->signed_for_by);
    set_time(out, "returned_at", to->returned_at);
    set_text(out, "reason", to->reason);
    set_text(out, "remote_matter", to->remote_matter);
    set_time(out, "attached_at", to->attached_at);
    json_object_set_new(out, "opened", json_boolean(to->opened));
    set_time(out, "forwarded_at", to->forwarded_at);
    set_time(out, "answered_at", to->answered_at);
    set_time(out, "phoned_at", to->phoned_at);
    set_text(out, "phoned_person", to->phoned_person);
    set_time(out, "purged_at", to->purged_at);
    set_time(out, "kept_at", to->kept_at);
    return out;
}

/* When a returned or closed dispatch is done with, nothing is asked of it any more. */
static int64_t done_at(const Dispatch *dispatch, int64_t own)
{
    if (own != FIELD_UNSET)
        return own;
    return dispatch->returned_at != FIELD_UNSET ? dispatch->returned_at : dispatch->closed_at;
}

bool dispatch_is_late(const Dispatch *dispatch, int64_t now)
{
    if (past_due(dispatch->sign_due_at, done_at(dispatch, dispatch->signed_for_at), now) ||
        past_due(dispatch->confirm_due_at, dispatch->oral_at, now) ||
        (dispatch->sent_at != FIELD_UNSET &&
            past_due(dispatch->answer_due_at, done_at(dispatch, dispatch->answered_at), now)))
        return true;
    for (guint i = 0; i < dispatch->to->len; i++) {
        const DispatchTo *to = dispatch->to->pdata[i];
        if (past_due(to->sign_due_at, to->signed_for_at, now))
            return true;
    }
    return false;
}

/* What this unit has to do next, and by when. */
static void set_due(json_t *out, const Dispatch *dispatch)
{
    const char *what = NULL;
    int64_t due_at = FIELD_UNSET;
    bool over = dispatch->returned_at != FIELD_UNSET || dispatch->closed_at != FIELD_UNSET;
    if (dispatch_is_out(dispatch)) {
        what = dispatch_is_flagged(dispatch) ? "confirm" : NULL;
        due_at = dispatch->confirm_due_at;
    } else if (!over && dispatch->signed_for_at == FIELD_UNSET && !dispatch->copy) {
        what = "sign_for";
        due_at = dispatch->sign_due_at;
    } else if (!over && dispatch->answered_at == FIELD_UNSET && !dispatch->copy) {
        what = dispatch->answer_due_at != FIELD_UNSET ? "answer" : NULL;
        due_at = dispatch->answer_due_at;
    }
    if (what == NULL)
        return;
    set_text(out, "due_for", what);
    set_time(out, "due_at", due_at);
}

static void move(json_t *object, const char *from, const char *to)
{
    json_t *value = json_object_get(object, from);
    if (value != NULL)
        json_object_set(object, to, value);
    json_object_del(object, from);
}

static void set_addressees(json_t *out, Db *db, const Dispatch *dispatch, int64_t now)
{
    json_t *to = json_array(), *copies = json_array(), *hops = json_array();
    for (guint i = 0; i < dispatch->to->len; i++) {
        const DispatchTo *one = dispatch->to->pdata[i];
        json_array_append_new(one->copy ? copies : to, json_string(one->receiver));
        json_array_append_new(hops, hop_show(db, dispatch, one, now));
    }
    json_object_set_new(out, "to", to);
    json_object_set_new(out, "copies", copies);
    json_object_set_new(out, "hops", hops);
}

json_t *dispatch_show(
    Engine *engine, Db *db, const Dispatch *dispatch, const Actor *actor, int64_t now)
{
    json_t *out = fields_write(dispatch_fields, FIELD_HTTP, dispatch);
    static const char *const inner[] = {"payload", "signed_person", "rang", "version", NULL};
    for (size_t i = 0; inner[i] != NULL; i++)
        json_object_del(out, inner[i]);
    move(out, "origin_unit", "from");
    move(out, "delivered_at", "received_at");
    move(out, "words", "oral_words");
    if (g_strcmp0(dispatch->sign_mode, "oral") == 0)
        set_text(out, "oral_leader", dispatch->signed_by);
    json_object_set_new(out, "oral", json_boolean(dispatch_is_flagged(dispatch)));
    json_t *carried = payload_show(engine, dispatch->payload);
    if (carried != NULL)
        json_object_set_new(out, "carried", carried);
    if (dispatch->origin_unit != NULL) {
        g_autofree char *name = unit_name(db, dispatch->origin_unit);
        set_text(out, "from_name", name);
    }
    set_addressees(out, db, dispatch, now);
    json_object_set_new(out, "late", json_boolean(dispatch_is_late(dispatch, now)));
    set_due(out, dispatch);
    if (actor != NULL)
        json_object_set_new(out, "may", acts_of(engine, db, dispatch, actor));
    return out;
}

bool act_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Dispatch) dispatch = dispatch_load(db, decision_shown(decision), error);
    if (dispatch == NULL)
        return false;
    *out_reply = dispatch_show(
        decision_engine(decision), db, dispatch, decision_actor(decision), decision_now(decision));
    return true;
}
