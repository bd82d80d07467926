/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/pool.h"

#include "base/clock.h"
#include "base/queue.h"

#define WAIT_MS 60000

/* A work that waits until the test lets it go on, or it is called off. */
typedef struct Piece {
    Queue *begun; /* gets the piece itself */
    Queue *ended;
    Queue *gate; /* an item lets it go on; NULL: it does not wait */
    Work *work;
    bool was_cancelled;
} Piece;

static void piece_run(void *data, Work *work)
{
    Piece *piece = data;
    void *nothing = NULL;

    g_assert_true(queue_push(piece->begun, piece));
    while (piece->gate != NULL && !work_is_cancelled(work) &&
           queue_take(piece->gate, &nothing, 1, 5) == 0)
        ;
    piece->was_cancelled = work_is_cancelled(work);
}

static void piece_end(void *data)
{
    Piece *piece = data;

    g_assert_true(queue_push(piece->ended, piece));
}

static bool submit(Pool *pool, Piece *piece, bool is_long, const char *owner, const char *refused)
{
    g_autoptr(GError) error = NULL;
    const PoolOrder order = {.is_long = is_long,
        .owner = owner,
        .work = piece->work,
        .run = piece_run,
        .end = piece_end,
        .data = piece};
    bool taken = pool_submit(pool, &order, &error);

    g_assert_cmpstr(refused, ==, taken ? NULL : fail_reason(error));
    return taken;
}

static Piece *taken_from(Queue *queue)
{
    void *item = NULL;

    g_assert_cmpuint(queue_take(queue, &item, 1, WAIT_MS), ==, 1);
    return item;
}

#define PIECES 64

typedef struct Bench {
    Pool *pool;
    Queue *begun, *ended, *gate;
    Piece pieces[PIECES];
} Bench;

static Bench *bench_new(void)
{
    Bench *bench = g_new0(Bench, 1);

    bench->pool = pool_new(4, NULL);
    bench->begun = queue_new(PIECES);
    bench->ended = queue_new(PIECES);
    bench->gate = queue_new(PIECES);
    for (int i = 0; i < PIECES; i++)
        bench->pieces[i] = (Piece){bench->begun, bench->ended, bench->gate, work_new(), false};
    return bench;
}

static void bench_free(Bench *bench)
{
    pool_free(bench->pool);
    for (int i = 0; i < PIECES; i++)
        work_unref(bench->pieces[i].work);
    queue_free(bench->begun);
    queue_free(bench->ended);
    queue_free(bench->gate);
    g_free(bench);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bench, bench_free)

static int64_t count(Bench *bench, const char *name)
{
    json_auto_t *object = json_object();

    pool_count(bench->pool, object);
    return json_integer_value(json_object_get(object, name));
}

static void test_long_works_leave_threads_to_the_quick(void)
{
    g_autoptr(Bench) bench = bench_new();
    Piece *quick = &bench->pieces[10];

    for (int i = 0; i < 4; i++) {
        g_autofree char *owner = g_strdup_printf("room %d", i);
        submit(bench->pool, &bench->pieces[i], true, owner, NULL);
    }
    taken_from(bench->begun);
    taken_from(bench->begun);
    quick->gate = NULL;
    submit(bench->pool, quick, false, "another", NULL);
    g_assert_true(taken_from(bench->begun) == quick);
    g_assert_true(taken_from(bench->ended) == quick);
    g_assert_cmpint(count(bench, "works_running"), ==, 2);
    g_assert_cmpint(count(bench, "works_waiting"), ==, 2);
    for (int i = 0; i < 4; i++)
        g_assert_true(queue_push(bench->gate, bench));
    for (int i = 0; i < 4; i++)
        g_assert_false(taken_from(bench->ended)->was_cancelled);
    g_assert_cmpint(count(bench, "works_total"), ==, 5);
}

static void test_one_asks_for_a_few_at_once(void)
{
    g_autoptr(Bench) bench = bench_new();

    submit(bench->pool, &bench->pieces[0], true, "A", NULL);
    submit(bench->pool, &bench->pieces[1], true, "A", NULL);
    taken_from(bench->begun);
    taken_from(bench->begun);
    submit(bench->pool, &bench->pieces[2], true, "A", "too_many_works");
    submit(bench->pool, &bench->pieces[2], true, "B", NULL);
    for (int i = 0; i < POOL_QUICK_EACH; i++)
        submit(bench->pool, &bench->pieces[3 + i], false, "A", NULL);
    submit(bench->pool, &bench->pieces[20], false, "A", "too_many_works");
    submit(bench->pool, &bench->pieces[20], false, NULL, NULL);
    g_assert_cmpint(count(bench, "works_refused_total"), ==, 2);
    /* Whoever was told that a work has ended may ask for the next at once. */
    work_cancel(bench->pieces[0].work);
    while (taken_from(bench->ended) != &bench->pieces[0])
        ;
    submit(bench->pool, &bench->pieces[21], true, "A", NULL);
}

static void test_the_line_is_bounded(void)
{
    g_autoptr(Bench) bench = bench_new();
    int taken = 0;

    for (; taken < PIECES; taken++) {
        g_autofree char *owner = g_strdup_printf("room %d", taken);
        bool running = taken < 2;
        const PoolOrder order = {.is_long = true,
            .owner = owner,
            .work = bench->pieces[taken].work,
            .run = piece_run,
            .end = piece_end,
            .data = &bench->pieces[taken]};
        g_autoptr(GError) error = NULL;

        if (!pool_submit(bench->pool, &order, &error)) {
            g_assert_cmpstr(fail_reason(error), ==, "busy");
            break;
        }
        if (running)
            taken_from(bench->begun);
    }
    g_assert_cmpint(taken, ==, 34);
}

static void test_all_is_called_off_at_the_end(void)
{
    g_autoptr(Bench) bench = bench_new();

    for (int i = 0; i < 6; i++) {
        g_autofree char *owner = g_strdup_printf("room %d", i);
        submit(bench->pool, &bench->pieces[i], true, owner, NULL);
    }
    taken_from(bench->begun);
    g_assert_true(pool_goes_on(bench->pool, NULL));
    pool_stop(bench->pool);
    g_assert_false(pool_goes_on(bench->pool, NULL));
    submit(bench->pool, &bench->pieces[6], false, "late", "stopping");
    pool_drain(bench->pool);
    g_assert_cmpuint(queue_length(bench->ended), ==, 6);
    for (int i = 0; i < 6; i++)
        g_assert_true(bench->pieces[i].was_cancelled);
    g_assert_cmpint(count(bench, "works_cancelled_total"), ==, 6);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/pool/long_works_leave_threads_to_the_quick", test_long_works_leave_threads_to_the_quick);
    g_test_add_func("/pool/one_asks_for_a_few_at_once", test_one_asks_for_a_few_at_once);
    g_test_add_func("/pool/the_line_is_bounded", test_the_line_is_bounded);
    g_test_add_func("/pool/all_is_called_off_at_the_end", test_all_is_called_off_at_the_end);
    return g_test_run();
}
