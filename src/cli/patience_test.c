/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/patience.h"

static void test_late(void)
{
    if (g_test_subprocess()) {
        patience_new(20);
        g_usleep(60 * G_USEC_PER_SEC);
        g_assert_not_reached();
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("*is not waited for*");
}

static void test_in_time(void)
{
    g_autoptr(Patience) patience = patience_new(60000);

    g_assert_nonnull(patience);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/patience/what_does_not_end_is_not_waited_for", test_late);
    g_test_add_func("/patience/what_ends_in_time_is_let_be", test_in_time);
    return g_test_run();
}
