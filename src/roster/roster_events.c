/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/roster_events.h"

#include "base/json.h"
#include "engine/module.h"

static const Field drafted_fields[] = {
    FIELD(DraftedBody, title, FIELD_TEXT, .plain = true),
    FIELD(DraftedBody, from_day, FIELD_WORD, .required = true),
    FIELD(DraftedBody, to_day, FIELD_WORD, .required = true),
    FIELD(DraftedBody, from_at, FIELD_TIME, .required = true),
    FIELD(DraftedBody, until_at, FIELD_TIME, .required = true),
    FIELD(DraftedBody, shifts, FIELD_JSON, .required = true,
        .help = "{post, name, day, day_kind, begins_at, ends_at, person, how}."),
    FIELD_END,
};

static const Field changed_fields[] = {
    FIELD(ChangedBody, changes, FIELD_JSON, .required = true, .help = "{shift, person, was}."),
    FIELD(ChangedBody, reason, FIELD_TEXT),
    FIELD(ChangedBody, keeps_turn, FIELD_BOOL, .help = "Whose turn it was stays as it is."),
    FIELD_END,
};

static const Field published_fields[] = {
    FIELD(PublishedBody, reason, FIELD_TEXT),
    FIELD(PublishedBody, broken, FIELD_JSON, .help = "{rule, shift, person} in spite of which."),
    FIELD_END,
};

static const Field withdrawn_fields[] = {
    FIELD(WithdrawnBody, reason, FIELD_TEXT),
    FIELD_END,
};

static const Field empty_fields[] = {FIELD_END};

const EventKind roster_events[] = {
    {EVENT_DRAFTED, drafted_fields, sizeof(DraftedBody)},
    {EVENT_CHANGED, changed_fields, sizeof(ChangedBody)},
    {EVENT_PUBLISHED, published_fields, sizeof(PublishedBody)},
    {EVENT_WITHDRAWN, withdrawn_fields, sizeof(WithdrawnBody)},
    {EVENT_DISCARDED, empty_fields, 0},
    {0},
};

#define VERSION_UP "UPDATE roster SET version = version + 1 WHERE unit = $unit AND id = $subject"

/* The same days may be published twice: what two rosters say of one person, post and time is one
 * shift, and the first of them is live. */
#define SAME_PLACE(other)                                                                          \
    other ".post = shift.post AND " other ".begins_at = shift.begins_at AND " other                \
          ".ends_at = shift.ends_at"
#define SAME_SHIFT(other)                                                                          \
    SAME_PLACE(other) " AND COALESCE(" other ".person, '') = COALESCE(shift.person, '')"
#define NOT_TWICE                                                                                  \
    " AND NOT EXISTS (SELECT 1 FROM shift o WHERE o.unit = shift.unit AND o.live = 1"              \
    " AND o.roster <> shift.roster AND " SAME_SHIFT("o") ")"

const Projection roster_projections[] = {
    {.event = EVENT_DRAFTED,
        .sql = "INSERT INTO roster (unit, id, title, from_day, to_day, from_at, until_at, state,"
               " drafted_at, drafted_by, version) VALUES ($unit, $subject, COALESCE($title, ''),"
               " $from_day, $to_day, $from_at, $until_at, 'draft', $at, $actor, 1)"},
    {.event = EVENT_DRAFTED,
        .sql = "INSERT INTO shift (unit, id, roster, post, name, day, day_kind, begins_at, ends_at,"
               " person, rostered, how, live) VALUES ($unit, CAST($subject AS TEXT) || '.' ||"
               " CAST(CAST($each_n AS BIGINT) + 1 AS TEXT), $subject, $each_post, $each_name,"
               " $each_day, $each_day_kind, $each_begins_at, $each_ends_at, $each_person,"
               " $each_person, $each_how, 0)",
        .each = "shifts",
        .one = true},
    {.event = EVENT_CHANGED,
        .sql = "UPDATE shift SET person = $each_person, how = 'assigned', rostered = CASE WHEN"
               " CAST($keeps_turn AS BIGINT) = 1 THEN rostered ELSE $each_person END"
               " WHERE unit = $unit AND id = $each_shift",
        .each = "changes",
        .one = true},
    {.event = EVENT_CHANGED,
        .sql = "UPDATE shift SET live = 1 WHERE unit = $unit AND id = $each_shift AND live = 0"
               " AND begins_at > $at AND EXISTS (SELECT 1 FROM roster r WHERE r.unit = shift.unit"
               " AND r.id = shift.roster AND r.state = 'published')" NOT_TWICE,
        .each = "changes"},
    {.event = EVENT_CHANGED, .sql = VERSION_UP},
    {.event = EVENT_PUBLISHED,
        .sql = "UPDATE roster SET state = 'published', published_at = $at, published_by = $actor,"
               " version = version + 1 WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_PUBLISHED,
        .sql = "UPDATE shift SET live = 1 WHERE unit = $unit AND roster = $subject" NOT_TWICE},
    /* What has begun was stood by this roster, whatever comes of it. */
    {.event = EVENT_WITHDRAWN,
        .sql = "UPDATE roster SET state = 'withdrawn', version = version + 1"
               " WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_WITHDRAWN,
        .sql = "UPDATE shift SET live = 0 WHERE unit = $unit AND roster = $subject"
               " AND begins_at > $at"},
    /* What another published roster says too is its alone now. */
    {.event = EVENT_WITHDRAWN,
        .sql =
            "UPDATE shift SET live = 1 WHERE unit = $unit AND live = 0 AND begins_at > $at"
            " AND EXISTS (SELECT 1 FROM roster r WHERE r.unit = shift.unit"
            " AND r.id = shift.roster AND r.state = 'published')"
            " AND EXISTS (SELECT 1 FROM shift w WHERE w.unit = shift.unit"
            " AND w.roster = $subject AND w.live = 0 AND " SAME_PLACE(
                "w") ")"
                     " AND id = (SELECT MIN(o.id) FROM shift o, roster p WHERE o.unit = shift.unit"
                     " AND o.live = 0 AND " SAME_SHIFT(
                         "o") " AND p.unit = o.unit AND p.id = o.roster"
                              " AND p.state = 'published')" NOT_TWICE},
    {.event = EVENT_DISCARDED,
        .sql = "UPDATE roster SET state = 'discarded', version = version + 1"
               " WHERE unit = $unit AND id = $subject"},
    {0},
};
