/* SPDX-License-Identifier: Apache-2.0 */
/* order - of two times that a form takes, which can't be before the other.
 *
 * Times are typed in whole minutes and read from clocks in milliseconds: what lies in the same
 * minute is in order. */
#pragma once

#include "matter/matter.h"

typedef struct TimePair {
    const char *first, *then; /* names of fields */
} TimePair;

/* True too when either is FIELD_UNSET. */
bool time_follows(int64_t first, int64_t then);
/* Of the fields as they would be with `given` over what `matter` holds (NULL: nothing yet); pairs
 * of which none is given are not asked. `pairs` ends with a row of NULL. Problems: before_begin,
 * after_end. */
bool times_in_order(
    const Matter *matter, const json_t *given, const TimePair *pairs, GError **error);
