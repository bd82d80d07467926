/* SPDX-License-Identifier: Apache-2.0 */
/* import_private - what the two imports share. */
#pragma once

#include "document/csv.h"
#include "unit/import.h"

typedef struct ImportShape {
    const char *what;         /* whose headings catalog/duty/tables.json says: "people", "units" */
    const char *const *known; /* names of columns, a NULL at the end */
} ImportShape;

/* Reads a file; a column it does not know is refused on its line. The columns bear the names of
 * `known`, however they were headed. */
Csv *import_read(
    Import *import, const char *bytes, size_t size, const ImportShape *shape, GError **error);
bool import_needs(const Csv *csv, const char *column, GError **error);

void import_refuse(Import *import, int64_t line, const char *column, const char *problem);
/* The wrong fields of a refused command as refusals of columns, or its reason. */
void import_refuse_error(Import *import, int64_t line, const GError *error);

/* Runs one command; `args` is taken. The reply (may be NULL) is the caller's. */
bool import_run(
    Import *import, const char *command, json_t *args, json_t **out_reply, GError **error);
/* Is the next line to be taken? */
bool import_goes_on(const Import *import);
void import_progress(const Import *import, int64_t done, int64_t total);

/* A new reference to the words of a cell, split at semicolons and blanks. */
json_t *import_words(const char *cell);
