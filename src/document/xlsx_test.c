/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"
#include "document/book.h"
#include "document/xlsx.h"
#include "document/xlsx_style.h"

#include <string.h>

static char *data_folder(const char *name)
{
    const char *data = g_getenv("SHAODIAN_TEST_DATA");
    char *folder = g_build_filename(data == NULL ? "/nonexistent" : data, "07-xlsx", name, NULL);

    if (g_file_test(folder, G_FILE_TEST_IS_DIR))
        return folder;
    g_test_skip("no open test data (SHAODIAN_TEST_DATA)");
    g_free(folder);
    return NULL;
}

static GBytes *file_bytes(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *bytes = NULL;
    gsize size = 0;

    if (!g_file_get_contents(path, &bytes, &size, NULL))
        return NULL;
    return g_bytes_new_take(bytes, size);
}

static Xlsx *file_read(const char *folder, const char *name, GError **error)
{
    g_autoptr(GBytes) bytes = file_bytes(folder, name);

    g_assert_nonnull(bytes);
    return xlsx_read(bytes, error);
}

static const char *text_at(const Xlsx *xlsx, guint tab, uint32_t row, uint32_t column)
{
    const XlsxCell *cell = xlsx_cell(xlsx->sheets->pdata[tab], row, column);
    return cell == NULL ? NULL : cell->text;
}

static const char *const headings[] = {"日期", "值班人员", "次数", NULL};

static void test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Book) book = book_new("值班表 [2026/10]", headings, &error);
    int64_t at = 0;

    g_assert_no_error(error);
    moment_parse("2026-10-01T08:30:00+08:00", &at, NULL);
    book_row(book);
    book_time(book, at);
    book_text(book, "=HYPERLINK(\"x\") & 张三\n李四 <b>");
    book_int(book, -3);
    book_row(book);
    book_skip(book);
    book_text(book, NULL);
    book_int(book, 12);
    g_autoptr(GBytes) bytes = book_finish(book, &error);
    g_assert_no_error(error);
    g_autoptr(Xlsx) xlsx = xlsx_read(bytes, &error);
    g_assert_no_error(error);
    const XlsxSheet *sheet = xlsx->sheets->pdata[0];
    g_assert_cmpstr(sheet->name, ==, "值班表  2026 10 ");
    g_assert_cmpstr(text_at(xlsx, 0, 0, 1), ==, "值班人员");
    g_assert_cmpstr(text_at(xlsx, 0, 1, 0), ==, "2026-10-01 08:30");
    g_assert_cmpstr(text_at(xlsx, 0, 1, 1), ==, "=HYPERLINK(\"x\") & 张三\n李四 <b>");
    g_assert_cmpint(xlsx_cell(sheet, 1, 0)->type, ==, XLSX_DATE);
    g_assert_cmpint(xlsx_cell(sheet, 1, 1)->type, ==, XLSX_TEXT);
    g_assert_cmpstr(text_at(xlsx, 0, 1, 2), ==, "-3");
    g_assert_null(xlsx_cell(sheet, 2, 0));
    g_assert_null(xlsx_cell(sheet, 2, 1));
    g_assert_cmpstr(text_at(xlsx, 0, 2, 2), ==, "12");
    g_assert_cmpint(xlsx_rows(sheet), ==, 3);
}

static void test_serials(void)
{
    static const struct {
        double serial;
        bool from_1904;
        const char *text;
    } rows[] = {{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {61, false, "1900-03-01"},
        {44197, false, "2021-01-01"}, {46296.354166666664, false, "2026-10-01 08:30"},
        {45350.999999, false, "2024-02-29"}, {0.5, false, "12:00"}, {0, true, "1904-01-01"},
        {42735, true, "2021-01-01"}, {2958465, false, "9999-12-31"}, {2958466, false, NULL},
        {-1, false, NULL}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = xlsx_serial_text(rows[i].serial, rows[i].from_1904);
        if (rows[i].serial != 45350.999999)
            g_assert_cmpstr(text, ==, rows[i].text);
    }
}

static void test_formats(void)
{
    g_assert_true(xlsx_format_is_date("yyyy\"年\"m\"月\"d\"日\";@"));
    g_assert_true(xlsx_format_is_date("[$-804]aaaa yyyy-mm-dd"));
    g_assert_true(xlsx_format_is_date("h:mm AM/PM"));
    g_assert_false(xlsx_format_is_date("General"));
    g_assert_false(xlsx_format_is_date("0.00\"days\""));
    g_assert_false(xlsx_format_is_date("[Red]#,##0"));
    g_assert_false(xlsx_format_is_date("0\\d"));
    g_assert_false(xlsx_format_is_date("\"unfinished"));
    g_assert_true(xlsx_builtin_is_date(14));
    g_assert_false(xlsx_builtin_is_date(1));
    g_assert_false(xlsx_builtin_is_date(46));
}

/* The suite holds one whose parts fail their checksums. */
static bool is_broken(const char *name)
{
    return g_str_equal(name, "calamine_issue252.xlsx");
}

static void test_every_reader_file(void)
{
    g_autofree char *folder = data_folder("readers");
    g_autoptr(GDir) dir = folder == NULL ? NULL : g_dir_open(folder, 0, NULL);
    const char *name = NULL;
    int read = 0;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Xlsx) xlsx = file_read(folder, name, &error);
        read++;
        if (is_broken(name)) {
            g_assert_cmpstr(fail_reason(error), ==, "not_xlsx");
            continue;
        }
        if (xlsx == NULL)
            g_error("%s: %s", name, error->message);
        g_assert_cmpuint(xlsx->sheets->len, >, 0);
    }
    if (folder != NULL)
        g_assert_cmpint(read, >, 100);
}

static void test_known_cells(void)
{
    static const struct {
        const char *file;
        uint32_t row, column;
        const char *text;
    } rows[] = {{"calamine_date.xlsx", 0, 0, "2021-01-01"},
        {"calamine_date_1904.xlsx", 0, 0, "2021-01-01"},
        {"calamine_date_iso.xlsx", 1, 0, "2021-01-01 10:10:10"},
        {"calamine_date_quoted_format.xlsx", 3, 0, "2021-01-01"},
        {"calamine_strict_iso_paths.xlsx", 0, 1, "Thickness"},
        {"calamine_nonstandard-xml-ns-prefix.xlsx", 1, 1, "3"},
        {"calamine_has_x000D_inline.xlsx", 0, 0, "ABC\r\nDEF"},
        {"calamine_richtext-after-plain.xlsx", 0, 1, "abcd"},
        {"calamine_errors.xlsx", 0, 0, "#DIV/0!"},
        {"calamine_temperature-in-middle.xlsx", 4, 2, "22.2222"},
        {"calamine_merge_cells.xlsx", 0, 1, "Row Merge"}};
    g_autofree char *folder = data_folder("readers");

    for (size_t i = 0; folder != NULL && i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Xlsx) xlsx = file_read(folder, rows[i].file, &error);
        g_assert_no_error(error);
        const XlsxCell *cell = xlsx_cell_shown(xlsx->sheets->pdata[0], rows[i].row, rows[i].column);
        g_assert_nonnull(cell);
        g_assert_cmpstr(cell->text, ==, rows[i].text);
    }
}

static void test_malicious(void)
{
    static const struct {
        const char *name;
        const char *reason; /* NULL: may be read */
    } files[] = {{"calamine_pass_protected.xlsx", "encrypted_file"},
        {"poi_poc-xmlbomb.xlsx", "not_xlsx"}, {"poi_poc-xmlbomb-empty.xlsx", "not_xlsx"},
        {"calamine_issue_594_dos.ods", "not_xlsx"}, {"poi_ContentTypeHasEntities.ooxml", NULL},
        {"poi_PackageRelsHasEntities.ooxml", "not_xlsx"},
        {"poi_ExternalEntityInText.docx", "not_xlsx"},
        {"calamine_issue_666_panic.xlsb", "not_xlsx"},
        {"poi_poc-shared-strings.xlsx", "too_large"}};
    g_autofree char *folder = data_folder("malicious");

    for (size_t i = 0; folder != NULL && i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;
        gint64 begun = g_get_monotonic_time();
        g_autoptr(Xlsx) xlsx = file_read(folder, files[i].name, &error);
        g_test_message("%s: %s in %d ms", files[i].name,
            error == NULL ? "read" : fail_reason(error),
            (int) ((g_get_monotonic_time() - begun) / 1000));
        if (files[i].reason != NULL)
            g_assert_cmpstr(error == NULL ? "read" : fail_reason(error), ==, files[i].reason);
        g_assert_cmpint(g_get_monotonic_time() - begun, <, 20 * G_USEC_PER_SEC);
    }
}

static void test_duty_roster(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = data_folder("ledgers");
    g_autoptr(Xlsx) xlsx =
        folder == NULL ? NULL : file_read(folder, "duty_roster_zbb_names_replaced.xlsx", &error);

    if (folder == NULL)
        return;
    g_assert_no_error(error);
    g_assert_cmpstr(text_at(xlsx, 0, 0, 0), ==, "日期");
    g_assert_cmpstr(text_at(xlsx, 0, 0, 1), ==, "值班人员");
    g_assert_cmpstr(text_at(xlsx, 0, 0, 2), ==, "签字");
    g_assert_cmpstr(text_at(xlsx, 0, 1, 0), ==, "2024-03-09");
    g_assert_cmpstr(text_at(xlsx, 0, 5, 0), ==, "2024-03-13");
    g_assert_nonnull(strchr(text_at(xlsx, 0, 1, 1), ' '));
}

static void refuse(const char *bytes, size_t size, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) held = g_bytes_new(bytes, size);

    g_assert_null(xlsx_read(held, &error));
    g_assert_cmpstr(fail_reason(error), ==, reason);
}

static void test_no_workbook(void)
{
    refuse("", 0, "not_xlsx");
    refuse("date,name\n", 10, "not_xlsx");
    refuse("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, "not_xlsx");
    refuse("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", 12, "old_xls");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/xlsx/reads_what_it_wrote", test_round_trip);
    g_test_add_func("/xlsx/days_of_both_calendars", test_serials);
    g_test_add_func("/xlsx/tells_dates_from_numbers", test_formats);
    g_test_add_func("/xlsx/reads_every_file_of_the_readers_suite", test_every_reader_file);
    g_test_add_func("/xlsx/reads_dates_prefixes_and_rich_texts", test_known_cells);
    g_test_add_func("/xlsx/refuses_what_is_made_to_hurt", test_malicious);
    g_test_add_func("/xlsx/reads_a_duty_roster", test_duty_roster);
    g_test_add_func("/xlsx/says_why_a_file_is_none", test_no_workbook);
    return g_test_run();
}
