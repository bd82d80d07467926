/* SPDX-License-Identifier: Apache-2.0 */
/* import_sheet - one sheet of a roster that somebody drew up, understood cell by cell: what became
 * of each column and each cell is said, so that nothing is lost in silence. */
#pragma once

#include "document/grid.h"
#include "engine/engine.h"
#include "roster/import_cell.h"
#include "roster/pattern.h"
#include "roster/roster.h"
#include "roster/team.h"

#define REFUSED_MAX 500

typedef enum ColumnUse {
    USE_NONE,
    USE_IGNORED,
    USE_SHIFT,
    USE_DAY,
    USE_POST,
    USE_OFFICERS,
    USE_LEADERS
} ColumnUse;

typedef struct Importing {
    const DutyRules *rules;
    const Workdays *workdays;
    int64_t now;
    const json_t *words;  /* catalog/duty/import.json */
    const json_t *tables; /* catalog/duty/tables.json */
    GPtrArray *posts;     /* DutyPost * */
    GPtrArray *team;      /* Member * */
    GHashTable *taken;    /* "post day shift" */
    int64_t from, to;
    json_t *assignments, *refused, *sheets, *columns;
    /* of the sheet at hand */
    const GridSheet *sheet;
    ImportYear year;
    ColumnUse uses[GRID_COLUMNS_MAX];
    const DutyPost *column_posts[GRID_COLUMNS_MAX];
    char *column_shifts[GRID_COLUMNS_MAX]; /* owned: shift said in the heading */
    int days_of[GRID_COLUMNS_MAX];         /* the column of days that a column belongs to */
    guint next_officer, next_leader;       /* seats taken on the row at hand */
    const char *row_shift;
} Importing;

/* Says in words why a cell is not taken; `row` of the sheet at hand. */
void import_refuse_cell(Importing *importing, guint row, const char *cell, const char *problem);
/* Is the text one of the words of that list, however it is written? */
bool import_is_listed(const json_t *words, const char *list, const char *text);

/* Finds the head of the sheet at hand and what its columns are: -1 when it has none. */
int import_head(Importing *importing);
/* Are its first column days under a heading, and other columns posts? Then that column is headed as
 * one of days from now on (`turned` is changed). */
bool import_stands_turned(Importing *importing, GridSheet *turned);
bool import_has_posts(const Importing *importing);
/* Tells what was made of each column with a heading. */
void import_columns_tell(Importing *importing, guint head);

/* Takes the sheet: false only when the work was called off. */
bool import_sheet(Importing *importing, const GridSheet *sheet, Work *work, GError **error);
