/* SPDX-License-Identifier: Apache-2.0 */
/* script - how the texts of a story are filled with what is known so far.
 *
 * A story is data (catalog/demo/story.json). In its templates "{name}" stands for a variable: alone
 * in a text it is replaced by the value itself, within a text by its words; a member whose variable
 * is not set is left out. "@" is now, "@-12" twelve minutes ago, "@+60" in an hour. Pure functions.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* The template with its variables filled in: a new reference, NULL when it is one unset variable.
 */
json_t *script_fill(const json_t *template, const json_t *vars, int64_t now);
/* Do all words of `conditions` hold ("late !night township")? Unset, null, false, 0 and "" do not.
 * NULL holds. */
bool script_holds(const char *conditions, const json_t *vars);
/* Is all of "name=word&name=" true of the item (nothing after "=": absent)? NULL is. */
bool script_fits(const json_t *item, const char *where);
/* What stands in `reply` at "hops.0.remote"; "items.role=officer&ended_at=.id" takes the last item
 * of which that is true (nothing after "=": absent). Borrowed; NULL when there is nothing. */
const json_t *script_find(const json_t *reply, const char *path);
