/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "roster/coverage_watch.h"
#include "unit/standing.h"

static const Field found_fields[] = {
    FIELD(FoundBody, gaps, FIELD_JSON, .required = true,
        .help = "{post, kind, shift, from_at, until_at, warned, warn_at}."),
    FIELD(FoundBody, roster_until, FIELD_TIME),
    FIELD(FoundBody, ahead_until, FIELD_TIME),
    FIELD(FoundBody, first_at, FIELD_TIME),
    FIELD(FoundBody, count, FIELD_INT, .required = true),
    FIELD(FoundBody, look_at, FIELD_TIME),
    FIELD_END,
};

static const Field looked_fields[] = {
    FIELD(LookedBody, look_at, FIELD_TIME),
    FIELD_END,
};

static const Field warned_fields[] = {
    FIELD(WarnedBody, from_at, FIELD_TIME, .required = true),
    FIELD(WarnedBody, warned, FIELD_INT, .required = true),
    FIELD(WarnedBody, warn_at, FIELD_TIME),
    FIELD_END,
};

static const Field days_changed_fields[] = {
    FIELD(DaysChangedBody, shifts, FIELD_JSON, .required = true, .help = "{shift, day_kind, was}."),
    FIELD_END,
};

const EventKind coverage_events[] = {
    {EVENT_COVERAGE_FOUND, found_fields, sizeof(FoundBody)},
    {EVENT_COVERAGE_LOOKED, looked_fields, sizeof(LookedBody)},
    {EVENT_COVERAGE_WARNED, warned_fields, sizeof(WarnedBody)},
    {EVENT_DAYS_CHANGED, days_changed_fields, sizeof(DaysChangedBody)},
    {0},
};

/* A gap within a week is worth a look; one further off is still in the hands of who makes rosters.
 */
#define NEAR "604800000"
/* What was found before the end of a roster counted is counted as it is now. */
#define AHEAD "5184000000"
/* Looks at nothing any more once no post keeps duty: look_at is null. */
#define LOOK_FORGET "DELETE FROM due WHERE unit = $unit AND chore = 'coverage.look'"
#define LOOK_AGAIN                                                                                 \
    "INSERT INTO due (unit, chore, subject, at, since, daily) SELECT $unit, 'coverage.look',"      \
    " $unit, CAST($look_at AS BIGINT), CAST($at AS BIGINT), 1 WHERE CAST($look_at AS BIGINT) IS "  \
    "NOT NULL"

const NoteKind coverage_notes[] = {
    {NOTE_GAPS, "roster", 400, "word count at", NULL, 200},
    {NOTE_ROSTER_UNTIL, "roster", 500, "word at", NULL, 40},
    {0},
};

const Projection coverage_projections[] = {
    {.event = EVENT_COVERAGE_FOUND, .sql = "DELETE FROM coverage_gap WHERE unit = $unit"},
    {.event = EVENT_COVERAGE_FOUND,
        .sql = "DELETE FROM due WHERE unit = $unit AND chore = 'coverage.warn'"},
    {.event = EVENT_COVERAGE_FOUND,
        .sql = "INSERT INTO coverage_gap (unit, post, from_at, until_at, kind, shift, warned)"
               " VALUES ($unit, $each_post, $each_from_at, $each_until_at, $each_kind, $each_shift,"
               " COALESCE(CAST($each_warned AS BIGINT), 0))",
        .each = "gaps",
        .one = true},
    /* One row for each moment at which gaps begin. */
    {.event = EVENT_COVERAGE_FOUND,
        .sql = "INSERT INTO due (unit, chore, subject, at) SELECT $unit, 'coverage.warn',"
               " CAST(CAST($each_from_at AS BIGINT) AS TEXT), CAST($each_warn_at AS BIGINT)"
               " WHERE CAST($each_warn_at AS BIGINT) IS NOT NULL"
               " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at"
               " WHERE due.at > excluded.at",
        .each = "gaps"},
    STANDING_NOTE(EVENT_COVERAGE_FOUND,
        "SELECT '" NOTE_GAPS "' AS name, CAST(COUNT(*) AS BIGINT) AS count,"
        " MIN(g.from_at) AS at,"
        " CASE WHEN COUNT(*) = 0 THEN 'covered' ELSE 'gap' END AS word,"
        " MIN(g.from_at) - " NEAR " AS amiss_at FROM coverage_gap g WHERE g.unit = $unit"
        " AND (g.kind <> '" GAP_UNROSTERED "' OR g.from_at < COALESCE("
        "CAST($ahead_until AS BIGINT), CAST($at AS BIGINT) + " AHEAD "))"),
    STANDING_NOTE(EVENT_COVERAGE_FOUND,
        "SELECT '" NOTE_ROSTER_UNTIL "' AS name, CAST($roster_until AS BIGINT) AS at,"
        " CASE WHEN CAST($roster_until AS BIGINT) IS NULL THEN 'none' ELSE 'until' END AS word,"
        " COALESCE(CAST($roster_until AS BIGINT) - " NEAR ", 0) AS amiss_at"),
    {.event = EVENT_COVERAGE_FOUND, .sql = LOOK_FORGET},
    {.event = EVENT_COVERAGE_FOUND, .sql = LOOK_AGAIN},
    {.event = EVENT_COVERAGE_LOOKED, .sql = LOOK_FORGET},
    {.event = EVENT_COVERAGE_LOOKED, .sql = LOOK_AGAIN},
    {.event = EVENT_COVERAGE_WARNED,
        .sql = "UPDATE coverage_gap SET warned = $warned"
               " WHERE unit = $unit AND from_at = $from_at"},
    {.event = EVENT_COVERAGE_WARNED,
        .sql = "DELETE FROM due WHERE unit = $unit AND chore = 'coverage.warn'"
               " AND subject = $subject"},
    {.event = EVENT_COVERAGE_WARNED,
        .sql = "INSERT INTO due (unit, chore, subject, at) SELECT $unit, 'coverage.warn', $subject,"
               " CAST($warn_at AS BIGINT) WHERE CAST($warn_at AS BIGINT) IS NOT NULL"},
    {.event = EVENT_DAYS_CHANGED,
        .sql = "UPDATE shift SET day_kind = $each_day_kind WHERE unit = $unit AND id = $each_shift",
        .each = "shifts",
        .one = true},
    {0},
};
