/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/standing.h"

#include "unit/standing_row.h"

/* Made by hand: an element of an array has no name of its own. */
#define OPEN(column, level)                                                                        \
    {                                                                                              \
        .name = (column), .type = FIELD_INT, .offset = offsetof(Standing, open[level])             \
    }

const Field standing_fields[] = {
    FIELD(Standing, unit, FIELD_WORD),
    FIELD(Standing, leader, FIELD_TEXT, .personal = true),
    FIELD(Standing, leader_phone, FIELD_TEXT, .personal = true),
    FIELD(Standing, leader_since, FIELD_TIME),
    FIELD(Standing, officer, FIELD_TEXT, .personal = true),
    FIELD(Standing, officer_phone, FIELD_TEXT, .personal = true),
    FIELD(Standing, officer_since, FIELD_TIME),
    FIELD(Standing, officers, FIELD_INT),
    OPEN("open_unknown", 0),
    OPEN("open_1", 1),
    OPEN("open_2", 2),
    OPEN("open_3", 3),
    OPEN("open_4", 4),
    FIELD(Standing, late_clocks, FIELD_INT),
    FIELD(Standing, last_at, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(Standing, standing, standing_fields)

Standing *standing_get(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_texts(db, "SELECT " STANDING_COLUMNS " FROM standing s WHERE s.unit = $unit",
            error, "unit", unit, NULL);
    void *found = NULL;

    if (!fields_found(standing_fields, sizeof(Standing), row, &found, error))
        return NULL;
    if (found == NULL)
        fail_as(error, FAIL_NOT_FOUND, "no_such_unit", "there is no unit %s", unit);
    return found;
}

bool standing_count(
    Db *db, const char *unit, const StandingCounts *more, int64_t at, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "UPDATE standing SET open_unknown = open_unknown + $open_unknown,"
        " open_1 = open_1 + $open_1, open_2 = open_2 + $open_2, open_3 = open_3 + $open_3,"
        " open_4 = open_4 + $open_4, late_clocks = late_clocks + $late, last_at = $at"
        " WHERE unit = $unit",
        error);

    if (row == NULL)
        return false;
    bind_int(row, "open_unknown", more->open[0]);
    bind_int(row, "open_1", more->open[1]);
    bind_int(row, "open_2", more->open[2]);
    bind_int(row, "open_3", more->open[3]);
    bind_int(row, "open_4", more->open[4]);
    bind_int(row, "late", more->late_clocks);
    bind_int(row, "at", at);
    bind_text(row, "unit", unit);
    return statement_post(row, -1, error);
}

/* ---- notes ---- */

const Field standing_note_fields[] = {
    FIELD(StandingNote, name, FIELD_WORD),
    FIELD(StandingNote, count, FIELD_INT),
    FIELD(StandingNote, at, FIELD_TIME),
    FIELD(StandingNote, word, FIELD_WORD),
    FIELD(StandingNote, text, FIELD_TEXT, .personal = true),
    FIELD(StandingNote, amiss_at, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(StandingNote, standing_note, standing_note_fields)

static bool note_is_empty(const StandingNote *note)
{
    return note->count == FIELD_UNSET && note->at == FIELD_UNSET && note->word == NULL &&
           note->text == NULL && note->amiss_at == FIELD_UNSET;
}

static Statement *note_remove(Db *db, GError **error)
{
    return store_prepare(
        db, "DELETE FROM standing_note WHERE unit = $unit AND name = $name", error);
}

#define SAME(column, type) " AND n." column " IS NOT DISTINCT FROM CAST($" column " AS " type ")"

/* A row that says the same already is left alone: every write of one row again and again is a
 * version of it that PostgreSQL has to step over. */
static Statement *note_put(Db *db, GError **error)
{
    return store_prepare(db,
        "INSERT INTO standing_note (unit, name, count, at, word, text, amiss_at)"
        " SELECT $unit, $name, CAST($count AS BIGINT), CAST($at AS BIGINT), CAST($word AS TEXT),"
        " CAST($text AS TEXT), CAST($amiss_at AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM"
        " standing_note n WHERE n.unit = $unit AND n.name = $name" SAME("count", "BIGINT") SAME(
            "at", "BIGINT") SAME("word", "TEXT") SAME("text", "TEXT") SAME("amiss_at",
            "BIGINT") ")"
                      " ON CONFLICT (unit, name) DO UPDATE SET count = excluded.count, at = "
                      "excluded.at,"
                      " word = excluded.word, text = excluded.text, amiss_at = excluded.amiss_at",
        error);
}

bool standing_note(Db *db, const char *unit, const StandingNote *note, GError **error)
{
    g_autoptr(Statement) row = note_is_empty(note) ? note_remove(db, error) : note_put(db, error);

    if (row == NULL)
        return false;
    fields_bind(standing_note_fields, note, row);
    bind_text(row, "unit", unit);
    return statement_run(row, error);
}

bool standing_note_take(Db *db, const Event *event, Statement *row, GError **error)
{
    g_autoptr(StandingNote) note = fields_row_new(standing_note_fields, sizeof(StandingNote), row);

    return standing_note(db, event->unit, note, error);
}

GPtrArray *standing_notes(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT name, count, at, word, text, amiss_at FROM standing_note WHERE unit = $unit"
        " ORDER BY name",
        error, "unit", unit, NULL);

    return fields_rows(standing_note_fields, sizeof(StandingNote),
        (GDestroyNotify) standing_note_free, rows, error);
}

const StandingNote *standing_noted(const GPtrArray *notes, const char *name)
{
    for (guint i = 0; i < notes->len; i++) {
        const StandingNote *note = notes->pdata[i];

        if (g_strcmp0(note->name, name) == 0)
            return note;
    }
    return NULL;
}
