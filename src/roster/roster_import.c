/* SPDX-License-Identifier: Apache-2.0 */
/* POST /units/{unit}/rosters/import: a roster drawn up in a spreadsheet, understood line by line.
 *
 * Nothing is kept: the reply holds the assignments that POST /units/{unit}/rosters takes, and every
 * cell that was not understood, with its line, the reason, and what to do. */
#include "base/day.h"
#include "base/json.h"
#include "engine/county.h"
#include "roster/import_sheet.h"
#include "roster/module.h"
#include "roster/roster.h"
#include "roster/team.h"
#include "unit/watch.h"
#include "unit/workday_notice.h"

#define BYTES_MAX (4 * 1024 * 1024)
#define ROWS_MAX 2000

typedef struct ImportArgs {
    char *unit;
    char *media_type;
    GBytes *raw;
    json_t *result; /* made by prepare() */
} ImportArgs;

static const Field import_args[] = {
    FIELD(ImportArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ImportArgs, media_type, FIELD_WORD, .help = "Whatever it says, the bytes decide."),
    FIELD_END,
};

typedef struct ImportReply {
    char *from_day;
    char *to_day;
    json_t *assignments;
    json_t *refused;
    json_t *sheets;
    json_t *columns;
} ImportReply;

typedef struct RefusedRow {
    char *sheet;
    int64_t row;
    char *cell;
    char *problem;
    json_t *words;
} RefusedRow;

static const Field refused_fields[] = {
    FIELD(RefusedRow, sheet, FIELD_TEXT, .help = "Its tab; empty of a file of text."),
    FIELD(RefusedRow, row, FIELD_INT, .required = true, .help = "Line of the file, from 1."),
    FIELD(RefusedRow, cell, FIELD_TEXT, .help = "What stands there."),
    FIELD(RefusedRow, problem, FIELD_WORD, .required = true),
    FIELD(RefusedRow, words, FIELD_JSON, .required = true, .object = fields_label,
        .help = "Why, and what to do."),
    FIELD_END,
};

typedef struct AssignmentShown {
    char *post;
    char *day;
    char *name;
    char *person;
    char *person_name;
} AssignmentShown;

static const Field assignment_fields[] = {
    FIELD(AssignmentShown, post, FIELD_WORD, .required = true),
    FIELD(AssignmentShown, day, FIELD_WORD, .required = true),
    FIELD(AssignmentShown, name, FIELD_WORD, .required = true, .help = "Of the shift."),
    FIELD(AssignmentShown, person, FIELD_WORD, .required = true),
    FIELD(AssignmentShown, person_name, FIELD_TEXT),
    FIELD_END,
};

typedef struct SheetTold {
    char *sheet;
    bool taken;
    char *problem;
    json_t *words;
} SheetTold;

static const Field sheet_fields[] = {
    FIELD(SheetTold, sheet, FIELD_TEXT, .required = true, .help = "Its tab."),
    FIELD(SheetTold, taken, FIELD_BOOL, .required = true),
    FIELD(SheetTold, problem, FIELD_WORD, .help = "Why it was left out."),
    FIELD(SheetTold, words, FIELD_JSON, .object = fields_label),
    FIELD_END,
};

typedef struct ColumnTold {
    char *sheet;
    char *column;
    char *heading;
    char *use;
    char *post;
} ColumnTold;

static const char *const uses[] = {
    "unknown", "ignored", "shift", "day", "post", "officers", "leaders", NULL};

static const Field column_fields[] = {
    FIELD(ColumnTold, sheet, FIELD_TEXT, .required = true),
    FIELD(ColumnTold, column, FIELD_WORD, .required = true, .help = "A, B, …"),
    FIELD(ColumnTold, heading, FIELD_TEXT, .required = true),
    FIELD(ColumnTold, use, FIELD_WORD, .required = true, .choices = uses,
        .help = "unknown: nothing was taken from it."),
    FIELD(ColumnTold, post, FIELD_WORD),
    FIELD_END,
};

static const Field import_reply[] = {
    FIELD(ImportReply, from_day, FIELD_WORD, .help = "Absent: no line was understood."),
    FIELD(ImportReply, to_day, FIELD_WORD),
    FIELD(ImportReply, assignments, FIELD_JSON, .required = true, .items = assignment_fields,
        .help = "What POST /units/{unit}/rosters takes, and names."),
    FIELD(ImportReply, refused, FIELD_JSON, .required = true, .items = refused_fields),
    FIELD(ImportReply, sheets, FIELD_JSON, .required = true, .items = sheet_fields),
    FIELD(ImportReply, columns, FIELD_JSON, .required = true, .items = column_fields,
        .help = "What was made of each column that has a heading."),
    FIELD_END,
};

/* ---- one import ---- */

/* A table that stands on its side, posts down and days across. */
static bool sheet_take(Importing *importing, const GridSheet *sheet, Work *work, GError **error)
{
    g_autoptr(GridSheet) turned = NULL;
    size_t told = json_array_size(importing->sheets);

    if (!import_sheet(importing, sheet, work, error))
        return false;
    const json_t *said = json_array_get(importing->sheets, told);
    if (g_strcmp0(json_text(said, "problem"), "no_day_column") != 0)
        return true;
    turned = grid_turned(sheet);
    if (turned->rows->len == 0 || !import_stands_turned(importing, turned))
        return true;
    json_array_remove(importing->sheets, told);
    return import_sheet(importing, turned, work, error);
}

/* A sheet that holds no roster beside one that does is left out, and told. When none does, why. */
static void sheets_judge(Importing *importing)
{
    size_t i = 0;
    json_t *sheet = NULL;

    json_array_foreach (importing->sheets, i, sheet)
        if (json_is_true(json_object_get(sheet, "taken")))
            return;
    const json_t *first = json_array_get(importing->sheets, 0);
    const char *problem = json_text(first, "problem");
    import_refuse_cell(importing, 0, "", problem != NULL ? problem : "no_day_column");
}

static bool table_take(Importing *importing, const Grid *table, Work *work, GError **error)
{
    if (importing->posts->len == 0) {
        import_refuse_cell(importing, 0, "", "no_posts");
        return true;
    }
    for (guint i = 0; i < table->sheets->len; i++) {
        const GridSheet *sheet = table->sheets->pdata[i];
        if (sheet->rows->len > 0 && !sheet_take(importing, sheet, work, error))
            return false;
    }
    sheets_judge(importing);
    return true;
}

static json_t *result_of(const Importing *importing)
{
    bool any = json_array_size(importing->assignments) > 0;
    g_autofree char *from = any ? day_print(importing->from) : NULL;
    g_autofree char *to = any ? day_print(importing->to) : NULL;

    return json_pack("{s:s?, s:s?, s:O, s:O, s:O, s:O}", "from_day", from, "to_day", to,
        "assignments", importing->assignments, "refused", importing->refused, "sheets",
        importing->sheets, "columns", importing->columns);
}

static bool import_prepare(const Preparation *preparation, void *data, GError **error)
{
    ImportArgs *args = data;
    Importing importing = {.rules = engine_service(preparation->engine, SERVICE_DUTY_RULES),
        .workdays = workdays_now(preparation->engine, preparation->db, error),
        .now = preparation->now,
        .from = INT64_MAX,
        .to = INT64_MIN};

    if (importing.workdays == NULL)
        return false;
    if (args->raw == NULL)
        return fail_as(error, FAIL_INVALID, "not_xlsx", "there is no file");
    gsize size = 0;
    const char *bytes = g_bytes_get_data(args->raw, &size);
    g_autoptr(Grid) table = grid_read(bytes, size, ROWS_MAX, error);
    g_autoptr(GPtrArray) posts =
        table == NULL ? NULL : duty_posts(preparation->db, args->unit, error);
    g_autoptr(GPtrArray) team =
        posts == NULL ? NULL : team_load(preparation->db, args->unit, preparation->now, error);
    if (team == NULL)
        return false;
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_auto_t *words = county_file(preparation->engine, "import"),
                *tables = county_file(preparation->engine, "tables");
    json_auto_t *assignments = json_array(), *refused = json_array(), *sheets = json_array(),
                *columns = json_array();
    importing.posts = posts;
    importing.team = team;
    importing.taken = taken;
    importing.words = words;
    importing.tables = tables;
    importing.assignments = assignments;
    importing.refused = refused;
    importing.sheets = sheets;
    importing.columns = columns;
    bool done = table_take(&importing, table, preparation->work, error);
    for (guint i = 0; i < GRID_COLUMNS_MAX; i++)
        g_free(importing.column_shifts[i]);
    if (!done)
        return false;
    args->result = result_of(&importing);
    return true;
}

static bool import_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = json_incref(((const ImportArgs *) data)->result);
    return true;
}

static void import_clear(void *data)
{
    json_decref(((ImportArgs *) data)->result);
}

static const Command commands[] = {
    {.name = "roster.import",
        .method = "POST",
        .path = "/units/{unit}/rosters/import",
        .permission = "roster.draft",
        .args = import_args,
        .args_size = sizeof(ImportArgs),
        .reply = import_reply,
        .prepare = import_prepare,
        .conclude = import_conclude,
        .raw_max = BYTES_MAX,
        .raw_offset = offsetof(ImportArgs, raw),
        .clear = import_clear,
        .help = "Understands a roster in an XLSX or CSV file; keeps nothing, answers assignments."},
    {0},
};

const Part roster_import_part = {.commands = commands};
