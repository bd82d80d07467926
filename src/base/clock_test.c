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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/clock/a manual clock moves only forward", test_a_manual_clock_moves_only_forward);
    g_test_add_func("/clock/a system clock tells the time", test_a_system_clock_tells_the_time);
    g_test_add_func("/clock/the monotonic time runs", test_the_monotonic_time_runs);
    return g_test_run();
}
