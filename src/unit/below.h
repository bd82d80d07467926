/* SPDX-License-Identifier: Apache-2.0 */
/* below - each unit's journal knows the chains below it.
 *
 * A chain proves itself only up to its end: who takes away a tail, or a whole unit with all its
 * rows, leaves nothing that does not fit. So the unit above keeps where each chain below stood:
 * within a minute of its registration, then every night. The unit at the top is known by those
 * below, whose own first events name it. */
#pragma once

#include "engine/module.h"

#define COMMAND_BELOW_SEEN "below.seen" /* {unit, units: [{unit, seq, hash}]} */

/* What is to be noted: array of owned json_t *, arguments of COMMAND_BELOW_SEEN for one unit each.
 * With `all` every chain that has grown since, else only those that were never looked at. */
GPtrArray *below_unseen(Db *db, bool all, GError **error);
/* Appends owned words for each unit below that lacks what was noted of it, and for each unit whose
 * parent has no chain. */
bool below_check(Db *db, GPtrArray *out_differences, GError **error);
