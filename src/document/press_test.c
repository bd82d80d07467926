/* SPDX-License-Identifier: Apache-2.0 */
#include "document/press.h"

#include <pthread.h>
#include <string.h>

static const PaperColumn columns[] = {
    {"日期", 2, PAPER_CENTRE}, {"内容", 6, PAPER_LEFT}, {"电话", 3, PAPER_CENTRE}};

static Paper *roster_new(const char *title, bool one_page, int rows, const char *text)
{
    Paper *paper = paper_new(&(PaperLook){.title = title,
        .subtitle = "2026-10-01 至 2026-10-31",
        .footer = "岳麓街道办事处",
        .pages = "第 {page} 页 共 {pages} 页",
        .one_page = one_page,
        .made_at = 1790000000000});

    paper_table(paper, columns, G_N_ELEMENTS(columns));
    for (int i = 0; i < rows; i++) {
        g_autofree char *day = g_strdup_printf("10月%d日", i + 1);
        const char *const cells[] = {day, text, "0731-88888888"};
        if (i % 7 == 0)
            paper_row_shaded(paper, cells);
        else
            paper_row(paper, cells);
    }
    paper_signatures(paper, (const char *const[]){"值班员：", "带班领导：", NULL});
    return paper;
}

static int count_of(GBytes *bytes, const char *wanted)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    int count = 0;

    for (const char *at = data;
         (at = memmem(at, size - (gsize) (at - data), wanted, strlen(wanted))) != NULL; at++)
        count++;
    return count;
}

/* Pages of a PDF as cairo writes it. */
static int pages_of(GBytes *pdf)
{
    return count_of(pdf, "/Type /Page %");
}

static GBytes *print(Press *press, Paper *paper)
{
    g_autoptr(GError) error = NULL;
    GBytes *pdf = press_print(press, paper, NULL, &error);

    g_assert_no_error(error);
    g_assert_true(g_bytes_get_size(pdf) > 1000);
    if (g_getenv("SHAODIAN_KEEP_PDF") != NULL)
        g_file_set_contents(g_getenv("SHAODIAN_KEEP_PDF"), g_bytes_get_data(pdf, NULL),
            (gssize) g_bytes_get_size(pdf), NULL);
    paper_free(paper);
    return pdf;
}

static void test_same_bytes(void)
{
    g_autoptr(Press) press = press_new(NULL);
    g_autoptr(GBytes) once = print(press, roster_new("值班表", false, 8, "张三\n李四"));
    g_autoptr(GBytes) again = print(press, roster_new("值班表", false, 8, "张三\n李四"));
    g_autoptr(GBytes) other = print(press, roster_new("值班表", false, 8, "张三\n王五"));

    g_assert_true(g_bytes_equal(once, again));
    g_assert_false(g_bytes_equal(once, other));
    g_assert_cmpint(pages_of(once), ==, 1);
}

static void test_one_page(void)
{
    g_autoptr(Press) press = press_new(NULL);
    g_autoptr(GBytes) fitted = print(press, roster_new("值班表", true, 31, "张三\n李四"));
    g_autoptr(GBytes) flowing = print(press, roster_new("值班表", false, 31, "张三\n李四"));

    g_assert_cmpint(pages_of(fitted), ==, 1);
    g_assert_cmpint(pages_of(flowing), >, 1);
}

/* A text longer than a page goes on on the next instead of running off the paper. */
static void test_long_row(void)
{
    g_autoptr(Press) press = press_new(NULL);
    g_autoptr(GString) text = g_string_new(NULL);

    for (int i = 0; i < 400; i++)
        g_string_append(text, "凌晨两点四十分，群众来电反映河水上涨。");
    g_autoptr(GBytes) pdf = print(press, roster_new("值班日志", false, 2, text->str));
    g_assert_cmpint(pages_of(pdf), >, 5);
}

static void test_blank_form(void)
{
    g_autoptr(Press) press = press_new(NULL);
    g_autoptr(GError) error = NULL;
    Paper *paper = paper_new(&(PaperLook){.title = "电话记录", .landscape = true});

    paper_text(paper, PAPER_HEADING, "停电时手写");
    paper_table(paper, columns, G_N_ELEMENTS(columns));
    paper_blank_rows(paper, 10, 12);
    g_assert_true(paper_qr(paper, "https://duty.example/#/paper/4301-17", &error));
    g_assert_no_error(error);
    g_autofree char *much = g_strnfill(5000, 'x');
    g_assert_false(paper_qr(paper, much, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_autoptr(GBytes) pdf = print(press, paper);
    g_assert_cmpint(pages_of(pdf), ==, 1);
}

/* Contents come first and say on which page each chapter begins; each has its own code. */
static void test_chapters(void)
{
    g_autoptr(Press) press = press_new(NULL);
    g_autoptr(GError) error = NULL;
    Paper *paper = paper_new(&(PaperLook){.title = "年册", .pages = "{page}/{pages}"});
    const char *const cells[] = {"3月4日", "", NULL};

    paper_table(paper, columns, G_N_ELEMENTS(columns));
    for (size_t i = 1; i <= 120; i++)
        paper_row_to(paper, cells, i);
    for (size_t i = 1; i <= 120; i++) {
        paper_page(paper);
        paper_text(paper, PAPER_TITLE, "值班日志");
        g_assert_true(paper_qr(paper, "shaodian:4301:17", &error));
    }
    g_autoptr(GBytes) pdf = print(press, paper);
    g_assert_cmpint(pages_of(pdf), >=, 122);
}

static void *prints_some(void *press)
{
    for (int i = 0; i < 5; i++)
        g_bytes_unref(print(press, roster_new("值班表", false, 5, "张三")));
    return NULL;
}

static void test_many_threads(void)
{
    g_autoptr(Press) press = press_new(NULL);
    pthread_t threads[4];

    press_warm(press);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpint(pthread_create(&threads[i], NULL, prints_some, press), ==, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        pthread_join(threads[i], NULL);
}

typedef struct Volume {
    Press *press;
    Work *work;
    char *refused; /* owned; NULL: it was printed */
} Volume;

static void *prints_a_book(void *data)
{
    Volume *volume = data;
    g_autoptr(Paper) paper = roster_new("值班日志", false, 4000, "群众来电\n已转办");
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = press_print(volume->press, paper, volume->work, &error);

    volume->refused = pdf == NULL ? g_strdup(fail_reason(error)) : NULL;
    return NULL;
}

static void test_a_page_waits_for_no_book(void)
{
    g_autoptr(Press) press = press_new(NULL);
    Volume volumes[4];
    pthread_t threads[4];
    int64_t done = 0, of = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(volumes); i++) {
        volumes[i] = (Volume){press, work_new(), NULL};
        g_assert_cmpint(pthread_create(&threads[i], NULL, prints_a_book, &volumes[i]), ==, 0);
    }
    while (done == 0)
        work_read(volumes[3].work, &done, &of);
    g_bytes_unref(print(press, roster_new("值班表", false, 5, "张三")));
    for (size_t i = 0; i < G_N_ELEMENTS(volumes); i++)
        work_cancel(volumes[i].work);
    for (size_t i = 0; i < G_N_ELEMENTS(volumes); i++) {
        pthread_join(threads[i], NULL);
        g_assert_cmpstr(volumes[i].refused, ==, "cancelled");
        g_free(volumes[i].refused);
        work_unref(volumes[i].work);
    }
}

static void test_family(void)
{
    g_autoptr(Press) press = press_new(NULL);
    g_autofree char *family = press_family(press);

    g_assert_nonnull(family);
    if (!g_str_equal(family, PRESS_FAMILY))
        g_test_skip("fonts-noto-cjk is not installed");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/press/prints_the_same_bytes_for_the_same_paper", test_same_bytes);
    g_test_add_func("/press/makes_the_text_smaller_until_one_page_holds_it", test_one_page);
    g_test_add_func("/press/a_row_longer_than_a_page_goes_on", test_long_row);
    g_test_add_func("/press/prints_blank_rows_and_a_qr_code", test_blank_form);
    g_test_add_func("/press/numbers_the_pages_of_chapters", test_chapters);
    g_test_add_func("/press/takes_papers_from_many_threads", test_many_threads);
    g_test_add_func("/press/a_page_waits_for_no_book_and_a_book_can_be_called_off",
        test_a_page_waits_for_no_book);
    g_test_add_func("/press/says_which_family_it_uses", test_family);
    return g_test_run();
}
