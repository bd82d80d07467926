/* SPDX-License-Identifier: Apache-2.0 */
/* solver - who stands which slot, so that the hard rules hold and the load is even.
 *
 * Plain numbers: people 0…n-1, slots 0…m-1 in order of their beginning, groups of slots within
 * which the load is shared evenly and the turn goes round (usually one for each lane and day kind;
 * a slot of group -1 counts for nothing). A problem is a mixed integer programme: the hard rules
 * are rows, what can be bent bears a penalty, so the answer to a problem that cannot be solved is
 * still the answer that bends least, and it says what it bends.
 *
 * In this order: bend as little as the penalties allow; share evenly within each group, counting
 * what each has stood before (least sum of squares, which is also the least spread where nothing
 * but leave stands in the way); keep to the turn; keep people from two weekends running. The same
 * problem has the same answer, unless the time limit was reached. */
#pragma once

#include "base/work.h"

#define SERVICE_SOLVER "solver"

/* One of a program. COIN-OR's solver keeps globals, so problems are solved one after another: a
 * second caller waits. */
typedef struct Solver Solver;

Solver *solver_new(void);
void solver_free(Solver *solver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Solver, solver_free)

typedef enum SolverMay {
    SOLVER_NEVER, /* cannot stand it: not of its post */
    SOLVER_AWAY,  /* is on leave: only by bending SOLVER_LEAVE */
    SOLVER_MAY,
} SolverMay;

/* What can be bent, cheapest first. That nobody stands two overlapping slots is never bent. */
typedef enum SolverRule {
    SOLVER_REST,  /* the rest after a slot */
    SOLVER_NEED,  /* one of these people on one of these slots */
    SOLVER_LEAVE, /* who is away is away */
    SOLVER_COVER, /* somebody stands the slot */
    SOLVER_RULES,
} SolverRule;

typedef struct SolverSlot {
    int64_t begins_at;
    int64_t ends_at;
    int64_t rest_ms; /* after it, before the same person's next; bounds that slot's beginning */
    int group;       /* -1: counts for nothing and takes no turn */
    int weekend;     /* number of the weekend it lies in, running; -1: none */
    int fixed;       /* person who stands it whatever the rules say; -1: open */
} SolverSlot;

/* At least one of these people on one of these slots. */
typedef struct SolverNeed {
    const int *slots;
    int slot_count;
    const int *people;
    int person_count;
} SolverNeed;

typedef struct SolverProblem {
    int people;
    int slots;
    int groups;
    const SolverSlot *slot; /* [slots], ordered by begins_at */
    const uint8_t *may;     /* [person * slots + slot]: SolverMay */
    const int *load;        /* [person * groups + group]: stood before; NULL: nothing. Give who
                               joined late the mean of the others, or he makes up for it all */
    const int *weight;      /* [person]: share in percent, 100 a full one; NULL: all full */
    const int *turn;        /* [person * groups + group]: 0 is next, 1 the one after…; -1: not in
                               the round. NULL: by number of person */
    const SolverNeed *need; /* [needs] */
    int needs;
    int64_t penalty[SOLVER_RULES]; /* of bending a rule once; 0: the usual one; < 0: never bent, not
                                      for SOLVER_COVER */
    int64_t window_ms;     /* solved in pieces of this length, one after the other; 0: 31 days */
    int64_t time_limit_ms; /* of all pieces together; 0: a minute */
    const Work *work;      /* asked before each piece; NULL: it goes on */
} SolverProblem;

typedef struct SolverBent {
    SolverRule rule;
    int slot;   /* SOLVER_NEED: first slot of the need */
    int person; /* -1 for SOLVER_COVER and SOLVER_NEED */
    int other;  /* SOLVER_REST: the later slot that begins too soon; SOLVER_NEED: its number */
} SolverBent;

typedef struct SolverAnswer {
    int *person;       /* [slots]: who; -1: nobody (then SOLVER_COVER stands in bent) */
    GArray *bent;      /* of SolverBent, by slot; what was fixed against a rule is not named */
    int *spread;       /* [groups]: most minus least, load and answer together, over people of full
                          share who may stand a slot of the group */
    int *spread_bound; /* [groups]: no answer whatever that covers the group has less */
    double objective;  /* sum over the pieces */
    double bound;      /* sum over the pieces: no answer to a piece costs less */
    bool proved;       /* every piece was searched to the end: nothing bends less or is more even;
                          in pieces of up to a month objective == bound */
    int pieces;
    int64_t took_ms;
} SolverAnswer;

void solver_answer_free(SolverAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SolverAnswer, solver_answer_free)

/* Blocks, so never inside a transaction. FAIL_INVALID for a problem whose numbers point outside it
 * or whose slots are out of order; FAIL_UNAVAILABLE when the time is up before any answer was
 * found, or the work was called off ("cancelled"). */
SolverAnswer *solver_solve(Solver *solver, const SolverProblem *problem, GError **error);
