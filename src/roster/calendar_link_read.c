/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the links: which there are, and the calendar behind one. */
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/moment.h"
#include "document/ical.h"
#include "engine/county.h"
#include "engine/engine.h"
#include "engine/field_row.h"
#include "roster/calendar_link.h"
#include "roster/on_duty.h"
#include "unit/access.h"
#include "unit/person.h"
#include "unit/unit.h"

#include <string.h>

#define DAYS_BACK 31
#define DAYS_AHEAD 400

static const Field link_columns[] = {
    FIELD(CalendarLink, unit, FIELD_WORD),
    FIELD(CalendarLink, id, FIELD_WORD),
    FIELD(CalendarLink, person, FIELD_WORD),
    FIELD(CalendarLink, opened_at, FIELD_TIME),
    FIELD(CalendarLink, opened_by, FIELD_WORD),
    FIELD(CalendarLink, revoked_at, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(CalendarLink, calendar_link, link_columns)

/* Does whoever opened it still see, by their own right, what it shows? */
static bool link_answers(
    const Asking *asking, const CalendarLink *link, bool *out_answers, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(Actor) maker = actor_of_account(asking->db, link->opened_by, &problem);
    const Asking theirs = {.engine = asking->engine, .db = asking->db, .actor = maker};
    bool own = maker != NULL && link->person != NULL && g_strcmp0(link->person, maker->person) == 0;

    *out_answers = false;
    if (maker == NULL && !g_error_matches(problem, FAIL, FAIL_DENIED)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    return asking_may(&theirs, PERMISSION_ROSTER_READ, link->unit, out_answers, error) &&
           (!*out_answers || own ||
               asking_may(&theirs, PERMISSION_LINK_ALL, link->unit, out_answers, error));
}

CalendarLink *calendar_link_by_token(Db *db, const char *token, GError **error)
{
    g_autofree char *digest = digest_secret(token);
    g_autoptr(Statement) row =
        store_prepare_texts(db, "SELECT * FROM feed WHERE digest = $digest AND revoked_at IS NULL",
            error, "digest", digest, NULL);

    return statement_find(row, "no_such_feed", "link", error)
               ? fields_row_new(link_columns, sizeof(CalendarLink), row)
               : NULL;
}

/* ---- GET /units/{unit}/feeds ---- */

typedef struct ListArgs {
    char *unit;
    char *token;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

static const Field link_fields[] = {
    FIELD(CalendarLink, id, FIELD_WORD, .required = true),
    FIELD(CalendarLink, person, FIELD_WORD, .help = "Absent: the whole unit's duty."),
    FIELD(CalendarLink, opened_at, FIELD_TIME, .required = true),
    FIELD(CalendarLink, opened_by, FIELD_WORD, .required = true, .help = "Account."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = link_fields),
    FIELD_END,
};

/* Those that still answer. */
static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        "SELECT * FROM feed WHERE unit = $unit AND revoked_at IS NULL ORDER BY opened_at", error,
        "unit", ((const ListArgs *) data)->unit, NULL);
    g_autoptr(GPtrArray) links = fields_rows(
        link_columns, sizeof(CalendarLink), (GDestroyNotify) calendar_link_free, rows, error);

    if (links == NULL)
        return false;
    for (guint i = 0; i < links->len; i++) {
        bool answers = false;
        if (!link_answers(asking, links->pdata[i], &answers, error))
            return false;
        if (answers)
            json_array_append_new(items, fields_write(link_fields, FIELD_HTTP, links->pdata[i]));
    }
    out_answer->json = json_pack("{s:O}", "items", items);
    return true;
}

/* ---- GET /feeds/{token} ---- */

static const Field feed_args[] = {
    FIELD(ListArgs, token, FIELD_WORD, .required = true, .max = 80,
        .help = "The secret, with .ics behind it."),
    FIELD_END,
};

typedef struct Beat {
    int64_t beats;
    int64_t changed_at;
} Beat;

static bool beat_read(Db *db, const char *unit, Beat *out_beat, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT beats, changed_at FROM roster_beat WHERE unit = $unit", error, "unit", unit, NULL);
    bool found = false;

    if (!statement_found(row, &found, error))
        return false;
    if (found)
        *out_beat = (Beat){row_int_of(row, "beats"), row_int_of(row, "changed_at")};
    return true;
}

typedef struct Feeding {
    const CalendarLink *link;
    const Beat *beat;
    const json_t *words; /* catalog/duty/wall.json */
} Feeding;

static void event_destroy(void *event)
{
    ical_event_free(event);
}

/* Who stands it, in words: whom the roster names and who is away is not there. */
static const char *who_text(const OnDuty *shift, const json_t *words)
{
    const char *nobody = json_text(json_object_get(words, "nobody"), "zh");

    return on_duty_person(shift) != NULL || nobody == NULL ? shift->name : nobody;
}

/* Of a person's own calendar the post is enough; in the unit's each event says who. */
static IcalEvent *event_of(const OnDuty *shift, const Feeding *feeding)
{
    IcalEvent *event = g_new0(IcalEvent, 1);
    const Beat *beat = feeding->beat;
    const char *who = feeding->link->person == NULL ? who_text(shift, feeding->words) : NULL;

    event->uid = g_strdup_printf("%s@shaodian", shift->shift);
    event->summary =
        who == NULL ? g_strdup(shift->post_name) : g_strconcat(shift->post_name, " ", who, NULL);
    event->begins_at = shift->begins_at;
    event->ends_at = shift->ends_at;
    event->changed_at = beat->changed_at;
    event->sequence = beat->beats;
    return event;
}

/* Others on duty at the same time, a line each. */
static char *company_text(const GPtrArray *shifts, const OnDuty *of)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < shifts->len; i++) {
        const OnDuty *other = shifts->pdata[i];
        if (other == of || other->name == NULL || other->absent != NULL ||
            other->begins_at >= of->ends_at || other->ends_at <= of->begins_at ||
            g_strcmp0(other->person, of->person) == 0)
            continue;
        if (other->begins_at != of->begins_at && g_strcmp0(other->post, of->post) == 0)
            continue;
        g_string_append_printf(
            text, "%s%s %s", text->len > 0 ? "\n" : "", other->post_name, other->name);
    }
    return g_string_free(text, FALSE);
}

static char *feed_text(const GPtrArray *shifts, const Feeding *feeding, const char *name)
{
    const CalendarLink *link = feeding->link;
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_destroy);

    for (guint i = 0; i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        if (link->person != NULL && g_strcmp0(link->person, on_duty_person(shift)) != 0)
            continue;
        IcalEvent *event = event_of(shift, feeding);
        if (link->person != NULL)
            event->description = company_text(shifts, shift);
        g_ptr_array_add(events, event);
    }
    return ical_write(name, events);
}

static char *feed_name(Db *db, const CalendarLink *link)
{
    g_autofree char *unit = unit_name(db, link->unit);
    g_autofree char *person = link->person == NULL ? NULL : person_name(db, link->person);

    return person == NULL ? g_steal_pointer(&unit) : g_strjoin(" ", unit, person, NULL);
}

static bool feed_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    g_autofree char *token = g_strdup(((const ListArgs *) data)->token);
    Beat beat = {.changed_at = 0};
    bool answers = false;

    if (g_str_has_suffix(token, LINK_SUFFIX))
        token[strlen(token) - strlen(LINK_SUFFIX)] = '\0';
    g_autoptr(CalendarLink) link = calendar_link_by_token(asking->db, token, error);
    if (link == NULL || !link_answers(asking, link, &answers, error) ||
        !beat_read(asking->db, link->unit, &beat, error))
        return false;
    if (!answers)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_feed", "there is no such link");
    /* Whole days, so that the same calendar keeps its tag until something changes. */
    int64_t today = moment_day_start(moment_day(asking->now));
    g_autoptr(GPtrArray) shifts = on_duty_between(
        asking->db, link->unit, today - DAYS_BACK * DAY_MS, today + DAYS_AHEAD * DAY_MS, error);
    if (shifts == NULL)
        return false;
    g_autofree char *name = feed_name(asking->db, link);
    json_auto_t *words = county_file(asking->engine, "wall");
    char *text = feed_text(shifts, &(Feeding){link, &beat, words}, name);
    out_answer->bytes = g_bytes_new_take(text, strlen(text));
    out_answer->media_type = g_strdup("text/calendar; charset=utf-8");
    return true;
}

static const char *const feed_media[] = {"text/calendar", NULL};

const Query calendar_link_queries[] = {
    {.name = "feed.list",
        .path = "/units/{unit}/feeds",
        .permission = PERMISSION_ROSTER_READ,
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "The calendar links of a unit that still answer; never the secrets."},
    {.name = "feed.get",
        .path = "/feeds/{token}",
        .public = true,
        .args = feed_args,
        .args_size = sizeof(ListArgs),
        .media = feed_media,
        .answer = feed_answer,
        .help = "The calendar behind a secret link, as text/calendar."},
    {0},
};
