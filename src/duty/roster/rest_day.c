/* SPDX-License-Identifier: Apache-2.0 */
/* Rest days taken in return for duty: one a person and day, taken back when it was not so. */
#include "base/day.h"
#include "duty/modules.h"
#include "duty/roster/duty_sheet.h"
#include "engine/module.h"
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

const Module duty_sheet_module = {.name = "duty_sheet",
    .events = events,
    .commands = commands,
    .queries = duty_sheet_queries,
    .projections = projections};
