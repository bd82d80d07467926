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

static bool shift_insert(
    Db *db, const Event *event, const json_t *shift, size_t number, GError **error)
{
    g_autofree char *id = g_strdup_printf("%s.%zu", event->subject, number);
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO shift (unit, id, roster, post, name, day, day_kind, begins_at, ends_at,"
        " person, rostered, how, live) VALUES ($unit, $id, $roster, $post, $name, $day, $day_kind,"
        " $begins_at, $ends_at, $person, $person, $how, 0)",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", event->unit);
    bind_text(row, "id", id);
    bind_text(row, "roster", event->subject);
    bind_text(row, "post", json_text(shift, "post"));
    bind_text(row, "name", json_text(shift, "name"));
    bind_text(row, "day", json_text(shift, "day"));
    bind_text(row, "day_kind", json_text(shift, "day_kind"));
    bind_int(row, "begins_at", json_number(shift, "begins_at", 0));
    bind_int(row, "ends_at", json_number(shift, "ends_at", 0));
    bind_text(row, "person", json_text(shift, "person"));
    bind_text(row, "how", json_text(shift, "how"));
    return statement_post(row, 1, error);
}

static bool drafted_apply(Db *db, const Event *event, GError **error)
{
    const json_t *shifts = json_object_get(event->body, "shifts"), *shift = NULL;
    size_t i = 0;

    json_array_foreach (shifts, i, shift) {
        if (!shift_insert(db, event, shift, i + 1, error))
            return false;
    }
    return true;
}

static bool shift_change(Db *db, const Event *event, const json_t *change, GError **error)
{
    bool keeps = json_flag(event->body, "keeps_turn");
    const char *person = json_text(change, "person");
    g_autoptr(Statement) row = store_prepare(db,
        "UPDATE shift SET person = $person, how = 'assigned',"
        " rostered = CASE WHEN $keeps = 1 THEN rostered ELSE $person END"
        " WHERE unit = $unit AND id = $shift",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", event->unit);
    bind_text(row, "shift", json_text(change, "shift"));
    bind_text(row, "person", person);
    bind_int(row, "keeps", keeps);
    return statement_post(row, 1, error);
}

static bool changed_apply(Db *db, const Event *event, GError **error)
{
    const json_t *changes = json_object_get(event->body, "changes"), *change = NULL;
    size_t i = 0;

    json_array_foreach (changes, i, change) {
        if (!shift_change(db, event, change, error))
            return false;
    }
    return true;
}

#define VERSION_UP "UPDATE roster SET version = version + 1 WHERE unit = $unit AND id = $subject"

const Projection roster_projections[] = {
    {.event = EVENT_DRAFTED,
        .sql = "INSERT INTO roster (unit, id, title, from_day, to_day, from_at, until_at, state,"
               " drafted_at, drafted_by, version) VALUES ($unit, $subject, COALESCE($title, ''),"
               " $from_day, $to_day, $from_at, $until_at, 'draft', $at, $actor, 1)"},
    {.event = EVENT_DRAFTED, .apply = drafted_apply},
    {.event = EVENT_CHANGED, .apply = changed_apply},
    {.event = EVENT_CHANGED, .sql = VERSION_UP},
    {.event = EVENT_PUBLISHED,
        .sql = "UPDATE roster SET state = 'published', published_at = $at, published_by = $actor,"
               " version = version + 1 WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_PUBLISHED,
        .sql = "UPDATE shift SET live = 1 WHERE unit = $unit AND roster = $subject"},
    /* What has begun was stood by this roster, whatever comes of it. */
    {.event = EVENT_WITHDRAWN,
        .sql = "UPDATE roster SET state = 'withdrawn', version = version + 1"
               " WHERE unit = $unit AND id = $subject"},
    {.event = EVENT_WITHDRAWN,
        .sql = "UPDATE shift SET live = 0 WHERE unit = $unit AND roster = $subject"
               " AND begins_at > $at"},
    {.event = EVENT_DISCARDED,
        .sql = "UPDATE roster SET state = 'discarded', version = version + 1"
               " WHERE unit = $unit AND id = $subject"},
    {0},
};
