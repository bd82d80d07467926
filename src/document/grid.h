/* SPDX-License-Identifier: Apache-2.0 */
/* grid - a file with rows and columns as somebody drew it up, before it is understood: XLSX or
 * text in any of the forms of csv.h. Every import reads by this.
 *
 * All sheets are there, those that are hidden marked so; a cell of a merged range holds the text of
 * the range; cells are without blanks at either end, rows without any text are left out. */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

#define GRID_COLUMNS_MAX 64

typedef struct GridRow {
    int64_t line;        /* of the file or sheet, from 1 */
    char **cells;        /* GStrv, GRID_COLUMNS_MAX at most */
    const char *problem; /* NULL, or why the row can't be used (csv.h) */
} GridRow;

typedef struct GridSheet {
    char *name; /* "" of a file of text */
    bool hidden;
    GPtrArray *rows; /* GridRow * */
} GridSheet;

typedef struct Grid {
    GPtrArray *sheets; /* GridSheet * */
} Grid;

/* FAIL_INVALID: what xlsx.h and csv.h say, too_large (`rows_max` in all). */
Grid *grid_read(const char *bytes, size_t size, guint rows_max, GError **error);
void grid_free(Grid *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)
/* Borrowed; "" when there is none. */
const char *grid_cell(const GridRow *row, guint column);
/* The sheet turned: its columns as rows. Owned, to be freed with grid_sheet_free(). */
GridSheet *grid_turned(const GridSheet *sheet);
void grid_sheet_free(GridSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GridSheet, grid_sheet_free)
/* "A", "AB": of column 0, 27; owned. */
char *grid_letters(guint column);
