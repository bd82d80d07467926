/* SPDX-License-Identifier: Apache-2.0 */
/* day_log - a day of a duty room: from its first rostered shift to that of the next day, so that
 * the days of a year follow each other without a gap and no line stands on two papers. */
#pragma once

#include "engine/query.h"
#include "unit/unit.h"

typedef struct DaySpan {
    int64_t from, until; /* half open */
} DaySpan;

/* `day` as base/day counts them. */
bool day_span(Db *db, const char *unit, int64_t day, DaySpan *out, GError **error);
/* The day that goes on now: in the small hours it is that of the day before. */
bool day_span_now(Db *db, const char *unit, int64_t now, DaySpan *out, GError **error);
/* What GET /units/{unit}/day-log answers: a new reference, or NULL. */
json_t *day_log(const Asking *asking, const Unit *unit, const DaySpan *span, GError **error);
