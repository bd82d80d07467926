/* SPDX-License-Identifier: Apache-2.0 */
#include "solver/linear.h"

#include <coin/Cbc_C_Interface.h>
#include <coin/Clp_C_Interface.h>
#include <math.h>

/* A search that has not ended after so many nodes is given up, on a slow machine as on a fast one.
 */
#define NODES_MAX 50000
#define WHOLE_NEAR 1e-6

typedef struct Entry {
    int row;
    int column;
    double value;
} Entry;

struct Linear {
    GArray *columns; /* LinearColumn */
    GArray *lowers;  /* double, of rows */
    GArray *uppers;
    GArray *entries; /* Entry */
};

Linear *linear_new(void)
{
    Linear *linear = g_new(Linear, 1);

    linear->columns = g_array_new(FALSE, FALSE, sizeof(LinearColumn));
    linear->lowers = g_array_new(FALSE, FALSE, sizeof(double));
    linear->uppers = g_array_new(FALSE, FALSE, sizeof(double));
    linear->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    return linear;
}

void linear_free(Linear *linear)
{
    if (linear == NULL)
        return;
    g_array_unref(linear->columns);
    g_array_unref(linear->lowers);
    g_array_unref(linear->uppers);
    g_array_unref(linear->entries);
    g_free(linear);
}

int linear_add_column(Linear *linear, LinearColumn column)
{
    g_array_append_val(linear->columns, column);
    return (int) linear->columns->len - 1;
}

int linear_add_row(Linear *linear, double lower, double upper)
{
    g_array_append_val(linear->lowers, lower);
    g_array_append_val(linear->uppers, upper);
    return (int) linear->lowers->len - 1;
}

void linear_row_upper(Linear *linear, int row, double upper)
{
    g_array_index(linear->uppers, double, row) = upper;
}

void linear_put(Linear *linear, int row, int column, double value)
{
    Entry entry = {row, column, value};

    g_array_append_val(linear->entries, entry);
}

void linear_answer_clear(LinearAnswer *answer)
{
    g_clear_pointer(&answer->value, g_free);
}

/* The entries by column, as the library wants them. */
typedef struct Matrix {
    int *start;
    int *row;
    double *value;
    double *lower;
    double *upper;
    double *cost;
} Matrix;

static void matrix_clear(Matrix *matrix)
{
    g_free(matrix->start);
    g_free(matrix->row);
    g_free(matrix->value);
    g_free(matrix->lower);
    g_free(matrix->upper);
    g_free(matrix->cost);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Matrix, matrix_clear)

static void matrix_fill(Matrix *matrix, const Linear *linear)
{
    guint columns = linear->columns->len;
    guint entries = linear->entries->len;
    g_autofree int *next = g_new0(int, columns + 1);

    for (guint i = 0; i < entries; i++)
        matrix->start[g_array_index(linear->entries, Entry, i).column + 1]++;
    for (guint i = 0; i < columns; i++) {
        matrix->start[i + 1] += matrix->start[i];
        next[i] = matrix->start[i];
    }
    for (guint i = 0; i < entries; i++) {
        const Entry *entry = &g_array_index(linear->entries, Entry, i);
        int place = next[entry->column]++;
        matrix->row[place] = entry->row;
        matrix->value[place] = entry->value;
    }
}

static void matrix_make(Matrix *matrix, const Linear *linear)
{
    guint columns = linear->columns->len;

    matrix->start = g_new0(int, columns + 1);
    matrix->row = g_new(int, linear->entries->len + 1);
    matrix->value = g_new(double, linear->entries->len + 1);
    matrix->lower = g_new(double, columns);
    matrix->upper = g_new(double, columns);
    matrix->cost = g_new(double, columns);
    for (guint i = 0; i < columns; i++) {
        const LinearColumn *column = &g_array_index(linear->columns, LinearColumn, i);
        matrix->lower[i] = column->lower;
        matrix->upper[i] = column->upper;
        matrix->cost[i] = column->cost;
    }
    matrix_fill(matrix, linear);
}

static bool is_whole(const Linear *linear, guint column)
{
    return g_array_index(linear->columns, LinearColumn, column).whole;
}

static void answer_take(
    const Linear *linear, const double *value, double objective, LinearAnswer *out_answer)
{
    guint columns = linear->columns->len;

    out_answer->value = g_new(double, columns);
    for (guint i = 0; i < columns; i++)
        out_answer->value[i] = is_whole(linear, i) ? round(value[i]) : value[i];
    out_answer->objective = objective;
}

static const double *bounds(const GArray *array)
{
    return (const double *) (const void *) array->data;
}

/* Without asking for whole numbers: often they come out whole, and then nothing costs less. */
static bool continuous_solve(const Linear *linear, const Matrix *matrix, LinearAnswer *out_answer)
{
    Clp_Simplex *model = Clp_newModel();
    guint columns = linear->columns->len;

    Clp_setLogLevel(model, 0);
    Clp_loadProblem(model, (int) columns, (int) linear->lowers->len, matrix->start, matrix->row,
        matrix->value, matrix->lower, matrix->upper, matrix->cost, bounds(linear->lowers),
        bounds(linear->uppers));
    Clp_initialDualSolve(model);
    bool whole = Clp_isProvenOptimal(model);
    const double *value = Clp_primalColumnSolution(model);
    for (guint i = 0; i < columns && whole; i++)
        whole = !is_whole(linear, i) || fabs(value[i] - round(value[i])) < WHOLE_NEAR;
    if (whole)
        answer_take(linear, value, Clp_objectiveValue(model), out_answer);
    Clp_deleteModel(model);
    return whole;
}

static void whole_solve(const Linear *linear, const Matrix *matrix, const LinearLimits *limits,
    LinearAnswer *out_answer)
{
    Cbc_Model *model = Cbc_newModel();
    int columns = (int) linear->columns->len;

    Cbc_setLogLevel(model, 0);
    Cbc_loadProblem(model, columns, (int) linear->lowers->len, matrix->start, matrix->row,
        matrix->value, matrix->lower, matrix->upper, matrix->cost, bounds(linear->lowers),
        bounds(linear->uppers));
    for (int i = 0; i < columns; i++)
        if (is_whole(linear, (guint) i))
            Cbc_setInteger(model, i);
    Cbc_setMaximumSeconds(model, limits->seconds);
    Cbc_setAllowableGap(model, limits->gap);
    Cbc_setMaximumNodes(model, NODES_MAX);
    Cbc_solve(model);
    const double *value = Cbc_getColSolution(model);
    out_answer->proved = Cbc_isProvenOptimal(model) || Cbc_isProvenInfeasible(model);
    if (value != NULL && !Cbc_isProvenInfeasible(model) && Cbc_getObjValue(model) < LINEAR_NONE)
        answer_take(linear, value, Cbc_getObjValue(model), out_answer);
    out_answer->bound = Cbc_getBestPossibleObjValue(model);
    if (out_answer->proved && limits->gap == 0)
        out_answer->bound = out_answer->objective;
    Cbc_deleteModel(model);
}

void linear_solve(const Linear *linear, const LinearLimits *limits, LinearAnswer *out_answer)
{
    g_auto(Matrix) matrix = {0};

    *out_answer = (LinearAnswer){0};
    matrix_make(&matrix, linear);
    if (!continuous_solve(linear, &matrix, out_answer)) {
        whole_solve(linear, &matrix, limits, out_answer);
        return;
    }
    out_answer->proved = true;
    out_answer->bound = out_answer->objective;
}
