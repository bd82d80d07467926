/* SPDX-License-Identifier: Apache-2.0 */
#include "solver/solver.h"

#include "base/clock.h"
#include "base/fail.h"
#include "solver/piece.h"
#include "solver/spread.h"

#include <pthread.h>

#define WINDOW_MS (31 * DAY_MS)
#define TIME_LIMIT_MS MINUTE_MS
#define CELLS_MAX 4000000

struct Solver {
    pthread_mutex_t solving; /* held while the library works */
};

Solver *solver_new(void)
{
    Solver *solver = g_new0(Solver, 1);

    pthread_mutex_init(&solver->solving, NULL);
    return solver;
}

void solver_free(Solver *solver)
{
    if (solver == NULL)
        return;
    pthread_mutex_destroy(&solver->solving);
    g_free(solver);
}

void solver_answer_free(SolverAnswer *answer)
{
    if (answer == NULL)
        return;
    g_free(answer->person);
    g_free(answer->spread);
    g_free(answer->spread_bound);
    g_array_unref(answer->bent);
    g_free(answer);
}

/* ---- is it a problem? ---- */

static bool slots_check(const SolverProblem *problem, GError **error)
{
    for (int i = 0; i < problem->slots; i++) {
        const SolverSlot *slot = &problem->slot[i];
        if (slot->group < -1 || slot->group >= problem->groups || slot->fixed < -1 ||
            slot->fixed >= problem->people || slot->ends_at <= slot->begins_at || slot->rest_ms < 0)
            return fail(error, FAIL_INVALID, "slot %d points outside the problem", i);
        if (i > 0 && slot->begins_at < problem->slot[i - 1].begins_at)
            return fail(error, FAIL_INVALID, "slot %d begins before the one before it", i);
    }
    return true;
}

static bool within(const int *numbers, int count, int end)
{
    for (int i = 0; i < count; i++)
        if (numbers[i] < 0 || numbers[i] >= end)
            return false;
    return true;
}

static bool problem_check(const SolverProblem *problem, GError **error)
{
    if (problem->people < 0 || problem->slots < 0 || problem->groups < 0 ||
        (int64_t) problem->people * MAX(problem->slots, problem->groups) > CELLS_MAX)
        return fail(error, FAIL_INVALID, "too many people or slots");
    for (int i = 0; i < problem->people && problem->weight != NULL; i++)
        if (problem->weight[i] < 1)
            return fail(error, FAIL_INVALID, "person %d has no share", i);
    for (int i = 0; i < problem->needs; i++)
        if (!within(problem->need[i].slots, problem->need[i].slot_count, problem->slots) ||
            !within(problem->need[i].people, problem->need[i].person_count, problem->people))
            return fail(error, FAIL_INVALID, "need %d points outside the problem", i);
    if (problem->penalty[SOLVER_COVER] < 0)
        return fail(error, FAIL_INVALID, "that a slot stays open can't be forbidden");
    return slots_check(problem, error);
}

/* ---- piece by piece ---- */

typedef struct Run {
    Plan *plan;
    SolverAnswer *answer;
    int64_t until_ms;
    double gap;
} Run;

static bool is_bent(const Program *program, const LinearAnswer *found)
{
    for (guint i = 0; i < program->breaches->len; i++)
        if (found->value[g_array_index(program->breaches, int, i)] > 0.5)
            return true;
    return false;
}

static bool can_bend(const Plan *plan)
{
    return plan->penalty[SOLVER_REST] >= 0 || plan->penalty[SOLVER_LEAVE] >= 0;
}

static bool piece_solve(Run *run, Piece *piece, GError **error)
{
    g_auto(Program) program = {0};
    g_auto(LinearAnswer) found = {0};
    int64_t left_ms = run->until_ms - clock_monotonic();

    if (!work_goes_on(run->plan->problem->work, error))
        return false;
    program_write(&program, piece);
    const LinearLimits limits = {.seconds = (double) left_ms / 1e3, .gap = run->gap};
    if (left_ms > 0)
        linear_solve(program.linear, &limits, &found);
    if (found.value == NULL)
        return fail(error, FAIL_UNAVAILABLE, "the time was up before a roster was found");
    if (!piece->bending && is_bent(&program, &found) && can_bend(run->plan)) {
        piece->bending = true;
        return piece_solve(run, piece, error);
    }
    program_take(&program, piece, found.value);
    run->answer->objective += found.objective;
    run->answer->bound += found.bound;
    run->answer->proved &= found.proved;
    run->answer->pieces++;
    return true;
}

static bool pieces_solve(Run *run, int64_t window, GError **error)
{
    const SolverProblem *problem = run->plan->problem;
    int first = 0;

    while (first < problem->slots) {
        int64_t until = problem->slot[first].begins_at + window;
        int end = first;
        while (end < problem->slots && problem->slot[end].begins_at < until)
            end++;
        Piece piece = {.plan = run->plan, .first = first, .end = end};
        if (!piece_solve(run, &piece, error))
            return false;
        first = end;
    }
    return true;
}

/* ---- what was bent ---- */

static void bent_add(SolverAnswer *answer, SolverBent bent)
{
    g_array_append_val(answer->bent, bent);
}

static void rest_name(const SolverProblem *problem, SolverAnswer *answer, int slot)
{
    const SolverSlot *it = &problem->slot[slot];
    int person = answer->person[slot];

    for (int other = slot + 1; other < problem->slots; other++) {
        const SolverSlot *later = &problem->slot[other];
        if (later->begins_at >= it->ends_at + it->rest_ms)
            return;
        if (answer->person[other] == person && (it->fixed < 0 || later->fixed < 0))
            bent_add(answer, (SolverBent){SOLVER_REST, slot, person, other});
    }
}

static void slot_name(const SolverProblem *problem, SolverAnswer *answer, int slot)
{
    int person = answer->person[slot];

    if (person < 0) {
        bent_add(answer, (SolverBent){SOLVER_COVER, slot, -1, -1});
        return;
    }
    if (problem->slot[slot].fixed < 0 &&
        problem->may[person * problem->slots + slot] == SOLVER_AWAY)
        bent_add(answer, (SolverBent){SOLVER_LEAVE, slot, person, -1});
    rest_name(problem, answer, slot);
}

static bool need_is_met(const SolverNeed *need, const SolverAnswer *answer)
{
    for (int i = 0; i < need->slot_count; i++)
        for (int j = 0; j < need->person_count; j++)
            if (answer->person[need->slots[i]] == need->people[j])
                return true;
    return need->slot_count == 0;
}

static void answer_name(const SolverProblem *problem, SolverAnswer *answer)
{
    for (int slot = 0; slot < problem->slots; slot++)
        slot_name(problem, answer, slot);
    for (int i = 0; i < problem->needs; i++)
        if (!need_is_met(&problem->need[i], answer))
            bent_add(answer, (SolverBent){SOLVER_NEED, problem->need[i].slots[0], -1, i});
    for (int group = 0; group < problem->groups; group++) {
        answer->spread[group] = spread_of(problem, answer->person, group);
        answer->spread_bound[group] = spread_bound(problem, group);
    }
}

static SolverAnswer *answer_new(const SolverProblem *problem)
{
    SolverAnswer *answer = g_new0(SolverAnswer, 1);

    answer->spread = g_new0(int, problem->groups + 1);
    answer->spread_bound = g_new0(int, problem->groups + 1);
    answer->bent = g_array_new(FALSE, FALSE, sizeof(SolverBent));
    answer->proved = true;
    return answer;
}

static SolverAnswer *windows_solve(
    const SolverProblem *problem, int64_t window, int64_t until_ms, GError **error)
{
    g_autoptr(SolverAnswer) answer = answer_new(problem);
    g_auto(Plan) plan = {0};
    Run run = {&plan, answer, until_ms, 0};

    plan_init(&plan, problem);
    /* A long piece may miss a few turns; the least step of evenness costs eight times this. */
    run.gap = window > WINDOW_MS ? plan.even / 4 : 0;
    if (!pieces_solve(&run, window, error))
        return NULL;
    answer->person = g_steal_pointer(&plan.person);
    answer_name(problem, answer);
    return g_steal_pointer(&answer);
}

static bool is_even(const SolverProblem *problem, const SolverAnswer *answer)
{
    for (int group = 0; group < problem->groups; group++)
        if (answer->spread[group] > answer->spread_bound[group] + 1)
            return false;
    return true;
}

/* A piece does not know who will be away in the next: where that leaves the whole uneven, it is
 * solved again in longer pieces, at last in one. */
static SolverAnswer *problem_solve(const SolverProblem *problem, GError **error)
{
    int64_t window = problem->window_ms == 0 ? WINDOW_MS : problem->window_ms;
    int64_t limit_ms = problem->time_limit_ms == 0 ? TIME_LIMIT_MS : problem->time_limit_ms;
    int64_t began_ms = clock_monotonic();
    g_autoptr(SolverAnswer) answer = windows_solve(problem, window, began_ms + limit_ms, error);

    while (answer != NULL && answer->pieces > 1 && !is_even(problem, answer)) {
        window *= 4;
        g_autoptr(SolverAnswer) longer = windows_solve(problem, window, began_ms + limit_ms, NULL);
        if (longer == NULL || !longer->proved)
            break;
        SolverAnswer *shorter = answer;
        answer = g_steal_pointer(&longer);
        solver_answer_free(shorter);
    }
    if (answer != NULL)
        answer->took_ms = clock_monotonic() - began_ms;
    return g_steal_pointer(&answer);
}

SolverAnswer *solver_solve(Solver *solver, const SolverProblem *problem, GError **error)
{
    if (!problem_check(problem, error))
        return NULL;
    pthread_mutex_lock(&solver->solving);
    SolverAnswer *answer = problem_solve(problem, error);
    pthread_mutex_unlock(&solver->solving);
    return answer;
}
