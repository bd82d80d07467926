/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/import.h"

#include "base/text.h"
#include "document/grid.h"
#include "engine/county.h"
#include "unit/import_private.h"

#include <string.h>

#define PROGRESS_STEP 500

static void refusal_free(gpointer data)
{
    ImportRefusal *refusal = data;
    g_free(refusal->column);
    g_free(refusal->problem);
    g_free(refusal);
}

void import_clear(Import *import)
{
    g_clear_pointer(&import->refused, g_ptr_array_unref);
    g_clear_pointer(&import->columns, json_decref);
    g_clear_pointer(&import->sheets, json_decref);
}

void import_refuse(Import *import, int64_t line, const char *column, const char *problem)
{
    ImportRefusal *refusal = g_new0(ImportRefusal, 1);
    refusal->line = line;
    refusal->column = g_strdup(column);
    refusal->problem = g_strdup(problem);
    g_ptr_array_add(import->refused, refusal);
}

void import_refuse_error(Import *import, int64_t line, const GError *error)
{
    const GPtrArray *fields = fail_fields(error);
    for (guint i = 0; i < fields->len; i++) {
        const FailField *field = fields->pdata[i];
        import_refuse(import, line, field->name, field->problem);
    }
    if (fields->len == 0)
        import_refuse(import, line, NULL, fail_reason(error));
}

/* ---- headings ---- */

#define HEAD_ROWS 12 /* above the head there may be titles */
#define ROWS_MAX 2000000

/* Which of the known columns a heading names: its place among them, -1 when none. */
static int column_of(const json_t *words, const char *const *known, const char *heading)
{
    g_autofree char *name = text_name(heading);

    for (int i = 0; known[i] != NULL; i++) {
        size_t k = 0;
        json_t *word = NULL;
        if (g_ascii_strcasecmp(known[i], name) == 0)
            return i;
        json_array_foreach (json_object_get(words, known[i]), k, word)
            if (strcmp(json_string_value(word), name) == 0)
                return i;
    }
    return -1;
}

/* The row of headings: the first that names two columns, or one where there is no more; -1: none.
 */
static int head_of(const GridSheet *sheet, const json_t *words, const char *const *known)
{
    int found = -1;

    for (guint row = 0; row < MIN(sheet->rows->len, HEAD_ROWS); row++) {
        int names = 0;
        for (guint i = 0; i < GRID_COLUMNS_MAX; i++)
            names += column_of(words, known, grid_cell(sheet->rows->pdata[row], i)) >= 0;
        if (names > 1)
            return (int) row;
        found = found < 0 && names == 1 ? (int) row : found;
    }
    return found;
}

typedef struct Heads {
    Import *import;
    const json_t *words;
    const char *const *known;
    Csv *csv;
    bool *there; /* by place among the known: some sheet has it */
} Heads;

static void column_tell(
    const Heads *heads, const GridSheet *sheet, guint column, const char *heading, const char *use)
{
    g_autofree char *letters = grid_letters(column);

    json_array_append_new(
        heads->import->columns, json_pack("{s:s, s:s, s:s, s:s?}", "sheet", sheet->name, "column",
                                    letters, "heading", heading, "use", use));
}

/* Where each column of the sheet goes; those that go nowhere are said. */
static void columns_find(
    const Heads *heads, const GridSheet *sheet, const GridRow *head, int places[GRID_COLUMNS_MAX])
{
    g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        const char *heading = grid_cell(head, i);
        places[i] = column_of(heads->words, heads->known, heading);
        bool twice = places[i] >= 0 && !g_hash_table_add(used, GINT_TO_POINTER(places[i] + 1));
        if (twice || (places[i] < 0 && *heading != '\0'))
            import_refuse(
                heads->import, head->line, heading, twice ? "column_twice" : "unknown_column");
        places[i] = twice ? -1 : places[i];
        if (*heading != '\0')
            column_tell(heads, sheet, i, heading, places[i] < 0 ? NULL : heads->known[places[i]]);
        if (places[i] >= 0)
            heads->there[places[i]] = true;
    }
}

static void sheet_tell(const Heads *heads, const GridSheet *sheet, const char *problem)
{
    json_array_append_new(heads->import->sheets, json_pack("{s:s, s:b, s:s?}", "sheet", sheet->name,
                                                     "taken", problem == NULL, "problem", problem));
}

static void rows_add(const Heads *heads, const GridSheet *sheet, guint from, const int *places)
{
    guint width = g_strv_length((char **) heads->known);

    for (guint row = from; row < sheet->rows->len; row++) {
        const GridRow *line = sheet->rows->pdata[row];
        char **cells = g_new0(char *, width + 1);
        for (guint i = 0; line->cells[i] != NULL && i < GRID_COLUMNS_MAX; i++)
            if (places[i] >= 0)
                cells[places[i]] = strcmp(heads->known[places[i]], "password") == 0
                                       ? g_strdup(line->cells[i])
                                       : text_plain(line->cells[i]);
        for (guint i = 0; i < width; i++)
            cells[i] = cells[i] != NULL ? cells[i] : g_strdup("");
        csv_add(heads->csv, line->line, cells, line->problem);
    }
}

static void sheet_add(const Heads *heads, const GridSheet *sheet)
{
    int head = head_of(sheet, heads->words, heads->known), places[GRID_COLUMNS_MAX];

    if (sheet->hidden || head < 0) {
        sheet_tell(heads, sheet, sheet->hidden ? "hidden" : "no_heading");
        return;
    }
    sheet_tell(heads, sheet, NULL);
    columns_find(heads, sheet, sheet->rows->pdata[head], places);
    rows_add(heads, sheet, (guint) head + 1, places);
}

/* Columns that no sheet has are none. */
static char **header_of(const char *const *known, const bool *there)
{
    guint width = g_strv_length((char **) known);
    char **header = g_new0(char *, width + 1);

    for (guint i = 0; i < width; i++)
        header[i] = g_strdup(there[i] ? known[i] : "");
    return header;
}

bool import_needs(const Csv *csv, const char *column, GError **error)
{
    return csv_column(csv, column) >= 0 || fail_as(error, FAIL_INVALID, "column_missing",
                                               "the table names no column \"%s\"", column);
}

Csv *import_read(
    Import *import, const char *bytes, size_t size, const ImportShape *shape, GError **error)
{
    g_autoptr(Grid) grid = grid_read(bytes, size, ROWS_MAX, error);
    json_auto_t *tables = county_file(import->engine, "tables");
    g_autofree bool *there = g_new0(bool, g_strv_length((char **) shape->known) + 1);
    guint rows = 0;

    import->refused = g_ptr_array_new_with_free_func(refusal_free);
    import->columns = json_array();
    import->sheets = json_array();
    if (grid == NULL)
        return NULL;
    g_autoptr(Csv) csv = csv_new(NULL);
    const Heads heads = {import, json_object_get(tables, shape->what), shape->known, csv, there};
    for (guint i = 0; i < grid->sheets->len; i++) {
        const GridSheet *sheet = grid->sheets->pdata[i];
        rows += sheet->rows->len;
        if (sheet->rows->len > 0)
            sheet_add(&heads, sheet);
    }
    csv->header = header_of(shape->known, there);
    if (rows > 0)
        return g_steal_pointer(&csv);
    fail(error, FAIL_INVALID, "the table is empty: a line must name the columns");
    return NULL;
}

bool import_run(
    Import *import, const char *command, json_t *args, json_t **out_reply, GError **error)
{
    json_t *reply = NULL;
    if (import->only_try) {
        json_decref(args);
        return true;
    }
    bool ok = executor_run(import->executor, engine_command(import->engine, command), import->actor,
        args, &reply, error);
    json_decref(args);
    if (out_reply != NULL && ok)
        *out_reply = reply;
    else
        json_decref(reply);
    return ok;
}

bool import_goes_on(const Import *import)
{
    return !work_is_cancelled(import->work);
}

void import_progress(const Import *import, int64_t done, int64_t total)
{
    work_reach(import->work, done, total);
    if (import->progress != NULL && (done % PROGRESS_STEP == 0 || done == total))
        import->progress(import->data, done, total);
}

json_t *import_words(const char *cell)
{
    json_t *words = json_array();
    g_auto(GStrv) parts = g_strsplit_set(cell == NULL ? "" : cell, ";, \t\n", -1);
    for (char **part = parts; *part != NULL; part++)
        if (**part != '\0')
            json_array_append_new(words, json_string(*part));
    return words;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const ImportRefusal *first = *(const ImportRefusal *const *) a;
    const ImportRefusal *second = *(const ImportRefusal *const *) b;
    if (first->line != second->line)
        return first->line < second->line ? -1 : 1;
    return g_strcmp0(first->column, second->column);
}

json_t *import_json(const Import *import)
{
    json_t *refused = json_array();
    g_ptr_array_sort(import->refused, compare_lines);
    for (guint i = 0; i < import->refused->len; i++) {
        const ImportRefusal *refusal = import->refused->pdata[i];
        json_array_append_new(
            refused, json_pack("{s:I, s:s?, s:s}", "line", (json_int_t) refusal->line, "column",
                         refusal->column, "problem", refusal->problem));
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:o, s:O, s:O}", "accepted",
        (json_int_t) import->accepted, "unchanged", (json_int_t) import->unchanged, "left_out",
        (json_int_t) import->left_out, "untouched", (json_int_t) import->untouched, "refused",
        refused, "sheets", import->sheets, "columns", import->columns);
}
