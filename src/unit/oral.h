/* SPDX-License-Identifier: Apache-2.0 */
/* oral - a leader's word given by voice and typed by whoever is at the desk: whose it may be, and
 * of when. What it is given for (a dispatch, a swap of shifts) and by when the leader confirms it
 * is theirs who ask. */
#pragma once

#include "engine/command.h"
#include "unit/person.h"

/* A leader or the head of this very unit, still there. NULL with the field "leader" refused
 * ("unknown", "not_a_leader"). */
Person *oral_leader(Decision *decision, const char *id, GError **error);
/* Refuses the field "at" ("in_the_future", "too_early") of a word on what was typed at `typed_at`.
 */
bool oral_time_check(Decision *decision, int64_t said_at, int64_t typed_at, GError **error);
