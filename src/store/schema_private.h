/* SPDX-License-Identifier: Apache-2.0 */
/* schema - what reading, applying and comparing share. */
#pragma once

#include "store/schema.h"

typedef struct SchemaStatement {
    int file; /* index into Schema.files */
    TableClass class;
    char *table; /* made here; NULL for a statement that makes none */
    bool data;   /* neither makes nor touches a table's definition */
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

/* What a database was last brought to. */
typedef struct Applied {
    GHashTable *files[3]; /* by TableClass: name of file -> digest */
    GPtrArray *tables;    /* of Table *: what exists now */
} Applied;

void applied_clear(Applied *applied);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Applied, applied_clear)
/* The two tables that hold it, made where they are missing. */
bool applied_make(Db *db, GError **error);
bool applied_read(Db *db, Applied *applied, GError **error);
bool applied_write(const Schema *schema, Db *db, GError **error);
bool applied_has(const Applied *applied, const char *file);
/* Refuses a database that this program does not understand. */
bool applied_check_known(const Schema *schema, const Applied *applied, GError **error);
/* Are the definitions of this class in this file, or in all, as the database has them? */
bool applied_keeps(const Schema *schema, const Applied *applied, guint file, TableClass class);
bool applied_differs(const Schema *schema, const Applied *applied, TableClass class);

/* Which statements are to run: those of a file that the database does not have, and those of a
 * class that was dropped. */
typedef struct Making {
    const Applied *applied;
    bool skipped[3]; /* by TableClass */
    bool dropped[3];
    bool skips_data;
} Making;
bool schema_make(const Schema *schema, Db *db, const Making *making, GError **error);
/* Drops what the database has of a class. */
bool schema_drop(Db *db, const Applied *applied, TableClass class, GError **error);
/* Makes the journal refuse changes. */
bool schema_guard(const Schema *schema, Db *db, GError **error);
/* Makes the table of `to` equal to that of `from`, in many transactions. */
bool table_copy_whole(const char *table, Db *from, Db *to, GError **error);
