/* SPDX-License-Identifier: Apache-2.0 */
#include "document/csv.h"

#include "document/plain_text.h"

#include <string.h>

#define SNIFFED 8192 /* bytes */

typedef struct Reader {
    const char *at;
    const char *end;
    const char *separator; /* one character, of whatever length */
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
    return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

static bool at_separator(const Reader *reader)
{
    size_t length = strlen(reader->separator);
    return (size_t) (reader->end - reader->at) >= length &&
           memcmp(reader->at, reader->separator, length) == 0;
}

/* Of a table that does not say so in a first line "sep=;": the sign that stands most often in the
 * first line that holds any, outside quotes; a comma when several do. */
static const char *separator_guess(const char *at, const char *end)
{
    static const char *const signs[] = {",", ";", "\t", "\xEF\xBC\x8C", "\xEF\xBC\x9B", "|"};
    size_t counts[G_N_ELEMENTS(signs)] = {0}, best = 0, any = 0;
    bool quoted = false;

    for (const char *stop = MIN(end, at + SNIFFED); at < stop; at++) {
        quoted = quoted != (*at == '"');
        if (!quoted && (*at == '\n' || *at == '\r') && any > 0)
            break;
        for (size_t i = 0; !quoted && i < G_N_ELEMENTS(signs); i++) {
            const Reader here = {.at = at, .end = end, .separator = signs[i]};
            if (at_separator(&here))
                any += ++counts[i];
        }
    }
    for (size_t i = 1; i < G_N_ELEMENTS(signs); i++)
        best = counts[i] > counts[best] ? i : best;
    return signs[best];
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
        if (c == '\n' || (c == '\r' && (reader->at == reader->end || *reader->at != '\n')))
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
    while (!at_line_end(reader) && !at_separator(reader)) {
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
        reader->at += strlen(reader->separator);
    }
    if (reader->at < reader->end)
        reader->at += g_str_has_prefix(reader->at, "\r\n") ? 2 : 1;
    reader->line++;
    g_ptr_array_add(cells, NULL);
    row->cells = (char **) g_ptr_array_steal(cells, NULL);
    row->problem = reader->problem;
    return row;
}

static bool row_is_empty(const CsvRow *row)
{
    for (size_t i = 0; row->cells[i] != NULL; i++)
        if (row->cells[i][0] != '\0')
            return false;
    return row->problem == NULL;
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

/* "sep=;" in the first line, as Excel writes it. */
static bool separator_said(Reader *reader, char **out_separator)
{
    if ((size_t) (reader->end - reader->at) < 5 || g_ascii_strncasecmp(reader->at, "sep=", 4) != 0)
        return false;
    reader->at += 4;
    const char *next = g_utf8_next_char(reader->at);
    *out_separator = g_strndup(reader->at, (gsize) (next - reader->at));
    reader->at = next;
    if (!at_line_end(reader))
        return false;
    reader->at += g_str_has_prefix(reader->at, "\r\n") ? 2 : reader->at < reader->end ? 1 : 0;
    reader->line++;
    return true;
}

GPtrArray *csv_rows(const char *bytes, size_t size, GError **error)
{
    size_t length = 0;
    g_autofree char *text = plain_text_read(bytes, size, &length, error), *said = NULL;
    if (text == NULL)
        return NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
    Reader reader = {.at = text, .end = text + length, .line = 1};
    if (separator_said(&reader, &said)) {
        reader.separator = said;
    } else {
        reader.at = text;
        reader.separator = separator_guess(text, reader.end);
    }
    while (reader.at < reader.end) {
        CsvRow *row = read_row(&reader);
        if (row_is_empty(row))
            row_free(row);
        else
            g_ptr_array_add(rows, row);
        if (reader.open_quote) {
            fail(error, FAIL_INVALID, "a quote is never closed");
            return NULL;
        }
    }
    return g_steal_pointer(&rows);
}

Csv *csv_read(const char *bytes, size_t size, GError **error)
{
    g_autoptr(Csv) csv = g_new0(Csv, 1);
    csv->rows = csv_rows(bytes, size, error);
    if (csv->rows == NULL)
        return NULL;
    if (csv->rows->len > 0) {
        CsvRow *head = g_ptr_array_steal_index(csv->rows, 0);
        csv->header = g_steal_pointer(&head->cells);
        row_free(head);
    }
    return header_check(csv, error) ? g_steal_pointer(&csv) : NULL;
}

Csv *csv_new(char **header /* taken */)
{
    Csv *csv = g_new0(Csv, 1);

    csv->header = header;
    csv->rows = g_ptr_array_new_with_free_func(row_free);
    return csv;
}

void csv_add(Csv *csv, int64_t line, char **cells /* taken */, const char *problem)
{
    CsvRow *row = g_new0(CsvRow, 1);

    row->line = line;
    row->cells = cells;
    row->problem = problem;
    g_ptr_array_add(csv->rows, row);
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
