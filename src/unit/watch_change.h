/* SPDX-License-Identifier: Apache-2.0 */
/* watch_change - what changes who is on watch, for this folder's other commands. */
#pragma once

#include "engine/command.h"

/* Emits watch.ended for every watch a person stands. */
bool watch_end_all(Decision *decision, const char *person, GError **error);
/* Brings leader and officer of the unit's standing up to date with its watches and people. */
bool standing_follow_watch(Db *db, const char *unit, GError **error);
