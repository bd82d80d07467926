/* SPDX-License-Identifier: Apache-2.0 */
/* comparison - do the derived tables say what the journal makes of them, a unit at a time?
 *
 * The events of one unit are replayed in an empty database beside, its rows compared with the live
 * ones of the same snapshot, and all of it undone: a snapshot lives, and room is taken, for as long
 * as the largest unit needs, while commands go on. All units one after the other, and what belongs
 * to none, are what `rebuild --check` compares. For one thread. */
#pragma once

#include "engine/engine.h"

typedef struct Comparison Comparison;

/* Makes the empty database. `engine` and its store are borrowed. */
Comparison *comparison_new(const Engine *engine, GError **error);
void comparison_free(Comparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Comparison, comparison_free)

/* The units that have a journal: array of codes. */
GPtrArray *comparison_units(const Comparison *comparison, GError **error);
/* Appends a line of text to `out_differences` for each table whose rows of this unit differ. */
bool comparison_of_unit(
    Comparison *comparison, const char *unit, GPtrArray *out_differences, GError **error);
/* The same for tables with rows of units that have no journal. */
bool comparison_of_strays(Comparison *comparison, GPtrArray *out_differences, GError **error);
/* `most` units chosen at random, those with more events sooner, or all of them and the strays: when
 * there are no more, when `most` is 0, and when all is soon done. *out_compared and *out_units say
 * how many of how many. */
bool comparison_run(Comparison *comparison, guint most, GPtrArray *out_differences,
    guint *out_compared, guint *out_units, GError **error);
