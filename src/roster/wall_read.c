/* SPDX-License-Identifier: Apache-2.0 */
/* GET /units/{unit}/roster-wall: the roster on one A4, or as a spreadsheet. */
#include "base/day.h"
#include "base/moment.h"
#include "document/book.h"
#include "document/press.h"
#include "engine/county.h"
#include "roster/module.h"
#include "roster/show.h"
#include "roster/wall.h"
#include "unit/workday_notice.h"

#define DAYS_MAX 62
#define SIZE_MOST 24.0
#define PHONES_UPRIGHT 3 /* of the list of phones in a row */
#define PHONES_LYING 5
/* Of an A4 with its margins, title and signatures, in points: room for the table. */
#define UPRIGHT_WIDE 496.0
#define UPRIGHT_HIGH 640.0
#define LYING_WIDE 742.0
#define LYING_HIGH 390.0
#define LINE_HIGH 1.38   /* of a row, in sizes of its text */
#define LETTER_WIDE 0.58 /* of what is not Chinese */
#define CELL_MORE 0.9    /* beside the text of a cell */

typedef struct WallArgs {
    char *unit;
    char *from;
    char *to;
    char *format;
    char *lang;
} WallArgs;

static const char *const formats[] = {"pdf", "xlsx", NULL};
static const char *const langs[] = {"zh", "en", NULL};

static const Field wall_args[] = {
    FIELD(WallArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(WallArgs, from, FIELD_WORD, .required = true, .help = "First day."),
    FIELD(WallArgs, to, FIELD_WORD, .required = true, .help = "Last day, included."),
    FIELD(WallArgs, format, FIELD_WORD, .choices = formats, .help = "pdf when absent."),
    FIELD(WallArgs, lang, FIELD_WORD, .choices = langs, .help = "zh when absent."),
    FIELD_END,
};

static bool days_take(const WallArgs *args, WallAsk *ask, GError **error)
{
    if (!day_parse(args->from, &ask->from, NULL))
        return fail_field(error, "from", "not_a_day");
    if (!day_parse(args->to, &ask->to, NULL))
        return fail_field(error, "to", "not_a_day");
    if (ask->to < ask->from)
        return fail_field(error, "to", "too_early");
    return ask->to - ask->from < DAYS_MAX || fail_field(error, "to", "too_late");
}

/* In sizes of the text; the widest of its lines. */
static double text_width(const char *text)
{
    double widest = 0, width = 0;

    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar letter = g_utf8_get_char(text);
        width = letter == '\n' ? 0 : width + (g_unichar_iswide(letter) ? 1 : LETTER_WIDE);
        widest = MAX(widest, width);
    }
    return widest;
}

static int text_lines(const char *text)
{
    int lines = 1;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

/* Each column is as wide as its widest cell needs. */
static double column_width(const Wall *wall, guint column)
{
    double width = text_width(wall->headings[column]);

    for (guint i = 0; i < wall->rows->len; i++)
        width = MAX(width, text_width(((const WallRow *) wall->rows->pdata[i])->cells[column]));
    return width + CELL_MORE;
}

static double rows_height(const Wall *wall)
{
    double lines = 1;

    for (guint i = 0; i < wall->rows->len; i++) {
        const WallRow *row = wall->rows->pdata[i];
        int most = 1;
        for (guint k = 0; row->cells[k] != NULL; k++)
            most = MAX(most, text_lines(row->cells[k]));
        lines += most;
    }
    return lines * LINE_HIGH;
}

/* Whether the letters come out larger on an A4 on its side. */
static bool is_lying(const Wall *wall)
{
    double wide = 0, high = rows_height(wall), phones = wall->phones->len * LINE_HIGH;

    for (guint i = 0; wall->headings[i] != NULL; i++)
        wide += column_width(wall, i);
    double upright = MIN(UPRIGHT_WIDE / wide, UPRIGHT_HIGH / (high + phones / PHONES_UPRIGHT));
    double lying = MIN(LYING_WIDE / wide, LYING_HIGH / (high + phones / PHONES_LYING));
    return lying > upright;
}

static void phones_fill(Paper *paper, const GPtrArray *phones, guint wide)
{
    g_autofree PaperColumn *columns = g_new0(PaperColumn, wide);

    for (guint i = 0; i < wide; i++)
        columns[i] = (PaperColumn){.weight = 1, .align = PAPER_CENTRE};
    if (phones->len > 0)
        paper_table(paper, columns, wide);
    for (guint i = 0; i < phones->len; i += wide) {
        g_autofree const char **cells = g_new0(const char *, wide);
        for (guint k = 0; k < wide && i + k < phones->len; k++)
            cells[k] = phones->pdata[i + k];
        paper_row(paper, cells);
    }
}

static void paper_fill(Paper *paper, const Wall *wall, const WallAsk *ask)
{
    guint width = g_strv_length(wall->headings);
    g_autofree PaperColumn *columns = g_new0(PaperColumn, width);
    g_auto(GStrv) signatures = wall_signatures(ask);
    g_autofree char *empty = wall_word(ask, "empty", NULL, NULL);

    for (guint i = 0; i < width; i++)
        columns[i] = (PaperColumn){
            .title = wall->headings[i], .weight = column_width(wall, i), .align = PAPER_CENTRE};
    if (wall->empty)
        paper_text(paper, PAPER_PLAIN, empty);
    paper_table(paper, columns, width);
    for (guint i = 0; i < wall->rows->len; i++) {
        const WallRow *row = wall->rows->pdata[i];
        if (row->free)
            paper_row_shaded(paper, (const char *const *) row->cells);
        else
            paper_row(paper, (const char *const *) row->cells);
    }
    phones_fill(paper, wall->phones, is_lying(wall) ? PHONES_LYING : PHONES_UPRIGHT);
    paper_signatures(paper, (const char *const *) signatures);
}

static char *moment_short(int64_t at)
{
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(at, &year, &month, &day, &minute);
    return g_strdup_printf("%04d-%02d-%02d %02d:%02d", year, month, day, minute / 60, minute % 60);
}

static GBytes *wall_pdf(const Asking *asking, const Wall *wall, const WallAsk *ask, GError **error)
{
    Press *press = engine_service(asking->engine, SERVICE_PRESS);
    g_autofree char *at = moment_short(asking->now);
    g_autofree char *footer = wall_word(ask, "printed", "at", at);
    g_autofree char *pages = wall_word(ask, "pages", NULL, NULL);

    if (press == NULL) {
        fail(error, FAIL_UNAVAILABLE, "nothing is printed here");
        return NULL;
    }
    g_autoptr(Paper) paper = paper_new(&(PaperLook){.title = wall->title,
        .subtitle = wall->subtitle,
        .footer = footer,
        .pages = pages,
        .landscape = is_lying(wall),
        .one_page = true,
        .size = SIZE_MOST,
        .made_at = asking->now});
    paper_fill(paper, wall, ask);
    return press_print(press, paper, asking->work, error);
}

static GBytes *wall_xlsx(const Wall *wall, GError **error)
{
    g_autoptr(Book) book = book_new(wall->title, (const char *const *) wall->headings, error);

    for (guint i = 0; book != NULL && i < wall->rows->len; i++) {
        const WallRow *row = wall->rows->pdata[i];
        book_row(book);
        for (guint k = 0; row->cells[k] != NULL; k++)
            book_text(book, row->cells[k]);
    }
    return book == NULL ? NULL : book_finish(book, error);
}

static bool wall_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const WallArgs *args = data;
    bool xlsx = g_strcmp0(args->format, "xlsx") == 0;
    json_auto_t *words = county_file(asking->engine, "wall");
    WallAsk ask = {.unit = args->unit,
        .words = words,
        .lang = args->lang == NULL ? "zh" : args->lang,
        .hung = !xlsx,
        .rules = engine_service(asking->engine, SERVICE_DUTY_RULES),
        .workdays = workdays_now(asking->engine, asking->db, error)};

    if (ask.workdays == NULL || !roster_visible(asking, args->unit, error) ||
        !days_take(args, &ask, error))
        return false;
    g_autoptr(Wall) wall = wall_new(asking->db, &ask, error);
    if (wall == NULL)
        return false;
    out_answer->bytes = xlsx ? wall_xlsx(wall, error) : wall_pdf(asking, wall, &ask, error);
    out_answer->media_type = g_strdup(xlsx ? SHEET_XLSX : "application/pdf");
    if (xlsx)
        out_answer->file_name = g_strconcat(wall->title, "-", args->from, ".xlsx", NULL);
    return out_answer->bytes != NULL;
}

static const char *const wall_media[] = {"application/pdf", SHEET_XLSX, NULL};

static const Query queries[] = {
    {.name = "roster.wall",
        .path = "/units/{unit}/roster-wall",
        .args = wall_args,
        .args_size = sizeof(WallArgs),
        .media = wall_media,
        .answer = wall_answer,
        .slow = true,
        .help = "The published roster with phones, for the wall: one A4, or a spreadsheet."},
    {0},
};

const Part roster_wall_part = {.queries = queries};
