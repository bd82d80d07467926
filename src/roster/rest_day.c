/* SPDX-License-Identifier: Apache-2.0 */
/* Rest days taken in return for duty: a person takes a day at most once, in one piece or two
 * halves; taken back when it was not so. */
#include "base/day.h"
#include "engine/module.h"
#include "engine/view.h"
#include "roster/module.h"
#include "roster/show.h"
#include "unit/person.h"
#include "unit/unit.h"

#include <string.h>

#define EVENT_TAKEN "rest_day.taken"
#define EVENT_CANCELLED "rest_day.cancelled"

typedef struct TakenBody {
    char *person;
    char *day;
    int64_t tenths;
    char *note;
} TakenBody;

static const Field taken_fields[] = {
    FIELD(TakenBody, person, FIELD_WORD, .required = true),
    FIELD(TakenBody, day, FIELD_WORD, .required = true),
    FIELD(TakenBody, tenths, FIELD_INT, .required = true),
    FIELD(TakenBody, note, FIELD_TEXT),
    FIELD_END,
};

static const Field empty_fields[] = {FIELD_END};

static const EventKind events[] = {
    {EVENT_TAKEN, taken_fields, sizeof(TakenBody)},
    {EVENT_CANCELLED, empty_fields, 0},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_TAKEN,
        .sql = "INSERT INTO rest_day (unit, id, person, day, tenths, note, written_at, written_by)"
               " VALUES ($unit, $subject, $person, $day, $tenths, $note, $at, $actor)"},
    {.event = EVENT_CANCELLED, .sql = "DELETE FROM rest_day WHERE unit = $unit AND id = $subject"},
    {0},
};

typedef struct TakeArgs {
    char *unit;
    char *id;
    char *person;
    char *day;
    bool half;
    char *note;
} TakeArgs;

static const Field take_args[] = {
    FIELD(TakeArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(TakeArgs, person, FIELD_WORD, .required = true, .max = 40),
    FIELD(TakeArgs, day, FIELD_WORD, .required = true, .max = 10, .help = "YYYY-MM-DD."),
    FIELD(TakeArgs, half, FIELD_BOOL, .help = "Half a day."),
    FIELD(TakeArgs, note, FIELD_TEXT, .max = 200),
    FIELD_END,
};

static const Field cancel_args[] = {
    FIELD(TakeArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(TakeArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

typedef struct TakeReply {
    char *id;
} TakeReply;

static const Field take_reply[] = {
    FIELD(TakeReply, id, FIELD_WORD, .required = true),
    FIELD_END,
};

#define DAY_TENTHS 10

/* Is so much of the day taken already that this does not fit in? */
static bool is_taken(
    Decision *decision, const TakeArgs *args, int64_t tenths, bool *out_taken, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_texts(decision_db(decision),
        "SELECT CAST(SUM(tenths) AS BIGINT) FROM rest_day"
        " WHERE unit = $unit AND person = $person AND day = $day",
        error, "unit", decision_unit(decision), "person", args->person, "day", args->day, NULL);
    int64_t taken = 0;

    if (!statement_int(rows, 0, &taken, error))
        return false;
    *out_taken = taken + tenths > DAY_TENTHS;
    return true;
}

static bool is_written(Decision *decision, const char *id, bool *out_written, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM rest_day WHERE unit = $unit AND id = $id", error, "unit",
        decision_unit(decision), "id", id, NULL);

    return statement_found(row, out_written, error);
}

static bool take_decide(Decision *decision, const void *data, GError **error)
{
    const TakeArgs *args = data;
    g_autoptr(Person) person = NULL;
    int64_t day = 0;
    int64_t tenths = args->half ? DAY_TENTHS / 2 : DAY_TENTHS;
    bool fits = true, taken = false;

    if (!person_find(decision_db(decision), args->person, &person, error))
        return false;
    if (person == NULL || strcmp(person->unit, decision_unit(decision)) != 0)
        fits = fail_field(error, "person", "no_such_person");
    if (!day_parse(args->day, &day, NULL))
        fits = fail_field(error, "day", "not_a_day");
    if (!fits || !is_taken(decision, args, tenths, &taken, error))
        return false;
    if (taken)
        return fail_as(error, FAIL_CONFLICT, "taken_already", "the day is taken already");
    const TakenBody body = {
        .person = args->person, .day = args->day, .tenths = tenths, .note = args->note};
    return decision_emit(decision, EVENT_TAKEN, NULL, &body, error);
}

static bool take_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    g_autofree char *id = decision_first_id(decision);

    *out_reply = json_pack("{s:s}", "id", id);
    return true;
}

static bool cancel_decide(Decision *decision, const void *data, GError **error)
{
    const TakeArgs *args = data;
    bool written = false;

    if (!is_written(decision, args->id, &written, error))
        return false;
    if (!written)
        return fail(error, FAIL_NOT_FOUND, "there is no such rest day");
    return decision_emit(decision, EVENT_CANCELLED, args->id, NULL, error);
}

static const Command commands[] = {
    {.name = "rest_day.take",
        .method = "POST",
        .path = "/units/{unit}/rest-days",
        .permission = "roster.publish",
        .status = 201,
        .args = take_args,
        .args_size = sizeof(TakeArgs),
        .reply = take_reply,
        .decide = take_decide,
        .conclude = take_conclude,
        .help = "Records that somebody took a rest day in return for duty."},
    {.name = "rest_day.cancel",
        .method = "DELETE",
        .path = "/units/{unit}/rest-days/{id}",
        .permission = "roster.publish",
        .args = cancel_args,
        .args_size = sizeof(TakeArgs),
        .decide = cancel_decide,
        .help = "Takes a rest day back that was not taken."},
    {0},
};

/* ---- GET /units/{unit}/rest-days ---- */

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
    char *from;
    char *to;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, from, FIELD_WORD, .required = true, .max = 10, .help = "First day."),
    FIELD(ListArgs, to, FIELD_WORD, .required = true, .max = 10, .help = "Last day, included."),
    FIELD_END,
};

typedef struct RestDay {
    char *id, *person, *name, *day;
    int64_t tenths;
    char *note;
    int64_t written_at;
    char *written_by;
} RestDay;

static const Field rest_day_fields[] = {
    FIELD(RestDay, id, FIELD_WORD, .required = true),
    FIELD(RestDay, person, FIELD_WORD, .required = true),
    FIELD(RestDay, name, FIELD_TEXT),
    FIELD(RestDay, day, FIELD_WORD, .required = true),
    FIELD(RestDay, tenths, FIELD_INT, .required = true, .help = "Of a day: 10, or 5."),
    FIELD(RestDay, note, FIELD_TEXT),
    FIELD(RestDay, written_at, FIELD_TIME, .required = true),
    FIELD(RestDay, written_by, FIELD_WORD, .required = true, .help = "Account."),
    FIELD_END,
};

/* For whoever sees the rosters, of days that are some. */
static bool days_admit(const Asking *asking, const void *data, GError **error)
{
    const ListArgs *args = data;
    int64_t day = 0;

    if (!roster_visible(asking, args->unit, error))
        return false;
    if (!day_parse(args->from, &day, NULL))
        return fail_field(error, "from", "not_a_day");
    return day_parse(args->to, &day, NULL) || fail_field(error, "to", "not_a_day");
}

static const ViewName rest_day_names[] = {{"name", "person", person_name}, {0}};
static const View rest_day_view = {
    .thing = "rest_day",
    .fields = rest_day_fields,
    .list = "SELECT id, person, day, tenths, note, written_at, written_by FROM rest_day"
            " WHERE unit = $unit AND day >= $from AND day <= $to"
            " AND (day, id) > ($after_day, $after_id) ORDER BY day, id LIMIT $limit",
    .admits = days_admit,
    .names = rest_day_names,
    .keys = {{"day", .is_text = true}, {"id", .is_text = true}},
    .sheet = "name day tenths note written_at id",
    .about = unit_name,
};

static const Query queries[] = {
    {.name = "rest_day.list",
        .path = "/units/{unit}/rest-days",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(rest_day_fields),
        .lists = &rest_day_view,
        .help = "Rest days taken in return for duty, in order of their days."},
    {0},
};

const Part rest_day_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
