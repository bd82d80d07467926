/* SPDX-License-Identifier: Apache-2.0 */
/* silence - when nobody at a unit did anything that stands in its record.
 *
 * Counted by the server's clock over everything that people did, log entries among it. A line that
 * was written afterwards about that time does not fill a silence; it is counted beside it. */
#pragma once

#include "engine/query.h"

typedef struct SilenceSpan {
    int64_t from, until; /* half open */
    int64_t least_ms;    /* shorter ones are not worth a word */
} SilenceSpan;

/* [{"from", "until", "minutes", "claimed"}] in order: a new array, or NULL. */
json_t *silences_find(Db *db, const char *unit, const SilenceSpan *span, GError **error);
/* Number of the unit's last event before `at`; 0: there is none. */
bool journal_seq_before(Db *db, const char *unit, int64_t at, int64_t *out_seq, GError **error);

extern const Field silence_shown[];
