/* SPDX-License-Identifier: Apache-2.0 */
/* GET /calendar/{year}. */
#include "base/json.h"
#include "engine/engine.h"
#include "unit/module.h"
#include "unit/workday_notice.h"

static const char *const kinds[] = {"workday", "rest", "holiday", NULL};

typedef struct CalendarArgs {
    int64_t year;
} CalendarArgs;

static const Field calendar_args[] = {
    FIELD(CalendarArgs, year, FIELD_INT, .required = true, .min = 1970, .max = 9999),
    FIELD_END,
};

typedef struct Notice {
    char *number;
    char *title;
    char *issued;
} Notice;

static const Field notice_fields[] = {
    FIELD(Notice, number, FIELD_TEXT, .help = "Number of the document."),
    FIELD(Notice, title, FIELD_TEXT, .required = true),
    FIELD(Notice, issued, FIELD_WORD, .required = true, .help = "YYYY-MM-DD."),
    FIELD_END,
};

typedef struct DayShown {
    char *day;
    char *kind;
    char *name;
    json_t *label;
    bool statutory;
    bool made_up;
} DayShown;

static const Field day_fields[] = {
    FIELD(DayShown, day, FIELD_WORD, .required = true, .help = "YYYY-MM-DD."),
    FIELD(DayShown, kind, FIELD_WORD, .required = true, .choices = kinds),
    FIELD(DayShown, name, FIELD_WORD, .help = "Of the holiday."),
    FIELD(DayShown, label, FIELD_JSON, .object = fields_label, .help = "Of the holiday."),
    FIELD(DayShown, statutory, FIELD_BOOL, .required = true,
        .help = "One of the days the law itself names."),
    FIELD(DayShown, made_up, FIELD_BOOL, .required = true, .help = "A weekend worked in exchange."),
    FIELD_END,
};

typedef struct CalendarReply {
    int64_t year;
    json_t *notices;
    json_t *days;
} CalendarReply;

static const Field calendar_reply[] = {
    FIELD(CalendarReply, year, FIELD_INT, .required = true),
    FIELD(CalendarReply, notices, FIELD_JSON, .required = true, .items = notice_fields,
        .help = "The notice of the year, and those that changed it."),
    FIELD(CalendarReply, days, FIELD_JSON, .required = true, .items = day_fields,
        .help = "Every day of the year."),
    FIELD_END,
};

static json_t *day_json(const Workdays *workdays, int64_t day, const Workday *workday)
{
    g_autofree char *text = day_print(day);
    const json_t *label = workdays_label(workdays, workday->name);

    return json_pack("{s:s, s:s, s:s?, s:O?, s:b, s:b}", "day", text, "kind",
        day_kind_word(workday->kind), "name", workday->name, "label", label, "statutory",
        workday->statutory, "made_up", workday->made_up);
}

static json_t *days_json(const Workdays *workdays, int year, GError **error)
{
    g_autofree char *first = g_strdup_printf("%04d-01-01", year);
    json_t *days = json_array();
    int64_t day = 0;

    if (!day_parse(first, &day, error)) {
        json_decref(days);
        return NULL;
    }
    for (; day_year(day) == year; day++) {
        Workday workday = {0};

        if (!workdays_day(workdays, day, WORKDAYS_NOW, &workday, error)) {
            json_decref(days);
            return NULL;
        }
        json_array_append_new(days, day_json(workdays, day, &workday));
    }
    return days;
}

static bool calendar_answer(
    const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const Workdays *workdays = workdays_now(asking->engine, asking->db, error);
    int year = (int) ((const CalendarArgs *) args)->year;
    json_t *days = workdays == NULL ? NULL : days_json(workdays, year, error);

    if (days == NULL)
        return false;
    out_answer->json = json_pack(
        "{s:i, s:o, s:o}", "year", year, "notices", workdays_notices(workdays, year), "days", days);
    return true;
}

static const Query queries[] = {
    {.name = "calendar.get",
        .path = "/calendar/{year}",
        .args = calendar_args,
        .args_size = sizeof(CalendarArgs),
        .reply = calendar_reply,
        .answer = calendar_answer,
        .help = "Workdays, rest days and holidays of a year; a year without notice is not known."},
    {0},
};

const Part workday_part = {.queries = queries};
