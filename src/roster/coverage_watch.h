/* SPDX-License-Identifier: Apache-2.0 */
/* coverage_watch - looking again whenever something changes, and every day; warning in time. */
#pragma once

#include "engine/module.h"
#include "roster/coverage.h"

#define EVENT_COVERAGE_FOUND "coverage.found"
#define EVENT_COVERAGE_LOOKED "coverage.looked"
#define EVENT_COVERAGE_WARNED "coverage.warned"
#define EVENT_DAYS_CHANGED "roster.days_changed"
#define CHORE_LOOK "coverage.look"
#define CHORE_WARN "coverage.warn"

typedef struct CoverageAsk {
    Engine *engine;
    Db *db;
    const char *unit;
    int64_t now;
} CoverageAsk;

/* `out_case` is zeroed; to be cleared whatever comes back. */
bool coverage_case_load(const CoverageAsk *ask, CoverageCase *out_case, GError **error);

#define ROSTERED_WHOLE "whole"
#define ROSTERED_PARTLY "partly"
#define ROSTERED_NOT "not"

/* Is every minute of these days, both included, that the unit's posts ask for in a live shift with
 * somebody who stands it? Days of which the calendar tells nothing, and a unit without posts, are
 * not rostered. */
bool coverage_rostered(
    const CoverageAsk *ask, const int64_t days[2], const char **out_word, GError **error);

typedef struct FoundBody {
    json_t *gaps; /* [{post, kind, shift, from_at, until_at, warned, warn_at}] */
    int64_t roster_until;
    int64_t
        ahead_until;  /* the end of a roster before it counts; FIELD_UNSET: of before, none did */
    int64_t first_at; /* of the gaps that count; FIELD_UNSET: none */
    int64_t count;    /* of the same */
    int64_t look_at;
} FoundBody;

typedef struct LookedBody {
    int64_t look_at;
} LookedBody;

typedef struct WarnedBody {
    int64_t from_at;
    int64_t warned;
    int64_t warn_at; /* FIELD_UNSET: no more */
} WarnedBody;

typedef struct DaysChangedBody {
    json_t *shifts; /* [{shift, day_kind, was}] */
} DaysChangedBody;

extern const EventKind coverage_events[];
extern const Projection coverage_projections[];
#define NOTE_GAPS "gaps"
#define NOTE_ROSTER_UNTIL "roster_until"
extern const NoteKind coverage_notes[];
extern const Query coverage_queries[];
