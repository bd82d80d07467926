/* SPDX-License-Identifier: Apache-2.0 */
/* room - what kind of duty room a unit has in a life: one with a computer, one that keeps its day
 * on paper, one that only a program enters on watch; most have none of that.
 *
 * A unit's kind follows from its code, so that every life of a record has the same. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#define ROOM_COMPUTER "computer"

/* The kind's name in `rooms`, member "rooms" of the story ({NAME: [from, below]}, of a hundred),
 * borrowed from it; NULL: a room like most. */
const char *room_kind(const json_t *rooms, const char *unit);
/* Does nobody of that kind of room sit at a desk where things come in, so that only the watch is
 * entered there? */
bool room_is_still(const char *kind);
