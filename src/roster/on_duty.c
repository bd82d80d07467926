/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/on_duty.h"

#include "unit/unit.h"

void on_duty_free(OnDuty *on_duty)
{
    if (on_duty == NULL)
        return;
    g_free(on_duty->shift);
    g_free(on_duty->post);
    g_free(on_duty->post_name);
    g_free(on_duty->role);
    g_free(on_duty->person);
    g_free(on_duty->name);
    g_free(on_duty->phone);
    g_free(on_duty->rostered);
    g_free(on_duty->day);
    g_free(on_duty->day_kind);
    g_free(on_duty->how);
    g_free(on_duty);
}

static void *on_duty_of_row(Statement *statement)
{
    OnDuty *on_duty = g_new0(OnDuty, 1);

    on_duty->shift = g_strdup(row_text(statement, 0));
    on_duty->post = g_strdup(row_text(statement, 1));
    on_duty->post_name = g_strdup(row_text(statement, 2));
    on_duty->role = g_strdup(row_text(statement, 3));
    on_duty->person = g_strdup(row_text(statement, 4));
    on_duty->name = g_strdup(row_text(statement, 5));
    on_duty->phone = g_strdup(row_text(statement, 6));
    on_duty->how = g_strdup(row_text(statement, 7));
    on_duty->rostered = g_strdup(row_text(statement, 10));
    on_duty->day = g_strdup(row_text(statement, 11));
    on_duty->day_kind = g_strdup(row_text(statement, 12));
    on_duty->begins_at = row_int(statement, 8);
    on_duty->ends_at = row_int(statement, 9);
    return on_duty;
}

static void on_duty_destroy(void *on_duty)
{
    on_duty_free(on_duty);
}

GPtrArray *on_duty_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_span(db,
        "SELECT s.id, s.post, d.name, d.role, s.person, p.name, p.phone, s.how, s.begins_at,"
        " s.ends_at, s.rostered, s.day, s.day_kind FROM shift s JOIN duty_post d ON d.unit = "
        "s.unit AND d.post = s.post"
        " LEFT JOIN person p ON p.unit = s.unit AND p.id = s.person"
        " WHERE s.unit = $unit AND s.live = 1 AND s.begins_at < $until AND s.ends_at > $from"
        " ORDER BY s.begins_at, d.place, s.id",
        unit, from, until, error);

    return statement_rows(statement, on_duty_of_row, on_duty_destroy, error);
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
