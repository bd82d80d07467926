/* SPDX-License-Identifier: Apache-2.0 */
/* case - what a roster is judged by, gathered from the tables and the catalog. */
#pragma once

#include "engine/engine.h"
#include "roster/check.h"

typedef struct CaseAsk {
    Engine *engine;
    Db *db;
    const char *unit;
    int64_t days[2]; /* first and last */
    int64_t now;
    const char *except; /* id of a roster that shall not count, or NULL */
} CaseAsk;

/* Its shifts are those the patterns ask for, numbered "1", "2", … in order of time, nobody at them
 * yet. FAIL_CONFLICT ("no_duty_posts"), FAIL_NOT_FOUND ("no_calendar"). */
RosterCase *roster_case_plan(const CaseAsk *ask, GError **error);
/* Its shifts are those of the roster as they stand. */
RosterCase *roster_case_of(
    Engine *engine, Db *db, const Roster *roster, int64_t now, GError **error);
/* The shift of that post that begins then; NULL when there is none. */
Shift *roster_case_shift(const RosterCase *of, const char *post, int64_t begins_at);
