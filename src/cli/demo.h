/* SPDX-License-Identifier: Apache-2.0 */
/* demo - fills an empty database with an invented city before it is served. */
#pragma once

#include "app/app.h"
#include "demo/life.h"

/* Opens the database on a manual clock, builds the city some days before `until` and lives those
 * days, between the two marks of demo/mark.h. What an earlier run began and did not finish is
 * dropped and made anew. Does nothing to a finished demo; refuses what holds anything else
 * (FAIL_CONFLICT, reason "not_empty"), and what another process fills ("in_use"). `db` may be
 * NULL. */
bool demo_fill(const char *data, const char *db, int64_t until, GError **error);

/* Lives as planned in an application on a manual clock, with the built-in story. The tally is
 * owned; NULL with an error. */
Tally *demo_live(App *app, const LifePlan *plan, GError **error);
/* What was planted in a life that began at `from`, held against the record: see demo/compare.h.
 * Owned; NULL with an error. */
json_t *demo_compare(
    App *app, const LifePlan *plan, int64_t from, const Tally *tally, GError **error);
