/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck - what the nightly look at the whole record came to, kept as an event of the unit at
 * the top: when, how much was looked at, and the first thing that did not fit. */
#pragma once

#include "engine/module.h"

extern const Part selfcheck_part;

typedef struct Selfcheck {
    char *unit;          /* at the top */
    int64_t units;       /* looked at */
    int64_t events;      /* whose hashes were made again */
    int64_t differences; /* 0: all of it fits */
    char *found;         /* the first of them; NULL: none */
    int64_t took_ms;
} Selfcheck;

/* The last one: when and how many differences; *out_at 0 when there was none. */
bool selfcheck_last(Db *db, int64_t *out_at, int64_t *out_differences, GError **error);
/* Owned code of the unit at the top that has been there longest, or NULL where there is none yet,
 * with or without an error. */
char *selfcheck_unit(Db *db, GError **error);
