/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/dispatch_private.h"

#include "engine/field_row.h"

#include <string.h>

#define WORD(member) FIELD(Dispatch, member, FIELD_WORD)
#define TEXT(member) FIELD(Dispatch, member, FIELD_TEXT)
#define TIME(member) FIELD(Dispatch, member, FIELD_TIME)
#define FLAG(member) FIELD(Dispatch, member, FIELD_BOOL)

#define DISPATCH_SCALARS                                                                           \
    WORD(id), WORD(unit), WORD(box), WORD(state), WORD(type), WORD(urgency), WORD(matter),         \
        TEXT(title), TEXT(body), WORD(origin_unit), WORD(origin), WORD(origin_matter), FLAG(copy), \
        WORD(reply_to), WORD(forward_of), FLAG(opened), TIME(drafted_at), WORD(drafted_by),        \
        TIME(revised_at), WORD(revised_by), TIME(signed_at), TEXT(signed_by), WORD(signed_person), \
        WORD(sign_mode), TEXT(words), WORD(oral_state), TIME(oral_at), TEXT(oral_by),              \
        TEXT(oral_said), TIME(confirm_due_at), TIME(confirmed_at), TIME(sent_at),                  \
        TIME(delivered_at), TIME(sign_due_at), TIME(signed_for_at), TEXT(signed_for_by),           \
        TIME(answer_due_at), TIME(answered_at), TIME(returned_at), TEXT(reason),                   \
        TIME(attached_at), TIME(forwarded_at), TIME(phoned_at), TEXT(phoned_person),               \
        TIME(closed_at), FIELD(Dispatch, rang, FIELD_INT), FIELD(Dispatch, version, FIELD_INT)

const Field dispatch_fields[] = {DISPATCH_SCALARS, TEXT(payload), FIELD_END};

#define TO_WORD(member) FIELD(DispatchTo, member, FIELD_WORD)
#define TO_TEXT(member) FIELD(DispatchTo, member, FIELD_TEXT)
#define TO_TIME(member) FIELD(DispatchTo, member, FIELD_TIME)
#define TO_FLAG(member) FIELD(DispatchTo, member, FIELD_BOOL)

static const Field to_fields[] = {TO_WORD(receiver), TO_FLAG(copy), TO_WORD(state), TO_WORD(about),
    TO_WORD(remote), FIELD(DispatchTo, remote_seq, FIELD_INT), TO_TIME(delivered_at),
    TO_TIME(sign_due_at), TO_TIME(signed_for_at), TO_TEXT(signed_for_by), TO_TIME(returned_at),
    TO_TEXT(reason), TO_WORD(remote_matter), TO_TIME(attached_at), TO_FLAG(opened),
    TO_TIME(forwarded_at), TO_TIME(answered_at), TO_TIME(phoned_at), TO_TEXT(phoned_person),
    TO_TIME(purged_at), TO_TIME(kept_at), FIELD_END};

static void to_free(void *data)
{
    fields_clear(to_fields, data);
    g_free(data);
}

void dispatch_free(Dispatch *dispatch)
{
    if (dispatch == NULL)
        return;
    fields_clear(dispatch_fields, dispatch);
    g_clear_pointer(&dispatch->to, g_ptr_array_unref);
    g_free(dispatch);
}

/* Only `receiver`, or all when it is NULL. */
static bool to_load(Db *db, Dispatch *dispatch, const char *receiver, GError **error)
{
    g_autoptr(Statement) rows =
        receiver == NULL
            ? store_prepare(db,
                  "SELECT * FROM dispatch_to WHERE unit = $unit AND dispatch = $dispatch"
                  " ORDER BY copy, receiver",
                  error)
            : store_prepare(db,
                  "SELECT * FROM dispatch_to WHERE unit = $unit AND dispatch = $dispatch"
                  " AND receiver = $receiver",
                  error);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", dispatch->unit);
    bind_text(rows, "dispatch", dispatch->id);
    if (receiver != NULL)
        bind_text(rows, "receiver", receiver);
    dispatch->to = fields_rows(to_fields, sizeof(DispatchTo), to_free, rows, error);
    return dispatch->to != NULL;
}

static Dispatch *of_row(Db *db, Statement *row, const char *receiver, GError **error)
{
    g_autoptr(Dispatch) dispatch = fields_row_new(dispatch_fields, sizeof(Dispatch), row);

    return to_load(db, dispatch, receiver, error) ? g_steal_pointer(&dispatch) : NULL;
}

Dispatch *dispatch_of_row(Db *db, Statement *row, GError **error)
{
    return of_row(db, row, NULL, error);
}

static GPtrArray *dispatch_rows(Db *db, Statement *rows, GError **error)
{
    g_autoptr(GPtrArray) found =
        fields_rows(dispatch_fields, sizeof(Dispatch), (GDestroyNotify) dispatch_free, rows, error);

    for (guint i = 0; found != NULL && i < found->len; i++)
        if (!to_load(db, found->pdata[i], NULL, error))
            return NULL;
    return g_steal_pointer(&found);
}

Dispatch *dispatch_load_for(Db *db, const char *id, const char *receiver, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, "SELECT * FROM dispatch WHERE unit = $unit AND id = $id", id, error);

    return statement_find(row, "not_found", "dispatch", error) ? of_row(db, row, receiver, error)
                                                               : NULL;
}

Dispatch *dispatch_load(Db *db, const char *id, GError **error)
{
    return dispatch_load_for(db, id, NULL, error);
}

GPtrArray *dispatches_of_matter(Db *db, const char *unit, const char *matter, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "SELECT * FROM dispatch WHERE unit = $unit AND matter = $matter ORDER BY seq", error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "matter", matter);
    return dispatch_rows(db, statement, error);
}

GPtrArray *dispatches_about(
    Db *db, const char *unit, const char *origin_unit, const char *origin_matter, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_texts(db,
        "SELECT * FROM dispatch WHERE unit = $unit AND origin_unit = $origin_unit"
        " AND origin_matter = $origin_matter ORDER BY seq",
        error, "unit", unit, "origin_unit", origin_unit, "origin_matter", origin_matter, NULL);
    if (statement == NULL)
        return NULL;
    return dispatch_rows(db, statement, error);
}

GPtrArray *dispatches_forwarding(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT * FROM dispatch WHERE unit = $unit AND forward_of = $id AND title IS NOT NULL"
        " ORDER BY seq",
        id, error);
    return dispatch_rows(db, statement, error);
}

bool dispatch_is_out(const Dispatch *dispatch)
{
    return strcmp(dispatch->box, "out") == 0;
}

const DispatchTo *dispatch_addressee(const Dispatch *dispatch, const char *unit)
{
    for (guint i = 0; i < dispatch->to->len; i++) {
        const DispatchTo *to = dispatch->to->pdata[i];
        if (strcmp(to->receiver, unit) == 0)
            return to;
    }
    return NULL;
}

bool dispatch_is_flagged(const Dispatch *dispatch)
{
    return g_strcmp0(dispatch->oral_state, ORAL_OPEN) == 0 ||
           g_strcmp0(dispatch->oral_state, ORAL_DENIED) == 0;
}
