/* SPDX-License-Identifier: Apache-2.0 */
#include "solver/spread.h"

#include "solver/linear.h"

#include <math.h>
#include <string.h>

#define SECONDS_MAX 10

static bool is_counted(const SolverProblem *problem, int person, int group)
{
    if (problem->weight != NULL && problem->weight[person] != 100)
        return false;
    for (int slot = 0; slot < problem->slots; slot++)
        if (problem->slot[slot].group == group && problem->slot[slot].fixed < 0 &&
            problem->may[person * problem->slots + slot] == SOLVER_MAY)
            return true;
    return false;
}

static int load_of(const SolverProblem *problem, const int *held, int person, int group)
{
    int load = problem->load == NULL ? 0 : problem->load[person * problem->groups + group];

    for (int slot = 0; slot < problem->slots; slot++) {
        int holder = held == NULL ? problem->slot[slot].fixed : held[slot];
        if (problem->slot[slot].group == group && holder == person)
            load++;
    }
    return load;
}

int spread_of(const SolverProblem *problem, const int *person, int group)
{
    int most = G_MININT, least = G_MAXINT;

    for (int i = 0; i < problem->people; i++) {
        if (!is_counted(problem, i, group))
            continue;
        int load = load_of(problem, person, i, group);
        most = MAX(most, load);
        least = MIN(least, load);
    }
    return most < least ? 0 : most - least;
}

/* Who may stand a slot, as text: slots that the same people may stand are one thing many times. */
static char *crew_of(const SolverProblem *problem, int slot)
{
    GString *crew = g_string_new(NULL);

    for (int person = 0; person < problem->people; person++)
        g_string_append_c(
            crew, problem->may[person * problem->slots + slot] == SOLVER_MAY ? '1' : '0');
    return g_string_free(crew, FALSE);
}

static GHashTable *crews_of(const SolverProblem *problem, int group)
{
    GHashTable *crews = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int slot = 0; slot < problem->slots; slot++) {
        if (problem->slot[slot].group != group || problem->slot[slot].fixed >= 0)
            continue;
        char *crew = crew_of(problem, slot);
        int count = GPOINTER_TO_INT(g_hash_table_lookup(crews, crew));
        g_hash_table_replace(crews, crew, GINT_TO_POINTER(count + 1));
    }
    return crews;
}

typedef struct Bounding {
    const SolverProblem *problem;
    Linear *linear;
    int *above; /* [person]: row of load <= most; -1: not counted */
    int *below;
} Bounding;

static void bounding_crew(Bounding *bounding, const char *crew, int count)
{
    if (strchr(crew, '1') == NULL)
        return;
    int row = linear_add_row(bounding->linear, count, count);
    for (int person = 0; person < bounding->problem->people; person++) {
        if (crew[person] != '1')
            continue;
        int column = linear_add_column(bounding->linear, (LinearColumn){0, count, 0, false});
        linear_put(bounding->linear, row, column, 1);
        if (bounding->above[person] < 0)
            continue;
        linear_put(bounding->linear, bounding->above[person], column, 1);
        linear_put(bounding->linear, bounding->below[person], column, 1);
    }
}

static int bounding_people(Bounding *bounding, int group)
{
    int most = linear_add_column(bounding->linear, (LinearColumn){0, LINEAR_FAR, 1, false});
    int least = linear_add_column(bounding->linear, (LinearColumn){0, LINEAR_FAR, -1, false});
    int counted = 0;

    for (int person = 0; person < bounding->problem->people; person++) {
        bounding->above[person] = bounding->below[person] = -1;
        if (!is_counted(bounding->problem, person, group))
            continue;
        int load = load_of(bounding->problem, NULL, person, group);
        bounding->above[person] = linear_add_row(bounding->linear, -LINEAR_FAR, -load);
        bounding->below[person] = linear_add_row(bounding->linear, -load, LINEAR_FAR);
        linear_put(bounding->linear, bounding->above[person], most, -1);
        linear_put(bounding->linear, bounding->below[person], least, -1);
        counted++;
    }
    return counted;
}

int spread_bound(const SolverProblem *problem, int group)
{
    g_autoptr(Linear) linear = linear_new();
    g_autoptr(GHashTable) crews = crews_of(problem, group);
    g_autofree int *above = g_new(int, problem->people + 1);
    g_autofree int *below = g_new(int, problem->people + 1);
    g_auto(LinearAnswer) answer = {0};
    Bounding bounding = {problem, linear, above, below};
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(crews), (GCompareFunc) g_strcmp0);

    if (bounding_people(&bounding, group) < 2)
        return 0;
    for (GList *key = keys; key != NULL; key = key->next)
        bounding_crew(&bounding, key->data, GPOINTER_TO_INT(g_hash_table_lookup(crews, key->data)));
    const LinearLimits limits = {.seconds = SECONDS_MAX};
    linear_solve(linear, &limits, &answer);
    return answer.value == NULL || !answer.proved ? 0 : (int) ceil(answer.objective - 1e-6);
}
