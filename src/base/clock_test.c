/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

static void test_a_manual_clock_moves_only_forward(void)
{
    g_autoptr(Clock) clock = clock_new_manual(1000);
    g_assert_true(clock_is_manual(clock));
    g_assert_cmpint(clock_now(clock), ==, 1000);
    clock_move(clock, 1000 + MINUTE_MS);
    g_assert_cmpint(clock_now(clock), ==, 61000);
    clock_move(clock, 5);
    g_assert_cmpint(clock_now(clock), ==, 61000);
}

static void test_a_system_clock_tells_the_time(void)
{
    g_autoptr(Clock) clock = clock_new_system();
    g_assert_false(clock_is_manual(clock));
    int64_t before = g_get_real_time() / 1000;
    int64_t now = clock_now(clock);
    g_assert_cmpint(now, >=, before);
    g_assert_cmpint(now, <, before + MINUTE_MS);
}

static void test_the_monotonic_time_runs(void)
{
    int64_t before = clock_monotonic();
    g_usleep(3000);
    g_assert_cmpint(clock_monotonic(), >, before);
}

/* A machine whose times are moved by hand. */
typedef struct Machine {
    int64_t wall, elapsed;
    int64_t torn_ms; /* added to the elapsed time when it is read next */
} Machine;

static int64_t machine_wall(void *data)
{
    return ((const Machine *) data)->wall;
}

static int64_t machine_elapsed(void *data)
{
    Machine *machine = data;

    machine->elapsed += machine->torn_ms;
    machine->wall += machine->torn_ms;
    machine->torn_ms = 0;
    return machine->elapsed;
}

static void machine_pass(Machine *machine, int64_t ms)
{
    machine->wall += ms;
    machine->elapsed += ms;
}

#define START INT64_C(1790000000000)

static const ClockBounds bounds = {
    .jump_ms = MINUTE_MS, .far_ms = 30 * DAY_MS, .wait_ms = 2 * MINUTE_MS};

static Clock *machine_clock_after(Machine *machine, const ClockPast *past, bool is_vouched)
{
    Clock *clock = clock_new(&(ClockSource){machine_wall, machine_elapsed, machine});

    clock_begin(clock, &bounds, past, is_vouched);
    return clock;
}

static Clock *machine_clock(Machine *machine, int64_t reference_at, bool is_vouched)
{
    return machine_clock_after(machine, &(ClockPast){.at = reference_at}, is_vouched);
}

static void assert_state(const Clock *clock, const char *state, const char *cause, bool rings)
{
    ClockView view;

    clock_look(clock, &view);
    g_assert_cmpstr(clock_state_word(view.state), ==, state);
    g_assert_cmpstr(clock_cause_word(view.cause), ==, cause);
    g_assert_cmpint(view.rings, ==, rings);
}

static int64_t back_of(const Clock *clock)
{
    ClockView view;

    clock_look(clock, &view);
    return view.back_ms;
}

static void test_small_steps_and_sleep_are_followed(void)
{
    Machine machine = {.wall = START, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, START - 30 * SECOND_MS, false);

    assert_state(clock, "trusted", "", true);
    machine_pass(&machine, 9 * HOUR_MS); /* asleep: both go on */
    g_assert_cmpint(clock_now(clock), ==, START + 9 * HOUR_MS);
    machine.wall -= MINUTE_MS;
    g_assert_cmpint(clock_now(clock), ==, machine.wall);
    machine.wall += MINUTE_MS;
    g_assert_cmpint(clock_now(clock), ==, machine.wall);
    machine.torn_ms = 3 * MINUTE_MS; /* put aside between the two readings */
    g_assert_cmpint(clock_now(clock), ==, machine.wall);
    assert_state(clock, "trusted", "", true);
}

static void check_jump(int64_t by_ms)
{
    Machine machine = {.wall = START, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, 0, false);

    g_assert_null(clock_mark(clock));
    machine.wall += by_ms;
    machine_pass(&machine, 20 * SECOND_MS);
    g_assert_cmpint(clock_now(clock), ==, START + 20 * SECOND_MS);
    assert_state(clock, "held", "jumped", true);
    g_assert_cmpstr(clock_mark(clock), ==, "held");
    clock_vouch(clock); /* NTP may be what jumped */
    assert_state(clock, "held", "jumped", true);
    machine.wall -= by_ms;
    g_assert_cmpint(clock_now(clock), ==, START + 20 * SECOND_MS);
    assert_state(clock, "trusted", "returned", true);
    g_assert_cmpint(back_of(clock), ==, 0);
}

static void test_a_jump_is_held_until_it_returns(void)
{
    check_jump(8 * HOUR_MS);
    check_jump(-3 * DAY_MS);
    check_jump(36525 * DAY_MS);
    check_jump(-START);
    check_jump(MINUTE_MS + 1);
}

static void test_a_person_says_that_the_wall_is_right(void)
{
    Machine machine = {.wall = START, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, 0, false);

    machine.wall -= 8 * HOUR_MS;
    assert_state(clock, "held", "jumped", true);
    g_assert_true(clock_confirm(clock, true));
    assert_state(clock, "trusted", "confirmed", true);
    g_assert_cmpint(clock_now(clock), ==, START - 8 * HOUR_MS);
    g_assert_cmpint(back_of(clock), ==, 8 * HOUR_MS);
    /* A clock that was behind left nothing in the future. */
    machine.wall += DAY_MS;
    g_assert_true(clock_confirm(clock, true));
    g_assert_cmpint(back_of(clock), ==, 0);
    g_assert_cmpint(clock_now(clock), ==, machine.wall);
}

static void test_a_person_says_that_the_held_time_is_right(void)
{
    Machine machine = {.wall = START, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, 0, false);

    g_assert_false(clock_confirm(clock, false));
    machine.wall += 8 * HOUR_MS;
    g_assert_true(clock_confirm(clock, false));
    assert_state(clock, "held", "held_right", true);
    g_assert_null(clock_mark(clock));
    machine_pass(&machine, HOUR_MS);
    g_assert_cmpint(clock_now(clock), ==, START + HOUR_MS);
    machine.wall -= 8 * HOUR_MS;
    assert_state(clock, "trusted", "returned", true);
}

static void test_a_start_before_the_last_time_holds_it(void)
{
    Machine machine = {.wall = 0, .elapsed = 5}; /* the battery is dead: 1970 */
    g_autoptr(Clock) clock = machine_clock(&machine, START, false);

    assert_state(clock, "held", "behind", false);
    machine_pass(&machine, 1000);
    g_assert_cmpint(clock_now(clock), ==, START + 1000);
    machine.wall = START + 5 * HOUR_MS; /* NTP */
    clock_vouch(clock);
    assert_state(clock, "trusted", "synchronised", true);
    g_assert_cmpint(clock_now(clock), ==, START + 5 * HOUR_MS);
}

static void test_a_start_far_ahead_needs_somebody(void)
{
    Machine machine = {.wall = START + 36525 * DAY_MS, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, START, false);

    assert_state(clock, "held", "far_ahead", false);
    machine_pass(&machine, DAY_MS);
    g_assert_cmpint(clock_now(clock), ==, START + DAY_MS);
    g_assert_true(clock_confirm(clock, false));
    assert_state(clock, "held", "held_right", true);
}

/* A hundred years ahead for a second; the dead battery's 1970 until somebody sets the time. */
static void test_a_start_put_right_is_watched(void)
{
    const int64_t walls[] = {START + 36525 * DAY_MS, 0};

    for (size_t i = 0; i < G_N_ELEMENTS(walls); i++) {
        Machine machine = {.wall = walls[i], .elapsed = 5};
        g_autoptr(Clock) clock = machine_clock(&machine, START, false);

        machine_pass(&machine, 1000);
        g_assert_cmpint(clock_now(clock), ==, START + 1000);
        machine.wall = START + HOUR_MS;
        assert_state(clock, "waiting", "unvouched", false);
        g_assert_cmpint(clock_now(clock), ==, START + HOUR_MS);
        machine_pass(&machine, 2 * MINUTE_MS);
        assert_state(clock, "trusted", "waited", true);
        g_assert_cmpint(back_of(clock), ==, 0);
    }
}

/* The hardware clock in local time, put right by NTP 20 seconds later. */
static void test_a_start_ahead_waits_for_the_time_service(void)
{
    Machine machine = {.wall = START + 8 * HOUR_MS, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, START - HOUR_MS, false);

    assert_state(clock, "waiting", "unvouched", false);
    g_assert_cmpstr(clock_mark(clock), ==, "unvouched");
    machine_pass(&machine, 20 * SECOND_MS);
    g_assert_cmpint(clock_now(clock), ==, machine.wall);
    machine.wall -= 8 * HOUR_MS;
    assert_state(clock, "waiting", "unvouched", false);
    g_assert_cmpint(clock_now(clock), ==, START + 20 * SECOND_MS);
    clock_vouch(clock);
    assert_state(clock, "trusted", "synchronised", true);
    g_assert_cmpint(back_of(clock), ==, 8 * HOUR_MS);
}

static void test_a_start_that_nobody_contradicts_is_believed(void)
{
    Machine machine = {.wall = START, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, START - HOUR_MS, false);

    machine_pass(&machine, 2 * MINUTE_MS - 1);
    assert_state(clock, "waiting", "unvouched", false);
    machine_pass(&machine, 1);
    assert_state(clock, "trusted", "waited", true);
    g_assert_cmpint(back_of(clock), ==, 0);
    /* Started again at once, it has no reason to doubt. */
    g_autoptr(Clock) soon = machine_clock(&machine, machine.wall - 9 * MINUTE_MS, false);
    assert_state(soon, "trusted", "", true);
}

/* Set by hand or by a service that tells the kernel nothing. */
static void test_a_wall_put_back_while_waiting_is_believed(void)
{
    Machine machine = {.wall = START + 8 * HOUR_MS, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, START - HOUR_MS, false);

    machine_pass(&machine, 20 * SECOND_MS);
    assert_state(clock, "waiting", "unvouched", false);
    machine.wall -= 8 * HOUR_MS;
    assert_state(clock, "waiting", "unvouched", false);
    machine_pass(&machine, 2 * MINUTE_MS);
    assert_state(clock, "trusted", "waited", true);
    g_assert_cmpint(back_of(clock), ==, 8 * HOUR_MS);
    g_assert_true(clock_confirm(clock, true));
    g_assert_cmpint(back_of(clock), ==, 8 * HOUR_MS);
}

/* While it waits, the wall is followed only where a start might find it, and watched anew. */
static void test_a_wall_that_steps_too_far_while_waiting_is_not_believed(void)
{
    const int64_t there[] = {876000 * HOUR_MS, -2 * DAY_MS};

    for (size_t i = 0; i < G_N_ELEMENTS(there); i++) {
        Machine machine = {.wall = START + 20 * MINUTE_MS, .elapsed = 5};
        g_autoptr(Clock) clock = machine_clock(&machine, START, false);

        assert_state(clock, "waiting", "unvouched", false);
        machine_pass(&machine, MINUTE_MS);
        machine.wall = START + there[i];
        assert_state(clock, "held", there[i] < 0 ? "behind" : "far_ahead", false);
        g_assert_cmpint(clock_now(clock), ==, START + MINUTE_MS);
        machine_pass(&machine, HOUR_MS);
        assert_state(clock, "held", there[i] < 0 ? "behind" : "far_ahead", false);
    }
    Machine machine = {.wall = START + 20 * MINUTE_MS, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, START, false);
    machine_pass(&machine, 119 * SECOND_MS);
    machine.wall += HOUR_MS;
    assert_state(clock, "waiting", "unvouched", false);
    machine_pass(&machine, 119 * SECOND_MS);
    assert_state(clock, "waiting", "unvouched", false);
    machine_pass(&machine, SECOND_MS);
    assert_state(clock, "trusted", "waited", true);
}

static void test_small_steps_do_not_add_up_to_a_jump(void)
{
    Machine machine = {.wall = START, .elapsed = 5};
    g_autoptr(Clock) clock = machine_clock(&machine, START, false);

    machine.wall += 59 * SECOND_MS;
    assert_state(clock, "trusted", "", true);
    machine_pass(&machine, MINUTE_MS);
    machine.wall += 59 * SECOND_MS;
    assert_state(clock, "held", "jumped", true);
    g_assert_cmpint(clock_now(clock), ==, START + 59 * SECOND_MS + MINUTE_MS);
    machine.wall -= 59 * SECOND_MS;
    assert_state(clock, "trusted", "returned", true);
    /* A time service that steps now and then is followed. */
    for (int i = 0; i < 20; i++) {
        machine_pass(&machine, HOUR_MS);
        machine.wall += 50 * SECOND_MS;
        assert_state(clock, "trusted", "returned", true);
    }
}

/* A restart ends no doubt, and the held time goes on. */
static void test_a_doubt_outlives_a_restart(void)
{
    const ClockPast jumped = {.at = START, .is_held = true};
    const ClockPast doubted = {.at = START, .is_held = true, .is_of_start = true};
    Machine ahead = {.wall = START + 8 * HOUR_MS, .elapsed = 5};
    Machine right = {.wall = START + 20 * SECOND_MS, .elapsed = 5};
    Machine before = {.wall = START - 3 * DAY_MS, .elapsed = 5};

    g_autoptr(Clock) held = machine_clock_after(&ahead, &jumped, false);
    assert_state(held, "held", "jumped", true);
    machine_pass(&ahead, HOUR_MS);
    assert_state(held, "held", "jumped", true);
    g_assert_cmpint(clock_now(held), ==, START + HOUR_MS);
    g_autoptr(Clock) back = machine_clock_after(&right, &jumped, false);
    assert_state(back, "trusted", "returned", true);
    g_autoptr(Clock) behind = machine_clock_after(&before, &doubted, false);
    assert_state(behind, "held", "behind", false);
    g_autoptr(Clock) vouched = machine_clock_after(&before, &doubted, true);
    assert_state(vouched, "trusted", "synchronised", true);
    /* What was a doubt of a start is one that can be waited for. */
    g_autoptr(Clock) watched = machine_clock_after(&ahead, &doubted, false);
    assert_state(watched, "waiting", "unvouched", false);
}

static void test_a_start_that_is_vouched_for_is_believed(void)
{
    Machine machine = {.wall = START, .elapsed = 5};
    g_autoptr(Clock) later = machine_clock(&machine, START - 40 * DAY_MS, true);
    g_autoptr(Clock) before = machine_clock(&machine, START + HOUR_MS, true);

    assert_state(later, "trusted", "", true);
    assert_state(before, "trusted", "synchronised", true);
    g_assert_cmpint(clock_now(before), ==, START);
}

static void test_a_manual_wall_is_moved_apart(void)
{
    g_autoptr(Clock) clock = clock_new_manual(START);

    clock_begin(clock, &bounds, &(ClockPast){0}, false);
    clock_set_wall(clock, START + 8 * HOUR_MS);
    assert_state(clock, "held", "jumped", true);
    clock_move(clock, START + HOUR_MS);
    g_assert_cmpint(clock_now(clock), ==, START + HOUR_MS);
    clock_set_wall(clock, START + HOUR_MS);
    assert_state(clock, "trusted", "returned", true);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock/a wall that steps too far while waiting is not believed",
        test_a_wall_that_steps_too_far_while_waiting_is_not_believed);
    g_test_add_func(
        "/clock/small steps do not add up to a jump", test_small_steps_do_not_add_up_to_a_jump);
    g_test_add_func("/clock/a doubt outlives a restart", test_a_doubt_outlives_a_restart);
    g_test_add_func(
        "/clock/a manual clock moves only forward", test_a_manual_clock_moves_only_forward);
    g_test_add_func("/clock/a system clock tells the time", test_a_system_clock_tells_the_time);
    g_test_add_func("/clock/the monotonic time runs", test_the_monotonic_time_runs);
    g_test_add_func(
        "/clock/small steps and sleep are followed", test_small_steps_and_sleep_are_followed);
    g_test_add_func("/clock/a jump is held until it returns", test_a_jump_is_held_until_it_returns);
    g_test_add_func(
        "/clock/a person says that the wall is right", test_a_person_says_that_the_wall_is_right);
    g_test_add_func("/clock/a person says that the held time is right",
        test_a_person_says_that_the_held_time_is_right);
    g_test_add_func(
        "/clock/a start before the last time holds it", test_a_start_before_the_last_time_holds_it);
    g_test_add_func(
        "/clock/a start far ahead needs somebody", test_a_start_far_ahead_needs_somebody);
    g_test_add_func("/clock/a start ahead waits for the time service",
        test_a_start_ahead_waits_for_the_time_service);
    g_test_add_func("/clock/a start that nobody contradicts is believed",
        test_a_start_that_nobody_contradicts_is_believed);
    g_test_add_func("/clock/a start put right is watched", test_a_start_put_right_is_watched);
    g_test_add_func("/clock/a wall put back while waiting is believed",
        test_a_wall_put_back_while_waiting_is_believed);
    g_test_add_func("/clock/a start that is vouched for is believed",
        test_a_start_that_is_vouched_for_is_believed);
    g_test_add_func("/clock/a manual wall is moved apart", test_a_manual_wall_is_moved_apart);
    return g_test_run();
}
