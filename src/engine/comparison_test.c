/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/comparison.h"

#include "engine/tally_fixture.h"

#include <string.h>

/* A rig with a tally in each of two units. */
static Rig *rig_of_two(const char *url)
{
    Rig *rig = rig_new(url, false);

    g_free(rig_open(rig, "R1"));
    g_free(rig_open(rig, "R2"));
    return rig;
}

static void tamper(Rig *rig, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(rig->store, &error);

    g_assert_true(store_run_script(db, sql, &error));
    g_assert_no_error(error);
}

static Comparison *comparison_of(Rig *rig)
{
    g_autoptr(GError) error = NULL;
    Comparison *comparison = comparison_new(rig->engine, &error);

    g_assert_no_error(error);
    return comparison;
}

/* How many differences one unit has; the first must hold `words`. */
static guint differences_of(Comparison *comparison, const char *unit, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

    g_assert_true(comparison_of_unit(comparison, unit, lines, &error));
    g_assert_no_error(error);
    if (lines->len > 0)
        g_assert_nonnull(strstr(lines->pdata[0], words));
    return lines->len;
}

static void an_altered_row_is_found_in_its_unit_alone(const char *url)
{
    g_autoptr(Rig) rig = rig_of_two(url);
    g_autoptr(Comparison) comparison = comparison_of(rig);

    g_assert_cmpuint(differences_of(comparison, "R2", ""), ==, 0);
    tamper(rig, "UPDATE tally SET total = 99 WHERE unit = 'R2'");
    g_assert_cmpuint(differences_of(comparison, "R1", ""), ==, 0);
    g_assert_cmpuint(differences_of(comparison, "R2", "table tally: column total differs"), ==, 1);
    /* What was replayed is undone, and the live row untouched. */
    g_assert_cmpuint(differences_of(comparison, "R2", "table tally: column total differs"), ==, 1);
    g_assert_cmpint(rig_number(rig, "SELECT total FROM tally WHERE unit = 'R2'"), ==, 99);
}

static void commands_go_on_between_units(const char *url)
{
    g_autoptr(Rig) rig = rig_of_two(url);
    g_autoptr(Comparison) comparison = comparison_of(rig);

    g_assert_cmpuint(differences_of(comparison, "R1", ""), ==, 0);
    g_free(rig_open(rig, "R1"));
    g_free(rig_open(rig, "R2"));
    g_assert_cmpuint(differences_of(comparison, "R1", ""), ==, 0);
    g_assert_cmpuint(differences_of(comparison, "R2", ""), ==, 0);
}

static void all_of_few_events_are_compared_and_strays_too(const char *url)
{
    g_autoptr(Rig) rig = rig_of_two(url);
    g_autoptr(Comparison) comparison = comparison_of(rig);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    guint compared = 0, units = 0;

    tamper(rig, "UPDATE tally SET unit = 'R9' WHERE unit = 'R2'");
    g_assert_true(comparison_run(comparison, 1, lines, &compared, &units, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(compared, ==, 2);
    g_assert_cmpuint(units, ==, 2);
    g_assert_cmpuint(lines->len, ==, 2);
    g_assert_nonnull(strstr(lines->pdata[1], "unit R9 has no journal"));
}

/* A journal that is said to be long: only so many are drawn. */
static void of_many_events_a_few_units_are_drawn(const char *url)
{
    g_autoptr(Rig) rig = rig_of_two(url);
    g_autoptr(Comparison) comparison = comparison_of(rig);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    guint compared = 0, units = 0;

    tamper(rig, "UPDATE head SET seq = 1000000");
    g_assert_true(comparison_run(comparison, 1, lines, &compared, &units, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(compared, ==, 1);
    g_assert_cmpuint(units, ==, 2);
    g_assert_cmpuint(lines->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rig_test("/comparison/an_altered_row_is_found_in_its_unit_alone",
        an_altered_row_is_found_in_its_unit_alone);
    rig_test("/comparison/commands_go_on_between_units", commands_go_on_between_units);
    rig_test("/comparison/all_of_few_events_are_compared_and_strays_too",
        all_of_few_events_are_compared_and_strays_too);
    rig_test(
        "/comparison/of_many_events_a_few_units_are_drawn", of_many_events_a_few_units_are_drawn);
    return g_test_run();
}
