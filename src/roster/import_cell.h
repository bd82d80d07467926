/* SPDX-License-Identifier: Apache-2.0 */
/* import_cell - what stands in the cells of a roster as somebody drew it up: days and names. */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

/* By what a day without its year, or without its month, is understood. */
typedef struct ImportYear {
    int year;         /* said in a title; 0: the year in which the day is nearest to `near_day` */
    int month;        /* said in a title; 0: a day of the month alone is none */
    int64_t near_day; /* of the title's month, or today */
} ImportYear;

/* A title that says so ("2026年3月值班表") sets year and month. */
void import_year_of(const char *title, ImportYear *year);

/* A day as people write it: "2026-10-01", "2026/10/1", "2026年10月1日 周四", "10.1", "20261001",
 * "10-Mar-26", "二〇二六年三月十日", the number a spreadsheet counts days by. False when it is
 * none, several, or could be two ("3/10/2026"). */
bool import_day_of(const char *text, const ImportYear *year, int64_t *out_day);
/* The same in a year that is known. */
bool import_day(const char *text, int year, int64_t *out_day);

typedef struct ImportName {
    char *name;
    char *label; /* what stood before it with a colon ("夜班：张三"); NULL: nothing */
    int minute;  /* of the day at which the shift begins, when the cell says so; -1: it does not */
    bool parted; /* by no more than a blank from the one before */
} ImportName;
/* The names in a cell: parted by blanks, commas, lines; phones and what stands in brackets are left
 * out, and a name of two characters with a gap between them is one. Hours stand before their name,
 * or behind it where the cell begins with a name. Array of ImportName *. */
GPtrArray *import_names(const char *cell);
