/* SPDX-License-Identifier: Apache-2.0 */
/* Reading rosters: one whole, those of a unit, who stands what between two days. */
#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "engine/view.h"
#include "roster/coverage.h"
#include "roster/module.h"
#include "roster/on_duty.h"
#include "roster/roster_events.h"
#include "roster/show.h"
#include "unit/unit.h"

#include <string.h>

#define RANGE_DAYS_MAX 400

/* ---- GET /rosters/{id} ---- */

typedef struct GetArgs {
    char *id;
} GetArgs;

static const Field get_args[] = {
    FIELD(GetArgs, id, FIELD_WORD, .required = true, .help = "The roster."),
    FIELD_END,
};

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const GetArgs *args = data;
    g_autofree char *unit = text_unit_of(args->id);
    bool is_there = false;

    if (!unit_exists(asking->db, unit, &is_there, error))
        return false;
    if (!is_there)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_roster", "there is no such roster");
    if (!roster_visible(asking, unit, error))
        return false;
    out_answer->json = roster_show(asking->engine, asking->db, args->id, asking->now, error);
    return out_answer->json != NULL;
}

/* ---- GET /units/{unit}/rosters ---- */

static const char *const states[] = {
    ROSTER_DRAFT, ROSTER_PUBLISHED, ROSTER_WITHDRAWN, ROSTER_DISCARDED, NULL};

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
    char *state;
} ListArgs;

static const Field list_args[] = {
    LIST_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, state, FIELD_WORD, .choices = states),
    FIELD_END,
};

static bool list_admits(const Asking *asking, const void *data, GError **error)
{
    return roster_visible(asking, ((const ListArgs *) data)->unit, error);
}

static const View rosters_view = {
    .thing = "roster",
    .fields = roster_fields,
    .list = "SELECT * FROM roster WHERE unit = $unit"
            " AND (CAST($state AS TEXT) IS NULL OR state = $state)"
            " AND (from_at, drafted_at, id) < ($after_from_at, $after_drafted_at, $after_id)"
            " ORDER BY from_at DESC, drafted_at DESC, id DESC LIMIT $limit",
    .admits = list_admits,
    .keys = {{"from_at", .falls = true}, {"drafted_at", .falls = true},
        {"id", .falls = true, .is_text = true}},
};

/* ---- who stands what ---- */

static const char *const absences[] = {GAP_ON_LEAVE, GAP_PERSON_LEFT, NULL};

static const Field on_duty_fields[] = {
    FIELD(OnDuty, shift, FIELD_WORD, .required = true),
    FIELD(OnDuty, post, FIELD_WORD, .required = true),
    FIELD(OnDuty, post_name, FIELD_TEXT, .required = true),
    FIELD(OnDuty, role, FIELD_WORD, .required = true),
    FIELD(OnDuty, day, FIELD_WORD, .required = true, .help = "On which the shift begins."),
    FIELD(OnDuty, day_kind, FIELD_WORD, .required = true),
    FIELD(OnDuty, person, FIELD_WORD, .help = "Absent: nobody was rostered."),
    FIELD(OnDuty, name, FIELD_TEXT),
    FIELD(OnDuty, phone, FIELD_TEXT),
    FIELD(OnDuty, rostered, FIELD_WORD, .help = "Whose turn it was."),
    FIELD(OnDuty, how, FIELD_WORD, .required = true),
    FIELD(OnDuty, absent, FIELD_WORD, .choices = absences,
        .help = "Its person has left or is on approved leave: coverage counts it as a gap."),
    FIELD(OnDuty, begins_at, FIELD_TIME, .required = true),
    FIELD(OnDuty, ends_at, FIELD_TIME, .required = true, .help = "Not included."),
    FIELD_END,
};

static json_t *on_duty_json(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(GPtrArray) found = on_duty_between(db, unit, from, until, error);
    json_t *items = found == NULL ? NULL : json_array();

    for (guint i = 0; found != NULL && i < found->len; i++)
        json_array_append_new(items, fields_write(on_duty_fields, FIELD_HTTP, found->pdata[i]));
    return items;
}

typedef struct RangeArgs {
    char *unit;
    char *from;
    char *to;
} RangeArgs;

static const Field range_args[] = {
    FIELD(RangeArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(RangeArgs, from, FIELD_WORD, .required = true, .help = "A day or a moment."),
    FIELD(RangeArgs, to, FIELD_WORD, .required = true,
        .help = "A day, which is included, or a moment, which is not."),
    FIELD_END,
};

typedef struct RangeReply {
    char *unit;
    json_t *items;
} RangeReply;

static const Field range_reply[] = {
    FIELD(RangeReply, unit, FIELD_WORD, .required = true),
    FIELD(RangeReply, items, FIELD_JSON, .required = true, .items = on_duty_fields,
        .help = "Published shifts, in order of time, then of posts."),
    FIELD_END,
};

/* A day counts from its first moment, `days` later. */
static bool border_read(
    const char *name, const char *text, int64_t days, int64_t *out_at, GError **error)
{
    int64_t day = 0;

    if (day_parse(text, &day, NULL)) {
        *out_at = moment_day_start(day + days);
        return true;
    }
    return moment_parse(text, out_at, NULL) || fail_field(error, name, "not_a_time");
}

static bool range_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const RangeArgs *args = data;
    int64_t from = 0, until = 0;
    json_t *items = NULL;

    if (!roster_visible(asking, args->unit, error) ||
        !border_read("from", args->from, 0, &from, error) ||
        !border_read("to", args->to, 1, &until, error))
        return false;
    if (until < from || until - from > RANGE_DAYS_MAX * DAY_MS)
        return fail_field(error, "to", until < from ? "too_early" : "too_late");
    items = on_duty_json(asking->db, args->unit, from, until, error);
    if (items == NULL)
        return false;
    out_answer->json = json_pack("{s:s, s:o}", "unit", args->unit, "items", items);
    return true;
}

/* ---- GET /units/{unit}/on-duty ---- */

typedef struct AtArgs {
    char *unit;
    char *under;
    int64_t at;
} AtArgs;

static const Field at_args[] = {
    FIELD(AtArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(AtArgs, at, FIELD_TIME, .help = "A minute, past or to come; now when absent."),
    FIELD_END,
};

typedef struct AtReply {
    char *unit;
    char *name;
    int64_t at;
    json_t *items;
} AtReply;

static const Field at_reply[] = {
    FIELD(AtReply, unit, FIELD_WORD, .required = true),
    FIELD(AtReply, at, FIELD_TIME, .required = true),
    FIELD(AtReply, items, FIELD_JSON, .required = true, .items = on_duty_fields),
    FIELD_END,
};

static bool at_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const AtArgs *args = data;
    int64_t at = args->at == FIELD_UNSET ? asking->now : args->at;
    g_autofree char *moment = moment_print(at);
    json_t *items = NULL;

    if (!roster_visible(asking, args->unit, error))
        return false;
    items = on_duty_json(asking->db, args->unit, at, at + 1, error);
    if (items == NULL)
        return false;
    out_answer->json =
        json_pack("{s:s, s:s, s:o}", "unit", args->unit, "at", moment, "items", items);
    return true;
}

/* ---- GET /on-duty ---- */

static const Field under_args[] = {
    FIELD(AtArgs, under, FIELD_WORD, .required = true, .max = 24,
        .help = "This unit and everything below it."),
    FIELD(AtArgs, at, FIELD_TIME, .help = "A minute, past or to come; now when absent."),
    FIELD_END,
};

static const Field under_row[] = {
    FIELD(AtReply, unit, FIELD_WORD, .required = true),
    FIELD(AtReply, name, FIELD_TEXT, .required = true),
    FIELD(AtReply, items, FIELD_JSON, .required = true, .items = on_duty_fields,
        .help = "Empty: nobody was put to duty."),
    FIELD_END,
};

static const Field under_reply[] = {
    FIELD(AtReply, at, FIELD_TIME, .required = true),
    FIELD(AtReply, items, FIELD_JSON, .required = true, .items = under_row,
        .help = "Units that keep duty by roster."),
    FIELD_END,
};

static bool under_add(
    const Asking *asking, const Unit *unit, int64_t at, json_t *rows, GError **error)
{
    json_t *items = NULL;
    bool keeps = false;

    if (!roster_keeps_duty(asking->db, unit->code, NULL, &keeps, error))
        return false;
    if (!keeps)
        return true;
    items = on_duty_json(asking->db, unit->code, at, at + 1, error);
    if (items == NULL)
        return false;
    json_array_append_new(
        rows, json_pack("{s:s, s:s, s:o}", "unit", unit->code, "name", unit->name, "items", items));
    return true;
}

static bool under_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const AtArgs *args = data;
    int64_t at = args->at == FIELD_UNSET ? asking->now : args->at;
    g_autofree char *moment = moment_print(at);
    json_auto_t *rows = json_array();
    g_autoptr(Unit) top = unit_get(asking->db, args->under, error);
    g_autoptr(GPtrArray) below = NULL;

    if (top == NULL || !roster_visible(asking, args->under, error))
        return false;
    below = units_below(asking->db, args->under, error);
    if (below == NULL || !under_add(asking, top, at, rows, error))
        return false;
    for (guint i = 0; i < below->len; i++)
        if (!under_add(asking, below->pdata[i], at, rows, error))
            return false;
    out_answer->json = json_pack("{s:s, s:O}", "at", moment, "items", rows);
    return true;
}

static const Query queries[] = {
    {.name = "roster.get",
        .path = "/rosters/{id}",
        .args = get_args,
        .args_size = sizeof(GetArgs),
        .reply = roster_shown,
        .answer = get_answer,
        .help = "A roster with its shifts and what it breaks."},
    {.name = "roster.list",
        .path = "/units/{unit}/rosters",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(roster_fields),
        .lists = &rosters_view,
        .help = "The rosters of a unit, the latest first."},
    {.name = "roster.range",
        .path = "/units/{unit}/roster",
        .args = range_args,
        .args_size = sizeof(RangeArgs),
        .reply = range_reply,
        .answer = range_answer,
        .help = "Who stands what between two days, as published."},
    {.name = "on_duty.unit",
        .path = "/units/{unit}/on-duty",
        .args = at_args,
        .args_size = sizeof(AtArgs),
        .reply = at_reply,
        .answer = at_answer,
        .help = "Who should be at the posts at a minute."},
    {.name = "on_duty.under",
        .path = "/on-duty",
        .args = under_args,
        .args_size = sizeof(AtArgs),
        .reply = under_reply,
        .answer = under_answer,
        .help = "Who should be at the posts at a minute, in every unit below."},
    {0},
};

const Part roster_part = {
    .events = roster_events, .queries = queries, .projections = roster_projections};
