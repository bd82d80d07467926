/* SPDX-License-Identifier: Apache-2.0 */
#include "base/threads.h"

#include <string.h>
#include <sys/resource.h>

static void test_they_fit_where_nothing_is_limited(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(threads_fit(&error));
    g_assert_no_error(error);
}

static void test_too_few_addresses_are_refused_with_the_limit(void)
{
    struct rlimit before = {0};
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(getrlimit(RLIMIT_AS, &before), ==, 0);
    struct rlimit small = {.rlim_cur = (rlim_t) 300 << 20, .rlim_max = before.rlim_max};
    g_assert_cmpint(setrlimit(RLIMIT_AS, &small), ==, 0);
    bool fits = threads_fit(&error);
    g_assert_cmpint(setrlimit(RLIMIT_AS, &before), ==, 0);
    g_assert_false(fits);
    g_assert_cmpstr(fail_reason(error), ==, "no_memory");
    g_assert_nonnull(strstr(error->message, "300 MiB"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/threads/they_fit_where_nothing_is_limited", test_they_fit_where_nothing_is_limited);
    g_test_add_func("/threads/too_few_addresses_are_refused_with_the_limit",
        test_too_few_addresses_are_refused_with_the_limit);
    return g_test_run();
}
