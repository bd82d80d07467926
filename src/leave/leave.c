/* SPDX-License-Identifier: Apache-2.0 */
#include "leave/leave_private.h"

#include "engine/field_row.h"

static const Field columns[] = {
    FIELD(Leave, id, FIELD_WORD),
    FIELD(Leave, unit, FIELD_WORD),
    FIELD(Leave, person, FIELD_WORD),
    FIELD(Leave, leave_kind, FIELD_WORD),
    FIELD(Leave, from_at, FIELD_TIME),
    FIELD(Leave, until_at, FIELD_TIME),
    FIELD(Leave, place, FIELD_TEXT),
    FIELD(Leave, reason, FIELD_TEXT),
    FIELD(Leave, transport, FIELD_TEXT),
    FIELD(Leave, acting, FIELD_WORD),
    FIELD(Leave, acting_phone, FIELD_TEXT),
    FIELD(Leave, state, FIELD_WORD),
    FIELD(Leave, principal, FIELD_BOOL),
    FIELD(Leave, late, FIELD_BOOL),
    FIELD(Leave, clash, FIELD_WORDS),
    FIELD(Leave, explanation, FIELD_TEXT),
    FIELD(Leave, phoned_at, FIELD_TIME),
    FIELD(Leave, phoned_to, FIELD_TEXT),
    FIELD(Leave, asked_at, FIELD_TIME),
    FIELD(Leave, asked_by, FIELD_WORD),
    FIELD(Leave, answered_at, FIELD_TIME),
    FIELD(Leave, answered_by, FIELD_WORD),
    FIELD(Leave, words, FIELD_TEXT),
    FIELD(Leave, above, FIELD_TEXT),
    FIELD(Leave, above_at, FIELD_TIME),
    FIELD(Leave, above_paper, FIELD_TEXT),
    FIELD(Leave, above_by, FIELD_WORD),
    FIELD(Leave, unconfirmed, FIELD_BOOL),
    FIELD(Leave, begun, FIELD_BOOL),
    FIELD(Leave, overdue_at, FIELD_TIME),
    FIELD(Leave, returned_at, FIELD_TIME),
    FIELD(Leave, filed_at, FIELD_TIME),
    FIELD(Leave, dispatch, FIELD_WORD),
    FIELD_END,
};

FIELDS_FREE(Leave, leave, columns)

GPtrArray *leaves_of(Statement *rows, GError **error)
{
    return fields_rows(columns, sizeof(Leave), (GDestroyNotify) leave_free, rows, error);
}

Leave *leave_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, LEAVE_COLUMNS "WHERE l.unit = $unit AND l.id = $id", id, error);

    return statement_find(row, "no_such_leave", "leave", error)
               ? fields_row_new(columns, sizeof(Leave), row)
               : NULL;
}

GPtrArray *leaves_live(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        LEAVE_COLUMNS "WHERE l.unit = $unit AND l.state = 'approved' AND l.from_at < $until"
                      " AND l.until_at > $from ORDER BY l.from_at, l.id",
        unit, from, until, error);

    return leaves_of(rows, error);
}

bool leave_is_away(
    Db *db, const char *unit, const char *person, int64_t at, bool *out_away, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT 1 FROM leave WHERE unit = $unit AND person = $person AND state = 'approved'"
        " AND from_at <= $at AND until_at > $at LIMIT 1",
        error, "unit", unit, "person", person, NULL);

    if (row != NULL)
        bind_int(row, "at", at);
    return statement_found(row, out_away, error);
}
