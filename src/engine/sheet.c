/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/sheet.h"

#include "base/moment.h"
#include "engine/field.h"

#include <string.h>

#define BOM "\xEF\xBB\xBF"

const char *const sheet_formats[] = {"json", "csv", "xlsx", "pdf", NULL};
const char *const sheet_media[] = {"text/csv", SHEET_XLSX, "application/pdf", NULL};
const char *const sheet_langs[] = {"zh", "en", NULL};

bool sheet_is_wanted(const char *format)
{
    return format != NULL && !g_str_equal(format, "json");
}

typedef struct Cell {
    char *text;
    int64_t number;
} Cell;

struct Sheet {
    GArray *columns; /* of SheetColumn, texts owned, ended by a zeroed one */
    GArray *cells;   /* of Cell, row after row */
    char *cursor;
    char *about;
};

static void cell_clear(void *cell)
{
    g_free(((Cell *) cell)->text);
}

static void column_clear(void *data)
{
    SheetColumn *column = data;

    g_free((char *) column->name);
    g_free((char *) column->title);
}

Sheet *sheet_new_empty(void)
{
    Sheet *sheet = g_new0(Sheet, 1);

    sheet->columns = g_array_new(TRUE, TRUE, sizeof(SheetColumn));
    g_array_set_clear_func(sheet->columns, column_clear);
    sheet->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
    g_array_set_clear_func(sheet->cells, cell_clear);
    return sheet;
}

void sheet_column(Sheet *sheet, const char *name, const char *title, SheetType type)
{
    const SheetColumn column = {g_strdup(name), g_strdup(title), type};

    g_assert(sheet->cells->len == 0);
    g_array_append_val(sheet->columns, column);
}

Sheet *sheet_new(const SheetColumn *columns)
{
    Sheet *sheet = sheet_new_empty();

    for (; columns->name != NULL; columns++)
        sheet_column(sheet, columns->name, columns->title, columns->type);
    g_assert(sheet->columns->len > 0);
    return sheet;
}

static size_t sheet_width(const Sheet *sheet)
{
    return sheet->columns->len;
}

static const SheetColumn *column_at(const Sheet *sheet, size_t column)
{
    return &g_array_index(sheet->columns, SheetColumn, column);
}

void sheet_free(Sheet *sheet)
{
    if (sheet == NULL)
        return;
    g_array_unref(sheet->cells);
    g_array_unref(sheet->columns);
    g_free(sheet->cursor);
    g_free(sheet->about);
    g_free(sheet);
}

void sheet_row(Sheet *sheet)
{
    g_assert(sheet->cells->len % sheet_width(sheet) == 0);
}

static void add_cell(Sheet *sheet, SheetType type, Cell cell)
{
    g_assert(column_at(sheet, sheet->cells->len % sheet_width(sheet))->type == type);
    g_array_append_val(sheet->cells, cell);
}

void sheet_text(Sheet *sheet, const char *value)
{
    add_cell(sheet, SHEET_TEXT, (Cell){g_strdup(value), FIELD_UNSET});
}

void sheet_int(Sheet *sheet, int64_t value)
{
    add_cell(sheet, SHEET_INT, (Cell){NULL, value});
}

void sheet_time(Sheet *sheet, int64_t at)
{
    add_cell(sheet, SHEET_TIME, (Cell){NULL, at});
}

void sheet_next_cursor(Sheet *sheet, const char *cursor)
{
    g_free(sheet->cursor);
    sheet->cursor = g_strdup(cursor);
}

void sheet_set_about(Sheet *sheet, const char *about)
{
    g_free(sheet->about);
    sheet->about = g_strdup(about);
}

const char *sheet_about(const Sheet *sheet)
{
    return sheet->about;
}

const SheetColumn *sheet_columns(const Sheet *sheet)
{
    return column_at(sheet, 0);
}

size_t sheet_rows(const Sheet *sheet)
{
    return sheet->cells->len / sheet_width(sheet);
}

static const Cell *cell_at(const Sheet *sheet, size_t row, size_t column)
{
    return &g_array_index(sheet->cells, Cell, row * sheet_width(sheet) + column);
}

const char *sheet_cell_text(const Sheet *sheet, size_t row, size_t column)
{
    return cell_at(sheet, row, column)->text;
}

int64_t sheet_cell_int(const Sheet *sheet, size_t row, size_t column)
{
    return cell_at(sheet, row, column)->number;
}

const char *sheet_cursor(const Sheet *sheet)
{
    return sheet->cursor;
}

static json_t *cell_json(const Cell *cell, SheetType type)
{
    if (type == SHEET_TEXT)
        return cell->text != NULL ? json_string(cell->text) : json_null();
    if (cell->number == FIELD_UNSET)
        return json_null();
    if (type == SHEET_INT)
        return json_integer(cell->number);
    g_autofree char *text = moment_print(cell->number);
    return json_string(text);
}

json_t *sheet_json(const Sheet *sheet)
{
    json_t *items = json_array();

    for (size_t row = 0; row < sheet_rows(sheet); row++) {
        json_t *item = json_object();
        for (size_t i = 0; i < sheet_width(sheet); i++)
            json_object_set_new(item, column_at(sheet, i)->name,
                cell_json(cell_at(sheet, row, i), column_at(sheet, i)->type));
        json_array_append_new(items, item);
    }
    return json_pack("{s:o, s:s?}", "items", items, "next", sheet->cursor);
}

/* What a spreadsheet drops or does not show before it looks for a formula. */
static bool is_skipped(gunichar c)
{
    return c != '\t' && c != '\r' &&
           (g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_FORMAT);
}

/* Spreadsheets in some locales take the full-width signs for a formula's beginning too. */
static bool is_formula(const char *text)
{
    static const char *const signs[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};

    while (*text != '\0' && is_skipped(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (g_str_has_prefix(text, signs[i]))
            return true;
    }
    return false;
}

static void csv_text(GString *csv, const char *text)
{
    bool is_guarded = is_formula(text);

    if (!is_guarded && strpbrk(text, "\",\r\n") == NULL) {
        g_string_append(csv, text);
        return;
    }
    g_string_append(csv, is_guarded ? "\"'" : "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            g_string_append_c(csv, '"');
        g_string_append_c(csv, *text);
    }
    g_string_append_c(csv, '"');
}

static void csv_time(GString *csv, int64_t at)
{
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(at, &year, &month, &day, &minute);
    g_string_append_printf(csv, "%04d-%02d-%02d %02d:%02d:%02d", year, month, day, minute / 60,
        minute % 60, (int) (at / 1000 % 60));
}

/* A number that is a code is said; any other stays a number, which no spreadsheet takes amiss. */
static void csv_int(
    GString *csv, int64_t number, const SheetColumn *column, const SheetSpeech *speech)
{
    g_autofree char *plain = g_strdup_printf("%" G_GINT64_FORMAT, number);
    const char *said = speech == NULL ? plain : speech->value(speech->self, column->title, plain);

    if (said == plain)
        g_string_append(csv, plain);
    else
        csv_text(csv, said);
}

static void csv_cell(
    GString *csv, const Cell *cell, const SheetColumn *column, const SheetSpeech *speech)
{
    SheetType type = column->type;

    if (type == SHEET_TEXT && cell->text != NULL)
        csv_text(csv,
            speech == NULL ? cell->text : speech->value(speech->self, column->title, cell->text));
    else if (type == SHEET_INT && cell->number != FIELD_UNSET)
        csv_int(csv, cell->number, column, speech);
    else if (type == SHEET_TIME && cell->number != FIELD_UNSET)
        csv_time(csv, cell->number);
}

GBytes *sheet_csv(const Sheet *sheet, const SheetSpeech *speech)
{
    GString *csv = g_string_new(BOM);

    for (size_t i = 0; i < sheet_width(sheet); i++) {
        const SheetColumn *column = column_at(sheet, i);
        if (i > 0)
            g_string_append_c(csv, ',');
        csv_text(csv, speech != NULL ? speech->title(speech->self, column->title) : column->name);
    }
    g_string_append(csv, "\r\n");
    for (size_t row = 0; row < sheet_rows(sheet); row++) {
        for (size_t i = 0; i < sheet_width(sheet); i++) {
            if (i > 0)
                g_string_append_c(csv, ',');
            csv_cell(csv, cell_at(sheet, row, i), column_at(sheet, i), speech);
        }
        g_string_append(csv, "\r\n");
    }
    return g_string_free_to_bytes(csv);
}
