/* SPDX-License-Identifier: Apache-2.0 */
#include "leave/leave_private.h"

void leave_free(Leave *leave)
{
    if (leave == NULL)
        return;
    char *const texts[] = {leave->id, leave->unit, leave->person, leave->leave_kind, leave->place,
        leave->reason, leave->transport, leave->acting, leave->acting_phone, leave->state,
        leave->explanation, leave->phoned_to, leave->asked_by, leave->answered_by, leave->words,
        leave->above, leave->dispatch};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_strfreev(leave->clash);
    g_free(leave);
}

static void leave_destroy(void *leave)
{
    leave_free(leave);
}

void *leave_of_row(Statement *row)
{
    Leave *leave = g_new0(Leave, 1);
    const struct {
        char **text;
        int column;
    } texts[] = {{&leave->id, 0}, {&leave->unit, 1}, {&leave->person, 2}, {&leave->leave_kind, 3},
        {&leave->place, 6}, {&leave->reason, 7}, {&leave->transport, 8}, {&leave->acting, 9},
        {&leave->acting_phone, 10}, {&leave->state, 11}, {&leave->explanation, 15},
        {&leave->phoned_to, 17}, {&leave->asked_by, 19}, {&leave->answered_by, 21},
        {&leave->words, 22}, {&leave->above, 23}, {&leave->dispatch, 29}};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i].text = g_strdup(row_text(row, texts[i].column));
    leave->from_at = row_int(row, 4);
    leave->until_at = row_int(row, 5);
    leave->principal = row_int(row, 12) != 0;
    leave->late = row_int(row, 13) != 0;
    leave->clash =
        *row_text(row, 14) == '\0' ? g_new0(char *, 1) : g_strsplit(row_text(row, 14), ",", -1);
    leave->phoned_at = row_int_or(row, 16, FIELD_UNSET);
    leave->asked_at = row_int(row, 18);
    leave->answered_at = row_int_or(row, 20, FIELD_UNSET);
    leave->unconfirmed = row_int(row, 24) != 0;
    leave->begun = row_int(row, 25) != 0;
    leave->overdue_at = row_int_or(row, 26, FIELD_UNSET);
    leave->returned_at = row_int_or(row, 27, FIELD_UNSET);
    leave->filed_at = row_int_or(row, 28, FIELD_UNSET);
    return leave;
}

GPtrArray *leaves_of(Statement *rows, GError **error)
{
    return statement_rows(rows, leave_of_row, leave_destroy, error);
}

Leave *leave_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, LEAVE_COLUMNS "WHERE l.unit = $unit AND l.id = $id", id, error);

    return statement_one(row, leave_of_row, "no_such_leave", "leave", error);
}

GPtrArray *leaves_live(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        LEAVE_COLUMNS "WHERE l.unit = $unit AND l.state = 'approved' AND l.from_at < $until"
                      " AND l.until_at > $from ORDER BY l.from_at, l.id",
        unit, from, until, error);

    return leaves_of(rows, error);
}

bool leave_is_away(Db *db, const char *unit, const char *person, int64_t at)
{
    g_autoptr(GPtrArray) leaves = leaves_live(db, unit, at, at + 1, NULL);

    for (guint i = 0; leaves != NULL && i < leaves->len; i++) {
        if (g_strcmp0(((const Leave *) leaves->pdata[i])->person, person) == 0)
            return true;
    }
    return false;
}
