/* SPDX-License-Identifier: Apache-2.0 */
/* A year of a duty room: the index of its days, and all of them as one book with contents and pages
 * numbered through. */
#include "base/clock.h"
#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "daybook/day_log.h"
#include "daybook/module.h"
#include "daybook/volume_paper.h"
#include "engine/view.h"

#include <string.h>

#define BEIJING_MS (8 * HOUR_MS)
#define LINES_FEW 300
#define GATHERED 400 /* how much of a book is done, in thousandths, when its days are read */

/* ---- GET /units/{unit}/log/days: the index ---- */

typedef struct VolumeArgs {
    char *unit;
    int64_t year;
} VolumeArgs;

static const Field volume_args[] = {
    FIELD(VolumeArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(VolumeArgs, year, FIELD_INT, .required = true, .min = 1970, .max = 9998),
    FIELD_END,
};

typedef struct VolumeDay {
    char *day;
    int64_t entries;
    int64_t first_seq;
    int64_t last_seq;
} VolumeDay;

static const Field volume_day[] = {
    FIELD(VolumeDay, day, FIELD_WORD, .required = true),
    FIELD(VolumeDay, entries, FIELD_INT, .required = true),
    FIELD(VolumeDay, first_seq, FIELD_INT, .required = true),
    FIELD(VolumeDay, last_seq, FIELD_INT, .required = true),
    FIELD_END,
};

/* Its first day. */
static int64_t year_begin(int64_t year)
{
    g_autofree char *text = g_strdup_printf("%04d-01-01", (int) year);
    int64_t day = 0;

    day_parse(text, &day, NULL);
    return day;
}

static bool day_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    g_autofree char *day = day_print(row_int_of(row, "number"));

    return json_object_set_new(item, "day", json_string(day)) == 0;
}

static const View day_view = {.thing = "day", .fields = volume_day, .fill = day_fill};

static bool volume_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const VolumeArgs *args = data;
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT (said_at + $shift) / 86400000 AS number, COUNT(*) AS entries, MIN(seq) AS "
        "first_seq,"
        " MAX(seq) AS last_seq FROM log WHERE unit = $unit AND said_at >= $from AND said_at < "
        "$until GROUP BY 1 ORDER BY 1",
        error);

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    bind_int(rows, "shift", BEIJING_MS);
    bind_int(rows, "from", moment_day_start(year_begin(args->year)));
    bind_int(rows, "until", moment_day_start(year_begin(args->year + 1)));
    out_answer->json = json_pack("{s:O}", "items", items);
    return view_items(asking, &day_view, rows, items, error);
}

/* ---- GET /units/{unit}/log/volume: the book ---- */

typedef struct BookArgs {
    char *unit;
    int64_t year;
    char *lang;
} BookArgs;

static const char *const langs[] = {"zh", "en", NULL};

static const Field book_args[] = {
    FIELD(BookArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(BookArgs, year, FIELD_INT, .required = true, .min = 1970, .max = 9998),
    FIELD(BookArgs, lang, FIELD_WORD, .choices = langs, .help = "Of the paper; zh when absent."),
    FIELD_END,
};

/* A day on which nobody stood and nothing was said has no page. */
static bool is_told(const json_t *day)
{
    static const char *const parts[] = {"watches", "entries", "matters", "handovers"};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (json_array_size(json_object_get(day, parts[i])) > 0)
            return true;
    return false;
}

static json_t *days_find(const Asking *asking, const Unit *unit, int64_t year, GError **error)
{
    json_auto_t *days = json_array();

    int64_t first = year_begin(year), after = year_begin(year + 1);

    work_stage(asking->work, 0, GATHERED);
    for (int64_t at = first; at < after; at++) {
        DaySpan span = {0};
        if (moment_day_start(at) > asking->now)
            break;
        if (!work_goes_on(asking->work, error))
            return NULL;
        work_reach(asking->work, at - first, after - first);
        if (!day_span(asking->db, unit->code, at, &span, error))
            return NULL;
        if (span.from > asking->now)
            break;
        json_t *day = day_log(asking, unit, &span, error);
        if (day == NULL)
            return NULL;
        if (is_told(day))
            json_array_append(days, day);
        json_decref(day);
    }
    work_stage(asking->work, GATHERED, WORK_WHOLE);
    return json_incref(days);
}

/* More lines than a few pages hold are a book, and so is what can't be told now. */
static WorkWeight book_weight(const Asking *asking, const void *data)
{
    const BookArgs *args = data;
    g_autoptr(GError) unknown = NULL;
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT 1 FROM log WHERE unit = $unit AND said_at >= $from AND said_at < $until"
        " ORDER BY said_at LIMIT 1 OFFSET $few",
        &unknown);

    if (rows == NULL)
        return WORK_LATER;
    bind_text(rows, "unit", args->unit);
    bind_int(rows, "from", moment_day_start(year_begin(args->year)));
    bind_int(rows, "until", moment_day_start(year_begin(args->year + 1)));
    bind_int(rows, "few", LINES_FEW);
    bool many = true;
    return statement_found(rows, &many, &unknown) && !many ? WORK_QUICK : WORK_LATER;
}

static bool book_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const BookArgs *args = data;
    g_autoptr(Unit) unit = unit_get(asking->db, args->unit, error);
    json_auto_t *days = unit == NULL ? NULL : days_find(asking, unit, args->year, error);
    const char *lang = args->lang == NULL ? "zh" : args->lang;
    const Volume volume = {unit, args->year, days};

    if (days == NULL)
        return false;
    out_answer->bytes = volume_paper(asking, &volume, lang, error);
    out_answer->media_type = g_strdup("application/pdf");
    return out_answer->bytes != NULL;
}

static const char *const book_media[] = {"application/pdf", NULL};

static const Query queries[] = {
    {.name = "log.days",
        .path = "/units/{unit}/log/days",
        .permission = "matter.read",
        .args = volume_args,
        .args_size = sizeof(VolumeArgs),
        .reply = LIST_OF(volume_day),
        .answer = volume_answer,
        .help = "The days of a year that have entries: the index of a volume."},
    {.name = "log.volume",
        .path = "/units/{unit}/log/volume",
        .permission = "dispatch.read",
        .args = book_args,
        .args_size = sizeof(BookArgs),
        .media = book_media,
        .answer = book_answer,
        .slow = true,
        .weight = book_weight,
        .help = "A year of the duty log as one PDF: cover, contents, every day, pages numbered."},
    {0},
};

const Part volume_part = {.queries = queries};
