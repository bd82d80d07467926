/* SPDX-License-Identifier: Apache-2.0 */
#include "solver/piece.h"

/* Costs. Keeping to the turn is worth more than a weekend off; an even share more than any chain of
 * exchanges could gain in turns; no rule is bent for the sake of an even share. */
#define TURN_COST 4
#define LOAD_RANGE 100

static const int64_t usual_penalties[SOLVER_RULES] = {
    [SOLVER_REST] = 1, [SOLVER_NEED] = 3, [SOLVER_LEAVE] = 10, [SOLVER_COVER] = 30};

static bool is_member(const SolverProblem *problem, int person, int group)
{
    for (int slot = 0; slot < problem->slots; slot++)
        if (problem->slot[slot].group == group &&
            problem->may[person * problem->slots + slot] != SOLVER_NEVER)
            return true;
    return false;
}

static void turns_init(Plan *plan)
{
    const SolverProblem *problem = plan->problem;

    for (int person = 0; person < problem->people; person++)
        for (int group = 0; group < problem->groups; group++) {
            int cell = person * problem->groups + group;
            plan->member[cell] = is_member(problem, person, group);
            if (problem->turn != NULL)
                plan->turns[cell] = problem->turn[cell];
            else
                plan->turns[cell] = plan->member[cell] ? plan->round[group] : -1;
            if (plan->turns[cell] >= 0)
                plan->round[group]++;
        }
}

static void slots_init(Plan *plan)
{
    const SolverProblem *problem = plan->problem;
    g_autofree int *next = g_new0(int, problem->groups + 1);

    for (int slot = 0; slot < problem->slots; slot++) {
        const SolverSlot *it = &problem->slot[slot];
        plan->person[slot] = it->fixed;
        plan->place[slot] = it->group < 0 ? 0 : next[it->group]++;
        if (it->group >= 0 && it->fixed >= 0)
            plan->load[it->fixed * problem->groups + it->group]++;
    }
}

static void costs_init(Plan *plan)
{
    const SolverProblem *problem = plan->problem;
    int largest = 1;

    for (int group = 0; group < problem->groups; group++)
        largest = MAX(largest, plan->round[group]);
    plan->turn = TURN_COST;
    plan->even = plan->turn * largest * largest;
    for (int rule = 0; rule < SOLVER_RULES; rule++) {
        int64_t given = problem->penalty[rule];
        plan->penalty[rule] =
            given < 0 ? -1.0
                      : (given == 0 ? usual_penalties[rule] : given) * plan->even * 8 * LOAD_RANGE;
    }
}

void plan_init(Plan *plan, const SolverProblem *problem)
{
    int cells = problem->people * problem->groups;

    *plan = (Plan){.problem = problem,
        .load = g_new0(int, cells + 1),
        .turns = g_new0(int, cells + 1),
        .member = g_new0(bool, cells + 1),
        .round = g_new0(int, problem->groups + 1),
        .place = g_new0(int, problem->slots + 1),
        .person = g_new0(int, problem->slots + 1)};
    for (int i = 0; i < cells && problem->load != NULL; i++)
        plan->load[i] = problem->load[i];
    turns_init(plan);
    slots_init(plan);
    costs_init(plan);
}

void plan_clear(Plan *plan)
{
    g_free(plan->load);
    g_free(plan->turns);
    g_free(plan->member);
    g_free(plan->round);
    g_free(plan->place);
    g_free(plan->person);
}

/* Above who of the group has stood least. */
int plan_load(const Plan *plan, int person, int group)
{
    const SolverProblem *problem = plan->problem;
    int least = G_MAXINT;

    for (int other = 0; other < problem->people; other++)
        if (plan->member[other * problem->groups + group])
            least = MIN(least, plan->load[other * problem->groups + group]);
    return CLAMP(plan->load[person * problem->groups + group] - least, 0, LOAD_RANGE);
}

double plan_stand_cost(const Plan *plan, int person, int slot)
{
    int group = plan->problem->slot[slot].group;
    int round = group < 0 ? 0 : plan->round[group];

    if (round == 0)
        return 0;
    int turn = plan->turns[person * plan->problem->groups + group];
    if (turn < 0)
        return plan->turn * round;
    int ahead = (turn % round - plan->place[slot] % round + round) % round;
    return plan->turn * MIN(ahead, round - ahead);
}

double plan_load_cost(const Plan *plan, int person, int stood)
{
    int weight = plan->problem->weight == NULL ? 100 : plan->problem->weight[person];

    return plan->even * (2 * stood + 1) * 100 / weight;
}
