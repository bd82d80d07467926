/* SPDX-License-Identifier: Apache-2.0 */
/* spread - how unevenly a group is shared, and how unevenly it must be.
 *
 * Most less least stood, over people of a full share who may stand a slot of the group at all. The
 * bound leaves out rest and needs and lets a shift be cut in parts, so nothing can be below it. */
#pragma once

#include "solver/solver.h"

/* person: [slots] */
int spread_of(const SolverProblem *problem, const int *person, int group);
int spread_bound(const SolverProblem *problem, int group);
