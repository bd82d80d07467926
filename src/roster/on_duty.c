/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/on_duty.h"

#include "engine/field_row.h"
#include "roster/coverage.h"
#include "unit/unit.h"

static const Field columns[] = {
    FIELD(OnDuty, shift, FIELD_WORD),
    FIELD(OnDuty, post, FIELD_WORD),
    FIELD(OnDuty, post_name, FIELD_TEXT),
    FIELD(OnDuty, role, FIELD_WORD),
    FIELD(OnDuty, person, FIELD_WORD),
    FIELD(OnDuty, name, FIELD_TEXT),
    FIELD(OnDuty, phone, FIELD_TEXT),
    FIELD(OnDuty, rostered, FIELD_WORD),
    FIELD(OnDuty, day, FIELD_WORD),
    FIELD(OnDuty, day_kind, FIELD_WORD),
    FIELD(OnDuty, how, FIELD_WORD),
    FIELD(OnDuty, absent, FIELD_WORD),
    FIELD(OnDuty, begins_at, FIELD_TIME),
    FIELD(OnDuty, ends_at, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(OnDuty, on_duty, columns)

GPtrArray *on_duty_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_span(db,
        "SELECT s.id AS shift, s.post, d.name AS post_name, d.role, s.person, p.name, p.phone, "
        "s.how,"
        " s.begins_at, s.ends_at, s.rostered, s.day, s.day_kind,"
        " CASE WHEN s.person IS NULL THEN NULL"
        " WHEN p.id IS NULL OR (p.left_at < s.ends_at AND p.left_at < $until)"
        " THEN '" GAP_PERSON_LEFT "' WHEN EXISTS (SELECT 1 FROM leave l WHERE l.unit = s.unit"
        " AND l.person = s.person AND l.state IN ('approved', 'returned')"
        " AND l.from_at < s.ends_at AND l.until_at > s.begins_at"
        " AND l.from_at < $until AND l.until_at > $from) THEN '" GAP_ON_LEAVE "' END AS absent"
        " FROM shift s"
        " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post"
        " LEFT JOIN person p ON p.unit = s.unit AND p.id = s.person"
        " WHERE s.unit = $unit AND s.live = 1 AND s.begins_at < $until AND s.ends_at > $from"
        " ORDER BY s.begins_at, d.place, s.id",
        unit, from, until, error);

    return fields_rows(columns, sizeof(OnDuty), (GDestroyNotify) on_duty_free, statement, error);
}

const char *on_duty_person(const OnDuty *shift)
{
    return shift->absent == NULL ? shift->person : NULL;
}

bool roster_keeps_duty(Db *db, const char *unit, const char *role, bool *out_keeps, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT 1 FROM duty_post WHERE unit = $unit AND kept = 1"
        " AND (CAST($role AS TEXT) IS NULL OR role = $role) LIMIT 1",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "role", role);
    StoreStep step = statement_step(row, error);
    *out_keeps = step == STORE_ROW;
    return step != STORE_FAILED;
}

static bool unit_take(
    Db *db, const char *unit, const char *but, GStrvBuilder *units, GError **error)
{
    bool keeps = false;

    if (g_strcmp0(unit, but) == 0)
        return true;
    if (!roster_keeps_duty(db, unit, NULL, &keeps, error))
        return false;
    if (keeps)
        g_strv_builder_add(units, unit);
    return true;
}

char **roster_units(Db *db, const char *under, const char *but, GError **error)
{
    g_autoptr(GStrvBuilder) units = g_strv_builder_new();
    g_autoptr(GPtrArray) below = units_below(db, under, error);

    if (below == NULL || !unit_take(db, under, but, units, error))
        return NULL;
    for (guint i = 0; i < below->len; i++)
        if (!unit_take(db, ((const Unit *) below->pdata[i])->code, but, units, error))
            return NULL;
    return g_strv_builder_end(units);
}
