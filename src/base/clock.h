/* SPDX-License-Identifier: Apache-2.0 */
/* clock - the only place that reads the time.
 *
 * Time is integer milliseconds since 1970 UTC, named `*_at`; durations are `*_ms`. A clock is
 * passed in: tests, the demo and `simulate` use one that is moved by hand. Thread-safe.
 *
 * Once it is begun (clock_begin), a clock believes the wall clock only as long as it runs with the
 * time since boot, suspension included. When the two part by more than a bound, the clock is HELD:
 * it goes on from the last time it trusted by the time since boot, until the wall agrees again or a
 * person says which of the two is right. After a start with a wall clock that nobody vouches for it
 * is WAITING: it follows the wall, and whoever rings is asked to wait. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

typedef struct Clock Clock;

/* Where a clock reads; both in milliseconds. */
typedef struct ClockSource {
    int64_t (*wall)(void *data);    /* since 1970 UTC, as the machine has it now */
    int64_t (*elapsed)(void *data); /* since any fixed moment, sleep included; never runs back */
    void *data;                     /* borrowed */
} ClockSource;

Clock *clock_new_system(void);
Clock *clock_new_manual(int64_t start_at);
Clock *clock_new(const ClockSource *source);
void clock_free(Clock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clock, clock_free)

int64_t clock_now(const Clock *clock);
bool clock_is_manual(const Clock *clock);
/* Moves a manual clock forward to `at`; an earlier time is ignored (time never runs back). */
void clock_move(Clock *clock, int64_t at);
/* Puts the wall of a manual clock where it likes, as an operator or a bad battery would. */
void clock_set_wall(Clock *clock, int64_t at);

typedef enum ClockTrust { CLOCK_TRUSTED, CLOCK_HELD, CLOCK_WAITING } ClockTrust;

typedef enum ClockCause {
    CLOCK_CAUSE_NONE,
    CLOCK_CAUSE_JUMPED,     /* held: wall and time since boot parted */
    CLOCK_CAUSE_BEHIND,     /* held: started before the time last trusted */
    CLOCK_CAUSE_FAR,        /* held: started long after it, and nothing vouches for the wall */
    CLOCK_CAUSE_UNVOUCHED,  /* waiting: started after it, and nothing vouches for the wall */
    CLOCK_CAUSE_RETURNED,   /* trusted again: the wall came back by itself */
    CLOCK_CAUSE_SYNCED,     /* trusted: the system says that it is synchronised */
    CLOCK_CAUSE_WAITED,     /* trusted: nothing spoke against the wall for long enough */
    CLOCK_CAUSE_CONFIRMED,  /* trusted: a person says that the wall is right */
    CLOCK_CAUSE_HELD_RIGHT, /* still held: a person says that the held time is right */
} ClockCause;

typedef struct ClockView {
    ClockTrust state;
    ClockCause cause;  /* of this state */
    bool rings;        /* may what is due ring? */
    int64_t now, wall; /* as the clock has it; as the machine has it */
    int64_t since;     /* when this state began, by `now` as it was then */
    int64_t
        back_ms;  /* by how much it was ahead before it was put right; 0: not at all, or unknown */
    int64_t turn; /* how many times the state has changed */
} ClockView;

typedef struct ClockBounds {
    int64_t jump_ms; /* by how much wall and time since boot may part */
    int64_t far_ms; /* a wall so far after the time last trusted needs a person or a time service */
    int64_t
        wait_ms; /* how long an unvouched wall is watched before it is believed; 0: not at all */
} ClockBounds;

/* What the last run left. */
typedef struct ClockPast {
    int64_t at;       /* the time it trusted or held last; 0: there is none */
    bool is_held;     /* it ended in doubt, which a restart does not end */
    bool is_of_start; /* that doubt was one of its own start */
} ClockPast;

/* Begins to judge. `is_vouched`: does the system say that its wall clock is synchronised? */
void clock_begin(Clock *clock, const ClockBounds *bounds, const ClockPast *past, bool is_vouched);
void clock_look(const Clock *clock, ClockView *out_view);
/* The system says that the wall is synchronised: ends the doubts of a start, not a jump. */
void clock_vouch(Clock *clock);
/* A person says which is right. False: there is no held time to keep. */
bool clock_confirm(Clock *clock, bool wall_is_right);
/* "held", … and "jumped", …; "" for no cause. */
const char *clock_state_word(ClockTrust state);
const char *clock_cause_word(ClockCause cause);
/* What an event written now is marked with: "held", "unvouched", or NULL. */
const char *clock_mark(const Clock *clock);

/* Does the system's time service say that the wall clock is right? Without its word, or where the
 * system may not be asked: false. */
bool clock_system_is_synchronised(void);

/* Monotonic milliseconds for timeouts inside the process; never stored. */
int64_t clock_monotonic(void);
