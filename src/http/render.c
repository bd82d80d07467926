/* SPDX-License-Identifier: Apache-2.0 */
#include "http/render.h"

#include "base/moment.h"
#include "document/book.h"
#include "engine/field.h"

#include <microhttpd.h>

#define COLUMNS_UPRIGHT 6 /* a table of more columns lies on its side */

static size_t sheet_width(const Sheet *sheet)
{
    const SheetColumn *columns = sheet_columns(sheet);
    size_t width = 0;

    while (columns[width].name != NULL)
        width++;
    return width;
}

/* What a cell shows: owned, NULL when it is empty. */
static char *cell_text(const SheetSpeech *say, const Sheet *sheet, size_t row, size_t i)
{
    const SheetColumn *column = &sheet_columns(sheet)[i];
    int64_t number = sheet_cell_int(sheet, row, i);
    int year = 0, month = 0, day = 0, minute = 0;

    if (column->type == SHEET_TEXT) {
        const char *text = sheet_cell_text(sheet, row, i);
        return text == NULL ? NULL : g_strdup(say->value(say->self, column->title, text));
    }
    if (number == FIELD_UNSET)
        return NULL;
    if (column->type == SHEET_INT) {
        g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
        return g_strdup(say->value(say->self, column->title, text));
    }
    moment_split(number, &year, &month, &day, &minute);
    return g_strdup_printf("%04d-%02d-%02d %02d:%02d", year, month, day, minute / 60, minute % 60);
}

/* ---- XLSX ---- */

static void cell_book(Book *book, const SheetSpeech *say, const Sheet *sheet, size_t row, size_t i)
{
    const SheetColumn *column = &sheet_columns(sheet)[i];
    int64_t number = sheet_cell_int(sheet, row, i);
    g_autofree char *text = cell_text(say, sheet, row, i);
    g_autofree char *plain = g_strdup_printf("%" G_GINT64_FORMAT, number);

    if (text == NULL)
        book_skip(book);
    else if (column->type == SHEET_TIME)
        book_time(book, number);
    else if (column->type == SHEET_INT && g_str_equal(text, plain))
        book_int(book, number);
    else
        book_text(book, text);
}

static GBytes *sheet_xlsx(
    const Rendering *rendering, const Speech *speech, const Sheet *sheet, GError **error)
{
    const SheetSpeech words = words_speech(speech), *say = &words;
    const char *title = words_sheet(speech, rendering->query);
    Work *work = rendering->work;
    size_t width = sheet_width(sheet);
    g_autofree const char **headings = g_new0(const char *, width + 1);

    for (size_t i = 0; i < width; i++)
        headings[i] = say->title(say->self, sheet_columns(sheet)[i].title);
    g_autoptr(Book) book = book_new(title, headings, error);
    if (book == NULL)
        return NULL;
    for (size_t row = 0; row < sheet_rows(sheet); row++) {
        if (!work_goes_on(work, error))
            return NULL;
        work_reach(work, (int64_t) row, (int64_t) sheet_rows(sheet));
        book_row(book);
        for (size_t i = 0; i < width; i++)
            cell_book(book, say, sheet, row, i);
    }
    return book_finish(book, error);
}

/* ---- PDF ---- */

static PaperColumn paper_column(const Speech *speech, const SheetSpeech *say, const SheetColumn *of)
{
    double asked = words_width(speech, of->title);
    double usual = of->type == SHEET_TEXT ? 4 : of->type == SHEET_TIME ? 3 : 1.5;

    return (PaperColumn){.title = say->title(say->self, of->title),
        .weight = asked > 0 ? asked : usual,
        .align = of->type == SHEET_TEXT ? PAPER_LEFT : PAPER_CENTRE};
}

static void paper_table_of(
    Paper *paper, const Speech *speech, const SheetSpeech *say, const Sheet *sheet)
{
    size_t width = sheet_width(sheet);
    g_autofree PaperColumn *columns = g_new0(PaperColumn, width);
    g_autofree char **cells = g_new0(char *, width);

    for (size_t i = 0; i < width; i++)
        columns[i] = paper_column(speech, say, &sheet_columns(sheet)[i]);
    paper_table(paper, columns, width);
    for (size_t row = 0; row < sheet_rows(sheet); row++) {
        for (size_t i = 0; i < width; i++)
            cells[i] = cell_text(say, sheet, row, i);
        paper_row(paper, (const char *const *) cells);
        for (size_t i = 0; i < width; i++)
            g_clear_pointer(&cells[i], g_free);
    }
    if (sheet_rows(sheet) == 0)
        paper_text(paper, PAPER_PLAIN, words_around(speech, "empty"));
}

static char *moment_short(int64_t at)
{
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(at, &year, &month, &day, &minute);
    return g_strdup_printf("%04d-%02d-%02d %02d:%02d", year, month, day, minute / 60, minute % 60);
}

static GBytes *sheet_pdf(
    const Rendering *rendering, const Speech *speech, const Sheet *sheet, GError **error)
{
    const SheetSpeech say = words_speech(speech);
    g_autofree char *at = moment_short(rendering->now);
    g_autoptr(GString) footer = g_string_new(words_around(speech, "exported"));

    if (rendering->press == NULL) {
        fail(error, FAIL_UNAVAILABLE, "nothing is printed here");
        return NULL;
    }
    g_string_replace(footer, "{at}", at, 0);
    g_autoptr(Paper) paper = paper_new(&(PaperLook){
        .title = words_sheet(speech, rendering->query),
        .subtitle = sheet_about(sheet),
        .footer = footer->str,
        .pages = words_around(speech, "pages"),
        .landscape = sheet_width(sheet) > COLUMNS_UPRIGHT,
        .size = 9,
        .made_at = rendering->now,
    });
    paper_table_of(paper, speech, &say, sheet);
    return press_print(rendering->press, paper, rendering->work, error);
}

/* ---- replies ---- */

/* Two names: one that every browser reads, one in the reader's words. */
static void named(Reply *reply, const Rendering *rendering, const char *title)
{
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(rendering->now, &year, &month, &day, &minute);
    g_autofree char *escaped = g_uri_escape_string(title, NULL, FALSE);
    g_autofree char *value =
        g_strdup_printf("%s; filename=\"%s.%s\"; filename*=UTF-8''%s-%04d%02d%02d.%s",
            g_str_equal(rendering->format, "pdf") ? "inline" : "attachment", rendering->query,
            rendering->format, escaped, year, month, day, rendering->format);
    reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, value);
}

static Reply *format_reply(
    const Rendering *rendering, const Speech *speech, const Sheet *sheet, GError **error)
{
    const SheetSpeech say = words_speech(speech);
    GBytes *bytes = NULL;

    /* A program that reads CSV goes by the names of the members; people say their language. */
    if (g_str_equal(rendering->format, "csv"))
        return reply_bytes(MHD_HTTP_OK, "text/csv; charset=utf-8",
            sheet_csv(sheet, rendering->lang == NULL ? NULL : &say));
    if (g_str_equal(rendering->format, "xlsx")) {
        bytes = sheet_xlsx(rendering, speech, sheet, error);
        return bytes == NULL ? NULL : reply_bytes(MHD_HTTP_OK, SHEET_XLSX, bytes);
    }
    if (g_str_equal(rendering->format, "pdf")) {
        bytes = sheet_pdf(rendering, speech, sheet, error);
        return bytes == NULL ? NULL : reply_bytes(MHD_HTTP_OK, "application/pdf", bytes);
    }
    fail_field(error, "format", "not_a_choice");
    return NULL;
}

Reply *render_sheet(const Rendering *rendering, const Sheet *sheet, GError **error)
{
    const char *lang = rendering->lang == NULL ? "zh" : rendering->lang;
    const Speech speech = {.words = rendering->words, .lang = lang};

    if (rendering->format == NULL || g_str_equal(rendering->format, "json")) {
        json_auto_t *json = sheet_json(sheet);
        return reply_json(MHD_HTTP_OK, json);
    }
    if (!g_strv_contains(sheet_langs, lang)) {
        fail_field(error, "lang", "not_a_choice");
        return NULL;
    }
    Reply *reply = format_reply(rendering, &speech, sheet, error);
    if (reply != NULL)
        named(reply, rendering, words_sheet(&speech, rendering->query));
    return reply;
}
