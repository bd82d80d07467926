/* SPDX-License-Identifier: Apache-2.0 */
/* xlsx - the cells of a spreadsheet file that somebody sent, read with mistrust.
 *
 * What is read is bounded: entries, bytes after unpacking, sheets, cells; no entity is expanded, no
 * address is opened, no formula is computed (its last value is taken). Transitional and strict
 * files are read, with any prefix, shared and inline strings, dates of 1900 and of 1904. Cells are
 * kept one by one, so a sheet that claims a million rows costs nothing. */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

#define XLSX_ENTRIES_MAX 4096
#define XLSX_PART_MAX (32 * 1024 * 1024) /* bytes of one part, unpacked */
#define XLSX_WHOLE_MAX (96 * 1024 * 1024)
#define XLSX_SHEETS_MAX 64
#define XLSX_CELLS_MAX 200000 /* of all sheets */
#define XLSX_ROWS_MAX 1048576
#define XLSX_COLUMNS_MAX 16384

typedef enum XlsxType { XLSX_TEXT, XLSX_NUMBER, XLSX_DATE, XLSX_BOOL, XLSX_ERROR } XlsxType;

typedef struct XlsxCell {
    uint32_t row, column; /* from 0 */
    XlsxType type;
    char *text; /* as it is read aloud: "2026-10-01", "2026-10-01 08:30", "12.5"; never empty */
} XlsxCell;

/* Rows and columns that are one cell, its text in the first. */
typedef struct XlsxRange {
    uint32_t top, left, bottom, right; /* all included */
} XlsxRange;

typedef struct XlsxSheet {
    char *name;
    bool hidden;
    GPtrArray *cells; /* XlsxCell *, by row, then column */
    GArray *merged;   /* XlsxRange */
} XlsxSheet;

typedef struct Xlsx {
    GPtrArray *sheets; /* XlsxSheet *, in the order of the tabs */
} Xlsx;

/* FAIL_INVALID: encrypted_file, old_xls, not_xlsx, too_large. */
Xlsx *xlsx_read(GBytes *bytes, GError **error);
void xlsx_free(Xlsx *xlsx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Xlsx, xlsx_free)

/* Borrowed cell, NULL when it is empty. */
const XlsxCell *xlsx_cell(const XlsxSheet *sheet, uint32_t row, uint32_t column);
/* The same, but inside a merged range the cell that holds its text. */
const XlsxCell *xlsx_cell_shown(const XlsxSheet *sheet, uint32_t row, uint32_t column);
/* One more than the last row that has a cell. */
uint32_t xlsx_rows(const XlsxSheet *sheet);
