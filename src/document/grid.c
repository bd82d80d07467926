/* SPDX-License-Identifier: Apache-2.0 */
#include "document/grid.h"

#include "base/text.h"
#include "document/csv.h"
#include "document/xlsx.h"

#include <string.h>

static void row_free(void *data)
{
    GridRow *row = data;
    g_strfreev(row->cells);
    g_free(row);
}

void grid_sheet_free(GridSheet *sheet)
{
    if (sheet == NULL)
        return;
    g_free(sheet->name);
    g_ptr_array_unref(sheet->rows);
    g_free(sheet);
}

static void sheet_release(void *data)
{
    grid_sheet_free(data);
}

void grid_free(Grid *table)
{
    if (table == NULL)
        return;
    g_ptr_array_unref(table->sheets);
    g_free(table);
}

static GridSheet *sheet_new(const char *name)
{
    GridSheet *sheet = g_new0(GridSheet, 1);

    sheet->name = g_strdup(name);
    sheet->rows = g_ptr_array_new_with_free_func(row_free);
    return sheet;
}

static bool has_text(char *const *cells)
{
    for (; *cells != NULL; cells++)
        if (**cells != '\0')
            return true;
    return false;
}

static void row_put(GridSheet *sheet, char **cells /* taken */, int64_t line, const char *problem)
{
    GridRow *row = g_new0(GridRow, 1);

    row->cells = cells;
    row->line = line;
    row->problem = problem;
    if (problem != NULL || has_text(cells))
        g_ptr_array_add(sheet->rows, row);
    else
        row_free(row);
}

/* ---- XLSX ---- */

static void sheet_fill(const XlsxSheet *from, GridSheet *sheet)
{
    uint32_t before = UINT32_MAX;

    for (guint i = 0; i < from->cells->len; i++) {
        uint32_t row = ((const XlsxCell *) from->cells->pdata[i])->row;
        if (row == before)
            continue;
        char **cells = g_new0(char *, GRID_COLUMNS_MAX + 1);
        for (uint32_t k = 0; k < GRID_COLUMNS_MAX; k++) {
            const XlsxCell *cell = xlsx_cell_shown(from, row, k);
            cells[k] = text_trimmed(cell == NULL ? "" : cell->text);
        }
        row_put(sheet, cells, (int64_t) row + 1, NULL);
        before = row;
    }
}

static bool xlsx_take(GBytes *bytes, Grid *table, GError **error)
{
    g_autoptr(Xlsx) xlsx = xlsx_read(bytes, error);

    for (guint i = 0; xlsx != NULL && i < xlsx->sheets->len; i++) {
        const XlsxSheet *from = xlsx->sheets->pdata[i];
        GridSheet *sheet = sheet_new(from->name);
        sheet->hidden = from->hidden;
        sheet_fill(from, sheet);
        g_ptr_array_add(table->sheets, sheet);
    }
    return xlsx != NULL;
}

/* ---- text ---- */

static bool text_take(const char *bytes, size_t size, Grid *table, GError **error)
{
    g_autoptr(GPtrArray) rows = csv_rows(bytes, size, error);

    if (rows == NULL)
        return false;
    GridSheet *sheet = sheet_new("");
    g_ptr_array_add(table->sheets, sheet);
    for (guint i = 0; i < rows->len; i++) {
        CsvRow *row = rows->pdata[i];
        char **cells = g_steal_pointer(&row->cells);
        for (guint k = 0; cells[k] != NULL; k++) {
            char *whole = cells[k];
            cells[k] = k < GRID_COLUMNS_MAX ? text_trimmed(whole) : NULL;
            g_free(whole);
        }
        row_put(sheet, cells, row->line, row->problem);
    }
    return true;
}

/* What is neither a zip file nor an old Excel file is a text. */
static bool is_text(const char *bytes, size_t size)
{
    return size < 4 ||
           (memcmp(bytes, "PK\x03\x04", 4) != 0 && memcmp(bytes, "\xD0\xCF\x11\xE0", 4) != 0);
}

Grid *grid_read(const char *bytes, size_t size, guint rows_max, GError **error)
{
    g_autoptr(Grid) table = g_new0(Grid, 1);
    g_autoptr(GBytes) whole = g_bytes_new_static(bytes, size);
    guint rows = 0;

    table->sheets = g_ptr_array_new_with_free_func(sheet_release);
    if (is_text(bytes, size) ? !text_take(bytes, size, table, error)
                             : !xlsx_take(whole, table, error))
        return NULL;
    for (guint i = 0; i < table->sheets->len; i++)
        rows += ((const GridSheet *) table->sheets->pdata[i])->rows->len;
    if (rows <= rows_max)
        return g_steal_pointer(&table);
    fail_as(error, FAIL_INVALID, "too_large", "more than %u rows", rows_max);
    return NULL;
}

const char *grid_cell(const GridRow *row, guint column)
{
    for (guint i = 0; row->cells[i] != NULL; i++)
        if (i == column)
            return row->cells[i];
    return "";
}

GridSheet *grid_turned(const GridSheet *sheet)
{
    GridSheet *turned = sheet_new(sheet->name);
    guint width = MIN(sheet->rows->len, GRID_COLUMNS_MAX);

    turned->hidden = sheet->hidden;
    for (guint column = 0; column < GRID_COLUMNS_MAX; column++) {
        char **cells = g_new0(char *, width + 1);
        for (guint i = 0; i < width; i++)
            cells[i] = g_strdup(grid_cell(sheet->rows->pdata[i], column));
        row_put(turned, cells, (int64_t) column + 1, NULL);
    }
    return turned;
}

char *grid_letters(guint column)
{
    if (column < 26)
        return g_strdup_printf("%c", (char) ('A' + column));
    return g_strdup_printf("%c%c", (char) ('A' + column / 26 - 1), (char) ('A' + column % 26));
}
