/* SPDX-License-Identifier: Apache-2.0 */
/* A year of rosters for a city, made up, solved and proved: `bench-roster-year [UNITS] [YEAR]`. */
#include "base/clock.h"
#include "solver/solver.h"
#include "solver/solver_oracle.h"
#include "unit/workday.h"

#include <stdlib.h>

#define POSTS 3 /* leader, main, deputy */

static int number_of(const char *text)
{
    return (int) g_ascii_strtoll(text, NULL, 10);
}

typedef struct Year {
    int64_t first; /* day */
    int days;
    int kind[366];
    int weekend[366];
} Year;

static void year_read(Year *year, int number)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Workdays) workdays = workdays_new(NULL, NULL, &error);
    g_autofree char *text = g_strdup_printf("%04d-01-01", number);

    if (workdays == NULL || !day_parse(text, &year->first, &error))
        g_error("%s", error->message);
    year->days = g_date_is_leap_year((GDateYear) number) ? 366 : 365;
    for (int i = 0; i < year->days; i++) {
        Workday day = {0};
        if (!workdays_day(workdays, year->first + i, WORKDAYS_NOW, &day, &error))
            g_error("%s", error->message);
        year->kind[i] = (int) day.kind;
        year->weekend[i] = day.kind == DAY_REST ? (int) ((year->first + i + 3) / 7) : -1;
    }
}

typedef struct City {
    SolverProblem problem;
    SolverSlot *slot;
    uint8_t *may;
    int people[2]; /* leaders; all */
    int *numbers;  /* of the needs: regulars, then slots */
    SolverNeed *need;
} City;

static void city_slots(City *city, const Year *year)
{
    for (int i = 0; i < year->days * POSTS; i++) {
        int day = i / POSTS;
        city->slot[i] = (SolverSlot){.begins_at = day * DAY_MS + 8 * HOUR_MS + 30 * MINUTE_MS,
            .rest_ms = DAY_MS,
            .group = (i % POSTS == 0 ? 0 : 3) + year->kind[day],
            .weekend = year->weekend[day],
            .fixed = -1};
        city->slot[i].ends_at = city->slot[i].begins_at + DAY_MS;
    }
}

static bool is_away(const int away[3][2], int day)
{
    for (int i = 0; i < 3; i++)
        if (day >= away[i][0] && day < away[i][0] + away[i][1])
            return true;
    return false;
}

/* Everyone has three absences of up to twelve days; every third of the staff is regular. */
static void city_people(City *city, GRand *rand, const Year *year)
{
    int slots = year->days * POSTS;

    for (int person = 0; person < city->people[1]; person++) {
        int away[3][2];
        for (int i = 0; i < 3; i++) {
            away[i][0] = g_rand_int_range(rand, 0, year->days);
            away[i][1] = g_rand_int_range(rand, 1, 13);
        }
        for (int i = 0; i < slots; i++) {
            bool leads = person < city->people[0];
            bool may = leads == (i % POSTS == 0);
            city->may[person * slots + i] =
                !may ? SOLVER_NEVER : (is_away(away, i / POSTS) ? SOLVER_AWAY : SOLVER_MAY);
        }
    }
}

static void city_needs(City *city, const Year *year)
{
    int regulars = 0;

    for (int person = city->people[0]; person < city->people[1]; person += 2)
        city->numbers[regulars++] = person;
    for (int day = 0; day < year->days; day++) {
        int *slots = city->numbers + city->people[1] + day * 2;
        slots[0] = day * POSTS + 1;
        slots[1] = day * POSTS + 2;
        city->need[day] = (SolverNeed){slots, 2, city->numbers, regulars};
    }
}

static City *city_new(GRand *rand, const Year *year)
{
    City *city = g_new0(City, 1);
    int slots = year->days * POSTS;

    city->people[0] = g_rand_int_range(rand, 7, 13);
    city->people[1] = city->people[0] + g_rand_int_range(rand, 14, 27);
    city->slot = g_new0(SolverSlot, slots);
    city->may = g_new0(uint8_t, slots * city->people[1]);
    city->numbers = g_new0(int, city->people[1] + year->days * 2);
    city->need = g_new0(SolverNeed, year->days);
    city_slots(city, year);
    city_people(city, rand, year);
    city_needs(city, year);
    city->problem = (SolverProblem){.people = city->people[1],
        .slots = slots,
        .groups = 6,
        .slot = city->slot,
        .may = city->may,
        .need = city->need,
        .needs = year->days};
    return city;
}

static void city_free(City *city)
{
    g_free(city->slot);
    g_free(city->may);
    g_free(city->numbers);
    g_free(city->need);
    g_free(city);
}

typedef struct Tally {
    int units, bent, optimal, pieces;
    int64_t slots, slowest_ms;
    int worst; /* spread above the bound */
} Tally;

static void tally_add(Tally *tally, const SolverProblem *problem, const SolverAnswer *answer)
{
    tally->units++;
    tally->slots += problem->slots;
    tally->bent += (int) answer->bent->len;
    tally->optimal += answer->proved;
    tally->pieces += answer->pieces;
    tally->slowest_ms = MAX(tally->slowest_ms, answer->took_ms);
    for (int group = 0; group < problem->groups; group++)
        tally->worst = MAX(tally->worst, answer->spread[group] - answer->spread_bound[group]);
}

int main(int argc, char **argv)
{
    int units = argc > 1 ? number_of(argv[1]) : 170;
    int number = argc > 2 ? number_of(argv[2]) : 2026;
    g_autoptr(Solver) solver = solver_new();
    g_autoptr(GRand) rand = g_rand_new_with_seed(170);
    g_autoptr(GTimer) timer = g_timer_new();
    double checked = 0;
    Tally tally = {0};
    Year year = {0};

    year_read(&year, number);
    for (int i = 0; i < units; i++) {
        City *city = city_new(rand, &year);
        g_autoptr(GError) error = NULL;
        g_autoptr(SolverAnswer) answer = solver_solve(solver, &city->problem, &error);
        if (answer == NULL)
            g_error("%s", error->message);
        double begun = g_timer_elapsed(timer, NULL);
        answer_check(&city->problem, answer);
        checked += g_timer_elapsed(timer, NULL) - begun;
        tally_add(&tally, &city->problem, answer);
        city_free(city);
    }
    g_print("units %d, year %d, shifts %" G_GINT64_FORMAT ", pieces %d, solved to the end %d\n",
        tally.units, number, tally.slots, tally.pieces, tally.optimal);
    g_print("rules bent %d, spread above its bound at most %d\n", tally.bent, tally.worst);
    g_print("seconds %.1f, of them checking %.1f; slowest unit %.1f\n",
        g_timer_elapsed(timer, NULL), checked, (double) tally.slowest_ms / 1000);
    return 0;
}
