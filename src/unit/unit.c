/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit.h"

#include "engine/field.h"
#include "unit/unit_row.h"

void unit_free(Unit *unit)
{
    if (unit == NULL)
        return;
    g_free(unit->code);
    g_free(unit->name);
    g_free(unit->short_name);
    g_free(unit->initials);
    g_free(unit->division);
    g_free(unit->level);
    g_free(unit->parent);
    g_strfreev(unit->functions);
    g_free(unit->duty_phone);
    g_free(unit->profile);
    g_free(unit);
}

bool unit_has_function(const Unit *unit, const char *function)
{
    return g_strv_contains((const char *const *) unit->functions, function);
}

static char **words_split(const char *text)
{
    return text == NULL || *text == '\0' ? g_new0(char *, 1) : g_strsplit(text, ",", -1);
}

/* An empty text stands for "taken away again" in the table. */
static char *text_or_null(Statement *statement, int column)
{
    const char *text = row_text(statement, column);
    return text == NULL || *text == '\0' ? NULL : g_strdup(text);
}

void *unit_of_row(Statement *statement)
{
    Unit *unit = g_new0(Unit, 1);
    unit->code = g_strdup(row_text(statement, 0));
    unit->name = g_strdup(row_text(statement, 1));
    unit->short_name = g_strdup(row_text(statement, 2));
    unit->initials = g_strdup(row_text(statement, 3));
    unit->division = g_strdup(row_text(statement, 4));
    unit->level = g_strdup(row_text(statement, 5));
    unit->parent = text_or_null(statement, 6);
    unit->functions = words_split(row_text(statement, 7));
    unit->duty_phone = text_or_null(statement, 8);
    unit->profile = g_strdup(row_text(statement, 9));
    unit->valid_from = row_int(statement, 10);
    unit->valid_to = row_int_or(statement, 11, FIELD_UNSET);
    return unit;
}

static Unit *unit_find(Db *db, const char *code, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT unit, name, short_name, initials, division, level, parent, functions, duty_phone,"
        " profile, valid_from, valid_to FROM unit WHERE unit = $unit",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", code);
    return statement_step(statement, error) == STORE_ROW ? unit_of_row(statement) : NULL;
}

Unit *unit_get(Db *db, const char *code, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Unit *unit = unit_find(db, code, &failure);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (unit == NULL)
        fail_as(error, FAIL_NOT_FOUND, "no_such_unit", "there is no unit %s", code);
    return unit;
}

bool unit_and_parent(Db *db, const char *code, Unit **out_unit, Unit **out_parent, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT unit, name, short_name, initials, division, level, parent, functions, duty_phone,"
        " profile, valid_from, valid_to FROM unit"
        " WHERE unit = $unit OR unit = (SELECT parent FROM unit WHERE unit = $unit)",
        error);
    StoreStep step;
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", code);
    while ((step = statement_step(statement, error)) == STORE_ROW)
        *(strcmp(row_text(statement, 0), code) == 0 ? out_unit : out_parent) =
            unit_of_row(statement);
    return step == STORE_DONE;
}

bool unit_exists(Db *db, const char *code)
{
    g_autoptr(Unit) unit = code == NULL ? NULL : unit_find(db, code, NULL);
    return unit != NULL;
}

char *unit_parent(Db *db, const char *code)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT parent FROM unit WHERE unit = $unit", NULL);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", code);
    return statement_step(statement, NULL) == STORE_ROW ? text_or_null(statement, 0) : NULL;
}

char *unit_name(Db *db, const char *code)
{
    g_autoptr(Unit) unit = unit_find(db, code, NULL);
    return g_strdup(unit == NULL ? code : unit->name);
}

bool unit_is_below(Db *db, const char *code, const char *ancestor)
{
    g_autofree char *at = unit_parent(db, code);
    for (int depth = 0; at != NULL && depth < UNIT_DEPTH_MAX; depth++) {
        if (g_strcmp0(at, ancestor) == 0)
            return true;
        char *next = unit_parent(db, at);
        g_free(at);
        at = next;
    }
    return false;
}

static GPtrArray *units_read(Statement *statement, GError **error)
{
    return statement_rows(statement, unit_of_row, (GDestroyNotify) unit_free, error);
}

GPtrArray *units_below(Db *db, const char *code, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "WITH RECURSIVE below(code) AS (SELECT unit FROM unit WHERE parent = $unit"
        " UNION SELECT u.unit FROM unit u JOIN below b ON u.parent = b.code)"
        " SELECT unit, name, short_name, initials, division, level, parent, functions, duty_phone,"
        " profile, valid_from, valid_to FROM unit JOIN below ON unit = code ORDER BY unit",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", code);
    return units_read(statement, error);
}

GPtrArray *units_with_function(Db *db, const char *code, const char *function, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT unit, name, short_name, initials, division, level, parent, functions, duty_phone,"
        " profile, valid_from, valid_to FROM unit"
        " WHERE (unit = $unit OR parent = $unit) AND valid_to IS NULL"
        " AND REPLACE(',' || functions || ',', $function, '') <> ',' || functions || ','"
        " ORDER BY CASE WHEN unit = $unit THEN 0 ELSE 1 END, unit",
        error);
    if (statement == NULL)
        return NULL;
    g_autofree char *mark = g_strdup_printf(",%s,", function);
    bind_text(statement, "unit", code);
    bind_text(statement, "function", mark);
    return units_read(statement, error);
}
