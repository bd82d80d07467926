/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the tables as structs, member by column name. */
#include "dispatch/dispatch_private.h"

#include "base/text.h"

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
        WORD(sign_mode), TEXT(words), TIME(confirm_due_at), TIME(confirmed_at), TIME(sent_at),     \
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

static const Field *field_named(const Field *fields, const char *name)
{
    for (; fields->name != NULL; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

static void member_read(const Field *field, Statement *statement, int column, void *out)
{
    void *member = (char *) out + field->offset;
    bool none = row_is_null(statement, column);
    switch (field->type) {
    case FIELD_INT:
    case FIELD_TIME:
        *(int64_t *) member = none ? FIELD_UNSET : row_int(statement, column);
        break;
    case FIELD_BOOL:
        *(bool *) member = row_int(statement, column) != 0;
        break;
    case FIELD_TEXT:
    case FIELD_WORD:
        *(char **) member = g_strdup(row_text(statement, column));
        break;
    case FIELD_JSON:
    case FIELD_WORDS:
        break;
    }
}

static void row_read(const Field *fields, Statement *statement, void *out)
{
    for (int column = 0; column < row_columns(statement); column++) {
        const Field *field = field_named(fields, row_name(statement, column));
        if (field != NULL)
            member_read(field, statement, column, out);
    }
}

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
    g_autoptr(Statement) statement =
        receiver == NULL
            ? store_prepare(db,
                  "SELECT * FROM dispatch_to WHERE unit = $unit AND dispatch = $dispatch"
                  " ORDER BY copy, receiver",
                  error)
            : store_prepare(db,
                  "SELECT * FROM dispatch_to WHERE unit = $unit AND dispatch = $dispatch"
                  " AND receiver = $receiver",
                  error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", dispatch->unit);
    bind_text(statement, "dispatch", dispatch->id);
    if (receiver != NULL)
        bind_text(statement, "receiver", receiver);
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        DispatchTo *to = g_new0(DispatchTo, 1);
        row_read(to_fields, statement, to);
        g_ptr_array_add(dispatch->to, to);
    }
    return step == STORE_DONE;
}

static GPtrArray *rows_load(Db *db, Statement *statement, const char *receiver, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify) dispatch_free);
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        Dispatch *dispatch = g_new0(Dispatch, 1);
        dispatch->to = g_ptr_array_new_with_free_func(to_free);
        row_read(dispatch_fields, statement, dispatch);
        g_ptr_array_add(rows, dispatch);
    }
    if (step != STORE_DONE)
        return NULL;
    for (guint i = 0; i < rows->len; i++)
        if (!to_load(db, rows->pdata[i], receiver, error))
            return NULL;
    return g_steal_pointer(&rows);
}

GPtrArray *dispatch_rows(Db *db, Statement *statement, GError **error)
{
    return rows_load(db, statement, NULL, error);
}

Dispatch *dispatch_load_for(Db *db, const char *id, const char *receiver, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT * FROM dispatch WHERE unit = $unit AND id = $id", error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit != NULL ? unit : "");
    bind_text(statement, "id", id);
    g_autoptr(GPtrArray) rows = rows_load(db, statement, receiver, error);
    if (rows == NULL)
        return NULL;
    if (rows->len == 0) {
        fail(error, FAIL_NOT_FOUND, "no dispatch %s", id);
        return NULL;
    }
    return g_ptr_array_steal_index(rows, 0);
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

GPtrArray *dispatches_forwarding(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT * FROM dispatch WHERE unit = $unit AND forward_of = $id AND title IS NOT NULL"
        " ORDER BY seq",
        id, error);
    return statement == NULL ? NULL : dispatch_rows(db, statement, error);
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
