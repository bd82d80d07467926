/* SPDX-License-Identifier: Apache-2.0 */
/* Nights, rest days and holidays that each person stood in a month, for rest days in
 * return (补休) and allowance (值班费).
 *
 * Counted from live shifts that have begun, for whoever stood them (stood.h): an approved stand-in,
 * or who stayed because relief did not come; who did not come is not counted. A shift longer than a
 * day counts for each of its days by that day's own kind. What a day is worth is data
 * (catalog/duty/rules.json, "sheet") with its source, named in the answer.
 */
#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/module.h"
#include "roster/module.h"
#include "roster/roster.h"
#include "roster/show.h"
#include "roster/stood.h"
#include "unit/person.h"
#include "unit/watch.h"
#include "unit/workday_notice.h"

#include <string.h>

/* A day's share of a shift, by what it is worth. */
typedef enum Worth { WORTH_WORKDAY, WORTH_REST, WORTH_HOLIDAY, WORTH_STATUTORY, WORTHS } Worth;
static const char *const worth_names[WORTHS] = {"workday", "rest", "holiday", "statutory"};

typedef struct Line {
    char *person;
    char *name;
    int64_t shifts, nights;
    int64_t days[WORTHS];
    int64_t owed;      /* tenths of a day, of this month */
    int64_t taken;     /* of this month */
    int64_t balance;   /* owed less taken since New Year */
    int64_t allowance; /* fen */
    int64_t overtime;  /* milliseconds beyond shifts of their own that ended this month */
    int64_t absent;    /* shifts of this month that they were rostered for and never came to */
    int64_t unproved;  /* of `shifts`: those that no watch shows */
} Line;

typedef struct Count {
    Db *db;
    const char *unit;
    const Workdays *workdays;
    const json_t *rule;
    int64_t first, last; /* days of the month */
    int64_t now;
    GHashTable *lines; /* person -> Line * */
} Count;

static void line_free(void *data)
{
    Line *line = data;

    g_free(line->person);
    g_free(line->name);
    g_free(line);
}

static Line *line_of(const Count *count, const char *person)
{
    Line *line = g_hash_table_lookup(count->lines, person);

    if (line != NULL)
        return line;
    line = g_new0(Line, 1);
    line->person = g_strdup(person);
    line->name = person_name(count->db, person);
    g_hash_table_insert(count->lines, line->person, line);
    return line;
}

/* Nights of which a shift holds half or more. */
static int64_t nights_of(const Count *count, int64_t begins_at, int64_t ends_at)
{
    const json_t *night = json_object_get(count->rule, "night");
    int64_t from = json_number(night, "from_hour", 22) * HOUR_MS;
    int64_t until = json_number(night, "until_hour", 6) * HOUR_MS + DAY_MS;
    int64_t nights = 0;

    for (int64_t day = moment_day(begins_at) - 1; day <= moment_day(ends_at); day++) {
        int64_t start = moment_day_start(day);
        int64_t held = MIN(ends_at, start + until) - MAX(begins_at, start + from);
        nights += held * 2 >= until - from;
    }
    return nights;
}

static bool worth_of(const Count *count, int64_t day, Worth *out_worth, GError **error)
{
    Workday is = {0};

    if (!workdays_day(count->workdays, day, WORKDAYS_NOW, &is, error))
        return false;
    *out_worth = is.statutory             ? WORTH_STATUTORY
                 : is.kind == DAY_HOLIDAY ? WORTH_HOLIDAY
                 : is.kind == DAY_REST    ? WORTH_REST
                                          : WORTH_WORKDAY;
    return true;
}

static int64_t price(const Count *count, const char *list, Worth worth, int64_t held_ms)
{
    int64_t whole = json_number(json_object_get(count->rule, list), worth_names[worth], 0);
    return whole * held_ms / DAY_MS;
}

static bool is_within(const Count *count, int64_t at)
{
    int64_t day = moment_day(at);
    return day >= count->first && day <= count->last;
}

static bool shift_count(const Count *count, Line *line, const Shift *shift, GError **error)
{
    int64_t day = moment_day(shift->begins_at);
    bool within = is_within(count, shift->begins_at);

    for (int64_t at = shift->begins_at; at < shift->ends_at; at += DAY_MS, day++) {
        int64_t held = MIN(DAY_MS, shift->ends_at - at);
        Worth worth = WORTH_WORKDAY;
        if (!worth_of(count, day, &worth, error))
            return false;
        int64_t owed = price(count, "owed_tenths", worth, held);
        line->balance += owed;
        if (!within)
            continue;
        line->days[worth]++;
        line->owed += owed;
        line->allowance += price(count, "allowance_fen", worth, held);
    }
    line->shifts += within;
    line->nights += within ? nights_of(count, shift->begins_at, shift->ends_at) : 0;
    return true;
}

static bool stood_count(const Count *count, const Stood *stood, GError **error)
{
    bool within = is_within(count, stood->shift->begins_at);

    if (stood->is_absent)
        line_of(count, stood->shift->person)->absent += within;
    if (stood->person == NULL)
        return true;
    Line *line = line_of(count, stood->person);
    line->unproved += within && !stood->is_proved;
    return shift_count(count, line, stood->shift, error);
}

static void overtime_count(const Count *count, const StoodCase *of)
{
    g_autoptr(GArray) over = stood_overtime(of);

    for (guint i = 0; i < over->len; i++) {
        const Overtime *one = &g_array_index(over, Overtime, i);
        if (is_within(count, one->from_at))
            line_of(count, one->person)->overtime += one->until_at - one->from_at;
    }
}

/* The year's until the end of the month, as far as they have begun. */
static bool shifts_count(Count *count, int64_t year_first, GError **error)
{
    int64_t from = moment_day_start(year_first);
    int64_t until = MIN(moment_day_start(count->last + 1), count->now), back = from - STOOD_BACK_MS;
    g_autoptr(GPtrArray) shifts = shifts_live(count->db, count->unit, from, until, error);
    g_autoptr(GPtrArray) watches =
        shifts == NULL ? NULL : watch_between(count->db, count->unit, back, until, error);
    g_autoptr(GPtrArray) team =
        watches == NULL ? NULL : team_load(count->db, count->unit, back, error);

    if (team == NULL)
        return false;
    const StoodCase of = {shifts, watches, team, count->now};
    g_autoptr(GArray) found = stood_find(&of);
    for (guint i = 0; i < found->len; i++) {
        const Stood *stood = &g_array_index(found, Stood, i);
        bool counts = stood->shift->begins_at >= from && stood->shift->begins_at < until;
        if (counts && !stood_count(count, stood, error))
            return false;
    }
    overtime_count(count, &of);
    return true;
}

static bool taken_count(Count *count, int64_t year_first, GError **error)
{
    g_autofree char *from = day_print(year_first), *first = day_print(count->first),
                    *last = day_print(count->last);
    g_autoptr(Statement) rows = store_prepare(count->db,
        "SELECT person, day, tenths FROM rest_day WHERE unit = $unit AND day >= $from_day"
        " AND day <= $last",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", count->unit);
    bind_text(rows, "from_day", from);
    bind_text(rows, "last", last);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        Line *line = line_of(count, row_text(rows, 0));
        line->balance -= row_int(rows, 2);
        line->taken += strcmp(row_text(rows, 1), first) >= 0 ? row_int(rows, 2) : 0;
    }
    return step == STORE_DONE;
}

/* ---- GET /units/{unit}/duty-sheet ---- */

typedef struct SheetArgs {
    char *unit;
    char *month;
    char *format;
} SheetArgs;

static const Field sheet_args[] = {
    FIELD(SheetArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(SheetArgs, month, FIELD_WORD, .required = true, .max = 7, .help = "YYYY-MM."),
    FIELD(SheetArgs, format, FIELD_WORD, .choices = sheet_formats,
        .help = "json unless another is named."),
    FIELD_END,
};

typedef struct LineShown {
    char *person, *name;
    int64_t shifts, nights, workdays, rest_days, holidays, statutory;
    int64_t owed_tenths, taken_tenths, balance_tenths, allowance_fen;
    int64_t overtime_minutes, absent, unproved;
} LineShown;

static const Field line_fields[] = {
    FIELD(LineShown, person, FIELD_WORD, .required = true),
    FIELD(LineShown, name, FIELD_TEXT),
    FIELD(LineShown, shifts, FIELD_INT, .required = true, .help = "Stood, by their first day."),
    FIELD(LineShown, nights, FIELD_INT, .required = true),
    FIELD(LineShown, workdays, FIELD_INT, .required = true),
    FIELD(LineShown, rest_days, FIELD_INT, .required = true),
    FIELD(LineShown, holidays, FIELD_INT, .required = true, .help = "Not statutory ones."),
    FIELD(LineShown, statutory, FIELD_INT, .required = true, .help = "Days the law names."),
    FIELD(LineShown, owed_tenths, FIELD_INT, .required = true,
        .help = "Rest owed for the month, in tenths of a day."),
    FIELD(LineShown, taken_tenths, FIELD_INT, .required = true),
    FIELD(LineShown, balance_tenths, FIELD_INT, .required = true,
        .help = "Owed less taken since New Year."),
    FIELD(LineShown, allowance_fen, FIELD_INT, .required = true, .help = "Of the month."),
    FIELD(LineShown, overtime_minutes, FIELD_INT, .required = true,
        .help = "Stayed beyond shifts of their own, for relief did not come."),
    FIELD(LineShown, absent, FIELD_INT, .required = true,
        .help = "Shifts rostered for them that they never came to: not counted."),
    FIELD(LineShown, unproved, FIELD_INT, .required = true,
        .help = "Of `shifts`, those of which only the roster tells: the unit wrote no watches."),
    FIELD_END,
};

typedef struct SheetReply {
    char *unit, *month;
    json_t *rule;
    json_t *items;
} SheetReply;

static const Field sheet_reply[] = {
    FIELD(SheetReply, unit, FIELD_WORD, .required = true),
    FIELD(SheetReply, month, FIELD_WORD, .required = true),
    FIELD(SheetReply, rule, FIELD_JSON, .required = true, .object = fields_free,
        .help = "By which it was counted: name, source, label, worth of days."),
    FIELD(SheetReply, items, FIELD_JSON, .required = true, .items = line_fields),
    FIELD_END,
};

static const SheetColumn columns[] = {
    {"name", "sheet.duty.name", SHEET_TEXT},
    {"shifts", "sheet.duty.shifts", SHEET_INT},
    {"nights", "sheet.duty.nights", SHEET_INT},
    {"workdays", "sheet.duty.workdays", SHEET_INT},
    {"rest_days", "sheet.duty.rest_days", SHEET_INT},
    {"holidays", "sheet.duty.holidays", SHEET_INT},
    {"statutory", "sheet.duty.statutory", SHEET_INT},
    {"owed", "sheet.duty.owed", SHEET_TEXT},
    {"taken", "sheet.duty.taken", SHEET_TEXT},
    {"balance", "sheet.duty.balance", SHEET_TEXT},
    {"allowance", "sheet.duty.allowance", SHEET_TEXT},
    {"overtime_minutes", "sheet.duty.overtime_minutes", SHEET_INT},
    {"absent", "sheet.duty.absent", SHEET_INT},
    {"unproved", "sheet.duty.unproved", SHEET_INT},
    {0},
};

/* "1.5"; minus only where it is. */
static void sheet_parts(Sheet *sheet, int64_t parts, int64_t whole)
{
    int64_t size = ABS(parts);
    g_autofree char *text = g_strdup_printf("%s%" G_GINT64_FORMAT ".%0*d", parts < 0 ? "-" : "",
        size / whole, whole == 10 ? 1 : 2, (int) (size % whole));

    sheet_text(sheet, text);
}

static void line_to_sheet(Sheet *sheet, const Line *line)
{
    sheet_row(sheet);
    sheet_text(sheet, line->name == NULL ? line->person : line->name);
    sheet_int(sheet, line->shifts);
    sheet_int(sheet, line->nights);
    for (int worth = 0; worth < WORTHS; worth++)
        sheet_int(sheet, line->days[worth]);
    sheet_parts(sheet, line->owed, 10);
    sheet_parts(sheet, line->taken, 10);
    sheet_parts(sheet, line->balance, 10);
    sheet_parts(sheet, line->allowance, 100);
    sheet_int(sheet, line->overtime / MINUTE_MS);
    sheet_int(sheet, line->absent);
    sheet_int(sheet, line->unproved);
}

static json_t *line_json(const Line *line)
{
    const LineShown shown = {.person = line->person,
        .name = line->name,
        .shifts = line->shifts,
        .nights = line->nights,
        .workdays = line->days[WORTH_WORKDAY],
        .rest_days = line->days[WORTH_REST],
        .holidays = line->days[WORTH_HOLIDAY],
        .statutory = line->days[WORTH_STATUTORY],
        .owed_tenths = line->owed,
        .taken_tenths = line->taken,
        .balance_tenths = line->balance,
        .allowance_fen = line->allowance,
        .overtime_minutes = line->overtime / MINUTE_MS,
        .absent = line->absent,
        .unproved = line->unproved};

    return fields_write(line_fields, FIELD_HTTP, &shown);
}

static gint by_person(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Line *) a)->person, ((const Line *) b)->person);
}

static void answer_fill(const Count *count, const SheetArgs *args, Answer *out_answer)
{
    g_autoptr(GList) lines = g_list_sort(g_hash_table_get_values(count->lines), by_person);
    bool wanted = sheet_is_wanted(args->format);
    json_t *items = json_array();

    if (wanted)
        out_answer->sheet = sheet_new(columns);
    for (GList *line = lines; line != NULL; line = line->next) {
        if (wanted)
            line_to_sheet(out_answer->sheet, line->data);
        else
            json_array_append_new(items, line_json(line->data));
    }
    if (wanted)
        json_decref(items);
    else
        out_answer->json = json_pack("{s:s, s:s, s:O, s:o}", "unit", args->unit, "month",
            args->month, "rule", count->rule, "items", items);
}

static bool sheet_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const SheetArgs *args = data;
    const DutyRules *rules = engine_service(asking->engine, SERVICE_DUTY_RULES);
    g_autofree char *first = g_strdup_printf("%s-01", args->month);
    g_autofree char *year = g_strdup_printf("%.4s-01-01", args->month);
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, line_free);
    Count count = {.db = asking->db,
        .unit = args->unit,
        .workdays = workdays_now(asking->engine, asking->db, error),
        .rule = duty_rules_sheet(rules),
        .now = asking->now,
        .lines = lines};
    int64_t year_first = 0;

    if (count.workdays == NULL || !roster_visible(asking, args->unit, error))
        return false;
    if (!day_parse(first, &count.first, NULL) || !day_parse(year, &year_first, NULL))
        return fail_field(error, "month", "not_a_month");
    count.last = day_month_first(count.first, 1) - 1;
    if (!shifts_count(&count, year_first, error) || !taken_count(&count, year_first, error))
        return false;
    answer_fill(&count, args, out_answer);
    return true;
}

static const Query queries[] = {
    {.name = "duty.sheet",
        .path = "/units/{unit}/duty-sheet",
        .args = sheet_args,
        .args_size = sizeof(SheetArgs),
        .reply = sheet_reply,
        .answer = sheet_answer,
        .help = "Nights, rest days and holidays that each person stood in a month, and the rest "
                "owed for it."},
    {0},
};

const Part duty_sheet_part = {.queries = queries};
