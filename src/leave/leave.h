/* SPDX-License-Identifier: Apache-2.0 */
/* leave - somebody of a unit is away from a minute to a minute, asked for and approved.
 *
 * Ids are UNIT-SEQ of leave.asked. Live is what is approved and not yet over; a leave that ended is
 * 'returned' and its `until_at` is when they came back. Intervals are half open. That nobody is
 * left to lead is computed over overlapping leaves and refused unless explained; the explanation
 * stays. */
#pragma once

#include "engine/field.h"
#include "store/store.h"

typedef struct Leave {
    char *id;
    char *unit;
    char *person;
    char *leave_kind;
    int64_t from_at, until_at;
    char *place, *reason, *transport; /* personal */
    char *acting;                     /* person who leads meanwhile; NULL: nobody was named */
    char *acting_phone;               /* personal; NULL: their own */
    char *state;                      /* "asked", "approved", "refused", "withdrawn", "returned" */
    bool principal;                   /* told to the level above */
    bool late;                        /* not asked for in time */
    char **clash;                     /* GStrv: leaves with which nobody is left to lead */
    char *explanation;                /* personal; why all the same */
    int64_t phoned_at;                /* FIELD_UNSET: not told by telephone first */
    char *phoned_to;                  /* personal */
    int64_t asked_at;
    char *asked_by; /* account */
    int64_t answered_at;
    char *answered_by; /* account */
    char *words;       /* personal */
    char *above;       /* personal; who of the level above agreed */
    int64_t above_at;  /* when, as put down; FIELD_UNSET: nothing was, or they agreed here */
    char *above_paper; /* personal; by what */
    char *above_by;    /* account that put it down */
    bool unconfirmed;  /* changed since it was approved, not by who approves */
    bool begun;
    int64_t overdue_at, returned_at, filed_at;
    char *dispatch;
} Leave;

void leave_free(Leave *leave);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Leave, leave_free)

/* The leave, or NULL with FAIL_NOT_FOUND. */
Leave *leave_get(Db *db, const char *id, GError **error);
/* Approved leaves of the unit that touch [from, until), earliest first: array of Leave *. */
GPtrArray *leaves_live(Db *db, const char *unit, int64_t from, int64_t until, GError **error);
/* Is the person on approved leave at that minute? */
bool leave_is_away(
    Db *db, const char *unit, const char *person, int64_t at, bool *out_away, GError **error);

/* --- what rosters say of an absence --- */

/* Who would be away, and when. */
typedef struct LeaveAbsence {
    const char *leave; /* its id, NULL: not yet asked for */
    const char *person;
    const char *acting; /* or NULL */
    int64_t from_at, until_at;
} LeaveAbsence;

typedef struct StandIn {
    char *person, *name;
} StandIn;

/* A live shift that it touches, and who could stand in, the least burdened first. */
typedef struct LeaveTouch {
    char *shift, *post, *post_name, *role;
    int64_t begins_at, ends_at;
    json_t *stand_ins;
} LeaveTouch;

extern const Field leave_stand_in_fields[];
extern const Field leave_touch_fields[];

/* Leave is below the rosters and asks them by this service; without it no shift is touched. */
#define SERVICE_LEAVE_ROSTER "leave_roster"

typedef struct LeaveRoster {
    /* Rows of leave_touch_fields: a new reference, NULL on failure. */
    json_t *(*touches)(Db *db, const char *unit, const LeaveAbsence *absence, GError **error);
} LeaveRoster;
