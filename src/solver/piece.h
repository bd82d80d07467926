/* SPDX-License-Identifier: Apache-2.0 */
/* piece - the slots of a problem from a moment to a moment, as a linear programme.
 *
 * A column for each person who may stand a slot; a row for each slot (somebody stands it), for each
 * stretch of time and person (one slot at a time, and rest), for each need. What one has stood is
 * a convex cost: each further slot of a group costs more than the one before. The programme is
 * nearly a network: its continuous answer is nearly always whole already. */
#pragma once

#include "solver/linear.h"
#include "solver/solver.h"

/* Of the whole problem: what the pieces share. */
typedef struct Plan {
    const SolverProblem *problem;
    double penalty[SOLVER_RULES]; /* as costs; < 0: never */
    double even;                  /* cost of a step away from the even share */
    double turn;                  /* cost of a place away from the turn */
    int *load;                    /* [person * groups + group]: so far, answered pieces included */
    int *turns;                   /* [person * groups + group]; -1: not in the round */
    bool *member;                 /* [person * groups + group]: may stand a slot of it */
    int *round;                   /* [groups]: how many are in the round */
    int *place;                   /* [slots]: the how-manyth of its group */
    int *person;                  /* [slots]: answered so far; -1 */
} Plan;

void plan_init(Plan *plan, const SolverProblem *problem);
void plan_clear(Plan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

/* How much more he has stood of the group than who stood least. */
int plan_load(const Plan *plan, int person, int group);

/* Of a slot out of his turn, and of one more after `stood` ones. */
double plan_stand_cost(const Plan *plan, int person, int slot);
double plan_load_cost(const Plan *plan, int person, int stood);

typedef struct Piece {
    Plan *plan;
    int first;    /* slot */
    int end;      /* slot, not included */
    bool bending; /* rest and leave may be bent; nobody at all may always */
} Piece;

/* The programme and who is who in it. Beside the piece's own slots it knows those around that are
 * settled and whose rest reaches into it. */
typedef struct Program {
    Linear *linear;
    GArray *slots;    /* int: slots of the problem, by beginning */
    int *stands;      /* [person * slots->len + i]: column; -1: can't stand it */
    GArray *breaches; /* int: columns that are 0 when no rule is bent */
} Program;

void program_clear(Program *program);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Program, program_clear)

void program_write(Program *program, const Piece *piece);

/* Takes the answer into plan->person and plan->load. */
void program_take(const Program *program, const Piece *piece, const double *value);
