/* SPDX-License-Identifier: Apache-2.0 */
/* room - a duty room for tests: a town with this folder's modules, the built-in kinds and one of
 * its own ("case": level, place, personal fields, rows, a step of legal weight), and its people. */
#pragma once

#include "matter/matter.h"
#include "unit/town.h"

#define ROOM_CITY "430100"
#define ROOM_COUNTY "430102"
#define ROOM_STREET "430102004"

typedef struct Room {
    Town *town;
    Catalog *catalog;
    Actor *officer; /* all of the street */
    Actor *leader;
    Actor *head;
    Actor *member;
    Actor *inspector; /* of the city */
} Room;

/* `more`: modules beside those of unit/ and matter/, NULL-ended, or NULL. */
Room *room_open(StoreFixture *fixture, const Module *const *more);
void room_close(Room *room);
/* Reads the built-in kinds and `texts` (NULL-ended pairs of file name and text) into a new catalog
 * in place of the old one, as a restart would. */
void room_kinds(Room *room, const char *const *texts);

/* Opens a matter at the street; the reply is the caller's. `fields` is taken. */
json_t *room_matter(Room *room, const char *kind, json_t *fields);
char *room_open_id(Room *room, const char *kind, json_t *fields);
/* Takes a step; `fields` (may be NULL) is taken. */
json_t *room_step(Room *room, const Actor *actor, const char *id, const char *step, json_t *fields);
json_t *room_step_noted(Room *room, const Actor *actor, const char *id, const char *step);
/* The matter as the officer gets it. */
json_t *room_get(Room *room, const char *id);
/* The clock of that name in a reply, the last of them; borrowed. */
json_t *room_clock(const json_t *matter, const char *name);
/* Moves the clock by so many minutes and serves what comes due. */
void room_pass(Room *room, int64_t minutes);
/* The tables' matter and the one the events make must be the same. */
void room_same(Room *room, const char *id);
extern const char *const room_case[]; /* "case.json" and its text, NULL */
