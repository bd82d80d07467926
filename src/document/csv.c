/* SPDX-License-Identifier: Apache-2.0 */
#include "document/csv.h"

#include <string.h>

typedef struct Reader {
    const char *at;
    const char *end;
    int64_t line;
    const char *problem; /* of the row being read */
    bool open_quote;     /* the file ended inside quotes */
} Reader;

static void row_free(gpointer data)
{
    CsvRow *row = data;
    g_strfreev(row->cells);
    g_free(row);
}

void csv_free(Csv *csv)
{
    if (csv == NULL)
        return;
    g_strfreev(csv->header);
    g_clear_pointer(&csv->rows, g_ptr_array_unref);
    g_free(csv);
}

static bool at_line_end(const Reader *reader)
{
    return reader->at == reader->end || *reader->at == '\n' ||
           (*reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n');
}

static void read_quoted(Reader *reader, GString *cell)
{
    reader->at++;
    while (reader->at < reader->end) {
        char c = *reader->at++;
        if (c == '"' && (reader->at == reader->end || *reader->at != '"'))
            return;
        if (c == '"')
            reader->at++;
        if (c == '\n')
            reader->line++;
        g_string_append_c(cell, c);
    }
    reader->open_quote = true;
}

static char *read_cell(Reader *reader)
{
    g_autoptr(GString) cell = g_string_new(NULL);
    bool quoted = reader->at < reader->end && *reader->at == '"';
    if (quoted)
        read_quoted(reader, cell);
    while (!at_line_end(reader) && *reader->at != ',') {
        if (quoted || *reader->at == '"')
            reader->problem = "quote";
        g_string_append_c(cell, *reader->at++);
    }
    if (cell->len > CSV_CELL_MAX)
        reader->problem = "too_long";
    if (strlen(cell->str) != cell->len)
        reader->problem = "control_character";
    char *text = g_strdup(cell->str);
    return quoted ? text : g_strstrip(text);
}

static CsvRow *read_row(Reader *reader)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new();
    CsvRow *row = g_new0(CsvRow, 1);
    row->line = reader->line;
    reader->problem = NULL;
    for (;;) {
        char *cell = read_cell(reader);
        if (cells->len < CSV_COLUMNS_MAX) {
            g_ptr_array_add(cells, cell);
        } else {
            g_free(cell);
            reader->problem = "too_many_columns";
        }
        if (at_line_end(reader))
            break;
        reader->at++;
    }
    if (reader->at < reader->end)
        reader->at += *reader->at == '\r' ? 2 : 1;
    reader->line++;
    g_ptr_array_add(cells, NULL);
    row->cells = (char **) g_ptr_array_steal(cells, NULL);
    row->problem = reader->problem;
    return row;
}

static bool row_is_empty(const CsvRow *row)
{
    return row->problem == NULL && row->cells[0][0] == '\0' && row->cells[1] == NULL;
}

static bool header_check(const Csv *csv, GError **error)
{
    if (csv->header == NULL)
        return fail(
            error, FAIL_INVALID, "the table is empty: its first line must name the columns");
    for (size_t i = 0; csv->header[i] != NULL; i++)
        for (size_t j = 0; j < i; j++)
            if (csv->header[i][0] != '\0' && strcmp(csv->header[i], csv->header[j]) == 0)
                return fail(error, FAIL_INVALID, "column \"%s\" stands twice in the first line",
                    csv->header[i]);
    return true;
}

Csv *csv_read(const char *bytes, size_t size, GError **error)
{
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    if (!g_utf8_validate_len(bytes, size, NULL)) {
        fail(error, FAIL_INVALID, "the table is not UTF-8 text: save it as \"CSV UTF-8\"");
        return NULL;
    }
    g_autoptr(Csv) csv = g_new0(Csv, 1);
    csv->rows = g_ptr_array_new_with_free_func(row_free);
    Reader reader = {.at = bytes, .end = bytes + size, .line = 1};
    while (reader.at < reader.end) {
        CsvRow *row = read_row(&reader);
        if (row_is_empty(row)) {
            row_free(row);
        } else if (csv->header == NULL) {
            csv->header = g_steal_pointer(&row->cells);
            row_free(row);
        } else {
            g_ptr_array_add(csv->rows, row);
        }
        if (reader.open_quote) {
            fail(error, FAIL_INVALID, "a quote is never closed");
            return NULL;
        }
    }
    return header_check(csv, error) ? g_steal_pointer(&csv) : NULL;
}

int csv_column(const Csv *csv, const char *name)
{
    for (int i = 0; csv->header[i] != NULL; i++)
        if (g_ascii_strcasecmp(csv->header[i], name) == 0)
            return i;
    return -1;
}

const char *csv_cell(const CsvRow *row, int column)
{
    for (int i = 0; column >= 0 && row->cells[i] != NULL; i++)
        if (i == column)
            return row->cells[i][0] == '\0' ? NULL : row->cells[i];
    return NULL;
}
