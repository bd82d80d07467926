/* SPDX-License-Identifier: Apache-2.0 */
/* schema - the tables, as numbered files, each table of one class.
 *
 * Every CREATE TABLE in schema/NNN_name.sql has a comment line before it that begins with its
 * class: `-- kept: …` (journal, vault, blob, catalog_version), `-- derived: …` (written only by
 * apply, dropped and replayed by rebuild and by migrations) or `-- working: …` (losing it loses no
 * fact). One text serves both databases; `-- sqlite only` / `-- postgres only` on a line before a
 * statement restricts it. */
#pragma once

#include "store/store.h"

typedef enum TableClass { TABLE_KEPT, TABLE_DERIVED, TABLE_WORKING } TableClass;

typedef struct Table {
    char *name;
    TableClass class;
} Table;

typedef struct Schema Schema;

/* Reads the files, given in order as name and text. FAIL_INVALID names file and line. */
Schema *schema_new(const char *const *names, const char *const *texts, GError **error);
void schema_free(Schema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schema, schema_free)

/* Brings the database to the newest version in one transaction. Sets *out_replay when derived
 * tables were dropped and made anew: they are empty then, so this is for a database that is empty,
 * or SCHEMA_OLDER, or a copy that nobody works on. engine/upgrade.h keeps the old ones until the
 * new ones are full. A database newer than this program is refused (FAIL_CONFLICT). */
bool schema_apply(const Schema *schema, Db *db, bool *out_replay, GError **error);
/* How the tables of a database stand to this program, without changing anything. FAIL_NOT_FOUND:
 * it holds none of ours; FAIL_CONFLICT: it is newer than this program. */
typedef enum SchemaState {
    SCHEMA_SAME,
    SCHEMA_OLDER, /* its derived tables are right: schema_apply() does the rest at once */
    SCHEMA_REPLAY /* derived tables differ */
} SchemaState;
bool schema_examine(const Schema *schema, Db *db, SchemaState *out_state, GError **error);
/* Looks for a unit with events and nothing in any derived table: an upgrade of an earlier program
 * ended half-way. Its code, owned, or NULL. The derived tables must be as in `schema`. */
bool schema_find_bare(const Schema *schema, Db *db, char **out_unit, GError **error);
/* Digest in hex of all definitions, owned. */
char *schema_digest(const Schema *schema);
/* Is the database of just this version? Changes nothing; FAIL_CONFLICT when it is not. */
bool schema_check(const Schema *schema, Db *db, GError **error);
/* Every table in order of creation: borrowed array of Table *. */
const GPtrArray *schema_tables(const Schema *schema);
/* Empties every derived table (rebuild). */
bool schema_clear_derived(const Schema *schema, Db *db, GError **error);
/* Inside a transaction: drops every table that this or another version made, kept ones too. */
bool schema_erase(Db *db, GError **error);
/* Compares every derived table of two databases row by row in the order of all columns. Appends a
 * line of text to `out_differences` for each table that differs, naming the first row. */
bool schema_compare_derived(
    const Schema *schema, Db *a, Db *b, GPtrArray *out_differences, GError **error);
/* Two databases, and the rows of one unit in both: every derived table has a column `unit`. */
typedef struct SchemaSides {
    Db *a, *b;
    const char *unit; /* NULL: all */
    int64_t events;   /* that made its rows: how much there is to read */
} SchemaSides;
/* The same for one unit. */
bool schema_compare_unit(
    const Schema *schema, const SchemaSides *sides, GPtrArray *out_differences, GError **error);
/* Appends a line for each derived table that has rows of units without a row in `head`. */
bool schema_find_strays(const Schema *schema, Db *db, GPtrArray *out_differences, GError **error);
/* Copies every kept table from one database to the other, which must be empty of them. */
bool schema_copy_kept(const Schema *schema, Db *from, Db *to, GError **error);

/* --- for a store_next(): see store/next.h --- */

/* Makes in the empty `to` what will take its place: all tables with SQLite, the derived ones with
 * PostgreSQL. Inside the caller's transaction. */
bool schema_next_make(const Schema *schema, Db *to, GError **error);
/* Some rows of a table with the columns both have; `where` is a literal that may name $text, $from
 * and $until. */
typedef struct TablePick {
    const char *table;
    const char *where;
    const char *text;
    int64_t from, until;
} TablePick;
/* Copies them inside the caller's transaction. */
bool schema_copy_pick(const TablePick *pick, Db *from, Db *to, GError **error);
/* Makes the kept tables of `to` equal to those of `from`, but for the tables of `except`
 * (NULL-ended); with `working` the working ones too, where both programs define them alike. Many
 * transactions. */
typedef struct TableRest {
    const char *const *except;
    bool working;
} TableRest;
bool schema_copy_rest(
    const Schema *schema, const TableRest *rest, Db *from, Db *to, GError **error);
/* SQLite: what the schema files that `from` does not know do with rows. Inside the caller's
 * transaction. Sets *out_any when there is anything. */
bool schema_next_data(const Schema *schema, Db *from, Db *to, bool *out_any, GError **error);
/* PostgreSQL: `to` exchanges the derived tables, brings the rest to this version and removes its
 * own schema. Inside the caller's transaction, which is the last thing to be done with it. */
bool schema_take_place(const Schema *schema, Db *to, GError **error);
/* PostgreSQL: from here on the journal takes nothing from a process that does not say, by
 * store_set_version(), that it is of this version: one that was not stopped for the upgrade.
 * Does nothing where that is so already, and with SQLite, which has one process. Inside the
 * caller's transaction. */
bool schema_fence(const Schema *schema, Db *db, GError **error);
/* What it must say, owned. */
char *schema_version_of(const Schema *schema);
