/* SPDX-License-Identifier: Apache-2.0 */
/* solver_oracle - problems made up by a seed, and what must hold of any answer; for tests. */
#pragma once

#include "solver/solver.h"

typedef struct Made {
    SolverProblem problem;
    SolverSlot *slot;
    uint8_t *may;
    int *load;
    SolverNeed need[40];
    int *numbers; /* of the needs */
} Made;

typedef struct MadeShape {
    int people;
    int days;
    int posts;     /* slots a day, one for each, each a group of its own with each day kind */
    int begin_day; /* of a week: 0 is a Monday */
    int rest_hours;
    double away;  /* part of the days people are on leave */
    double never; /* chance that one cannot stand a post */
    double fixed; /* chance that a slot is settled beforehand */
    bool loads;
    bool needs; /* one of the first third on one of the slots of each day */
} MadeShape;

Made *made_new(GRand *rand, const MadeShape *shape);
void made_free(Made *made);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Made, made_free)

/* Every hard rule that does not stand in answer->bent holds, and what stands there is so. */
void answer_check(const SolverProblem *problem, const SolverAnswer *answer);

/* Sum of the penalties of an answer: the usual ones, 1, 3, 10 and 30. */
int64_t penalty_of(const SolverProblem *problem, const int *person);
/* Sum of the squares of what each has stood of each group. */
int64_t squares_of(const SolverProblem *problem, const int *person);

/* The best of all answers there are, found by trying every one: for tiny problems. Rest counts for
 * each pair of slots, so give no more than what reaches the next day. */
typedef struct Best {
    int64_t penalty; /* the least */
    int64_t squares; /* the least of those with the least penalty */
    int *spread;     /* [groups]: the least of those with the least penalty */
} Best;

void best_find(const SolverProblem *problem, Best *out_best);
void best_clear(Best *best);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Best, best_clear)
