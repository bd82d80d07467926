/* SPDX-License-Identifier: Apache-2.0 */
/* arrivals - when something happens in a unit: by chance from minute to minute, more by day than by
 * night, and now and then a storm hour in which much happens at once. */
#pragma once

#include "demo/play.h"

#define NO_STORM (-1)

typedef struct Arrivals {
    const char *unit;
    const char *level; /* of the unit: what happens there */
    double rate;       /* so many a day on average */
    int64_t from;      /* a day from here on */
    int64_t until;     /* nothing happens then or later */
    int storm_hour;    /* of the day, or NO_STORM */
} Arrivals;

/* The hour in which a storm comes down within a day, or NO_STORM. */
int arrivals_storm(World *world);
/* Begins what happens there on that day. */
bool arrivals_plan(World *world, const Arrivals *arrivals, GError **error);
/* How likely something happens in a minute of that hour of the day. */
double arrivals_chance(const json_t *story, const Arrivals *arrivals, int hour);
