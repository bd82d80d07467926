/* SPDX-License-Identifier: Apache-2.0 */
#include "base/queue.h"

#include "base/clock.h"

#include <pthread.h>

#define EACH 20000
#define THREADS 3

static void test_items_come_in_order_and_in_batches(void)
{
    g_autoptr(Queue) queue = queue_new(4);
    int items[5];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++)
            g_assert_true(queue_push(queue, &items[i]));
        g_assert_false(queue_push(queue, &items[4]));
        void *out[8];
        g_assert_cmpuint(queue_take(queue, out, 3, 0), ==, 3);
        g_assert_true(out[0] == &items[0] && out[2] == &items[2]);
        g_assert_cmpuint(queue_length(queue), ==, 1);
        g_assert_cmpuint(queue_take(queue, out, 8, -1), ==, 1);
        g_assert_true(out[0] == &items[3]);
    }
}

static void test_waiting_ends_in_time(void)
{
    g_autoptr(Queue) queue = queue_new(1);
    void *out[1];
    int64_t before = clock_monotonic();
    g_assert_cmpuint(queue_take(queue, out, 1, 30), ==, 0);
    g_assert_cmpint(clock_monotonic() - before, >=, 29);
    g_assert_cmpuint(queue_take(queue, out, 1, 0), ==, 0);
}

static void test_a_closed_queue_gives_what_it_has(void)
{
    g_autoptr(Queue) queue = queue_new(2);
    int item;
    g_assert_true(queue_push(queue, &item));
    queue_close(queue);
    g_assert_true(queue_is_closed(queue));
    g_assert_false(queue_push(queue, &item));
    void *out[2];
    g_assert_cmpuint(queue_take(queue, out, 2, -1), ==, 1);
    g_assert_cmpuint(queue_take(queue, out, 2, -1), ==, 0);
}

static void *push_all(void *data)
{
    Queue *queue = data;
    for (int i = 1; i <= EACH; i++)
        while (!queue_push(queue, GINT_TO_POINTER(i)))
            g_thread_yield();
    return NULL;
}

static void *take_all(void *data)
{
    Queue *queue = data;
    int64_t sum = 0;
    void *out[7];
    size_t count;
    while ((count = queue_take(queue, out, G_N_ELEMENTS(out), -1)) > 0)
        for (size_t i = 0; i < count; i++)
            sum += GPOINTER_TO_INT(out[i]);
    return GSIZE_TO_POINTER((gsize) sum);
}

static void test_nothing_is_lost_between_threads(void)
{
    g_autoptr(Queue) queue = queue_new(16);
    pthread_t pushers[THREADS], takers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        g_assert_cmpint(pthread_create(&takers[i], NULL, take_all, queue), ==, 0);
        g_assert_cmpint(pthread_create(&pushers[i], NULL, push_all, queue), ==, 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(pushers[i], NULL);
    queue_close(queue);
    int64_t sum = 0;
    for (int i = 0; i < THREADS; i++) {
        void *part;
        pthread_join(takers[i], &part);
        sum += (int64_t) GPOINTER_TO_SIZE(part);
    }
    g_assert_cmpint(sum, ==, INT64_C(1) * THREADS * EACH * (EACH + 1) / 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/queue/items come in order and in batches", test_items_come_in_order_and_in_batches);
    g_test_add_func("/queue/waiting ends in time", test_waiting_ends_in_time);
    g_test_add_func(
        "/queue/a closed queue gives what it has", test_a_closed_queue_gives_what_it_has);
    g_test_add_func("/queue/nothing is lost between threads", test_nothing_is_lost_between_threads);
    return g_test_run();
}
