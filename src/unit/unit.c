/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit.h"

#include "unit/duty_line.h"
#include "unit/unit_row.h"

const Field unit_fields[] = {
    FIELD(Unit, code, FIELD_WORD, .required = true),
    FIELD(Unit, name, FIELD_TEXT, .required = true),
    FIELD(Unit, short_name, FIELD_TEXT),
    FIELD(Unit, initials, FIELD_WORD, .help = "Pinyin initials of the name."),
    FIELD(Unit, division, FIELD_WORD),
    FIELD(Unit, level, FIELD_WORD, .required = true),
    FIELD(Unit, parent, FIELD_WORD),
    FIELD(Unit, functions, FIELD_WORDS, .required = true),
    FIELD(Unit, duty_phone, FIELD_TEXT),
    FIELD(Unit, duty_line, FIELD_WORD, .choices = duty_line_findings,
        .help = "The number is no line that stays in the room; absent: nothing is amiss."),
    FIELD(Unit, profile, FIELD_WORD),
    FIELD(Unit, valid_from, FIELD_TIME, .required = true),
    FIELD(Unit, valid_to, FIELD_TIME, .help = "When it was closed; absent while it is open."),
    FIELD_END,
};

FIELDS_FREE(Unit, unit, unit_fields)

bool unit_has_function(const Unit *unit, const char *function)
{
    return g_strv_contains((const char *const *) unit->functions, function);
}

static Unit *unit_find(Db *db, const char *code, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db, UNIT_COLUMNS " WHERE unit = $unit", error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", code);
    return statement_step(statement, error) == STORE_ROW
               ? fields_row_new(unit_fields, sizeof(Unit), statement)
               : NULL;
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

static GPtrArray *units_read(Statement *rows, GError **error)
{
    return fields_rows(unit_fields, sizeof(Unit), (GDestroyNotify) unit_free, rows, error);
}

bool unit_and_parent(Db *db, const char *code, Unit **out_unit, Unit **out_parent, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        UNIT_COLUMNS " WHERE unit = $unit OR unit = (SELECT parent FROM unit WHERE unit = $unit)",
        error);
    if (rows != NULL)
        bind_text(rows, "unit", code);
    g_autoptr(GPtrArray) units = units_read(rows, error);
    for (guint i = 0; units != NULL && i < units->len; i++) {
        Unit *unit = units->pdata[i];
        units->pdata[i] = NULL;
        *(strcmp(unit->code, code) == 0 ? out_unit : out_parent) = unit;
    }
    return units != NULL;
}

bool unit_exists(Db *db, const char *code, bool *out_exists, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_texts(db, "SELECT 1 FROM unit WHERE unit = $unit", error, "unit", code, NULL);

    return statement_found(row, out_exists, error);
}

bool unit_is_open(Db *db, const char *code, int64_t now, bool *out_open, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT 1 FROM unit WHERE unit = $unit AND (valid_to IS NULL OR valid_to > $now)", error,
        "unit", code, NULL);

    if (row != NULL)
        bind_int(row, "now", now);
    return statement_found(row, out_open, error);
}

bool unit_parent(Db *db, const char *code, char **out_parent, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(
        db, "SELECT NULLIF(parent, '') FROM unit WHERE unit = $unit", error, "unit", code, NULL);

    return statement_text(row, out_parent, error);
}

char *unit_name(Db *db, const char *code)
{
    g_autoptr(Unit) unit = unit_find(db, code, NULL);
    return g_strdup(unit == NULL ? code : unit->name);
}

bool unit_is_below(Db *db, const char *code, const char *ancestor, bool *out_is, GError **error)
{
    g_autofree char *at = g_strdup(code);

    *out_is = false;
    for (int depth = 0; at != NULL && depth < UNIT_DEPTH_MAX && !*out_is; depth++) {
        char *above = NULL;

        if (!unit_parent(db, at, &above, error))
            return false;
        g_free(at);
        at = above;
        *out_is = at != NULL && g_strcmp0(at, ancestor) == 0;
    }
    return true;
}

GPtrArray *units_below(Db *db, const char *code, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "WITH RECURSIVE below(code) AS (SELECT unit FROM unit WHERE parent = $unit"
        " UNION SELECT u.unit FROM unit u JOIN below b ON u.parent = b.code)"
        " " UNIT_COLUMNS " WHERE unit IN (SELECT below.code FROM below) ORDER BY unit",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", code);
    return units_read(statement, error);
}

/* A bureau is also one that was entered with the level of the unit above it. One walk over one
 * table: several that are put together cost SQLite ten times as much. */
#define AROUND                                                                                     \
    "WITH RECURSIVE around(place, rank, above, is_up) AS (SELECT unit, level, parent, 1 FROM unit" \
    " WHERE unit = CAST($around AS TEXT) UNION SELECT u.unit, u.level, u.parent,"                  \
    " CASE WHEN a.is_up = 1 AND u.unit = a.above THEN 1 ELSE 0 END FROM around a JOIN unit u"      \
    " ON (a.is_up = 1 AND u.unit = a.above) OR (u.parent = a.place AND (u.level = 'bureau'"        \
    " OR (a.is_up = 1 AND u.level = a.rank))))"

static void repeats_drop(GPtrArray *units)
{
    for (guint i = units->len; i > 1; i--) {
        const Unit *one = units->pdata[i - 1], *before = units->pdata[i - 2];
        if (strcmp(one->code, before->code) == 0)
            g_ptr_array_remove_index(units, i - 1);
    }
}

GPtrArray *units_around(Db *db, const char *code, GError **error)
{
    /* A bureau on the way up is found from above as well. */
    g_autoptr(Statement) rows = store_prepare_texts(db,
        AROUND " " UNIT_COLUMNS " JOIN around ON place = unit ORDER BY unit", error, "around", code,
        NULL);
    GPtrArray *units = rows != NULL ? units_read(rows, error) : NULL;
    if (units != NULL)
        repeats_drop(units);
    return units;
}

GPtrArray *units_with_function(Db *db, const char *code, const char *function, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        UNIT_COLUMNS
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
