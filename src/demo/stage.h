/* SPDX-License-Identifier: Apache-2.0 */
/* stage - where the demo and the simulation act: the same public commands that people use, with the
 * clock moved by hand.
 *
 * A player is an account; its actor is made from the record, as a sign-in would. Nothing here
 * writes a table. */
#pragma once

#include "engine/executor.h"

typedef struct Stage Stage;

/* Where officers sit who act for a room (computer.h). */
typedef struct StageSeat {
    /* A number that is another one at each question: whose turn it is in the unit's room. 0 where
     * nobody shares a seat. */
    guint (*turn)(const Stage *stage, const char *unit);
    bool (*sits)(const Stage *stage, const Actor *actor);
    /* The same person as the server knows them there; NULL with an error. */
    Actor *(*sit)(Stage *stage, Actor *actor /* taken */, GError **error);
    /* Shows anew who sits there, before an act of legal weight; owned, NULL with an error. */
    Actor *(*prove)(Stage *stage, const Actor *actor, GError **error);
} StageSeat;

struct Stage {
    Engine *engine;     /* borrowed */
    Executor *executor; /* borrowed */
    /* Moves the manual clock on, serving what is due and delivering dispatches on the way. */
    bool (*advance)(void *data, int64_t to, GError **error);
    void *data;
    const StageSeat *seat; /* NULL: everybody has a page of their own */
    GHashTable *computers; /* code of a unit -> Computer *; NULL: none */
    GHashTable *stand_ins; /* id of a person -> StandIn *; NULL: none */
    GHashTable *deserted;  /* code of a unit -> int64_t * until when; NULL: none */
    /* Told of each command before it is done, one after the other; NULL: nobody. */
    void (*before)(void *watcher, const Command *command, const Actor *actor, const json_t *args);
    void *watcher;
    gint acts;    /* commands that were done; atomic */
    gint refused; /* commands that were refused; atomic */
};

/* Who does the work of somebody who is entered as on watch and is not there. */
typedef struct StandIn {
    char *by; /* person */
    int64_t until;
} StandIn;

#define STAGE_RELIEF "relief" /* an officer who is not on watch */
#define STAGE_SPARE "spare"   /* one who stands no shift of yesterday, today or tomorrow either */

int64_t stage_now(const Stage *stage);
bool stage_advance(Stage *stage, int64_t to, GError **error);

void stage_stand_in(Stage *stage, const char *person, const char *by, int64_t until);
/* Everybody goes away from the unit's room. */
void stage_desert(Stage *stage, const char *unit, int64_t until);
/* When somebody is back there; 0: somebody is there. */
int64_t stage_deserted_until(const Stage *stage, const char *unit);

/* Whoever acts for the unit in that role, owned: the one on watch in it, else the first who holds
 * it; or the person, when `role` is the id of one. NULL with FAIL_NOT_FOUND. */
Actor *stage_player(Stage *stage, const char *unit, const char *role, GError **error);

/* Runs the named command as `actor` (NULL: the system); `args` is taken. `out_reply` may be NULL;
 * the reply is a new reference.
 */
bool stage_act(Stage *stage, const Actor *actor, const char *command, json_t *args,
    json_t **out_reply, GError **error);
/* Asks the named query as `actor`, with its permission; `args` is taken. A new reference. */
json_t *stage_ask(
    Stage *stage, const Actor *actor, const char *query, json_t *args, GError **error);
