/* SPDX-License-Identifier: Apache-2.0 */
/* When a matter is purged, what its dispatches said of it goes too: here, and in the copies of
 * those whom they went to and of whoever these sent them on to. */
#include "dispatch/dispatch_private.h"

#include "engine/eraser.h"
#include "journal/vault.h"

#include <string.h>

static bool values_purge(Decision *decision, const Dispatch *dispatch, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(GPtrArray) events = journal_of_subject(db, dispatch->unit, dispatch->id, error);
    if (events == NULL)
        return false;
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (!vault_purge(db, event->unit, event->seq, NULL, error))
            return false;
    }
    return true;
}

/* Ours, and a word to those whom it went to. */
static bool dispatch_purge(Decision *decision, const Dispatch *dispatch, GError **error)
{
    const EmptyBody none = {0};
    if (!decision_emit(decision, "dispatch.purged", dispatch->id, &none, error) ||
        !values_purge(decision, dispatch, error))
        return false;
    bool told = !dispatch_is_out(dispatch) || dispatch->title == NULL;
    return told || dispatch->sent_at == FIELD_UNSET ||
           decision_emit(decision, "dispatch.purge_sent", dispatch->id, &none, error);
}

static bool dispatches_purge(Decision *decision, const GPtrArray *list, GError **error)
{
    for (guint i = 0; list != NULL && i < list->len; i++)
        if (!dispatch_purge(decision, list->pdata[i], error))
            return false;
    return list != NULL;
}

static bool matter_purged(Decision *decision, const Event *event, GError **error)
{
    g_autoptr(GPtrArray) list =
        dispatches_of_matter(decision_db(decision), event->unit, event->subject, error);
    return dispatches_purge(decision, list, error);
}

const Reaction dispatch_reactions[] = {{"matter.purged", matter_purged}, {NULL}};

/* --- at the receiver --- */

typedef struct PurgeArgs {
    char *unit, *origin;
} PurgeArgs;

static const Field purge_args[] = {FIELD(PurgeArgs, unit, FIELD_WORD, .required = true),
    FIELD(PurgeArgs, origin, FIELD_WORD, .required = true), FIELD_END};

static bool forwards_purge(Decision *decision, const char *id, GError **error)
{
    g_autoptr(GPtrArray) list = dispatches_forwarding(decision_db(decision), id, error);
    return dispatches_purge(decision, list, error);
}

static bool is_gone(const Dispatch *dispatch)
{
    return dispatch == NULL || dispatch->title == NULL;
}

/* What belongs to a matter of this unit is its own record: it goes when that matter is purged. */
static bool purge_decide(Decision *decision, const void *data, GError **error)
{
    const PurgeArgs *args = data;
    Db *db = decision_db(decision);
    g_autofree char *id = NULL;
    if (!received_before(db, args->unit, args->origin, &id, error))
        return false;
    g_autoptr(Dispatch) dispatch = id == NULL ? NULL : dispatch_load(db, id, error);
    if (id == NULL || (dispatch != NULL && (is_gone(dispatch) || dispatch->matter != NULL)))
        return true;
    return dispatch != NULL && dispatch_purge(decision, dispatch, error) &&
           forwards_purge(decision, id, error) && erasure_ask(decision, error);
}

static bool purge_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const PurgeArgs *args = data;
    Db *db = decision_db(decision);
    g_autofree char *id = NULL;
    if (!received_before(db, args->unit, args->origin, &id, error))
        return false;
    g_autoptr(Dispatch) dispatch = id == NULL ? NULL : dispatch_load(db, id, error);
    *out_reply = json_pack("{s:b}", "kept", !is_gone(dispatch));
    return true;
}

typedef struct PurgeToldArgs {
    char *id, *receiver;
    bool kept;
} PurgeToldArgs;

static const Field told_args[] = {FIELD(PurgeToldArgs, id, FIELD_WORD, .required = true),
    FIELD(PurgeToldArgs, receiver, FIELD_WORD, .required = true),
    FIELD(PurgeToldArgs, kept, FIELD_BOOL), FIELD_END};

static bool told_decide(Decision *decision, const void *data, GError **error)
{
    const PurgeToldArgs *args = data;
    g_autoptr(Dispatch) dispatch =
        dispatch_load_for(decision_db(decision), args->id, args->receiver, error);
    const DispatchTo *to = dispatch == NULL ? NULL : dispatch_addressee(dispatch, args->receiver);
    const ReceiverBody body = {.receiver = args->receiver, .kept = args->kept};
    if (dispatch == NULL || (to != NULL && to->purged_at != FIELD_UNSET))
        return dispatch != NULL;
    return decision_emit(decision, "dispatch.purge_told", args->id, &body, error);
}

const Command purge_commands[] = {
    {.name = COMMAND_PURGE,
        .args = purge_args,
        .args_size = sizeof(PurgeArgs),
        .decide = purge_decide,
        .conclude = purge_conclude,
        .help = "The postman tells the receiver that the sender destroyed it"},
    {.name = COMMAND_PURGE_TOLD,
        .args = told_args,
        .args_size = sizeof(PurgeToldArgs),
        .decide = told_decide,
        .help = "The postman tells the sender what became of the receiver's copy"},
    {NULL},
};
