/* SPDX-License-Identifier: Apache-2.0 */
/* team - the people of a unit as rosters see them: what they may stand, when they are away, what
 * they have stood this year. */
#pragma once

#include "roster/roster.h"

typedef struct Span {
    int64_t from_at, until_at; /* half open */
} Span;

typedef enum Lane { LANE_OFFICER, LANE_LEADER } Lane; /* rotations that are kept apart */
#define LANES 2

typedef struct Member {
    char *id;
    char *name; /* personal; may be NULL */
    char *engagement;
    char **roles; /* GStrv */
    int64_t registered_at;
    int64_t left_at;           /* FIELD_UNSET: still there */
    GArray *away;              /* of Span, in order */
    int64_t turns[LANES][3];   /* whose turn it was this year, by lane and DayKind */
    int64_t last_at[LANES][3]; /* when it was their turn last; INT64_MIN: never */
} Member;

/* Everybody of the unit who was there at `from` or later, longest first, with what was their turn
 * from the first day of `from`'s year until `from`: array of Member *. */
GPtrArray *team_load(Db *db, const char *unit, int64_t from, GError **error);
/* NULL when not of the team. */
const Member *team_find(const GPtrArray *team, const char *person);
bool member_is_away(const Member *member, int64_t from_at, int64_t until_at);
Lane lane_of(const char *role);
