/* SPDX-License-Identifier: Apache-2.0 */
/* kind_private - what the three files that read and prove kinds share. */
#pragma once

#include "matter/catalog.h"

#define KIND_ANYONE "anyone" /* in `who`: whoever is signed in at the unit */
#define KIND_STEP_OPEN "open"

/* One file being read; faults are collected, so that all are seen at once. */
typedef struct KindReader {
    const Catalog *catalog;
    const char *file;
    const char *text;
    size_t size;
    GPtrArray *faults;
    bool is_kept; /* a version that was used: what was let pass when it was new passes again */
} KindReader;

/* Adds a fault at the place of the file that `pointer` ("/steps/3/to") names. */
void reader_fault(KindReader *reader, const char *pointer, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The same for a file that is no JSON at all; the message tells the line. */
void json_fault(const char *file, const GError *problem, GPtrArray *faults);

KindField *kind_field_read(KindReader *reader, const char *at, const json_t *source);
char *reader_word(KindReader *reader, const char *at, const json_t *object, const char *name);
char **reader_words(KindReader *reader, const char *at, const json_t *object, const char *name);
Label reader_label(KindReader *reader, const char *at, const json_t *object, const char *name);
/* Refuses every member that is not `known` and says which are: a misspelt one would be a rule that
 * silently does not hold. */
bool reader_members(
    KindReader *reader, const char *at, const json_t *object, const char *const *known);
/* A member that is true or false; not there: `otherwise`. */
bool reader_flag(
    KindReader *reader, const char *at, const json_t *object, const char *name, bool otherwise);

/* Takes the kind and gives it as it is kept: the same one when its version is known already. */
const Kind *catalog_add_version(Catalog *catalog, Kind *kind /* taken */);

void kind_field_free(void *data);
void label_clear(Label *label);
/* Proves a kind whose members have all been read. */
void kind_prove(KindReader *reader, const Kind *kind);
/* Is it a word a file may use as a name? */
bool name_is_fit(const char *name);
