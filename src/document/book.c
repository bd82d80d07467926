/* SPDX-License-Identifier: Apache-2.0 */
#include "document/book.h"

#include "base/text.h"

#include "base/moment.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define CELL_MAX 32767 /* characters: what Excel can hold */
#define TAB_MAX 31
#define TAB_REFUSED "[]:*?/\\'"
#define WIDTH_MAX 60.0 /* of a column, in characters */
#define WIDTH_LEAST 6.0
#define WIDTH_TIME 17.0
#define PAPER_A4 9

struct Book {
    char *path; /* the file in the making */
    lxw_workbook *file;
    lxw_worksheet *sheet;
    lxw_format *text;
    lxw_format *time;
    GArray *widths; /* double, of each column */
    lxw_row_t row;
    lxw_col_t column;
};

static char *tab_name(const char *name)
{
    g_autofree char *cut = g_utf8_substring(name, 0, MIN(g_utf8_strlen(name, -1), TAB_MAX));
    return g_strdup(g_strdelimit(cut, TAB_REFUSED, ' '));
}

/* How wide a text is: a Chinese character is two. */
static double text_width(const char *text)
{
    double widest = 0, width = 0;

    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar letter = g_utf8_get_char(text);
        width = letter == '\n' ? 0 : width + (g_unichar_iswide(letter) ? 2 : 1);
        widest = MAX(widest, width);
    }
    return widest + 1;
}

static void width_ask(Book *book, double width)
{
    while (book->widths->len <= book->column) {
        const double least = WIDTH_LEAST;
        g_array_append_val(book->widths, least);
    }
    double *known = &g_array_index(book->widths, double, book->column);
    *known = MAX(*known, MIN(width, WIDTH_MAX));
}

static void formats_make(Book *book)
{
    book->text = workbook_add_format(book->file);
    format_set_text_wrap(book->text);
    format_set_align(book->text, LXW_ALIGN_VERTICAL_TOP);
    book->time = workbook_add_format(book->file);
    format_set_num_format(book->time, "yyyy-mm-dd hh:mm:ss");
    format_set_align(book->time, LXW_ALIGN_VERTICAL_TOP);
}

static void head_write(Book *book, const char *const *headings)
{
    lxw_format *bold = workbook_add_format(book->file);

    format_set_bold(bold);
    format_set_bottom(bold, LXW_BORDER_THIN);
    for (; *headings != NULL; headings++) {
        worksheet_write_string(book->sheet, 0, book->column, *headings, bold);
        width_ask(book, text_width(*headings) + 1);
        book->column++;
    }
    worksheet_freeze_panes(book->sheet, 1, 0);
    worksheet_repeat_rows(book->sheet, 0, 0);
    worksheet_set_paper(book->sheet, PAPER_A4);
    worksheet_set_landscape(book->sheet);
    worksheet_fit_to_pages(book->sheet, 1, 0);
    worksheet_set_footer(book->sheet, "&C&P / &N");
}

static char *file_make(GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *path = NULL;
    int file = g_file_open_tmp("shaodian-XXXXXX.xlsx", &path, &problem);

    if (file < 0) {
        fail(error, FAIL_UNAVAILABLE, "a file for the book: %s", problem->message);
        return NULL;
    }
    close(file);
    return path;
}

Book *book_new(const char *name, const char *const *headings, GError **error)
{
    g_autoptr(Book) book = g_new0(Book, 1);
    g_autofree char *tab = tab_name(name);

    book->widths = g_array_new(FALSE, FALSE, sizeof(double));
    book->path = file_make(error);
    if (book->path == NULL)
        return NULL;
    book->file = workbook_new_opt(book->path, NULL);
    book->sheet = workbook_add_worksheet(book->file, *tab == '\0' ? NULL : tab);
    if (book->sheet == NULL)
        book->sheet = workbook_add_worksheet(book->file, NULL);
    formats_make(book);
    head_write(book, headings);
    return g_steal_pointer(&book);
}

void book_free(Book *book)
{
    if (book == NULL)
        return;
    if (book->file != NULL)
        lxw_workbook_free(book->file);
    if (book->path != NULL)
        g_unlink(book->path);
    g_free(book->path);
    g_array_unref(book->widths);
    g_free(book);
}

void book_row(Book *book)
{
    book->row++;
    book->column = 0;
}

void book_skip(Book *book)
{
    book->column++;
}

void book_text(Book *book, const char *text)
{
    if (text != NULL && *text != '\0') {
        g_autofree char *whole = text_written(text);
        g_autofree char *cut = g_utf8_substring(whole, 0, MIN(g_utf8_strlen(whole, -1), CELL_MAX));
        worksheet_write_string(book->sheet, book->row, book->column, cut, book->text);
        width_ask(book, text_width(cut));
    }
    book->column++;
}

void book_int(Book *book, int64_t number)
{
    worksheet_write_number(book->sheet, book->row, book->column, (double) number, book->text);
    book->column++;
}

void book_time(Book *book, int64_t at)
{
    int minute = 0;
    lxw_datetime time = {0};

    moment_split(at, &time.year, &time.month, &time.day, &minute);
    time.hour = minute / 60;
    time.min = minute % 60;
    time.sec = (double) (at / 1000 % 60);
    worksheet_write_datetime(book->sheet, book->row, book->column, &time, book->time);
    width_ask(book, WIDTH_TIME + 3);
    book->column++;
}

/* Closing writes the file and frees the book, whatever comes of it. */
static bool file_close(Book *book, GError **error)
{
    for (guint i = 0; i < book->widths->len; i++)
        worksheet_set_column(book->sheet, (lxw_col_t) i, (lxw_col_t) i,
            g_array_index(book->widths, double, i), NULL);
    if (book->widths->len > 0)
        worksheet_autofilter(book->sheet, 0, 0, book->row, (lxw_col_t) (book->widths->len - 1));
    lxw_error problem = workbook_close(book->file);
    book->file = NULL;
    return problem == LXW_NO_ERROR ||
           fail(error, FAIL_UNAVAILABLE, "writing a book: %s", lxw_strerror(problem));
}

GBytes *book_finish(Book *book, GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *bytes = NULL;
    gsize size = 0;

    if (!file_close(book, error))
        return NULL;
    if (!g_file_get_contents(book->path, &bytes, &size, &problem)) {
        fail(error, FAIL_UNAVAILABLE, "reading a book back: %s", problem->message);
        return NULL;
    }
    return g_bytes_new_take(bytes, size);
}
