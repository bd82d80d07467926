/* SPDX-License-Identifier: Apache-2.0 */
/* city - a real city's units with invented people: what `serve --demo` fills an empty database
 * with.
 *
 * Every unit gets its officers, leader, head, inspector and three administrators with accounts
 * ROLE@UNITCODE and one precomputed password hash, and comes on watch. Only public commands are
 * used; the people of a unit depend on the seed and its code alone. */
#pragma once

#include "demo/stage.h"

/* `city` is catalog/demo/city.json, `names` catalog/demo/names.json; both borrowed. */
bool city_build(Stage *stage, const json_t *city, const json_t *names, GError **error);
