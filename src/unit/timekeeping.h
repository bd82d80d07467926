/* SPDX-License-Identifier: Apache-2.0 */
/* timekeeping - what the record says of the clock itself.
 *
 * Doubts of the clock and how they ended stand in the journal of the unit at the top; what such a
 * doubt left in a unit's future is left behind by an event of that unit, `time.corrected`, the only
 * one whose time may be less than the one before. What was counted from the wrong times follows it:
 * rows of `due` here, what modules show of them by their rows of unit/deadline. The clock itself is
 * base/clock's, and app/timekeeper watches. */
#pragma once

#include "base/clock.h"
#include "journal/event.h"
#include "store/store.h"

#define COMMAND_TIME_NOTE "time.note"       /* {unit, state, cause, wall_at, back_ms} */
#define COMMAND_TIME_CORRECT "time.correct" /* {unit, back_ms} */
#define COMMAND_TIME_KEEP "time.keep"       /* {unit}: notes the time for a start */

typedef struct TimeCorrectedBody {
    int64_t from;    /* the unit's last time before, in its future */
    int64_t since;   /* seq of the first event whose time is later than this one's */
    int64_t back_ms; /* by how much those are ahead; 0: unknown */
} TimeCorrectedBody;

/* Owned code of the unit at the top, NULL when there is none. */
char *timekeeping_top(Db *db);
/* What the last run left: the time it held in doubt; else the one it trusted last, by the note of
 * it, else by the events. A few units that live in the future do not make the others' past. */
void timekeeping_past(Db *db, int64_t wall, int64_t jump_ms, ClockPast *out_past);
/* Codes of the units whose last event lies after `limit`, or something that no event made, a
 * challenge or a count of wrong guesses: array of char *. */
GPtrArray *timekeeping_ahead(Db *db, int64_t limit, GError **error);
