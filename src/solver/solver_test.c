/* SPDX-License-Identifier: Apache-2.0 */
#include "solver/solver.h"

#include "base/clock.h"
#include "base/fail.h"
#include "solver/solver_oracle.h"

#include <string.h>

#define COVER_PENALTY 30

/* `-m slow` tries thousands. */
static int rounds(int quick, int thorough)
{
    return g_test_thorough() ? thorough : quick;
}

static SolverAnswer *solve(const SolverProblem *problem)
{
    g_autoptr(Solver) solver = solver_new();
    g_autoptr(GError) error = NULL;
    SolverAnswer *answer = solver_solve(solver, problem, &error);

    g_assert_no_error(error);
    g_assert_nonnull(answer);
    answer_check(problem, answer);
    return answer;
}

static MadeShape shape_any(GRand *rand)
{
    return (MadeShape){.people = g_rand_int_range(rand, 6, 21),
        .days = g_rand_int_range(rand, 20, 66),
        .posts = g_rand_int_range(rand, 1, 3),
        .begin_day = g_rand_int_range(rand, 0, 7),
        .rest_hours = g_rand_int_range(rand, 0, 2) * 24,
        .away = g_rand_double(rand) * 0.2,
        .fixed = g_rand_double(rand) * 0.05,
        .loads = g_rand_boolean(rand),
        .needs = false};
}

static void test_even(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);

    for (int i = 0; i < rounds(12, 3000); i++) {
        MadeShape shape = shape_any(rand);
        g_autoptr(Made) made = made_new(rand, &shape);
        g_autoptr(SolverAnswer) answer = solve(&made->problem);
        g_assert_true(answer->proved);
        if (answer->bent->len > 0)
            continue;
        for (int group = 0; group < made->problem.groups; group++)
            g_assert_cmpint(answer->spread[group], <=, answer->spread_bound[group] + 1);
    }
}

static void test_oracle(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    int bending = 0;

    for (int i = 0; i < rounds(40, 2000); i++) {
        MadeShape shape = {.people = g_rand_int_range(rand, 2, 5),
            .posts = g_rand_int_range(rand, 1, 3),
            .begin_day = g_rand_int_range(rand, 0, 7),
            .rest_hours = 24,
            .away = g_rand_double(rand),
            .never = 0.2,
            .fixed = 0.1,
            .loads = g_rand_boolean(rand),
            .needs = g_rand_boolean(rand)};
        shape.days = shape.posts == 1 ? 6 : 3;
        g_autoptr(Made) made = made_new(rand, &shape);
        g_autoptr(SolverAnswer) answer = solve(&made->problem);
        g_auto(Best) best = {0};
        best_find(&made->problem, &best);
        g_assert_cmpint(penalty_of(&made->problem, answer->person), ==, best.penalty);
        /* Which group goes short where slots must stay open is no matter of even shares. */
        if (best.penalty < COVER_PENALTY)
            g_assert_cmpint(squares_of(&made->problem, answer->person), ==, best.squares);
        bending += best.penalty > 0;
        for (int group = 0; group < made->problem.groups && best.penalty == 0; group++)
            g_assert_cmpint(answer->spread_bound[group], <=, best.spread[group]);
    }
    /* Both kinds of problem came up. */
    g_assert_cmpint(bending, >, 5);
    g_assert_cmpint(bending, <, rounds(40, 2000) - 5);
}

static void test_same(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    MadeShape shape = {.people = 9,
        .days = 31,
        .posts = 3,
        .rest_hours = 24,
        .away = 0.2,
        .needs = true,
        .loads = true};
    g_autoptr(Made) made = made_new(rand, &shape);
    g_autoptr(SolverAnswer) first = solve(&made->problem);
    g_autoptr(SolverAnswer) second = solve(&made->problem);

    g_assert_cmpmem(first->person, sizeof(int) * made->problem.slots, second->person,
        sizeof(int) * made->problem.slots);
}

/* Nobody away, nothing stood before: everyone in his turn, each kind of day by itself. */
static void test_turn(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    MadeShape shape = {.people = 5, .days = 28, .posts = 1, .begin_day = 0, .rest_hours = 0};
    g_autoptr(Made) made = made_new(rand, &shape);
    int next[3] = {0};

    for (int i = 0; i < 28; i++)
        made->slot[i].group = i % 7 >= 5 ? 1 : 0;
    g_autoptr(SolverAnswer) answer = solve(&made->problem);
    for (int i = 0; i < 28; i++)
        g_assert_cmpint(answer->person[i], ==, next[made->slot[i].group]++ % 5);
}

static void test_unsolvable(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    MadeShape shape = {.people = 2, .days = 4, .posts = 1, .rest_hours = 24};
    g_autoptr(Made) made = made_new(rand, &shape);

    /* Two people take turns; the second is away on the last day: once without rest. */
    made->may[1 * 4 + 1] = SOLVER_AWAY;
    made->may[1 * 4 + 3] = SOLVER_AWAY;
    g_autoptr(SolverAnswer) rest = solve(&made->problem);
    g_assert_cmpint(rest->bent->len, ==, 0);
    made->may[1 * 4 + 2] = SOLVER_AWAY;
    made->may[1 * 4 + 0] = SOLVER_AWAY;
    g_autoptr(SolverAnswer) tired = solve(&made->problem);
    g_assert_cmpint(tired->bent->len, ==, 3);
    g_assert_cmpint(g_array_index(tired->bent, SolverBent, 0).rule, ==, SOLVER_REST);
    made->problem.penalty[SOLVER_REST] = -1;
    g_autoptr(SolverAnswer) away = solve(&made->problem);
    g_assert_cmpint(away->bent->len, ==, 2);
    g_assert_cmpint(g_array_index(away->bent, SolverBent, 0).rule, ==, SOLVER_LEAVE);
    made->problem.penalty[SOLVER_LEAVE] = -1;
    g_autoptr(SolverAnswer) open = solve(&made->problem);
    g_assert_cmpint(open->bent->len, ==, 2);
    g_assert_cmpint(g_array_index(open->bent, SolverBent, 0).rule, ==, SOLVER_COVER);
}

/* Twelve months one after the other are as even as the year allows. */
static void test_year(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(365);

    for (int i = 0; i < rounds(1, 40); i++) {
        MadeShape shape = {.people = g_rand_int_range(rand, 12, 21),
            .days = 365,
            .posts = 1,
            .begin_day = 3,
            .rest_hours = 24,
            .away = 0.06};
        g_autoptr(Made) made = made_new(rand, &shape);
        g_autoptr(SolverAnswer) answer = solve(&made->problem);
        g_assert_cmpint(answer->bent->len, ==, 0);
        for (int group = 0; group < 3; group++)
            g_assert_cmpint(answer->spread[group], <=, answer->spread_bound[group] + 1);
    }
}

static void test_wrong(void)
{
    g_autoptr(Solver) solver = solver_new();
    g_autoptr(GError) error = NULL;
    SolverSlot slots[2] = {{DAY_MS, 2 * DAY_MS, 0, 0, -1, -1}, {0, DAY_MS, 0, 0, -1, -1}};
    uint8_t may[2] = {SOLVER_MAY, SOLVER_MAY};
    SolverProblem problem = {.people = 1, .slots = 2, .groups = 1, .slot = slots, .may = may};

    g_assert_null(solver_solve(solver, &problem, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_clear_error(&error);
    slots[1].begins_at = DAY_MS;
    slots[1].ends_at = 2 * DAY_MS;
    slots[1].fixed = 1;
    g_assert_null(solver_solve(solver, &problem, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    problem.slots = 0;
    g_autoptr(SolverAnswer) nothing = solve(&problem);
    g_assert_cmpint(nothing->pieces, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/solver/a team that keeps its turn needs no solver", test_turn);
    g_test_add_func("/solver/no gap, no double, no rest broken, and even", test_even);
    g_test_add_func("/solver/no answer there is bends less or is more even", test_oracle);
    g_test_add_func("/solver/the same problem has the same answer", test_same);
    g_test_add_func("/solver/what cannot be kept is named", test_unsolvable);
    g_test_add_func("/solver/twelve months are as even as the year allows", test_year);
    g_test_add_func("/solver/a problem that points outside itself is refused", test_wrong);
    return g_test_run();
}
