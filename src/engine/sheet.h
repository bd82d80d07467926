/* SPDX-License-Identifier: Apache-2.0 */
/* sheet - rows and columns on their way out, the same for JSON, CSV, XLSX and PDF. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef enum SheetType { SHEET_TEXT, SHEET_INT, SHEET_TIME } SheetType;

typedef struct SheetColumn {
    const char *name;  /* identifier: the JSON member */
    const char *title; /* key of the word in the catalog of words */
    SheetType type;
} SheetColumn;

/* The choices of an argument `format`, ended by NULL: json, csv, xlsx, pdf. */
extern const char *const sheet_formats[];
/* The media types of all but json, ended by NULL. */
extern const char *const sheet_media[];
#define SHEET_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
/* The choices of the argument `lang` of a sheet, ended by NULL. */
extern const char *const sheet_langs[];
/* True when the answer is to be a Sheet: any of them but json. */
bool sheet_is_wanted(const char *format /* may be NULL */);
/* Rows of an export when nothing else is said; a page of JSON is shorter. */
#define SHEET_ROWS_MAX 5000

/* Turns keys of titles, and values of columns that are codes, into words; what has none comes back
 * as it is. */
typedef struct SheetSpeech {
    const void *self;
    const char *(*title)(const void *self, const char *key);
    const char *(*value)(const void *self, const char *key, const char *value);
} SheetSpeech;

typedef struct Sheet Sheet;
/* `columns` ends with a row whose name is NULL; copied. */
Sheet *sheet_new(const SheetColumn *columns);
/* Without columns yet: sheet_column() adds them, before the first row. */
Sheet *sheet_new_empty(void);
void sheet_column(Sheet *sheet, const char *name, const char *title, SheetType type);
void sheet_free(Sheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)

/* Begins a row; then one call for each column in order. */
void sheet_row(Sheet *sheet);
void sheet_text(Sheet *sheet, const char *value /* may be NULL */);
void sheet_int(Sheet *sheet, int64_t value /* FIELD_UNSET: empty */);
void sheet_time(Sheet *sheet, int64_t at /* FIELD_UNSET: empty */);
/* What it is about, for the head of a page: "unit, from day to day". */
void sheet_set_about(Sheet *sheet, const char *about);
void sheet_next_cursor(Sheet *sheet, const char *cursor);

/* What was put in, for those who render it: rows and columns count from 0. A text is NULL when the
 * cell is empty, a number or time is FIELD_UNSET then. All borrowed. */
const SheetColumn *sheet_columns(const Sheet *sheet);
size_t sheet_rows(const Sheet *sheet);
const char *sheet_cell_text(const Sheet *sheet, size_t row, size_t column);
int64_t sheet_cell_int(const Sheet *sheet, size_t row, size_t column);
const char *sheet_cursor(const Sheet *sheet);
const char *sheet_about(const Sheet *sheet); /* NULL: not said */

/* {"items": [...], "next": cursor or null}: a new reference. Times are RFC 3339. */
json_t *sheet_json(const Sheet *sheet);
/* RFC 4180 with BOM and CRLF, times as "2026-11-21 02:40:00" in Beijing time; a text that a
 * spreadsheet would take for a formula is led by a quote. `speech` NULL: the names of the columns
 * and the values as they are. */
GBytes *sheet_csv(const Sheet *sheet, const SheetSpeech *speech);
