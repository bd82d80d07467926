/* SPDX-License-Identifier: Apache-2.0 */
/* clock - the only place that reads the time.
 *
 * Time is integer milliseconds since 1970 UTC, named `*_at`; durations are `*_ms`. A clock is
 * passed in: tests, the demo and `simulate` use one that is moved by hand. Thread-safe. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

typedef struct Clock Clock;

Clock *clock_new_system(void);
Clock *clock_new_manual(int64_t start_at);
void clock_free(Clock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clock, clock_free)

int64_t clock_now(const Clock *clock);
bool clock_is_manual(const Clock *clock);
/* Moves a manual clock forward to `at`; an earlier time is ignored (time never runs back). */
void clock_move(Clock *clock, int64_t at);

/* Monotonic milliseconds for timeouts inside the process; never stored. */
int64_t clock_monotonic(void);
