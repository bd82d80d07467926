/* SPDX-License-Identifier: Apache-2.0 */
/* source_tally - how many wrong sign-ins came from each place lately, over all names.
 *
 * Locks by name don't see who tries a few passwords with every name there is. A place from which
 * SOURCE_GUESSES_MAX wrong ones came in an hour is done for an hour: only names that are known
 * there may still sign in (sign_in_gate). In the memory of each process: a count that is lost with
 * it, or that a batch decided twice has counted twice, does no harm. Thread-safe. */
#pragma once

#include "base/clock.h"

#include <glib.h>
#include <stdbool.h>

/* The service under which the sign-in finds it; without one nothing is counted. */
#define SERVICE_SOURCE_TALLY "source_tally"

#define SOURCE_GUESSES_MAX 100
#define SOURCE_GUESSES_MS HOUR_MS
#define SOURCES_MAX 4096 /* when more are remembered, all are forgotten */

typedef struct SourceTally SourceTally;
SourceTally *source_tally_new(void);
void source_tally_free(SourceTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceTally, source_tally_free)

/* One more wrong sign-in; nothing with a NULL tally or source. */
void source_tally_add(SourceTally *tally, const char *source, int64_t now);
/* Is the place done? Never with a NULL tally or source. */
bool source_tally_is_full(SourceTally *tally, const char *source, int64_t now);
