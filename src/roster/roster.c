/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/roster.h"

#include "engine/field_row.h"

/* ---- posts ---- */

static const Field post_columns[] = {
    FIELD(DutyPost, post, FIELD_WORD),
    FIELD(DutyPost, name, FIELD_TEXT),
    FIELD(DutyPost, role, FIELD_WORD),
    FIELD(DutyPost, pattern, FIELD_WORD),
    FIELD(DutyPost, engagements, FIELD_WORDS),
    FIELD(DutyPost, place, FIELD_INT),
    FIELD(DutyPost, since, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(DutyPost, duty_post, post_columns)

GPtrArray *duty_posts(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT post, name, role, pattern, engagements, place, since FROM duty_post"
        " WHERE unit = $unit AND kept = 1 ORDER BY place, post",
        error, "unit", unit, NULL);

    return fields_rows(
        post_columns, sizeof(DutyPost), (GDestroyNotify) duty_post_free, rows, error);
}

/* ---- rosters ---- */

FIELDS_FREE(Roster, roster, roster_fields)

Roster *roster_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, "SELECT * FROM roster WHERE unit = $unit AND id = $id", id, error);

    return statement_find(row, "no_such_roster", "roster", error)
               ? fields_row_new(roster_fields, sizeof(Roster), row)
               : NULL;
}

bool roster_find(Db *db, const char *id, Roster **out_roster, GError **error)
{
    void *found = NULL;
    g_autoptr(Statement) row =
        store_prepare_id(db, "SELECT * FROM roster WHERE unit = $unit AND id = $id", id, error);

    if (!fields_found(roster_fields, sizeof(Roster), row, &found, error))
        return false;
    *out_roster = found;
    return true;
}

/* ---- shifts ---- */

#define SHIFT_COLUMNS                                                                              \
    "SELECT s.unit, s.id, s.roster, s.post, d.name AS post_name, d.role, s.name, s.day,"           \
    " s.day_kind, s.begins_at, s.ends_at, s.person, s.rostered, s.how, s.live FROM shift s"        \
    " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post WHERE s.unit = $unit"
#define SHIFT_ONE SHIFT_COLUMNS " AND s.id = $id"
#define SHIFT_ORDER " ORDER BY s.begins_at, d.place, s.post, s.id"

static const Field shift_columns[] = {
    FIELD(Shift, unit, FIELD_WORD),
    FIELD(Shift, id, FIELD_WORD),
    FIELD(Shift, roster, FIELD_WORD),
    FIELD(Shift, post, FIELD_WORD),
    FIELD(Shift, post_name, FIELD_TEXT),
    FIELD(Shift, role, FIELD_WORD),
    FIELD(Shift, name, FIELD_WORD),
    FIELD(Shift, day, FIELD_WORD),
    FIELD(Shift, begins_at, FIELD_TIME),
    FIELD(Shift, ends_at, FIELD_TIME),
    FIELD(Shift, person, FIELD_WORD),
    FIELD(Shift, rostered, FIELD_WORD),
    FIELD(Shift, how, FIELD_WORD),
    FIELD(Shift, live, FIELD_BOOL),
    FIELD_END,
};

FIELDS_FREE(Shift, shift, shift_columns)

static void *shift_of_row(Statement *row)
{
    Shift *shift = fields_row_new(shift_columns, sizeof(Shift), row);

    day_kind_read(row_text_of(row, "day_kind"), &shift->kind, NULL);
    return shift;
}

Shift *shift_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, SHIFT_ONE, id, error);

    return statement_one(row, shift_of_row, "no_such_shift", "shift", error);
}

bool shift_find(Db *db, const char *id, Shift **out_shift, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_id(db, SHIFT_ONE, id, error);

    if (!statement_found(row, &found, error))
        return false;
    *out_shift = found ? shift_of_row(row) : NULL;
    return true;
}

GPtrArray *roster_shifts(Db *db, const char *roster, GError **error)
{
    g_autoptr(Statement) rows =
        store_prepare_id(db, SHIFT_COLUMNS " AND s.roster = $id" SHIFT_ORDER, roster, error);

    return statement_rows(rows, shift_of_row, (GDestroyNotify) shift_free, error);
}

GPtrArray *shifts_live(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        SHIFT_COLUMNS " AND s.live = 1 AND s.begins_at < $until AND s.ends_at > $from" SHIFT_ORDER,
        unit, from, until, error);

    return statement_rows(rows, shift_of_row, (GDestroyNotify) shift_free, error);
}
