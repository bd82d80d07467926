/* SPDX-License-Identifier: Apache-2.0 */
/* mark - the event that says: everything in this database is invented.
 *
 * It stands in the journal of the unit at the top, so that no later start forgets it. A marked
 * database shows a banner on every page and is served on loopback only. */
#pragma once

#include "engine/module.h"

extern const Module demo_module;

/* Is the database marked? */
bool demo_is_marked(Db *db);
