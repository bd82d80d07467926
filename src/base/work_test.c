/* SPDX-License-Identifier: Apache-2.0 */
#include "base/work.h"

#include <pthread.h>

static void test_a_work_called_off_ends_at_its_next_step(void)
{
    g_autoptr(Work) work = work_new();
    g_autoptr(GError) error = NULL;

    g_assert_true(work_goes_on(work, &error));
    g_assert_no_error(error);
    work_cancel(work);
    g_assert_true(work_is_cancelled(work));
    g_assert_false(work_goes_on(work, &error));
    g_assert_error(error, FAIL, FAIL_UNAVAILABLE);
    g_assert_cmpstr(fail_reason(error), ==, "cancelled");
}

static void test_what_nobody_watches_goes_on(void)
{
    g_assert_true(work_goes_on(NULL, NULL));
    g_assert_false(work_is_cancelled(NULL));
    work_reach(NULL, 1, 2);
    work_unref(NULL);
}

static void *watch(void *data)
{
    g_autoptr(Work) work = data;
    int64_t done = 0, of = 0;

    do {
        work_read(work, &done, &of);
        g_assert_cmpint(done, <=, of == 0 ? INT64_MAX : of);
    } while (done < 1000);
    work_cancel(work);
    return NULL;
}

static void test_who_watches_sees_how_far_it_is(void)
{
    g_autoptr(Work) work = work_new();
    pthread_t watcher;
    int64_t done = 0;

    g_assert_cmpint(pthread_create(&watcher, NULL, watch, work_ref(work)), ==, 0);
    while (!work_is_cancelled(work)) {
        done = MIN(done + 1, 1000);
        work_reach(work, done, 1000);
    }
    pthread_join(watcher, NULL);
    g_assert_cmpint(done, ==, 1000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/work/a_work_called_off_ends_at_its_next_step",
        test_a_work_called_off_ends_at_its_next_step);
    g_test_add_func("/work/what_nobody_watches_goes_on", test_what_nobody_watches_goes_on);
    g_test_add_func("/work/who_watches_sees_how_far_it_is", test_who_watches_sees_how_far_it_is);
    return g_test_run();
}
