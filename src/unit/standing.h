/* SPDX-License-Identifier: Apache-2.0 */
/* standing - one row a unit with what a superior wants to know at a glance: all that a board reads.
 *
 * The row is made by unit.registered. This folder keeps leader and officer; matter/ counts open_1 …
 * late_clocks by standing_count(); the projections of roster, presence, handover and leave keep
 * flags to away of their own unit; whoever records something worth a look uses STANDING_TOUCH.
 * Nothing here reads another unit. */
#pragma once

#include "store/store.h"

typedef struct Standing {
    char *unit;
    char *leader;         /* personal; name; NULL: nobody leads now */
    char *leader_phone;   /* personal */
    int64_t leader_since; /* FIELD_UNSET: nobody */
    char *officer;        /* personal; who has been on watch longest */
    char *officer_phone;  /* personal */
    int64_t officer_since;
    int64_t officers; /* how many are on watch */
    int64_t open[5];  /* open matters of level 1..4 at [1]..[4], of unknown level at [0] */
    int64_t late_clocks;
    int64_t flags;          /* of presence, open */
    char *presence;         /* "on_post", "silent", "absent"; NULL: nothing known */
    int64_t presence_since; /* FIELD_UNSET: nothing known */
    int64_t gaps;           /* of coverage in the days ahead; FIELD_UNSET: never looked */
    int64_t next_gap_at;    /* FIELD_UNSET: none */
    int64_t roster_until;   /* published shifts reach until then; FIELD_UNSET: none */
    int64_t filed_until;    /* FIELD_UNSET: none filed */
    int64_t filing_due_at;  /* of rosters asked for and not filed, the first; FIELD_UNSET: none */
    int64_t handover_at;    /* FIELD_UNSET: none signed by both yet */
    int64_t handovers_late; /* that lack a signature past its time */
    char *away;             /* personal; names of principals on leave now */
    int64_t last_at;        /* FIELD_UNSET: nothing yet */
} Standing;

void standing_free(Standing *standing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Standing, standing_free)

/* The standing of one unit, or NULL with FAIL_NOT_FOUND. */
Standing *standing_get(Db *db, const char *unit, GError **error);

/* By how much the open matters have become more or fewer. */
typedef struct StandingCounts {
    int64_t open[5]; /* as in Standing */
    int64_t late_clocks;
} StandingCounts;

/* For projections: counts on, by what happened at `at`. */
bool standing_count(
    Db *db, const char *unit, const StandingCounts *more, int64_t at, GError **error);

/* A projection's SQL: something worth a look has happened in the unit. */
#define STANDING_TOUCH "UPDATE standing SET last_at = $at WHERE unit = $unit"
