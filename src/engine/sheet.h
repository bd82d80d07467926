/* SPDX-License-Identifier: Apache-2.0 */
/* sheet - rows and columns on their way out, the same for JSON, CSV, XLSX and PDF. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum SheetType { SHEET_TEXT, SHEET_INT, SHEET_TIME } SheetType;

typedef struct SheetColumn {
    const char *name;  /* identifier: the JSON member */
    const char *title; /* key of the word in the catalog of words */
    SheetType type;
} SheetColumn;

typedef struct Sheet Sheet;
/* `columns` is borrowed and must be const data; it ends with a row whose name is NULL. */
Sheet *sheet_new(const SheetColumn *columns);
void sheet_free(Sheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)

/* Begins a row; then one call for each column in order. */
void sheet_row(Sheet *sheet);
void sheet_text(Sheet *sheet, const char *value /* may be NULL */);
void sheet_int(Sheet *sheet, int64_t value /* FIELD_UNSET: empty */);
void sheet_time(Sheet *sheet, int64_t at);
void sheet_next_cursor(Sheet *sheet, const char *cursor);

/* {"items": [...], "next": cursor or null}: a new reference. */
json_t *sheet_json(const Sheet *sheet);
/* RFC 4180 with BOM and CRLF; a cell that a spreadsheet would take for a formula is led by a
 * quote. `titles` maps title keys to words (NULL: the names). */
GBytes *sheet_csv(const Sheet *sheet, const char *(*title)(const char *key));
