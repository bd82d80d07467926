/* SPDX-License-Identifier: Apache-2.0 */
/* stood - who really stood a shift, as the watches say: what rest and allowance are counted by.
 *
 * A pure function of live shifts, watches and people. The roster says who should have; who was on
 * watch did. Whoever stayed because relief did not come stood it, whoever did not come did not.
 * Where a unit writes no watches, the roster is all there is, and says less: `is_proved` false. */
#pragma once

#include "roster/team.h"

#define STOOD_BACK_MS                                                                              \
    (8 * DAY_MS) /* before the first shift: watches that show that one signs in                    \
                  */

typedef struct StoodCase {
    const GPtrArray *shifts;  /* Shift *: live, in order of time */
    const GPtrArray *watches; /* Watch *, oldest first, from STOOD_BACK_MS before on */
    const GPtrArray *team;    /* Member * */
    int64_t now;
} StoodCase;

typedef struct Stood {
    const Shift *shift;
    const char *person; /* who stood it: most of it, or more of it than any other; NULL: nobody */
    bool is_absent;     /* who was rostered never came */
    bool is_proved;
} Stood;

/* For each shift that has begun: array of Stood, borrowing from the case. */
GArray *stood_find(const StoodCase *of);

typedef struct Overtime {
    const char *person; /* borrowed */
    int64_t from_at, until_at;
} Overtime;

/* Each time that somebody stayed long after the end of a shift of theirs: array of Overtime. */
GArray *stood_overtime(const StoodCase *of);
