/* SPDX-License-Identifier: Apache-2.0 */
/* Random teams, leaves, patterns and calendars; the checker is the judge of what was generated. */
#include "roster/generate.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "unit/watch.h"

#include <string.h>

#define CASES 500 /* ten times as many with -m thorough */

typedef struct World {
    Workdays *workdays;
    DutyRules *rules;
    Solver *solver;
    GRand *dice;
} World;

static void post_destroy(void *post)
{
    duty_post_free(post);
}

static void shift_destroy(void *shift)
{
    shift_free(shift);
}

static void slots_free(void *slots)
{
    g_array_unref(slots);
}

static void member_free(void *data)
{
    Member *member = data;

    g_free(member->id);
    g_free(member->engagement);
    g_strfreev(member->roles);
    g_array_unref(member->away);
    g_free(member);
}

static bool chance(World *world, int in)
{
    return g_rand_int_range(world->dice, 0, in) == 0;
}

static Member *member_random(World *world, int number, const int64_t days[2])
{
    static const char *const engagements[] = {"staff", "staff", "contract", "seconded", "guard"};
    Member *member = g_new0(Member, 1);
    int64_t from = moment_day_start(days[0]);

    member->id = g_strdup_printf("p%d", number);
    member->engagement = g_strdup(
        engagements[number < 2 ? 0 : g_rand_int_range(world->dice, 0, G_N_ELEMENTS(engagements))]);
    member->roles = g_strsplit(chance(world, 4) ? "leader" : "officer", ",", -1);
    member->left_at =
        chance(world, 8) ? from + g_rand_int_range(world->dice, 0, 14) * DAY_MS : FIELD_UNSET;
    member->away = g_array_new(FALSE, FALSE, sizeof(Span));
    for (int i = g_rand_int_range(world->dice, 0, 3); i > 0; i--) {
        Span span = {.from_at = from + g_rand_int_range(world->dice, -48, 400) * HOUR_MS};
        span.until_at = span.from_at + g_rand_int_range(world->dice, 4, 120) * HOUR_MS;
        g_array_append_val(member->away, span);
    }
    for (int lane = 0; lane < LANES; lane++)
        for (int kind = 0; kind < 3; kind++) {
            member->turns[lane][kind] = g_rand_int_range(world->dice, 0, 4);
            member->last_at[lane][kind] = INT64_MIN;
        }
    return member;
}

static void shifts_add(RosterCase *of, const DutyPost *post, const GArray *slots)
{
    for (guint i = 0; i < slots->len; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);
        Shift *shift = g_new0(Shift, 1);

        shift->roster = g_strdup("r");
        shift->post = g_strdup(post->post);
        shift->role = g_strdup(post->role);
        shift->name = g_strdup(slot->name);
        shift->kind = slot->kind;
        shift->begins_at = slot->begins_at;
        shift->ends_at = slot->ends_at;
        shift->how = g_strdup(HOW_ASSIGNED);
        g_ptr_array_add(of->shifts, shift);
    }
}

static void post_random(World *world, RosterCase *of, int number)
{
    static const char *const patterns[] = {"h24", "day_night", "office_night", "weekend_block"};
    DutyPost *post = g_new0(DutyPost, 1);
    GArray *slots = NULL;

    post->post = g_strdup_printf("post%d", number);
    post->role = g_strdup(number == 0 ? WATCH_LEADER : WATCH_OFFICER);
    post->engagements =
        g_strsplit(chance(world, 2) ? "staff,contract,seconded,guard" : "staff,contract", ",", -1);
    slots = pattern_slots(duty_rules_pattern(world->rules,
                              patterns[g_rand_int_range(world->dice, 0, G_N_ELEMENTS(patterns))]),
        world->workdays, of->days, WORKDAYS_NOW, NULL);
    g_ptr_array_add(of->posts, post);
    g_ptr_array_add(of->slots, slots);
    shifts_add(of, post, slots);
}

static gint by_beginning(gconstpointer a, gconstpointer b)
{
    const Shift *left = *(const Shift *const *) a, *right = *(const Shift *const *) b;
    return left->begins_at == right->begins_at ? 0 : left->begins_at < right->begins_at ? -1 : 1;
}

static RosterCase *case_random(World *world)
{
    RosterCase *of = g_new0(RosterCase, 1);
    int people = g_rand_int_range(world->dice, 2, 12);

    day_parse("2020-01-10", &of->days[0], NULL);
    of->days[0] += g_rand_int_range(world->dice, 0, 2500);
    of->days[1] = of->days[0] + g_rand_int_range(world->dice, 2, 15);
    of->rules = world->rules;
    of->posts = g_ptr_array_new_with_free_func(post_destroy);
    of->slots = g_ptr_array_new_with_free_func(slots_free);
    of->shifts = g_ptr_array_new_with_free_func(shift_destroy);
    of->others = g_ptr_array_new_with_free_func(shift_destroy);
    of->team = g_ptr_array_new_with_free_func(member_free);
    for (int i = 0; i < people; i++)
        g_ptr_array_add(of->team, member_random(world, i, of->days));
    for (int i = 0; i < 3; i++)
        post_random(world, of, i);
    g_ptr_array_sort(of->shifts, by_beginning);
    for (guint i = 0; i < of->shifts->len; i++)
        ((Shift *) of->shifts->pdata[i])->id = g_strdup_printf("%u", i + 1);
    return of;
}

static const Shift *shift_of(const RosterCase *of, const char *id)
{
    for (guint i = 0; i < of->shifts->len; i++)
        if (g_strcmp0(((const Shift *) of->shifts->pdata[i])->id, id) == 0)
            return of->shifts->pdata[i];
    return NULL;
}

static bool names_person(const json_t *relax, const char *person)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(relax, "people"), i, one) {
        if (g_strcmp0(json_string_value(one), person) == 0)
            return true;
    }
    return false;
}

/* Is this what was said: that rule, of that shift, for that person? */
static bool says(const json_t *relax, const RosterCase *of, const Broken *broken)
{
    const Shift *shift = shift_of(of, broken->shift), *before = shift_of(of, broken->other);
    bool rest = strcmp(broken->rule, "rest") == 0;
    int64_t at = json_number(relax, rest ? "next_at" : "begins_at", 0);
    bool same_post = g_strcmp0(json_text(relax, rest ? "next_post" : "post"), shift->post) == 0;

    if (g_strcmp0(json_text(relax, "rule"), broken->rule) != 0 || at != shift->begins_at)
        return false;
    if (strcmp(broken->rule, "no_regular") == 0) /* of all posts that begin together */
        return true;
    return same_post && (!rest || (names_person(relax, shift->person) &&
                                      json_number(relax, "begins_at", 0) == before->begins_at));
}

static bool is_said(const json_t *relax, const RosterCase *of, const Broken *broken)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (relax, i, one) {
        if (says(one, of, broken))
            return true;
    }
    return false;
}

/* Whatever hard rule is broken was said to need relaxing, for whom and when; leave, roles and
 * places never are. */
static void case_judge(const RosterCase *of, const json_t *relax)
{
    g_autoptr(GArray) broken = roster_check(of);
    const json_t *one = NULL;
    size_t k = 0;

    for (guint i = 0; i < broken->len; i++) {
        const Broken *found = &g_array_index(broken, Broken, i);
        if (!found->hard || is_said(relax, of, found))
            continue;
        g_test_message("%s: shift %s, %s", found->rule, found->shift, found->person);
        g_assert_cmpstr(found->rule, ==, "");
    }
    json_array_foreach (relax, k, one) {
        g_assert_cmpstr(json_text(one, "rule"), !=, "on_leave");
    }
}

static void test_random(void)
{
    World world = {.workdays = workdays_new(NULL, NULL, NULL),
        .rules = duty_rules_new(NULL, NULL, NULL),
        .solver = solver_new(),
        .dice = g_rand_new_with_seed(20261001)};
    int bent = 0, cases = g_test_thorough() ? 10 * CASES : CASES;

    for (int i = 0; i < cases; i++) {
        g_autoptr(RosterCase) of = case_random(&world);
        g_autoptr(GError) error = NULL;
        json_auto_t *relax = json_array();

        roster_generate(world.solver, of, NULL, relax, &error);
        g_assert_no_error(error);
        case_judge(of, relax);
        bent += json_array_size(relax) > 0;
    }
    /* Both kinds were tried. */
    g_assert_cmpint(bent, >, cases / 20);
    g_assert_cmpint(bent, <, cases * 19 / 20);
    g_rand_free(world.dice);
    solver_free(world.solver);
    duty_rules_free(world.rules);
    workdays_free(world.workdays);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/generate/breaks nothing that it does not say", test_random);
    return g_test_run();
}
