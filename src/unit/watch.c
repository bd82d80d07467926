/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/watch.h"

void watch_free(Watch *watch)
{
    if (watch == NULL)
        return;
    g_free(watch->unit);
    g_free(watch->id);
    g_free(watch->person);
    g_free(watch->name);
    g_free(watch->role);
    g_free(watch->post);
    g_free(watch->phone);
    g_free(watch->terminal);
    g_free(watch->method);
    g_free(watch);
}

static void *watch_of_row(Statement *statement)
{
    Watch *watch = g_new0(Watch, 1);
    watch->unit = g_strdup(row_text(statement, 0));
    watch->id = g_strdup(row_text(statement, 1));
    watch->person = g_strdup(row_text(statement, 2));
    watch->name = g_strdup(row_text(statement, 3));
    watch->role = g_strdup(row_text(statement, 4));
    watch->post = g_strdup(row_text(statement, 5));
    watch->phone = g_strdup(row_text(statement, 6));
    watch->since = row_int(statement, 7);
    watch->terminal = g_strdup(row_text(statement, 8));
    watch->method = g_strdup(row_text(statement, 9));
    return watch;
}

GPtrArray *watch_current(Db *db, const char *unit, const char *role, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT w.unit, w.id, w.person, p.name, w.role, w.post, COALESCE(w.phone, p.phone), "
        "w.since,"
        " w.terminal, w.method"
        " FROM watch w LEFT JOIN person p ON p.unit = w.unit AND p.id = w.person"
        " WHERE w.unit = $unit AND w.ended_at IS NULL AND ($role = '' OR w.role = $role)"
        " ORDER BY w.since, w.id",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "role", role == NULL ? "" : role);
    return statement_rows(statement, watch_of_row, (GDestroyNotify) watch_free, error);
}

bool watch_is_on(Db *db, const char *unit, const char *person, const char *role)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT 1 FROM watch WHERE unit = $unit AND person = $person AND ended_at IS NULL"
        " AND ($role = '' OR role = $role)",
        NULL);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "person", person == NULL ? "" : person);
    bind_text(statement, "role", role == NULL ? "" : role);
    return statement_step(statement, NULL) == STORE_ROW;
}

bool actor_on_watch(Db *db, const Actor *actor, const char *unit)
{
    if (actor == NULL || actor_is_system(actor))
        return true;
    return actor->person != NULL && watch_is_on(db, unit, actor->person, NULL);
}
