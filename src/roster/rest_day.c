/* SPDX-License-Identifier: Apache-2.0 */
/* Rest days taken in return for duty: one a person and day, taken back when it was not so. */
#include "base/day.h"
#include "engine/module.h"
#include "roster/module.h"
#include "roster/show.h"
#include "unit/person.h"

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

static bool is_taken(Decision *decision, const TakeArgs *args)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT 1 FROM rest_day WHERE unit = $unit AND person = $person AND day = $day", NULL);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "person", args->person);
    bind_text(row, "day", args->day);
    return statement_step(row, NULL) == STORE_ROW;
}

static bool is_written(Decision *decision, const char *id)
{
    g_autoptr(Statement) row = store_prepare(
        decision_db(decision), "SELECT 1 FROM rest_day WHERE unit = $unit AND id = $id", NULL);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "id", id);
    return statement_step(row, NULL) == STORE_ROW;
}

static bool take_decide(Decision *decision, const void *data, GError **error)
{
    const TakeArgs *args = data;
    g_autoptr(Person) person = person_get(decision_db(decision), args->person, NULL);
    int64_t day = 0;
    bool fits = true;

    if (person == NULL || strcmp(person->unit, decision_unit(decision)) != 0)
        fits = fail_field(error, "person", "no_such_person");
    if (!day_parse(args->day, &day, NULL))
        fits = fail_field(error, "day", "not_a_day");
    if (!fits)
        return false;
    if (is_taken(decision, args))
        return fail_as(error, FAIL_CONFLICT, "taken_already", "the day is taken already");
    const TakenBody body = {.person = args->person,
        .day = args->day,
        .tenths = args->half ? 5 : 10,
        .note = args->note};
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

    if (!is_written(decision, args->id))
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

#define LIST_MAX 2000

typedef struct ListArgs {
    char *unit;
    char *from;
    char *to;
} ListArgs;

static const Field list_args[] = {
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

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = rest_day_fields),
    FIELD_END,
};

static bool days_check(const ListArgs *args, GError **error)
{
    int64_t day = 0;

    if (!day_parse(args->from, &day, NULL))
        return fail_field(error, "from", "not_a_day");
    return day_parse(args->to, &day, NULL) || fail_field(error, "to", "not_a_day");
}

static json_t *rest_day_json(Db *db, Statement *row)
{
    g_autofree char *name = person_name(db, row_text(row, 1));
    const RestDay shown = {.id = (char *) row_text(row, 0),
        .person = (char *) row_text(row, 1),
        .name = name,
        .day = (char *) row_text(row, 2),
        .tenths = row_int(row, 3),
        .note = (char *) row_text(row, 4),
        .written_at = row_int(row, 5),
        .written_by = (char *) row_text(row, 6)};

    return fields_write(rest_day_fields, FIELD_HTTP, &shown);
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    json_auto_t *items = json_array();
    StoreStep step = STORE_FAILED;

    if (!roster_visible(asking, args->unit, error) || !days_check(args, error))
        return false;
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT id, person, day, tenths, note, written_at, written_by FROM rest_day"
        " WHERE unit = $unit AND day >= $from_day AND day <= $to_day ORDER BY day, id LIMIT $limit",
        error);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    bind_text(rows, "from_day", args->from);
    bind_text(rows, "to_day", args->to);
    bind_int(rows, "limit", LIST_MAX);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, rest_day_json(asking->db, rows));
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

static const Query queries[] = {
    {.name = "rest_day.list",
        .path = "/units/{unit}/rest-days",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "Rest days taken in return for duty, in order of their days."},
    {0},
};

const Part rest_day_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
