/* SPDX-License-Identifier: Apache-2.0 */
/* csv - a table of text in the form of RFC 4180: in any of the encodings of plain_text.h, its cells
 * parted by comma, semicolon, tab, "|" or a full-width comma or semicolon.
 *
 * CRLF, LF and a lone CR end a line. A quote inside an unquoted cell, text after a closing quote
 * and a quote that is never closed are faults of one line (or of the file, for the last). */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

#define CSV_CELL_MAX (64 * 1024)
#define CSV_COLUMNS_MAX 256

typedef struct CsvRow {
    int64_t line;        /* of the file, counted from 1, where the row begins */
    char **cells;        /* GStrv */
    const char *problem; /* NULL, or why the row can't be used: "quote", "too_long", … */
} CsvRow;

typedef struct Csv {
    char **header;   /* GStrv, trimmed */
    GPtrArray *rows; /* of CsvRow *; empty lines are left out */
} Csv;

/* All rows, of CsvRow *, those without any text left out: one that does not fit has its problem.
 * FAIL_INVALID: not_text, or a quote never closed. */
GPtrArray *csv_rows(const char *bytes, size_t size, GError **error);
/* One without rows, of columns of these names; and a row more. `problem` is static or NULL. */
Csv *csv_new(char **header /* taken */);
void csv_add(Csv *csv, int64_t line, char **cells /* taken */, const char *problem);
/* FAIL_INVALID: what csv_rows() says, no header line, a header name twice, or a quote never closed.
 */
Csv *csv_read(const char *bytes, size_t size, GError **error);
void csv_free(Csv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Csv, csv_free)

/* Index of a column, -1 when the table has none of that name. */
int csv_column(const Csv *csv, const char *name);
/* Borrowed cell, trimmed in place at reading; NULL when the row is short, the column is -1 or the
 * cell is empty. */
const char *csv_cell(const CsvRow *row, int column);
