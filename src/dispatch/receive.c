/* SPDX-License-Identifier: Apache-2.0 */
/* What the postman brings: a dispatch to its receiver, the news of it back to its sender. */
#include "dispatch/dispatch_private.h"

#include "base/moment.h"
#include "base/text.h"
#include "engine/field_row.h"
#include "unit/unit.h"

#include <string.h>

/* --- receiving --- */

static const Field receive_args[] = {FIELD(ReceiveArgs, unit, FIELD_WORD, .required = true),
    FIELD(ReceiveArgs, origin_unit, FIELD_WORD, .required = true),
    FIELD(ReceiveArgs, origin, FIELD_WORD, .required = true),
    FIELD(ReceiveArgs, origin_matter, FIELD_WORD),
    FIELD(ReceiveArgs, type, FIELD_WORD, .required = true),
    FIELD(ReceiveArgs, urgency, FIELD_WORD, .required = true),
    FIELD(ReceiveArgs, title, FIELD_TEXT, .max = 200),
    FIELD(ReceiveArgs, body, FIELD_TEXT, .max = 20000),
    FIELD(ReceiveArgs, payload, FIELD_TEXT, .max = 200000), FIELD(ReceiveArgs, answers, FIELD_WORD),
    FIELD(ReceiveArgs, about, FIELD_WORD),
    FIELD(ReceiveArgs, signed_by, FIELD_TEXT, .personal = true),
    FIELD(ReceiveArgs, sign_mode, FIELD_WORD), FIELD(ReceiveArgs, signed_at, FIELD_TIME),
    FIELD(ReceiveArgs, sent_at, FIELD_TIME), FIELD(ReceiveArgs, answer_due_at, FIELD_TIME),
    FIELD(ReceiveArgs, copy, FIELD_BOOL), FIELD_END};

bool received_before(Db *db, const char *unit, const char *origin, char **out_id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT id FROM dispatch WHERE unit = $unit AND origin = $origin", error);
    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "origin", origin);
    return statement_text(row, out_id, error);
}

/* The matter here that an earlier dispatch about the same matter of the sender was attached to. */
static bool matter_of_sender(Db *db, const ReceiveArgs *args, char **out_matter, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT matter FROM dispatch WHERE unit = $unit AND origin_unit = $origin_unit"
        " AND origin_matter = $origin_matter AND matter IS NOT NULL ORDER BY seq LIMIT 1",
        error);
    if (row == NULL)
        return false;
    fields_bind(receive_args, args, row);
    return statement_text(row, out_matter, error);
}

/* The dispatch of ours that this one answers, when it is one that went to its sender; else NULL. */
static bool answered_of(Db *db, const ReceiveArgs *args, Dispatch **out_answered, GError **error)
{
    g_autofree char *unit = args->answers != NULL ? text_unit_of(args->answers) : NULL;
    GError *local = NULL;
    if (g_strcmp0(unit, args->unit) != 0)
        return true;
    g_autoptr(Dispatch) dispatch = dispatch_load_for(db, args->answers, args->origin_unit, &local);
    if (!fail_unless_absent(local, error))
        return false;
    bool ours = dispatch != NULL && dispatch_is_out(dispatch) &&
                dispatch_addressee(dispatch, args->origin_unit) != NULL;
    *out_answered = ours ? g_steal_pointer(&dispatch) : NULL;
    return true;
}

/* *out_matter NULL: none of ours. */
static bool about_find(
    Db *db, const ReceiveArgs *args, const Dispatch *answered, char **out_matter, GError **error)
{
    if (!matter_of_sender(db, args, out_matter, error) || *out_matter != NULL)
        return *out_matter != NULL;
    if (answered != NULL && answered->matter != NULL) {
        *out_matter = g_strdup(answered->matter);
        return true;
    }
    g_autoptr(Matter) known = NULL;
    if (!matter_find(db, args->unit, args->about, &known, error))
        return false;
    *out_matter = known != NULL ? g_strdup(args->about) : NULL;
    return true;
}

static ReceivedBody received_body(Decision *decision, const ReceiveArgs *args)
{
    const DispatchRules *rules = dispatch_rules_of(decision_engine(decision));
    int64_t within = dispatch_sign_for_ms(rules, args->type, args->urgency);
    int64_t opens = args->payload != NULL && !args->copy ? dispatch_opens_ms(rules, args->type) : 0;
    return (ReceivedBody){.origin_unit = args->origin_unit,
        .origin = args->origin,
        .origin_matter = args->origin_matter,
        .type = args->type,
        .urgency = args->urgency,
        .title = args->title,
        .body = args->body,
        .payload = args->payload,
        .reply_to = args->answers,
        .signed_by = args->signed_by,
        .sign_mode = args->sign_mode,
        .signed_at = args->signed_at,
        .sent_at = args->sent_at,
        .sign_due_at = args->copy ? FIELD_UNSET : decision_now(decision) + within,
        .answer_due_at = args->answer_due_at,
        .opens_at = opens > 0 ? decision_now(decision) + opens : FIELD_UNSET,
        .copy = args->copy};
}

static bool receive_decide(Decision *decision, const void *data, GError **error)
{
    const ReceiveArgs *args = data;
    Db *db = decision_db(decision);
    g_autofree char *before = NULL, *matter = NULL;
    if (!received_before(db, args->unit, args->origin, &before, error))
        return false;
    if (before != NULL) {
        decision_show(decision, before);
        return true;
    }
    bool is_there = false;
    if (!unit_exists(db, args->unit, &is_there, error))
        return false;
    if (!is_there)
        return fail(error, FAIL_NOT_FOUND, "no unit %s", args->unit);
    g_autoptr(Dispatch) answered = NULL;
    if (!answered_of(db, args, &answered, error))
        return false;
    g_autofree char *id = decision_next_id(decision);
    const ReceivedBody body = received_body(decision, args);
    if (!about_find(db, args, answered, &matter, error) ||
        !decision_emit(decision, "dispatch.received", NULL, &body, error))
        return false;
    decision_show(decision, id);
    AttachedBody attached = {.matter = matter, .by_rule = true};
    if (matter != NULL && (!decision_emit(decision, "dispatch.attached", id, &attached, error) ||
                              !matter_link(decision, matter, id, "received", error)))
        return false;
    ByBody by = {.by = id};
    if (answered != NULL && !decision_emit(decision, "dispatch.answered", answered->id, &by, error))
        return false;
    return notice_raise(decision, matter, "officer", "dispatch.received", error);
}

static bool receive_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const ReceiveArgs *args = data;
    Db *db = decision_db(decision);
    g_autofree char *id = NULL;
    if (!received_before(db, args->unit, args->origin, &id, error))
        return false;
    g_autoptr(Dispatch) dispatch = id != NULL ? dispatch_load(db, id, error) : NULL;
    if (dispatch == NULL)
        return false;
    *out_reply = fields_write(dispatch_fields, FIELD_HTTP, dispatch);
    return true;
}

/* --- news for the sender --- */

static const Field delivered_args[] = {FIELD(DeliveredArgs, id, FIELD_WORD, .required = true),
    FIELD(DeliveredArgs, receiver, FIELD_WORD, .required = true),
    FIELD(DeliveredArgs, remote, FIELD_WORD, .required = true),
    FIELD(DeliveredArgs, delivered_at, FIELD_TIME, .required = true),
    FIELD(DeliveredArgs, sign_due_at, FIELD_TIME), FIELD_END};

static bool delivered_decide(Decision *decision, const void *data, GError **error)
{
    const DeliveredArgs *args = data;
    g_autoptr(Dispatch) dispatch =
        dispatch_load_for(decision_db(decision), args->id, args->receiver, error);
    if (dispatch == NULL)
        return false;
    const DispatchTo *to = dispatch_addressee(dispatch, args->receiver);
    if (to == NULL)
        return fail(error, FAIL_NOT_FOUND, "%s did not go to %s", args->id, args->receiver);
    if (to->remote != NULL)
        return true;
    DeliveredBody body = {.receiver = args->receiver,
        .remote = args->remote,
        .delivered_at = args->delivered_at,
        .sign_due_at = args->sign_due_at};
    return decision_emit(decision, "dispatch.delivered", args->id, &body, error);
}

static const Field receipt_args[] = {FIELD(ReceiptArgs, id, FIELD_WORD, .required = true),
    FIELD(ReceiptArgs, receiver, FIELD_WORD, .required = true),
    FIELD(ReceiptArgs, state, FIELD_WORD, .required = true),
    FIELD(ReceiptArgs, signed_for_at, FIELD_TIME),
    FIELD(ReceiptArgs, signed_for_by, FIELD_TEXT, .personal = true),
    FIELD(ReceiptArgs, returned_at, FIELD_TIME),
    FIELD(ReceiptArgs, reason, FIELD_TEXT, .max = 1000),
    FIELD(ReceiptArgs, remote_matter, FIELD_WORD), FIELD(ReceiptArgs, attached_at, FIELD_TIME),
    FIELD(ReceiptArgs, opened, FIELD_BOOL), FIELD(ReceiptArgs, forwarded_at, FIELD_TIME),
    FIELD(ReceiptArgs, answered_at, FIELD_TIME), FIELD(ReceiptArgs, phoned_at, FIELD_TIME),
    FIELD(ReceiptArgs, phoned_person, FIELD_TEXT, .personal = true),
    FIELD(ReceiptArgs, remote_seq, FIELD_INT, .required = true), FIELD_END};

static bool receipt_decide(Decision *decision, const void *data, GError **error)
{
    const ReceiptArgs *args = data;
    g_autoptr(Dispatch) dispatch =
        dispatch_load_for(decision_db(decision), args->id, args->receiver, error);
    if (dispatch == NULL)
        return false;
    const DispatchTo *to = dispatch_addressee(dispatch, args->receiver);
    if (to == NULL)
        return fail(error, FAIL_NOT_FOUND, "%s did not go to %s", args->id, args->receiver);
    if (to->remote_seq >= args->remote_seq)
        return true;
    ReceiptBody body = {.receiver = args->receiver,
        .state = args->state,
        .signed_for_at = args->signed_for_at,
        .signed_for_by = args->signed_for_by,
        .returned_at = args->returned_at,
        .reason = args->reason,
        .remote_matter = args->remote_matter,
        .attached_at = args->attached_at,
        .opened = args->opened,
        .forwarded_at = args->forwarded_at,
        .answered_at = args->answered_at,
        .phoned_at = args->phoned_at,
        .phoned_person = args->phoned_person,
        .remote_seq = args->remote_seq};
    bool news = args->returned_at != FIELD_UNSET && to->returned_at == FIELD_UNSET;
    return decision_emit(decision, "dispatch.receipt", args->id, &body, error) &&
           (!news ||
               notice_raise(decision, dispatch->matter, "officer", "dispatch.returned", error));
}

static bool receipt_told_decide(Decision *decision, const void *data, GError **error)
{
    return told_say(decision, data, "receipt", "dispatch.told", error);
}

const Command receive_commands[] = {
    {.name = COMMAND_RECEIVE,
        .args = receive_args,
        .args_size = sizeof(ReceiveArgs),
        .decide = receive_decide,
        .conclude = receive_conclude,
        .help = "The postman brings a dispatch"},
    {.name = COMMAND_DELIVERED,
        .args = delivered_args,
        .args_size = sizeof(DeliveredArgs),
        .decide = delivered_decide,
        .help = "The postman tells the sender that it came"},
    {.name = COMMAND_RECEIPT,
        .args = receipt_args,
        .args_size = sizeof(ReceiptArgs),
        .decide = receipt_decide,
        .help = "The postman tells the sender what became of it"},
    {.name = COMMAND_TOLD,
        .args = news_told_args,
        .args_size = sizeof(ToldArgs),
        .decide = receipt_told_decide,
        .help = "The postman tells the receiver that the sender knows"},
    {NULL},
};
