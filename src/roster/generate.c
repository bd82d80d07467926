/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/generate.h"

#include "base/moment.h"
#include "unit/watch.h"

#include <string.h>

#define GROUPS (LANES * 3)
#define TIME_LIMIT_MS 20000
#define WEEKEND_FIRST 6 /* Saturday */

static const char *const lane_roles[LANES] = {WATCH_OFFICER, WATCH_LEADER};

/* The case in the solver's numbers; shifts of other rosters stand as slots that are taken. */
typedef struct Numbers {
    const RosterCase *of;
    const Work *work;  /* or NULL */
    GPtrArray *shifts; /* Shift *, by time: judged and others */
    GArray *slots;     /* SolverSlot */
    uint8_t *may;
    int *load;
    int *turn;
    GPtrArray *need_slots; /* GArray of int */
    GArray *regulars;      /* int */
    GArray *needs;         /* SolverNeed */
} Numbers;

static void ints_free(void *ints)
{
    g_array_unref(ints);
}

static void numbers_clear(Numbers *numbers)
{
    g_ptr_array_unref(numbers->shifts);
    g_array_unref(numbers->slots);
    g_ptr_array_unref(numbers->need_slots);
    g_array_unref(numbers->regulars);
    g_array_unref(numbers->needs);
    g_free(numbers->may);
    g_free(numbers->load);
    g_free(numbers->turn);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Numbers, numbers_clear)

static int group_of(const Shift *shift)
{
    return (int) lane_of(shift->role) * 3 + (int) shift->kind;
}

static bool is_open(const Shift *shift)
{
    return shift->person == NULL;
}

/* ---- slots ---- */

static int person_number(const RosterCase *of, const char *person)
{
    for (guint i = 0; i < of->team->len; i++)
        if (g_strcmp0(((const Member *) of->team->pdata[i])->id, person) == 0)
            return (int) i;
    return -1;
}

static bool is_other(const RosterCase *of, const Shift *shift)
{
    return g_ptr_array_find(of->others, shift, NULL);
}

static void slot_add(Numbers *numbers, Shift *shift)
{
    const RosterCase *of = numbers->of;
    int64_t day = moment_day(shift->begins_at);
    SolverSlot slot = {.begins_at = shift->begins_at,
        .ends_at = shift->ends_at,
        .rest_ms = duty_rules_rest_ms(of->rules, shift->role, shift->ends_at - shift->begins_at),
        .group = is_other(of, shift) ? -1 : group_of(shift),
        .weekend = day_weekday(day) >= WEEKEND_FIRST ? (int) ((day + 3) / 7) : -1,
        .fixed = person_number(of, shift->person)};

    /* Nobody of the team to be kept from anything. */
    if (slot.fixed < 0 && !is_open(shift))
        return;
    g_array_append_val(numbers->slots, slot);
    g_ptr_array_add(numbers->shifts, shift);
}

static gint by_beginning(gconstpointer a, gconstpointer b)
{
    const Shift *left = *(const Shift *const *) a, *right = *(const Shift *const *) b;
    return left->begins_at == right->begins_at ? 0 : left->begins_at < right->begins_at ? -1 : 1;
}

static void slots_add(Numbers *numbers)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    for (guint i = 0; i < numbers->of->others->len; i++)
        if (!is_open(numbers->of->others->pdata[i]))
            g_ptr_array_add(all, numbers->of->others->pdata[i]);
    g_ptr_array_extend(all, numbers->of->shifts, NULL, NULL);
    g_ptr_array_sort(all, by_beginning);
    for (guint i = 0; i < all->len; i++)
        slot_add(numbers, all->pdata[i]);
}

/* ---- people ---- */

static const DutyPost *post_of(const RosterCase *of, const Shift *shift)
{
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        if (strcmp(post->post, shift->post) == 0)
            return post;
    }
    return NULL;
}

static SolverMay may_take(const RosterCase *of, const Member *member, const Shift *shift)
{
    const DutyPost *post = post_of(of, shift);

    if (post == NULL || !duty_rules_in_rotation(of->rules, post->role, member->roles) ||
        !g_strv_contains((const char *const *) post->engagements, member->engagement) ||
        (member->left_at != FIELD_UNSET && member->left_at < shift->ends_at))
        return SOLVER_NEVER;
    return member_is_away(member, shift->begins_at, shift->ends_at) ? SOLVER_AWAY : SOLVER_MAY;
}

static bool takes_turns(const RosterCase *of, const Member *member, Lane lane)
{
    return duty_rules_in_rotation(of->rules, lane_roles[lane], member->roles);
}

static void may_fill(Numbers *numbers)
{
    guint slots = numbers->slots->len;

    for (guint i = 0; i < numbers->of->team->len; i++)
        for (guint j = 0; j < slots; j++)
            numbers->may[i * slots + j] = (uint8_t) may_take(
                numbers->of, numbers->of->team->pdata[i], numbers->shifts->pdata[j]);
}

/* How many of the lane stood before him: never first, then the longest ago, then by seniority. */
static int turn_of(const RosterCase *of, guint person, Lane lane, int kind)
{
    const Member *member = of->team->pdata[person];
    int turn = 0;

    if (!takes_turns(of, member, lane))
        return -1;
    for (guint i = 0; i < of->team->len; i++) {
        const Member *other = of->team->pdata[i];
        int64_t theirs = other->last_at[lane][kind], his = member->last_at[lane][kind];
        turn += takes_turns(of, other, lane) && (theirs < his || (theirs == his && i < person));
    }
    return turn;
}

static int64_t mean_turns(const RosterCase *of, int64_t year_at, Lane lane, int kind)
{
    int64_t sum = 0, people = 0;

    for (guint i = 0; i < of->team->len; i++) {
        const Member *member = of->team->pdata[i];
        if (takes_turns(of, member, lane) && member->registered_at <= year_at) {
            sum += member->turns[lane][kind];
            people++;
        }
    }
    return people == 0 ? 0 : (sum + people / 2) / people;
}

static int64_t year_start(int64_t day)
{
    g_autofree char *text = g_strdup_printf("%04d-01-01", day_year(day));
    int64_t first = day;

    day_parse(text, &first, NULL);
    return moment_day_start(first);
}

static void people_fill(Numbers *numbers)
{
    const RosterCase *of = numbers->of;
    int64_t from = moment_day_start(of->days[0]), year_at = year_start(of->days[0]);

    for (guint i = 0; i < of->team->len; i++)
        for (int group = 0; group < GROUPS; group++) {
            const Member *member = of->team->pdata[i];
            Lane lane = (Lane) (group / 3);
            int64_t load = member->turns[lane][group % 3];

            if (member->registered_at > year_at && from > year_at)
                load += mean_turns(of, year_at, lane, group % 3) *
                        (MIN(member->registered_at, from) - year_at) / (from - year_at);
            numbers->load[i * GROUPS + (guint) group] = (int) load;
            numbers->turn[i * GROUPS + (guint) group] = turn_of(of, i, lane, group % 3);
        }
}

/* ---- one of the regular staff among those who begin together ---- */

static void regulars_find(Numbers *numbers)
{
    for (int i = 0; i < (int) numbers->of->team->len; i++) {
        const Member *member = numbers->of->team->pdata[i];
        if (duty_rules_is_regular(numbers->of->rules, member->engagement))
            g_array_append_val(numbers->regulars, i);
    }
}

static bool needs_watching(const Numbers *numbers, const Shift *shift)
{
    return strcmp(shift->role, WATCH_OFFICER) == 0 && !is_other(numbers->of, shift);
}

static void needs_add(Numbers *numbers)
{
    if (numbers->regulars->len == numbers->of->team->len)
        return;
    for (guint i = 0; i < numbers->shifts->len;) {
        const Shift *first = numbers->shifts->pdata[i];
        GArray *slots = g_array_new(FALSE, FALSE, sizeof(int));

        for (; i < numbers->shifts->len &&
               ((const Shift *) numbers->shifts->pdata[i])->begins_at == first->begins_at;
             i++) {
            int number = (int) i;
            if (needs_watching(numbers, numbers->shifts->pdata[i]))
                g_array_append_val(slots, number);
        }
        g_ptr_array_add(numbers->need_slots, slots);
        const SolverNeed need = {(const int *) slots->data, (int) slots->len,
            (const int *) numbers->regulars->data, (int) numbers->regulars->len};
        if (slots->len > 0)
            g_array_append_val(numbers->needs, need);
    }
}

/* ---- asking, and what comes back ---- */

static const char *const bent_rules[SOLVER_RULES] = {"rest", "no_regular", "on_leave", "uncovered"};

/* Who could stand an open slot were they not away. */
static json_t *away_from(const Numbers *numbers, int slot)
{
    const GPtrArray *team = numbers->of->team;
    json_t *people = json_array();

    for (guint i = 0; i < team->len; i++)
        if (numbers->may[i * numbers->slots->len + (guint) slot] == SOLVER_AWAY)
            json_array_append_new(people, json_string(((const Member *) team->pdata[i])->id));
    return people;
}

/* The rule, for whom and when. */
static json_t *relax_of(const Numbers *numbers, const SolverBent *bent)
{
    const Shift *shift = numbers->shifts->pdata[bent->slot];
    const Shift *next = bent->rule == SOLVER_REST ? numbers->shifts->pdata[bent->other] : NULL;
    json_t *people = bent->person < 0 ? away_from(numbers, bent->slot) : json_array();
    json_t *relax = json_pack("{s:s, s:s, s:I, s:o}", "rule", bent_rules[bent->rule], "post",
        shift->post, "begins_at", (json_int_t) shift->begins_at, "people", people);

    if (bent->person >= 0)
        json_array_append_new(
            people, json_string(((const Member *) numbers->of->team->pdata[bent->person])->id));
    if (next != NULL) {
        json_object_set_new(relax, "next_post", json_string(next->post));
        json_object_set_new(relax, "next_at", json_integer(next->begins_at));
    }
    return relax;
}

static void relax_add(const Numbers *numbers, const SolverAnswer *answer, json_t *relax)
{
    for (guint i = 0; i < answer->bent->len; i++)
        json_array_append_new(
            relax, relax_of(numbers, &g_array_index(answer->bent, SolverBent, i)));
}

static void answer_put(const Numbers *numbers, const SolverAnswer *answer)
{
    for (guint i = 0; i < numbers->shifts->len; i++) {
        Shift *shift = numbers->shifts->pdata[i];
        const Member *member =
            answer->person[i] < 0 ? NULL : numbers->of->team->pdata[answer->person[i]];

        if (!is_open(shift) || member == NULL)
            continue;
        shift->person = g_strdup(member->id);
        g_free(shift->rostered);
        shift->rostered = g_strdup(member->id);
        g_free(shift->how);
        shift->how = g_strdup(HOW_GENERATED);
    }
}

static bool numbers_solve(Solver *solver, const Numbers *numbers, json_t *relax, GError **error)
{
    const SolverProblem problem = {.people = (int) numbers->of->team->len,
        .slots = (int) numbers->slots->len,
        .groups = GROUPS,
        .slot = (const SolverSlot *) numbers->slots->data,
        .may = numbers->may,
        .load = numbers->load,
        .turn = numbers->turn,
        .need = (const SolverNeed *) numbers->needs->data,
        .needs = (int) numbers->needs->len,
        .penalty = {[SOLVER_LEAVE] = -1},
        .time_limit_ms = TIME_LIMIT_MS,
        .work = numbers->work};
    g_autoptr(SolverAnswer) answer = solver_solve(solver, &problem, error);

    if (answer == NULL)
        return false;
    relax_add(numbers, answer, relax);
    answer_put(numbers, answer);
    return true;
}

bool roster_generate(
    Solver *solver, RosterCase *of, const Work *work, json_t *relax, GError **error)
{
    g_auto(Numbers) numbers = {.of = of,
        .work = work,
        .shifts = g_ptr_array_new(),
        .slots = g_array_new(FALSE, TRUE, sizeof(SolverSlot)),
        .need_slots = g_ptr_array_new_with_free_func(ints_free),
        .regulars = g_array_new(FALSE, FALSE, sizeof(int)),
        .needs = g_array_new(FALSE, TRUE, sizeof(SolverNeed))};
    gsize people = MAX(of->team->len, 1), turns = people;
    turns *= GROUPS;

    slots_add(&numbers);
    numbers.may = g_new0(uint8_t, people * MAX(numbers.slots->len, 1));
    numbers.load = g_new0(int, turns);
    numbers.turn = g_new0(int, turns);
    may_fill(&numbers);
    people_fill(&numbers);
    regulars_find(&numbers);
    needs_add(&numbers);
    return numbers_solve(solver, &numbers, relax, error);
}
