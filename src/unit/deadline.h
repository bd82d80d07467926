/* SPDX-License-Identifier: Apache-2.0 */
/* deadline - how what a module waits for follows once the unit's time is put right.
 *
 * A row of `due` says from when it is counted (`since`) or that somebody named the moment (null).
 * The time module moves those that were counted from the wrong time, once for all modules; these
 * rows of a module's projections do the rest, after EVENT_TIME_CORRECTED: the moment that the
 * module shows follows its row of `due`, and what rang before its time by the right clock waits
 * again. What rang is known by its deadline lying ahead, so nothing need be kept about it. Matters
 * do not use these: they are folds of their own events (matter/clock_rebase). */
#pragma once

#include "journal/event.h"

#define DEADLINE_DUE(chore, table, id)                                                             \
    " FROM due d WHERE d.unit = " table ".unit AND d.chore = '" chore "' AND d.subject = " table   \
    "." id

/* `column` of `table`, whose rows are the subjects `id` of the chore, as long as `waiting`. */
#define DEADLINE_SHOWN(chore, table, id, column, waiting)                                          \
    {                                                                                              \
        .event = EVENT_TIME_CORRECTED,                                                             \
        .sql = "UPDATE " table " SET " column " = (SELECT d.at" DEADLINE_DUE(chore, table,         \
            id) ") WHERE unit = $unit AND " waiting                                                \
                " AND EXISTS (SELECT 1" DEADLINE_DUE(chore, table, id) " AND d.since IS NOT NULL)" \
    }

/* Those that `rung` although `at`, which was fixed at `from`, is yet to come. */
#define DEADLINE_FALSE(from, at, rung)                                                             \
    " WHERE unit = $unit AND (" rung ") AND " from " <= CAST($at AS BIGINT) AND " at               \
    " > CAST($at AS BIGINT)"

/* They wait again where they are still `open`. Before DEADLINE_UNRUNG of the same. */
#define DEADLINE_AGAIN(chore, table, id, from, at, rung, open)                                     \
    {                                                                                              \
        .event = EVENT_TIME_CORRECTED,                                                             \
        .sql = "INSERT INTO due (unit, chore, subject, at) SELECT unit, '" chore "', " id ", " at  \
               " FROM " table                                                                      \
               DEADLINE_FALSE(from, at,                                                            \
                   rung) " AND " open                                                              \
                         " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at,"     \
                         " since = NULL, daily = NULL"                                             \
    }

/* They count as not rung: `unring` is what is set. */
#define DEADLINE_UNRUNG(table, from, at, rung, unring)                                             \
    {                                                                                              \
        .event = EVENT_TIME_CORRECTED,                                                             \
        .sql = "UPDATE " table " SET " unring DEADLINE_FALSE(from, at, rung)                       \
    }
