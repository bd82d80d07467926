/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/turns.h"

#include <glib.h>
#include <pthread.h>

#define LIMIT 8
#define EACH 5

/* Items are texts; those that lost their place are put together. */
static bool push(Turns *turns, TurnLane lane, const char *source, const char *name, char *item)
{
    const Turn turn = {lane, source, name};
    void *displaced = NULL;
    bool taken = turns_push(turns, &turn, item, &displaced);
    g_assert_null(displaced);
    return taken;
}

static char *push_over(Turns *turns, const char *source, const char *name, char *item)
{
    const Turn turn = {TURN_STRANGER, source, name};
    void *displaced = NULL;
    g_assert_true(turns_push(turns, &turn, item, &displaced));
    return displaced;
}

static void assert_order(Turns *turns, const char *expected)
{
    g_autoptr(GString) order = g_string_new(NULL);
    turns_close(turns);
    for (char *item; (item = turns_take(turns)) != NULL;)
        g_string_append(order, item);
    g_assert_cmpstr(order->str, ==, expected);
    turns_free(turns);
}

static void test_sources(void)
{
    Turns *turns = turns_new(LIMIT, EACH);
    for (int i = 0; i < 4; i++)
        push(turns, TURN_STRANGER, "10.0.0.1", "a", (char *) "x");
    push(turns, TURN_STRANGER, "10.0.0.2", "b", (char *) "B");
    push(turns, TURN_STRANGER, "10.0.0.3", "a", (char *) "C");
    assert_order(turns, "xBCxxx");
}

static void test_names(void)
{
    Turns *turns = turns_new(LIMIT, EACH);
    for (int i = 0; i < 4; i++)
        push(turns, TURN_STRANGER, NULL, "officer@A1", (char *) "x");
    push(turns, TURN_STRANGER, NULL, "leader@A1", (char *) "L");
    push(turns, TURN_STRANGER, NULL, "head@A1", (char *) "H");
    assert_order(turns, "xLHxxx");
}

static void test_share(void)
{
    Turns *turns = turns_new(LIMIT, EACH);
    for (int i = 0; i < EACH; i++)
        g_assert_true(push(turns, TURN_STRANGER, "10.0.0.1", "a", (char *) "x"));
    g_assert_false(push(turns, TURN_STRANGER, "10.0.0.1", "a", (char *) "x"));
    /* Another name of the same source is let in for one of those that are tried most. */
    g_assert_cmpstr(push_over(turns, "10.0.0.1", "b", (char *) "b"), ==, "x");
    g_assert_true(push(turns, TURN_STRANGER, "10.0.0.2", "a", (char *) "2"));
    g_assert_true(push(turns, TURN_STRANGER, "10.0.0.3", "a", (char *) "3"));
    g_assert_true(push(turns, TURN_STRANGER, "10.0.0.4", "a", (char *) "4"));
    /* The lane is full. */
    g_assert_cmpstr(push_over(turns, "10.0.0.5", "a", (char *) "5"), ==, "x");
    g_assert_cmpstr(push_over(turns, "10.0.0.6", "a", (char *) "6"), ==, "x");
    assert_order(turns, "x23456bx");
}

static void test_full_of_equals(void)
{
    static const char *const sources[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    Turns *turns = turns_new(LIMIT, EACH);
    for (size_t i = 0; i < LIMIT; i++)
        g_assert_true(push(turns, TURN_STRANGER, sources[i], "a", (char *) "x"));
    g_assert_false(push(turns, TURN_STRANGER, "9", "a", (char *) "9"));
    /* Strangers take no place of those who are known, or signed in. */
    g_assert_true(push(turns, TURN_KNOWN, "9", "a", (char *) "K"));
    g_assert_true(push(turns, TURN_SIGNED, "9", "a", (char *) "S"));
    g_assert_cmpuint(turns_length(turns), ==, LIMIT + 2);
    assert_order(turns, "SKxxxxxxxx");
}

static void test_lanes(void)
{
    Turns *turns = turns_new(LIMIT, LIMIT);
    for (int i = 0; i < 8; i++) {
        push(turns, TURN_STRANGER, "1", "a", (char *) "x");
        push(turns, TURN_KNOWN, "1", "a", (char *) "K");
        push(turns, TURN_SIGNED, "1", "a", (char *) "S");
    }
    assert_order(turns, "SKSKSKSxSKSKSKSxKKxxxxxx");
}

static void *serve(void *data)
{
    size_t served = 0;
    while (turns_take(data) != NULL)
        served++;
    return GSIZE_TO_POINTER(served);
}

static void test_threads(void)
{
    Turns *turns = turns_new(1000, 1000);
    pthread_t threads[2];
    size_t served = 0;
    for (size_t i = 0; i < 2; i++)
        g_assert_cmpint(pthread_create(&threads[i], NULL, serve, turns), ==, 0);
    for (int i = 0; i < 300; i++)
        push(turns, (TurnLane) (i % TURN_LANES), i % 2 == 0 ? "1" : "2", "a", (char *) "x");
    turns_close(turns);
    for (size_t i = 0; i < 2; i++) {
        void *count = NULL;
        pthread_join(threads[i], &count);
        served += GPOINTER_TO_SIZE(count);
    }
    g_assert_cmpuint(served, ==, 300);
    g_assert_false(push(turns, TURN_KNOWN, "1", "a", (char *) "x"));
    turns_free(turns);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/turns/sources_take_turns", test_sources);
    g_test_add_func("/turns/names_of_one_source_take_turns", test_names);
    g_test_add_func("/turns/a_source_has_its_share_and_no_more", test_share);
    g_test_add_func("/turns/nobody_gives_way_to_an_equal", test_full_of_equals);
    g_test_add_func("/turns/no_lane_keeps_another_waiting", test_lanes);
    g_test_add_func("/turns/are_taken_by_several_threads_once_each", test_threads);
    return g_test_run();
}
