/* SPDX-License-Identifier: Apache-2.0 */
/* computer - the one computer of a duty room, enrolled as its terminal, at which every officer of
 * the unit sits down in turn and shows who they are by their own PIN.
 *
 * Its page says that it is alive as long as anybody is there. What nobody can know beforehand, when
 * the room will be asked whether somebody is there, is answered there too. */
#pragma once

#include "engine/actor.h"

#include <jansson.h>

typedef struct Stage Stage;

/* Enrols a computer in each of the units whose room has one (room_kind); `story` is borrowed until
 * computers_close(). Who is on watch there sits down at it. */
bool computers_enrol(Stage *stage, const GPtrArray *units, const json_t *story, GError **error);
/* Revokes them. */
void computers_close(Stage *stage);

/* Does the room of the unit have one? */
bool computer_is_at(const Stage *stage, const char *unit);
/* Says that the pages of all rooms with somebody in them are alive. */
bool computers_beat(Stage *stage, GError **error);
