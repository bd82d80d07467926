/* SPDX-License-Identifier: Apache-2.0 */
/* schema - what reading, applying and comparing share. */
#pragma once

#include "store/schema.h"

typedef struct SchemaStatement {
    int file; /* index into Schema.files */
    TableClass class;
    char *table; /* made here; NULL for a statement that makes none */
    char *sql;   /* without comments, white space folded */
    bool sqlite, postgres;
} SchemaStatement;

struct Schema {
    GPtrArray *files;      /* of char *: names */
    GPtrArray *statements; /* of SchemaStatement * */
    GPtrArray *tables;     /* of Table * */
};

/* Reads one file into `schema`. */
bool schema_read_file(Schema *schema, const char *name, const char *text, GError **error);
const Table *schema_table(const Schema *schema, const char *name);
