/* SPDX-License-Identifier: Apache-2.0 */
#include "solver/solver_oracle.h"

#include "base/clock.h"
#include "solver/spread.h"

#include <string.h>

static const int64_t penalties[SOLVER_RULES] = {1, 3, 10, 30};

/* ---- problems ---- */

static void slots_make(Made *made, GRand *rand, const MadeShape *shape)
{
    int count = shape->days * shape->posts;

    made->slot = g_new0(SolverSlot, count + 1);
    for (int i = 0; i < count; i++) {
        int day = i / shape->posts;
        int weekday = (shape->begin_day + day) % 7;
        bool holiday = g_rand_double(rand) < 0.03;
        int kind = holiday ? 2 : (weekday >= 5 ? 1 : 0);
        made->slot[i] = (SolverSlot){.begins_at = day * DAY_MS,
            .ends_at = (day + 1) * DAY_MS,
            .rest_ms = shape->rest_hours * HOUR_MS,
            .group = i % shape->posts * 3 + kind,
            .weekend = weekday >= 5 ? (shape->begin_day + day) / 7 : -1,
            .fixed = -1};
    }
}

static void people_make(Made *made, GRand *rand, const MadeShape *shape)
{
    int slots = shape->days * shape->posts;

    made->may = g_new(uint8_t, shape->people * slots + 1);
    for (int person = 0; person < shape->people; person++) {
        int length = (int) (shape->away * shape->days * 2 * g_rand_double(rand));
        int begin = g_rand_int_range(rand, 0, shape->days);
        for (int post = 0; post < shape->posts; post++) {
            bool never = person > 0 && g_rand_double(rand) < shape->never;
            for (int day = 0; day < shape->days; day++) {
                bool away = day >= begin && day < begin + length;
                made->may[person * slots + day * shape->posts + post] =
                    never ? SOLVER_NEVER : (away ? SOLVER_AWAY : SOLVER_MAY);
            }
        }
    }
}

static void fixed_make(Made *made, GRand *rand, const MadeShape *shape)
{
    int slots = shape->days * shape->posts;

    for (int i = 0; i < slots; i++) {
        int person = g_rand_int_range(rand, 0, shape->people);
        /* One of a day, or two posts might be settled for one person. */
        if (g_rand_double(rand) < shape->fixed && i % shape->posts == 0)
            made->slot[i].fixed = person;
    }
}

static void needs_make(Made *made, const MadeShape *shape)
{
    int third = MAX(1, shape->people / 3);

    made->numbers = g_new(int, shape->days * shape->posts + third + 1);
    for (int i = 0; i < third; i++)
        made->numbers[i] = i;
    for (int i = 0; i < shape->days * shape->posts; i++)
        made->numbers[third + i] = i;
    if (!shape->needs)
        return;
    made->problem.needs = MIN(shape->days, (int) G_N_ELEMENTS(made->need));
    for (int day = 0; day < made->problem.needs; day++)
        made->need[day] = (SolverNeed){.slots = made->numbers + third + day * shape->posts,
            .slot_count = shape->posts,
            .people = made->numbers,
            .person_count = third};
}

Made *made_new(GRand *rand, const MadeShape *shape)
{
    Made *made = g_new0(Made, 1);
    int groups = shape->posts * 3;

    slots_make(made, rand, shape);
    people_make(made, rand, shape);
    fixed_make(made, rand, shape);
    needs_make(made, shape);
    made->load = g_new0(int, shape->people *groups + 1);
    for (int i = 0; i < shape->people * groups && shape->loads; i++)
        made->load[i] = 20 + g_rand_int_range(rand, 0, 2);
    made->problem.people = shape->people;
    made->problem.slots = shape->days * shape->posts;
    made->problem.groups = groups;
    made->problem.slot = made->slot;
    made->problem.may = made->may;
    made->problem.load = made->load;
    made->problem.need = made->need;
    return made;
}

void made_free(Made *made)
{
    if (made == NULL)
        return;
    g_free(made->slot);
    g_free(made->may);
    g_free(made->load);
    g_free(made->numbers);
    g_free(made);
}

/* ---- what an answer must keep ---- */

static bool is_named(const SolverAnswer *answer, SolverBent what)
{
    for (guint i = 0; i < answer->bent->len; i++) {
        const SolverBent *bent = &g_array_index(answer->bent, SolverBent, i);
        if (bent->rule == what.rule && bent->slot == what.slot && bent->other == what.other)
            return true;
    }
    return false;
}

static bool is_tired(const SolverProblem *problem, const int *person, int slot, int later)
{
    const SolverSlot *first = &problem->slot[slot];
    const SolverSlot *second = &problem->slot[later];

    return person[slot] >= 0 && person[slot] == person[later] &&
           second->begins_at < first->ends_at + first->rest_ms &&
           (first->fixed < 0 || second->fixed < 0);
}

static bool is_met(const SolverProblem *problem, const int *person, int number)
{
    const SolverNeed *need = &problem->need[number];

    for (int i = 0; i < need->slot_count; i++)
        for (int j = 0; j < need->person_count; j++)
            if (person[need->slots[i]] == need->people[j])
                return true;
    return false;
}

static void slot_check(const SolverProblem *problem, const SolverAnswer *answer, int slot)
{
    int person = answer->person[slot];
    bool open = problem->slot[slot].fixed < 0;
    bool away = open && person >= 0 && problem->may[person * problem->slots + slot] == SOLVER_AWAY;

    g_assert_cmpint(person, <, problem->people);
    if (!open)
        g_assert_cmpint(person, ==, problem->slot[slot].fixed);
    if (open && person >= 0)
        g_assert_cmpint(problem->may[person * problem->slots + slot], !=, SOLVER_NEVER);
    g_assert_cmpint(person < 0, ==, is_named(answer, (SolverBent){SOLVER_COVER, slot, -1, -1}));
    g_assert_cmpint(away, ==, is_named(answer, (SolverBent){SOLVER_LEAVE, slot, 0, -1}));
    for (int later = slot + 1; later < problem->slots; later++) {
        bool tired = is_tired(problem, answer->person, slot, later);
        g_assert_cmpint(tired, ==, is_named(answer, (SolverBent){SOLVER_REST, slot, 0, later}));
        /* Nobody is at two posts at once. */
        if (tired)
            g_assert_cmpint(problem->slot[later].begins_at, >=, problem->slot[slot].ends_at);
    }
}

void answer_check(const SolverProblem *problem, const SolverAnswer *answer)
{
    for (int slot = 0; slot < problem->slots; slot++)
        slot_check(problem, answer, slot);
    for (int i = 0; i < problem->needs; i++)
        g_assert_cmpint(!is_met(problem, answer->person, i), ==,
            is_named(answer, (SolverBent){SOLVER_NEED, problem->need[i].slots[0], 0, i}));
    for (int group = 0; group < problem->groups; group++)
        g_assert_cmpint(
            answer->spread[group], >=, answer->bent->len == 0 ? answer->spread_bound[group] : 0);
}

/* ---- every answer there is ---- */

static int64_t slot_penalty(const SolverProblem *problem, const int *person, int slot)
{
    int64_t sum = 0;

    if (person[slot] < 0)
        return penalties[SOLVER_COVER];
    if (problem->slot[slot].fixed < 0 &&
        problem->may[person[slot] * problem->slots + slot] == SOLVER_AWAY)
        sum += penalties[SOLVER_LEAVE];
    for (int before = 0; before < slot; before++)
        if (is_tired(problem, person, before, slot))
            sum += penalties[SOLVER_REST];
    return sum;
}

static int64_t needs_penalty(const SolverProblem *problem, const int *person)
{
    int64_t sum = 0;

    for (int i = 0; i < problem->needs; i++)
        sum += is_met(problem, person, i) ? 0 : penalties[SOLVER_NEED];
    return sum;
}

int64_t penalty_of(const SolverProblem *problem, const int *person)
{
    int64_t sum = needs_penalty(problem, person);

    for (int slot = 0; slot < problem->slots; slot++)
        sum += slot_penalty(problem, person, slot);
    return sum;
}

int64_t squares_of(const SolverProblem *problem, const int *person)
{
    int64_t sum = 0;

    for (int i = 0; i < problem->people * problem->groups; i++) {
        int64_t stood = problem->load[i];
        for (int slot = 0; slot < problem->slots; slot++)
            if (problem->slot[slot].group == i % problem->groups &&
                person[slot] == i / problem->groups)
                stood++;
        sum += stood * stood;
    }
    return sum;
}

static bool can_stand(const SolverProblem *problem, const int *person, int slot)
{
    if (problem->slot[slot].fixed >= 0)
        return person[slot] == problem->slot[slot].fixed;
    if (person[slot] < 0)
        return true;
    if (problem->may[person[slot] * problem->slots + slot] == SOLVER_NEVER)
        return false;
    for (int other = 0; other < problem->slots; other++) {
        bool known = other < slot || problem->slot[other].fixed >= 0;
        int who = other < slot ? person[other] : problem->slot[other].fixed;
        if (known && other != slot && who == person[slot] &&
            problem->slot[other].begins_at < problem->slot[slot].ends_at &&
            problem->slot[slot].begins_at < problem->slot[other].ends_at)
            return false;
    }
    return true;
}

static void best_weigh(const SolverProblem *problem, const int *person, Best *best)
{
    int64_t penalty = penalty_of(problem, person);
    int64_t squares = squares_of(problem, person);

    if (penalty > best->penalty)
        return;
    if (penalty < best->penalty) {
        best->squares = G_MAXINT64;
        for (int group = 0; group < problem->groups; group++)
            best->spread[group] = G_MAXINT;
    }
    best->penalty = penalty;
    best->squares = MIN(best->squares, squares);
    for (int group = 0; group < problem->groups; group++)
        best->spread[group] = MIN(best->spread[group], spread_of(problem, person, group));
}

static void best_try(
    const SolverProblem *problem, int *person, int slot, int64_t penalty, Best *best)
{
    if (penalty > best->penalty)
        return;
    if (slot == problem->slots) {
        best_weigh(problem, person, best);
        return;
    }
    for (int i = problem->people - 1; i >= -1; i--) {
        person[slot] = i;
        if (can_stand(problem, person, slot))
            best_try(
                problem, person, slot + 1, penalty + slot_penalty(problem, person, slot), best);
    }
}

void best_find(const SolverProblem *problem, Best *out_best)
{
    g_autofree int *person = g_new0(int, problem->slots + 1);

    *out_best = (Best){G_MAXINT64, G_MAXINT64, g_new0(int, problem->groups + 1)};
    best_try(problem, person, 0, 0, out_best);
}

void best_clear(Best *best)
{
    g_clear_pointer(&best->spread, g_free);
}
