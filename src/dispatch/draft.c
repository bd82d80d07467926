/* SPDX-License-Identifier: Apache-2.0 */
/* Drafting, sending and discarding. */
#include "dispatch/dispatch_private.h"

#include "base/text.h"
#include "unit/unit.h"

#include <string.h>

/* --- addressees --- */

/* The receiver's own matter, where a dispatch between us has told it. */
static bool about_find(
    Decision *decision, const char *receiver, const char *matter, char **out_about, GError **error)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT origin_matter FROM dispatch WHERE unit = $unit AND matter = $matter"
        " AND origin_unit = $receiver AND origin_matter IS NOT NULL"
        " UNION ALL SELECT t.remote_matter FROM dispatch d JOIN dispatch_to t"
        " ON t.unit = d.unit AND t.dispatch = d.id WHERE d.unit = $unit AND d.matter = $matter"
        " AND t.receiver = $receiver AND t.remote_matter IS NOT NULL LIMIT 1",
        error);
    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "matter", matter);
    bind_text(row, "receiver", receiver);
    return statement_text(row, out_about, error);
}

/* *out_problem NULL: it may have one. */
static bool receiver_problem(Decision *decision, const char *receiver, GHashTable *seen,
    const char **out_problem, GError **error)
{
    Db *db = decision_db(decision);
    bool is_there = false, is_open = false;

    if (!unit_exists(db, receiver, &is_there, error) ||
        !unit_is_open(db, receiver, decision_now(decision), &is_open, error))
        return false;
    *out_problem = NULL;
    if (strcmp(receiver, decision_unit(decision)) == 0)
        *out_problem = "self";
    else if (!is_there)
        *out_problem = "unknown";
    else if (!is_open)
        *out_problem = "closed";
    else if (!g_hash_table_add(seen, (void *) receiver))
        *out_problem = "twice";
    return true;
}

static bool receiver_add(Decision *decision, json_t *list, const char *receiver, bool copy,
    const char *matter, GError **error)
{
    g_autofree char *about = NULL;

    if (!about_find(decision, receiver, matter, &about, error))
        return false;
    json_t *row = json_pack("{s:s, s:b}", "unit", receiver, "copy", copy ? 1 : 0);
    if (about != NULL)
        json_object_set_new(row, "about", json_string(about));
    return json_array_append_new(list, row) == 0;
}

static bool receivers_read(Decision *decision, const Draft *draft, json_t *list, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GError *local = NULL;
    char *const *const lists[] = {draft->to, draft->copies};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        for (size_t k = 0; lists[i] != NULL && lists[i][k] != NULL; k++) {
            const char *problem = NULL;
            if (!receiver_problem(decision, lists[i][k], seen, &problem, error) ||
                (problem == NULL &&
                    !receiver_add(decision, list, lists[i][k], i == 1, draft->matter, error))) {
                g_clear_error(&local);
                return false;
            }
            if (problem != NULL)
                fail_field(&local, i == 0 ? "to" : "copies", problem);
        }
    if (local == NULL)
        return true;
    g_propagate_error(error, local);
    return false;
}

bool draft_receivers(Decision *decision, const Draft *draft, json_t *list, GError **error)
{
    bool none = draft->to == NULL || draft->to[0] == NULL;
    if (none) {
        g_autofree char *parent = NULL;
        if (!unit_parent(decision_db(decision), decision_unit(decision), &parent, error))
            return false;
        if (parent == NULL)
            return fail_field(error, "to", "required");
        if (!receiver_add(decision, list, parent, false, draft->matter, error))
            return false;
    }
    return receivers_read(decision, draft, list, error);
}

/* --- the draft --- */

bool draft_check(Decision *decision, const Draft *draft, const char *urgency, GError **error)
{
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    GError *local = NULL;
    if (dispatch_type(rules, draft->type) == NULL)
        fail_field(&local, "type", "unknown");
    if (dispatch_urgency(rules, urgency) == NULL)
        fail_field(&local, "urgency", "unknown");
    if (draft->answer_due_at != FIELD_UNSET && draft->answer_due_at <= decision_now(decision))
        fail_field(&local, "answer_by", "in_the_past");
    if (local == NULL)
        return true;
    g_propagate_error(error, local);
    return false;
}

bool draft_payload(Decision *decision, const Draft *draft, char **out_text, GError **error)
{
    *out_text = g_strdup(draft->payload);
    if (draft->payload != NULL || draft->matter == NULL)
        return true;
    g_autoptr(Matter) matter = NULL;
    if (!matter_find(decision_db(decision), decision_unit(decision), draft->matter, &matter, error))
        return false;
    if (matter == NULL)
        return fail_field(error, "matter", "unknown");
    if (!payload_check(decision, matter, draft->carried, error))
        return false;
    *out_text = payload_of(decision, matter, draft->carried, error);
    return *out_text != NULL;
}

static int64_t answer_due(Decision *decision, const Draft *draft)
{
    int64_t within = dispatch_answer_ms(dispatch_rules_of(decision_engine(decision)), draft->type);
    if (draft->answer_due_at != FIELD_UNSET)
        return draft->answer_due_at;
    return within > 0 ? decision_now(decision) + within : FIELD_UNSET;
}

bool draft_make(Decision *decision, const Draft *draft, char **out_id, GError **error)
{
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    const char *urgency = draft->urgency != NULL ? draft->urgency : dispatch_usual_urgency(rules);
    g_autofree char *payload = NULL, *id = NULL;
    json_t *to = json_array();
    bool done = draft_check(decision, draft, urgency, error) &&
                draft_payload(decision, draft, &payload, error) &&
                draft_receivers(decision, draft, to, error);
    if (done) {
        id = decision_next_id(decision);
        DraftedBody body = {.matter = (char *) draft->matter,
            .type = (char *) draft->type,
            .urgency = (char *) urgency,
            .title = (char *) draft->title,
            .body = (char *) draft->body,
            .payload = payload,
            .reply_to = (char *) draft->reply_to,
            .forward_of = (char *) draft->forward_of,
            .to = to,
            .answer_due_at = answer_due(decision, draft)};
        done = decision_emit(decision, "dispatch.drafted", NULL, &body, error);
    }
    json_decref(to);
    if (done)
        *out_id = g_steal_pointer(&id);
    return done;
}

bool draft_send(Decision *decision, const Dispatch *dispatch, GError **error)
{
    EmptyBody none = {0};
    ByBody by = {.by = dispatch->id};
    if (!decision_emit(decision, "dispatch.sent", dispatch->id, &none, error))
        return false;
    if (dispatch->reply_to != NULL &&
        !decision_emit(decision, "dispatch.answered", dispatch->reply_to, &by, error))
        return false;
    if (dispatch->forward_of != NULL &&
        !decision_emit(decision, "dispatch.forwarded", dispatch->forward_of, &by, error))
        return false;
    return dispatch->matter == NULL ||
           matter_link(decision, dispatch->matter, dispatch->id, "sent", error);
}

/* --- commands --- */

typedef struct DraftArgs {
    char *unit, *matter, *type, *urgency, *title, *body;
    char **to, **copies;
    json_t *fields;
    int64_t answer_by;
    bool send;
} DraftArgs;

static const Field draft_args[] = {
    FIELD(DraftArgs, unit, FIELD_WORD, .required = true, .help = "The sender"),
    FIELD(DraftArgs, matter, FIELD_WORD, .help = "The matter it is about"),
    FIELD(DraftArgs, type, FIELD_WORD, .required = true,
        .help = "initial_report, followup_report, final_report, instruction, notice, inquiry, …"),
    FIELD(DraftArgs, to, FIELD_WORDS, .max = 500, .help = "Addressees; the unit above when empty"),
    FIELD(DraftArgs, copies, FIELD_WORDS, .max = 500, .help = "Who gets it for information"),
    FIELD(DraftArgs, urgency, FIELD_WORD, .help = "top, urgent, expedited or normal"),
    FIELD(DraftArgs, title, FIELD_TEXT, .line = true, .required = true, .min = 1, .max = 200,
        .help = "Title"),
    FIELD(DraftArgs, body, FIELD_TEXT, .max = 20000, .help = "Text"),
    FIELD(DraftArgs, fields, FIELD_JSON, .help = "Values carried besides those of the matter"),
    FIELD(DraftArgs, answer_by, FIELD_TIME, .help = "By when an answer is asked for"),
    FIELD(DraftArgs, send, FIELD_BOOL, .help = "Send at once, where the type asks no sign-off"),
    FIELD_END};

bool draft_send_now(Decision *decision, const char *id, GError **error)
{
    g_autoptr(Dispatch) dispatch = act_begin(decision, id, ACT_SEND, error);
    SignedBody body = {
        .mode = (char *) "none", .signed_at = FIELD_UNSET, .confirm_due_at = FIELD_UNSET};
    return dispatch != NULL &&
           actor_proved(decision_actor(decision), decision_now(decision), error) &&
           decision_emit(decision, "dispatch.signed", id, &body, error) &&
           draft_send(decision, dispatch, error);
}

static bool draft_decide(Decision *decision, const void *data, GError **error)
{
    const DraftArgs *args = data;
    const Draft draft = {.matter = args->matter,
        .type = args->type,
        .urgency = args->urgency,
        .to = args->to,
        .copies = args->copies,
        .title = args->title,
        .body = args->body,
        .carried = args->fields,
        .answer_due_at = args->answer_by};
    g_autofree char *id = NULL;
    if (!draft_make(decision, &draft, &id, error))
        return false;
    decision_show(decision, id);
    return !args->send || (decision_permits(decision, "dispatch.send", error) &&
                              draft_send_now(decision, id, error));
}

static const Field id_args[] = {
    FIELD(IdArgs, id, FIELD_WORD, .required = true, .help = "The dispatch"), FIELD_END};

static bool send_decide(Decision *decision, const void *data, GError **error)
{
    return draft_send_now(decision, ((const IdArgs *) data)->id, error);
}

typedef struct DiscardArgs {
    char *id, *reason;
} DiscardArgs;

static const Field discard_args[] = {
    FIELD(DiscardArgs, id, FIELD_WORD, .required = true, .help = "The draft"),
    FIELD(DiscardArgs, reason, FIELD_TEXT, .max = 500, .help = "Why"), FIELD_END};

static bool discard_decide(Decision *decision, const void *data, GError **error)
{
    const DiscardArgs *args = data;
    g_autoptr(Dispatch) dispatch = act_begin(decision, args->id, ACT_DISCARD, error);
    ReasonBody body = {.reason = args->reason};
    return dispatch != NULL &&
           decision_emit(decision, "dispatch.discarded", args->id, &body, error);
}

const Command draft_commands[] = {
    {.name = "dispatch.draft",
        .method = "POST",
        .path = "/units/{unit}/dispatches",
        .permission = "dispatch.draft",
        .status = 201,
        .begins = true,
        .args = draft_args,
        .args_size = sizeof(DraftArgs),
        .reply = dispatch_reply,
        .decide = draft_decide,
        .conclude = act_conclude,
        .help = "Drafts a dispatch; it goes when it is signed off or sent"},
    {.name = "dispatch.send",
        .method = "POST",
        .path = "/dispatches/{id}/send",
        .permission = "dispatch.send",
        .args = id_args,
        .args_size = sizeof(IdArgs),
        .reply = dispatch_reply,
        .decide = send_decide,
        .conclude = act_conclude,
        .help = "Sends a draft whose type asks for no sign-off"},
    {.name = "dispatch.discard",
        .method = "POST",
        .path = "/dispatches/{id}/discard",
        .permission = "dispatch.draft",
        .args = discard_args,
        .args_size = sizeof(DiscardArgs),
        .reply = dispatch_reply,
        .decide = discard_decide,
        .conclude = act_conclude,
        .help = "Throws a draft away"},
    {NULL},
};
