/* SPDX-License-Identifier: Apache-2.0 */
/* desk - a duty room that keeps duty by roster, for tests of this folder's neighbours: a room with
 * the catalog's patterns, and a street with posts and people enough. */
#pragma once

#include "dispatch/module.h"
#include "leave/module.h"
#include "log/module.h"
#include "matter/room.h"
#include "roster/module.h"
#include "roster/roster.h"
#include "solver/solver.h"

#define DESK_OFFICERS 6
#define DESK_LEADERS 3

typedef struct Desk {
    Room *room;
    DutyRules *rules;
    Solver *solver;
    Actor *officers[DESK_OFFICERS]; /* of the street, regular staff */
    Actor *leaders[DESK_LEADERS];
} Desk;

/* What every desk has; a folder above adds its own and a NULL. */
#define DESK_MODULES &dispatch_module, &log_module, &leave_module, &roster_module

/* The clock stands at TOWN_START, 2026-01-01 08:00. No posts yet. */
Desk *desk_open(StoreFixture *fixture);
Desk *desk_open_with(StoreFixture *fixture, const Module *const *modules);
void desk_close(Desk *desk);
/* Leader, main and second shift of 24 hours, open to regular and contract staff. */
void desk_posts(Desk *desk);
/* The posts by this pattern. */
void desk_posts_by(Desk *desk, const char *pattern);
/* Drafts by turn, by the leader; the reply is the caller's. */
json_t *desk_draft(Desk *desk, const char *from_day, const char *to_day);
/* Drafts and publishes (with a reason where rules are broken): the roster's id. */
char *desk_publish(Desk *desk, const char *from_day, const char *to_day);
