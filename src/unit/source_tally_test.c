/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/source_tally.h"

static void add(SourceTally *tally, const char *source, int count, int64_t now)
{
    for (int i = 0; i < count; i++)
        source_tally_add(tally, source, now);
}

static void is_full_for_an_hour_after_the_last(void)
{
    g_autoptr(SourceTally) tally = source_tally_new();

    add(tally, "a", SOURCE_GUESSES_MAX - 1, 1000);
    g_assert_false(source_tally_is_full(tally, "a", 1000));
    add(tally, "a", 1, 5000);
    g_assert_true(source_tally_is_full(tally, "a", 5000 + SOURCE_GUESSES_MS - 1));
    g_assert_false(source_tally_is_full(tally, "b", 5000));
    g_assert_false(source_tally_is_full(tally, "a", 5000 + SOURCE_GUESSES_MS));
    /* Then it begins anew. */
    add(tally, "a", 1, 5000 + SOURCE_GUESSES_MS);
    g_assert_false(source_tally_is_full(tally, "a", 5000 + SOURCE_GUESSES_MS));
}

static void forgets_guesses_of_another_hour(void)
{
    g_autoptr(SourceTally) tally = source_tally_new();

    add(tally, "a", SOURCE_GUESSES_MAX - 1, 0);
    add(tally, "a", SOURCE_GUESSES_MAX - 1, SOURCE_GUESSES_MS);
    g_assert_false(source_tally_is_full(tally, "a", SOURCE_GUESSES_MS));
}

static void remembers_so_many_places(void)
{
    g_autoptr(SourceTally) tally = source_tally_new();

    add(tally, "a", SOURCE_GUESSES_MAX, 0);
    for (int i = 1; i < SOURCES_MAX; i++) {
        g_autofree char *source = g_strdup_printf("%d", i);
        add(tally, source, 1, SOURCE_GUESSES_MS - 1);
    }
    g_assert_true(source_tally_is_full(tally, "a", SOURCE_GUESSES_MS - 1));
    add(tally, "b", SOURCE_GUESSES_MAX, SOURCE_GUESSES_MS);
    g_assert_false(source_tally_is_full(tally, "a", SOURCE_GUESSES_MS - 1));
    g_assert_true(source_tally_is_full(tally, "b", SOURCE_GUESSES_MS));
}

static void counts_nobody_who_is_not_told_apart(void)
{
    g_autoptr(SourceTally) tally = source_tally_new();

    add(tally, NULL, SOURCE_GUESSES_MAX, 0);
    add(NULL, "a", SOURCE_GUESSES_MAX, 0);
    g_assert_false(source_tally_is_full(tally, NULL, 0));
    g_assert_false(source_tally_is_full(NULL, "a", 0));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/source_tally/is full for an hour after the last", is_full_for_an_hour_after_the_last);
    g_test_add_func(
        "/source_tally/forgets guesses of another hour", forgets_guesses_of_another_hour);
    g_test_add_func("/source_tally/remembers so many places", remembers_so_many_places);
    g_test_add_func(
        "/source_tally/counts nobody who is not told apart", counts_nobody_who_is_not_told_apart);
    return g_test_run();
}
