/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and revoking the links. */
#include "roster/calendar_link.h"

#include "base/digest.h"
#include "base/json.h"
#include "document/qr.h"
#include "engine/engine.h"
#include "roster/module.h"
#include "roster/roster_events.h"
#include "roster/shift_change.h"
#include "unit/person.h"

#include <string.h>

#define EVENT_OPENED "feed.opened"
#define EVENT_REVOKED "feed.revoked"

typedef struct OpenedBody {
    char *person;
    char *digest;
} OpenedBody;

static const Field opened_fields[] = {
    FIELD(OpenedBody, person, FIELD_WORD),
    FIELD(OpenedBody, digest, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field no_fields[] = {FIELD_END};

static const EventKind events[] = {
    {EVENT_OPENED, opened_fields, sizeof(OpenedBody)},
    {EVENT_REVOKED, no_fields, 0},
    {0},
};

#define BEAT                                                                                       \
    "INSERT INTO roster_beat (unit, beats, changed_at) VALUES ($unit, 1, $at)"                     \
    " ON CONFLICT (unit) DO UPDATE SET beats = roster_beat.beats + 1, changed_at = $at"

static const Projection projections[] = {
    {.event = EVENT_OPENED,
        .sql = "INSERT INTO feed (unit, id, person, digest, opened_at, opened_by)"
               " VALUES ($unit, $subject, $person, $digest, $at, $actor)"},
    {.event = EVENT_REVOKED,
        .sql = "UPDATE feed SET revoked_at = $at WHERE unit = $unit AND id = $subject"},
    /* Who has left reads the duty of the unit no longer. */
    {.event = "person.left",
        .sql = "UPDATE feed SET revoked_at = $at WHERE unit = $unit AND person = $subject"
               " AND revoked_at IS NULL"},
    {.event = "account.disabled",
        .sql = "UPDATE feed SET revoked_at = $at WHERE unit = $unit AND opened_by = $subject"
               " AND revoked_at IS NULL"},
    {.event = "person.left", .sql = BEAT},
    {.event = "leave.approved", .sql = BEAT},
    {.event = "leave.changed", .sql = BEAT},
    {.event = "leave.withdrawn", .sql = BEAT},
    {.event = "leave.returned", .sql = BEAT},
    {.event = EVENT_CHANGED, .sql = BEAT},
    {.event = EVENT_PUBLISHED, .sql = BEAT},
    {.event = EVENT_WITHDRAWN, .sql = BEAT},
    {.event = EVENT_POSTS_ARRANGED, .sql = BEAT},
    {.event = EVENT_CHANGE_APPROVED, .sql = BEAT},
    {.event = EVENT_CHANGE_DENIED, .sql = BEAT},
    {0},
};

/* ---- POST /units/{unit}/feeds ---- */

typedef struct OpenArgs {
    char *unit;
    char *id;
    char *person;
    char *base;
    char *token; /* made by prepare() */
} OpenArgs;

static const Field open_args[] = {
    FIELD(OpenArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(OpenArgs, person, FIELD_WORD, .max = 40, .help = "Absent: the whole unit's duty."),
    FIELD(OpenArgs, base, FIELD_WORD, .max = 200,
        .help = "Where the asker reaches this server: for the QR code."),
    FIELD_END,
};

typedef struct OpenReply {
    char *id;
    char *person;
    char *url;
    char *qr;
} OpenReply;

static const Field open_reply[] = {
    FIELD(OpenReply, id, FIELD_WORD, .required = true),
    FIELD(OpenReply, person, FIELD_WORD),
    FIELD(OpenReply, url, FIELD_TEXT, .required = true,
        .help = "Path of the calendar, secret; never shown again."),
    FIELD(OpenReply, qr, FIELD_TEXT, .help = "The whole address as an SVG picture, with `base`."),
    FIELD_END,
};

static bool open_prepare(const Preparation *preparation, void *data, GError **error)
{
    ((OpenArgs *) data)->token = random_hex(LINK_TOKEN_BYTES);
    return true;
}

static void open_clear(void *data)
{
    g_clear_pointer(&((OpenArgs *) data)->token, g_free);
}

/* One's own duty is everybody's business; the rest is for who publishes. */
static bool link_allowed(Decision *decision, const char *person, GError **error)
{
    const Actor *actor = decision_actor(decision);

    if (person != NULL && actor != NULL && g_strcmp0(actor->person, person) == 0)
        return true;
    return decision_permits(decision, PERMISSION_LINK_ALL, error);
}

static bool open_decide(Decision *decision, const void *data, GError **error)
{
    const OpenArgs *args = data;
    g_autofree char *digest = digest_secret(args->token);
    g_autoptr(Person) person = NULL;
    const OpenedBody body = {.person = args->person, .digest = digest};

    if (args->base != NULL && !g_str_has_prefix(args->base, "http://") &&
        !g_str_has_prefix(args->base, "https://"))
        return fail_field(error, "base", "malformed");
    if (!person_find(decision_db(decision), args->person, &person, error))
        return false;
    if (args->person != NULL &&
        (person == NULL || g_strcmp0(person->unit, decision_unit(decision)) != 0))
        return fail_field(error, "person", "no_such_person");
    return link_allowed(decision, args->person, error) &&
           decision_emit(decision, EVENT_OPENED, NULL, &body, error);
}

static bool open_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const OpenArgs *args = data;
    g_autofree char *id = decision_first_id(decision);
    g_autofree char *url = g_strconcat("/api/v1/feeds/", args->token, LINK_SUFFIX, NULL);
    g_autofree char *whole = args->base == NULL ? NULL : g_strconcat(args->base, url, NULL);
    g_autofree char *qr = whole == NULL ? NULL : qr_svg(whole, error);

    if (whole != NULL && qr == NULL)
        return false;
    *out_reply =
        json_pack("{s:s, s:s?, s:s, s:s?}", "id", id, "person", args->person, "url", url, "qr", qr);
    return true;
}

/* ---- DELETE /units/{unit}/feeds/{id} ---- */

static const Field revoke_args[] = {
    FIELD(OpenArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(OpenArgs, id, FIELD_WORD, .required = true, .max = 40, .help = "The link."),
    FIELD_END,
};

static const Field revoke_reply[] = {
    FIELD(OpenReply, id, FIELD_WORD, .required = true),
    FIELD_END,
};

static bool revoke_decide(Decision *decision, const void *data, GError **error)
{
    const OpenArgs *args = data;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT person FROM feed WHERE unit = $unit AND id = $id AND revoked_at IS NULL", error,
        "unit", args->unit, "id", args->id, NULL);

    return statement_find(row, "no_such_feed", "link", error) &&
           link_allowed(decision, row_text_of(row, "person"), error) &&
           decision_emit(decision, EVENT_REVOKED, args->id, NULL, error);
}

static bool revoke_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = json_pack("{s:s}", "id", ((const OpenArgs *) data)->id);
    return true;
}

static const Command commands[] = {
    {.name = "feed.open",
        .method = "POST",
        .path = "/units/{unit}/feeds",
        .permission = PERMISSION_ROSTER_READ,
        .status = 201,
        .begins = true,
        .args = open_args,
        .args_size = sizeof(OpenArgs),
        .reply = open_reply,
        .prepare = open_prepare,
        .clear = open_clear,
        .decide = open_decide,
        .conclude = open_conclude,
        .once = true,
        .help = "Opens a secret calendar link to the duty of the unit or of one person."},
    {.name = "feed.revoke",
        .method = "DELETE",
        .path = "/units/{unit}/feeds/{id}",
        .permission = PERMISSION_ROSTER_READ,
        .args = revoke_args,
        .args_size = sizeof(OpenArgs),
        .reply = revoke_reply,
        .decide = revoke_decide,
        .conclude = revoke_conclude,
        .help = "Revokes a calendar link; it answers nothing from then on."},
    {0},
};

const Part calendar_link_part = {.events = events,
    .commands = commands,
    .queries = calendar_link_queries,
    .projections = projections};
