/* SPDX-License-Identifier: Apache-2.0 */
/* linear - a linear programme, some of whose columns must be whole numbers.
 *
 * The only noun that knows COIN-OR. It is built column by column and row by row, each entry put
 * once, and solved for the least cost. The solver keeps globals of its own: one linear_solve() at
 * a time in a program, which `Solver` sees to. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define LINEAR_NONE 1e30 /* of an objective: there is none */
/* As a bound: none that matters. Clp asserts that what it moves has a bound it can move to. */
#define LINEAR_FAR 1e6

typedef struct Linear Linear;

Linear *linear_new(void);
void linear_free(Linear *linear);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Linear, linear_free)

typedef struct LinearColumn {
    double lower;
    double upper;
    double cost;
    bool whole;
} LinearColumn;

/* Both give the number of the new one, from 0. */
int linear_add_column(Linear *linear, LinearColumn column);
int linear_add_row(Linear *linear, double lower, double upper);
/* Changes the upper bound of a row. */
void linear_row_upper(Linear *linear, int row, double upper);
void linear_put(Linear *linear, int row, int column, double value);

typedef struct LinearAnswer {
    double *value; /* [columns], whole ones rounded; NULL: none was found */
    double objective;
    double bound; /* nothing costs less */
    bool proved;  /* the search ended by itself: objective within the gap, or there is no answer */
} LinearAnswer;

void linear_answer_clear(LinearAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LinearAnswer, linear_answer_clear)

typedef struct LinearLimits {
    double seconds; /* reaching it is the only way to two answers for one programme */
    double gap;     /* an answer that costs no more than this above the bound is good enough */
} LinearLimits;

void linear_solve(const Linear *linear, const LinearLimits *limits, LinearAnswer *out_answer);
