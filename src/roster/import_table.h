/* SPDX-License-Identifier: Apache-2.0 */
/* import_table - a roster as somebody drew it up in a spreadsheet, before it is understood: cells
 * of text, and what its columns and names are. Reads XLSX and CSV alike. */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

#define IMPORT_ROWS_MAX 2000
#define IMPORT_COLUMNS_MAX 40

typedef struct ImportTable {
    GPtrArray *rows; /* GStrv, each IMPORT_COLUMNS_MAX cells at most, trimmed */
    GArray *numbers; /* int64_t: which line of the file each row is, from 1 */
} ImportTable;

/* The first sheet that has cells. FAIL_INVALID: what xlsx.h and csv.h say, too_large. */
ImportTable *import_table_read(GBytes *bytes, GError **error);
void import_table_free(ImportTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportTable, import_table_free)
/* Borrowed; "" when there is none. */
const char *import_table_cell(const ImportTable *table, guint row, guint column);

/* A day as people write it: "2026-10-01", "2026/10/1", "2026年10月1日 周四", "10.1" (of `year`).
 * False when it is none. */
bool import_day(const char *text, int year, int64_t *out_day);

typedef struct ImportName {
    char *name;
    int minute; /* of the day at which the shift begins, when the cell says so; -1: it does not */
} ImportName;
/* The names in a cell: parted by blanks, commas, lines; phones and what stands in brackets are left
 * out, and a name of two characters with a gap between them is one. Array of ImportName *. */
GPtrArray *import_names(const char *cell);
