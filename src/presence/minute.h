/* SPDX-License-Identifier: Apache-2.0 */
/* minute - who should have been in a room at a minute, and who was on watch. Pure lookups in
 * Facts; what they return is borrowed. */
#pragma once

#include "presence/judge.h"

bool minute_is_same(const char *one, const char *other); /* neither NULL, and equal */
bool minute_in_shift(const ShiftFact *shift, int64_t at);
bool minute_in_watch(const WatchFact *watch, int64_t at);
/* Does the person stand a shift then; in this role, or (NULL) in any? */
bool minute_is_rostered(const Facts *facts, const char *person, const char *role, int64_t at);
/* Their watch then; NULL: none. */
const WatchFact *minute_watch(const Facts *facts, const char *person, const char *role, int64_t at);
/* On watch as an officer, on the roster as one, or the one who entered who is: the head's own page
 * in an office down the corridor says nothing about the room. */
bool minute_is_of_room(const Facts *facts, const char *person, int64_t at);
