/* SPDX-License-Identifier: Apache-2.0 */
/* wall - the roster as it hangs on the wall: a row a day, a column a post, names with phones.
 *
 * What stands in it is what is published. Made for people, in their language; the same table is
 * printed on one A4, or taken away as a spreadsheet that can be read in again. */
#pragma once

#include "roster/pattern.h"
#include "store/store.h"

typedef struct WallRow {
    char **cells; /* GStrv, as many as headings */
    bool free;    /* a day of rest or a holiday */
} WallRow;

typedef struct Wall {
    char *title;
    char *subtitle;
    char **headings;   /* GStrv: day, kind of day, then the posts */
    GPtrArray *rows;   /* WallRow * */
    GPtrArray *phones; /* char *, "name number" of each who stands, once; only of a hung one */
    bool empty;        /* nobody stands anywhere */
} Wall;

typedef struct WallAsk {
    const char *unit;
    int64_t from, to; /* days, both included */
    const char *lang; /* "zh", "en" */
    /* To be read from afar: short days, a column for each hour of a post that has several shifts a
     * day, whoever stands on from the day before named again, phones under the names of a few days
     * and in a list of their own for more. Otherwise one that can be read in again. */
    bool hung;
    const DutyRules *rules;
    const Workdays *workdays;
    const json_t *words; /* catalog/duty/wall.json */
} WallAsk;

Wall *wall_new(Db *db, const WallAsk *ask, GError **error);
void wall_free(Wall *wall);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wall, wall_free)

/* A word of catalog/duty/wall.json, with {name} filled in when it is not NULL: owned. */
char *wall_word(const WallAsk *ask, const char *word, const char *name, const char *value);
/* Its lines to sign on: GStrv. */
char **wall_signatures(const WallAsk *ask);
