/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/workday_notice.h"

#include "base/fail.h"
#include "base/json.h"
#include "engine/module.h"
#include "unit/module.h"
#include "unit/timekeeping.h"

#include <string.h>

#define EVENT_NOTICED "calendar.noticed"
#define TEXT_MAX 20000
#define DAYS_MAX 120

/* ---- event ---- */

typedef struct NoticedBody {
    int64_t year;
    char *file;
} NoticedBody;

static const Field noticed_fields[] = {
    FIELD(NoticedBody, year, FIELD_INT, .required = true),
    FIELD(NoticedBody, file, FIELD_TEXT, .plain = true, .required = true, .max = TEXT_MAX,
        .help = "As catalog/calendar/cn-YEAR.json, canonical."),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_NOTICED, noticed_fields, sizeof(NoticedBody)},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_NOTICED,
        .sql = "INSERT INTO calendar_notice (unit, year, file, seq, at, by_account)"
               " VALUES ($unit, $year, $file, $seq, $at, $actor) ON CONFLICT (unit, year) DO UPDATE"
               " SET file = excluded.file, seq = excluded.seq, at = excluded.at,"
               " by_account = excluded.by_account"},
    {0},
};

/* ---- what was entered ---- */

static bool mark_read(Db *db, int64_t *out_mark, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT CAST(COUNT(*) * 1000000007 + COALESCE(SUM(seq), 0) AS BIGINT) FROM calendar_notice",
        error);

    return statement_int(row, 0, out_mark, error);
}

static bool entered_read(Workdays *workdays, Db *db, GError **error)
{
    g_autoptr(Statement) rows =
        store_prepare(db, "SELECT year, file FROM calendar_notice ORDER BY year, unit", error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        const char *text = row_text(rows, 1);
        if (!workdays_add(workdays, "calendar", text, strlen(text), error))
            return false;
    }
    return step == STORE_DONE;
}

const Workdays *workdays_now(const Engine *engine, Db *db, GError **error)
{
    Workdays *workdays = engine_service(engine, SERVICE_WORKDAYS);
    int64_t mark = 0;

    if (!mark_read(db, &mark, error))
        return NULL;
    return mark == 0 || !workdays_marked(workdays, mark) || entered_read(workdays, db, error)
               ? workdays
               : NULL;
}

/* ---- POST /units/{unit}/calendar ---- */

typedef struct EnterArgs {
    char *unit;
    char *text;
    int64_t year;
    char *number, *title, *issued;
    json_t *holidays;
    char **workdays;
    bool sure;
} EnterArgs;

typedef struct HolidayArg {
    char *day, *name;
    bool statutory;
} HolidayArg;

static const Field holiday_fields[] = {
    FIELD(HolidayArg, day, FIELD_WORD, .required = true, .max = 10),
    FIELD(HolidayArg, name, FIELD_WORD, .required = true, .max = 40,
        .help = "Of catalog/calendar/festivals.json."),
    FIELD(HolidayArg, statutory, FIELD_BOOL, .help = "One of the days that the law names."),
    FIELD_END,
};

static const Field enter_args[] = {
    FIELD(EnterArgs, unit, FIELD_WORD, .required = true, .help = "The unit at the top."),
    FIELD(EnterArgs, text, FIELD_TEXT, .max = TEXT_MAX,
        .help = "Of the notice, pasted: it is read, and what else is given is left aside."),
    FIELD(EnterArgs, year, FIELD_INT, .min = 1970, .max = 9999),
    FIELD(EnterArgs, number, FIELD_TEXT, .line = true, .max = 60, .help = "Of the document."),
    FIELD(EnterArgs, title, FIELD_TEXT, .line = true, .max = 120),
    FIELD(EnterArgs, issued, FIELD_WORD, .max = 10, .help = "Day on which it was issued."),
    FIELD(EnterArgs, holidays, FIELD_JSON, .items = holiday_fields, .help = "Days off."),
    FIELD(EnterArgs, workdays, FIELD_WORDS, .max = DAYS_MAX, .help = "Weekends that are worked."),
    FIELD(EnterArgs, sure, FIELD_BOOL, .help = "Record it; else it is only read and shown."),
    FIELD_END,
};

typedef struct EnterReply {
    int64_t year;
    char *number, *title, *issued;
    json_t *holidays;
    char **workdays;
    char **doubts;
    bool entered;
} EnterReply;

static const Field enter_reply[] = {
    FIELD(EnterReply, year, FIELD_INT, .required = true),
    FIELD(EnterReply, number, FIELD_TEXT),
    FIELD(EnterReply, title, FIELD_TEXT),
    FIELD(EnterReply, issued, FIELD_WORD, .help = "Absent: the text does not say; asked for."),
    FIELD(EnterReply, holidays, FIELD_JSON, .required = true, .items = holiday_fields),
    FIELD(EnterReply, workdays, FIELD_WORDS, .required = true),
    FIELD(EnterReply, doubts, FIELD_WORDS, .required = true,
        .help = "Sentences that were not understood: check them by eye."),
    FIELD(EnterReply, entered, FIELD_BOOL, .required = true),
    FIELD_END,
};

static json_t *words_json(char *const *words)
{
    json_t *list = json_array();

    for (size_t i = 0; words != NULL && words[i] != NULL; i++)
        json_array_append_new(list, json_string(words[i]));
    return list;
}

static json_t *file_of(const EnterArgs *args, json_t *doubts, GError **error)
{
    if (args->text != NULL)
        return notice_read(args->text, doubts, error);
    if (args->year == FIELD_UNSET) {
        fail_field(error, "year", "required");
        return NULL;
    }
    return json_pack("{s:I, s:{s:s*, s:s*, s:s*}, s:O, s:o}", "year", (json_int_t) args->year,
        "notice", "number", args->number, "title", args->title, "issued", args->issued, "holidays",
        args->holidays == NULL ? json_array() : args->holidays, "workdays",
        words_json(args->workdays));
}

/* As the calendar will read it: what it refuses is refused here. */
static bool file_proved(const char *text, GError **error)
{
    g_autoptr(Workdays) probe = workdays_new(NULL, NULL, error);
    g_autoptr(GError) fault = NULL;

    if (probe == NULL)
        return false;
    return workdays_add(probe, "calendar", text, strlen(text), &fault) ||
           fail_as(error, FAIL_INVALID, "not_a_notice", "%s", fault->message);
}

static bool enter_decide(Decision *decision, const void *data, GError **error)
{
    const EnterArgs *args = data;
    g_autofree char *top = timekeeping_top(decision_db(decision));
    g_autoptr(GString) text = g_string_new(NULL);
    json_auto_t *doubts = json_array();
    json_auto_t *file = file_of(args, doubts, error);

    if (file == NULL || !json_write_canonical(file, text, error))
        return false;
    if (g_strcmp0(top, args->unit) != 0)
        return fail_as(error, FAIL_CONFLICT, "not_at_top", "the calendar is the top unit's");
    if (!args->sure)
        return true;
    const NoticedBody body = {.year = json_number(file, "year", 0), .file = text->str};
    return file_proved(text->str, error) &&
           decision_emit(decision, EVENT_NOTICED, args->unit, &body, error);
}

static char **texts_of(const json_t *list)
{
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (list, i, one)
        g_strv_builder_add(texts, json_string_value(one));
    return g_strv_builder_end(texts);
}

static bool enter_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const EnterArgs *args = data;
    json_auto_t *doubts = json_array();
    json_auto_t *file = file_of(args, doubts, error);
    const json_t *notice = json_object_get(file, "notice");

    if (file == NULL)
        return false;
    g_auto(GStrv) workdays = texts_of(json_object_get(file, "workdays")), unsure = texts_of(doubts);
    const EnterReply reply = {.year = json_number(file, "year", 0),
        .number = (char *) json_text(notice, "number"),
        .title = (char *) json_text(notice, "title"),
        .issued = (char *) json_text(notice, "issued"),
        .holidays = json_object_get(file, "holidays"),
        .workdays = workdays,
        .doubts = unsure,
        .entered = args->sure};
    *out_reply = fields_write(enter_reply, FIELD_HTTP, &reply);
    return true;
}

static const Command commands[] = {
    {.name = "calendar.enter",
        .method = "POST",
        .path = "/units/{unit}/calendar",
        .permission = "setting.manage",
        .args = enter_args,
        .args_size = sizeof(EnterArgs),
        .reply = enter_reply,
        .decide = enter_decide,
        .conclude = enter_conclude,
        .help =
            "Enters the yearly notice of days off, as a text or day by day; without `sure` it is "
            "only read."},
    {0},
};

const Part workday_notice_part = {
    .events = events, .commands = commands, .projections = projections};
