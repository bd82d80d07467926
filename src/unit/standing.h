/* SPDX-License-Identifier: Apache-2.0 */
/* standing - what a superior wants to know of a unit at a glance: all that a board reads.
 *
 * One row a unit holds what this folder and matter/ know: who leads and watches, how much is open
 * and late. It is made by unit.registered; matter/ counts by standing_count(); whoever records
 * something worth a look uses STANDING_TOUCH. What other modules know of their unit are notes, each
 * under a name that the module declares (NoteKind): a projection says a note by
 * STANDING_NOTE, or an apply() by standing_note(), and no other folder writes or reads the tables.
 * Nothing here reads another unit. */
#pragma once

#include "engine/module.h"
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
    int64_t last_at; /* FIELD_UNSET: nothing yet */
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

/* ---- notes ---- */

typedef struct StandingNote {
    const char *name; /* of a NoteKind; here and below its own */
    int64_t count;    /* FIELD_UNSET: it counts nothing */
    int64_t at;
    const char *word; /* a code, which the page translates */
    const char *text; /* personal */
    int64_t amiss_at; /* worth a look from then on; 0: already; FIELD_UNSET: all is well */
} StandingNote;

void standing_note_free(StandingNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StandingNote, standing_note_free)

/* For apply(): from now on this stands there under its name; without anything said, nothing does.
 * What stands there already is not written again. */
bool standing_note(Db *db, const char *unit, const StandingNote *note, GError **error);

/* A projection that selects one note, by the names of its members; no row: it stays as it is. */
#define STANDING_NOTE(kind, select)                                                                \
    {                                                                                              \
        .event = (kind), .sql = (select), .take = standing_note_take                               \
    }
bool standing_note_take(Db *db, const Event *event, Statement *row, GError **error);

/* All notes of a unit, NULL when that fails; and the one of this name in it, NULL: it says nothing.
 */
GPtrArray *standing_notes(Db *db, const char *unit, GError **error);
const StandingNote *standing_noted(const GPtrArray *notes, const char *name);
