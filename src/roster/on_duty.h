/* SPDX-License-Identifier: Apache-2.0 */
/* on_duty - who should be at which post at a minute, as the published rosters say.
 *
 * Who really is there is told by unit/watch; the two are kept side by side and compared by
 * presence. Intervals are half open: a shift that ends at 08:30 does not hold at 08:30. */
#pragma once

#include "store/store.h"

typedef struct OnDuty {
    char *shift;     /* id */
    char *post;      /* id */
    char *post_name; /* "主班" */
    char *role;      /* WATCH_OFFICER or WATCH_LEADER */
    char *person;    /* NULL: nobody was rostered */
    char *name;      /* personal; may be NULL */
    char *phone;     /* personal; may be NULL */
    char *rostered;  /* whose turn it was; may be NULL */
    char *day;       /* on which the shift begins */
    char *day_kind;  /* "workday", "rest", "holiday" */
    char *how;       /* "generated", "assigned", "swapped", "substitute", "imported" */
    char *absent;    /* "on_leave", "person_left": its person stands none of it or not all within
                        what was asked for, as coverage says; NULL: does */
    int64_t begins_at;
    int64_t ends_at;
} OnDuty;

void on_duty_free(OnDuty *on_duty);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OnDuty, on_duty_free)

/* The live shifts that touch [from, until), in order of time, then of the posts on the wall: array
 * of OnDuty *. For one minute: from = at, until = at + 1. */
GPtrArray *on_duty_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error);

/* Who will really stand it: NULL when nobody was rostered, or its person is away. Borrowed. */
const char *on_duty_person(const OnDuty *shift);

/* Does the unit keep duty: is there a post of this role (NULL: of any) that is kept now? One given
 * up stays as long as old shifts name it, and counts no more. */
bool roster_keeps_duty(Db *db, const char *unit, const char *role, bool *out_keeps, GError **error);
/* Those that keep duty among `under` and all below it, without `but`: GStrv, NULL on failure. */
char **roster_units(Db *db, const char *under, const char *but, GError **error);
