/* SPDX-License-Identifier: Apache-2.0 */
/* generate - puts people to the open shifts of a case.
 *
 * Turns go round apart for workdays, rest days and holidays and for leaders and officers; they are
 * counted over the year by whose turn it was, whoever stood it. */
#pragma once

#include "duty/roster/check.h"
#include "engine/engine.h"

/* Fills `person`, `rostered` and `how` of every shift without a person. What could not be kept is
 * added to `relax`: {rule, times}. Blocks: for prepare(). */
bool roster_generate(Engine *engine, RosterCase *of, json_t *relax, GError **error);
