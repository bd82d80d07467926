/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/watch.h"

#include "engine/field_row.h"

static const Field watch_fields[] = {
    FIELD(Watch, unit, FIELD_WORD),
    FIELD(Watch, id, FIELD_WORD),
    FIELD(Watch, person, FIELD_WORD),
    FIELD(Watch, name, FIELD_TEXT),
    FIELD(Watch, role, FIELD_WORD),
    FIELD(Watch, post, FIELD_TEXT),
    FIELD(Watch, phone, FIELD_TEXT),
    FIELD(Watch, since, FIELD_TIME),
    FIELD(Watch, ended_at, FIELD_TIME),
    FIELD(Watch, terminal, FIELD_WORD),
    FIELD(Watch, method, FIELD_WORD),
    FIELD_END,
};

FIELDS_FREE(Watch, watch, watch_fields)

GPtrArray *watch_current(Db *db, const char *unit, const char *role, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT w.unit, w.id, w.person, p.name, w.role, w.post,"
        " COALESCE(w.phone, p.phone) AS phone, w.since, w.ended_at, w.terminal, w.method"
        " FROM watch w LEFT JOIN person p ON p.unit = w.unit AND p.id = w.person"
        " WHERE w.unit = $unit AND w.ended_at IS NULL AND ($role = '' OR w.role = $role)"
        " ORDER BY w.since, w.id",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "role", role == NULL ? "" : role);
    return fields_rows(watch_fields, sizeof(Watch), (GDestroyNotify) watch_free, statement, error);
}

GPtrArray *watch_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT unit, id, person, role, post, since, ended_at, terminal, method FROM watch"
        " WHERE unit = $unit AND since < $until AND (ended_at IS NULL OR ended_at > $from)"
        " ORDER BY since, id",
        unit, from, until, error);

    return fields_rows(watch_fields, sizeof(Watch), (GDestroyNotify) watch_free, rows, error);
}

bool watch_is_on(
    Db *db, const char *unit, const char *person, const char *role, bool *out_is, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT 1 FROM watch WHERE unit = $unit AND person = $person AND ended_at IS NULL"
        " AND ($role = '' OR role = $role)",
        error, "unit", unit, "person", person == NULL ? "" : person, "role",
        role == NULL ? "" : role, NULL);

    return statement_found(row, out_is, error);
}

bool actor_on_watch(Db *db, const Actor *actor, const char *unit, bool *out_is, GError **error)
{
    *out_is = actor == NULL || actor_is_system(actor);
    return *out_is || watch_is_on(db, unit, actor->person, NULL, out_is, error);
}
