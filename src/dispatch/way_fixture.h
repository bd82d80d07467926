/* SPDX-License-Identifier: Apache-2.0 */
/* way_fixture - the way of dispatches for tests: three rooms one above the other, and who carries
 * between them. */
#pragma once

#include "dispatch/dispatch.h"
#include "dispatch/postman.h"
#include "matter/room.h"

/* A street, its county and its city, with people on watch and a postman between them. */
typedef struct Way {
    Room *room;
    Town *town;
    DispatchRules *rules;
    Postman *postman;
    Actor *county, *county_leader, *city;
} Way;

void way_watch(Way *way, const Actor *actor, const char *role);
Way *way_open(StoreFixture *fixture);
void way_close(Way *way);
int64_t way_deliver(Way *way);
json_t *way_get(Way *way, const Actor *actor, const char *id);
json_t *way_list(Way *way, const Actor *actor, const char *box);
char *way_newest(Way *way, const Actor *actor, const char *box);
char *way_draft(Way *way, const Actor *actor, json_t *more);
json_t *way_act(Way *way, const Actor *actor, const char *id, const char *name, json_t *more);
void way_acted(Way *way, const Actor *actor, const char *id, const char *name, json_t *more);
void way_text_is(const json_t *object, const char *name, const char *expected);
bool way_may(const json_t *dispatch, const char *name);
