/* SPDX-License-Identifier: Apache-2.0 */
/* generate - puts people to the open shifts of a case, by src/solver.
 *
 * Turns go round apart for workdays, rest days and holidays and for leaders and officers; they are
 * counted over the year by whose turn it was, whoever stood it. Who joined in the course of the
 * year starts with the share that the others had by then. */
#pragma once

#include "roster/check.h"
#include "solver/solver.h"

/* Fills `person`, `rostered` and `how` of every shift without a person. What could not be kept is
 * added to `relax`, each time apart: {rule, post, begins_at, people}; of a rest {next_post,
 * next_at} too, the shift that comes too soon. Leave is never bent: a shift stays open instead, and
 * `people` are those who could stand it were they not away. Blocks: for prepare(),
 * whose `work` may call it off. */
bool roster_generate(
    Solver *solver, RosterCase *of, const Work *work, json_t *relax, GError **error);
