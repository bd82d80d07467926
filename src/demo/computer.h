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

typedef struct Computer {
    const json_t *spec; /* member "computers" of the story, borrowed */
    char *unit;
    char *terminal; /* id */
    char *token;
    GHashTable *known; /* ids of persons who have a PIN, owned */
    guint turns;       /* so often one of those on watch was chosen */
    int64_t beat_at;   /* of the page, last */
} Computer;

/* Enrols a computer in each of the units whose room has one (room_kind); `story` is borrowed until
 * computers_close(). Who is on watch there sits down at it. */
bool computers_enrol(Stage *stage, const GPtrArray *units, const json_t *story, GError **error);
/* Revokes them. */
void computers_close(Stage *stage);

/* The unit's computer, NULL when it has none. */
Computer *computer_of(const Stage *stage, const char *unit);
/* Is this one of the officers who use the unit's computer? */
bool computer_sits_at(const Stage *stage, const Actor *actor);
/* The same person as the server knows them at the computer; NULL with an error. */
Actor *computer_actor(Stage *stage, Actor *actor /* taken */, GError **error);
/* Shows anew who sits there, before an act of legal weight; owned, NULL with an error. */
Actor *computer_prove(Stage *stage, const Actor *actor, GError **error);
/* Says that the pages of all rooms with somebody in them are alive. */
bool computers_beat(Stage *stage, GError **error);
