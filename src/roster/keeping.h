/* SPDX-License-Identifier: Apache-2.0 */
/* keeping - must a unit keep duty at all, and how: what it or the level above said of it, else what
 * its functions say.
 *
 * A unit that must and has no post is a gap like any other, though no roster tells of it: nothing
 * but this knows that somebody should be there. It follows from the unit's own tables alone, so it
 * is true at the first start of a program that knows of it. */
#pragma once

#include "engine/module.h"

#define KEEPS_YES "yes"           /* by posts and rosters */
#define KEEPS_NO "no"             /* nobody need be there */
#define KEEPS_BY_PHONE "by_phone" /* whoever has the duty phone with them */
#define KEEPS_UNSAID "unsaid"     /* nobody said, and its functions don't tell */

/* Borrowed word. A closed unit keeps none. */
bool keeping_of(Db *db, const char *unit, const char **out_keeps, GError **error);
/* For apply(): whether it lacks a post, or by phone a number, stands among its gaps and on the
 * board from `at` on. */
bool keeping_follow(Db *db, const char *unit, int64_t at, GError **error);
/* The word of a note that keeping_follow() made? NULL: no. */
bool keeping_is_gap(const char *word);
