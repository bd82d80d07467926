/* SPDX-License-Identifier: Apache-2.0 */
#include "document/csv.h"

#include <string.h>

static Csv *read_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    Csv *csv = csv_read(text, strlen(text), &error);
    g_assert_no_error(error);
    return csv;
}

static const CsvRow *row_at(const Csv *csv, guint i)
{
    g_assert_cmpuint(i, <, csv->rows->len);
    return csv->rows->pdata[i];
}

static void test_table(void)
{
    g_autoptr(Csv) csv = read_text("\xEF\xBB\xBF"
                                   "code, name ,note\r\n"
                                   "1,\"a \"\"b\"\", c\",x\r\n"
                                   "\r\n"
                                   "2, 岳麓街道 ,\n"
                                   "3,\"two\nlines\",z");
    g_assert_cmpuint(csv->rows->len, ==, 3);
    g_assert_cmpint(csv_column(csv, "name"), ==, 1);
    g_assert_cmpint(csv_column(csv, "Name"), ==, 1);
    g_assert_cmpint(csv_column(csv, "other"), ==, -1);
    g_assert_cmpstr(csv_cell(row_at(csv, 0), 1), ==, "a \"b\", c");
    g_assert_cmpint(row_at(csv, 0)->line, ==, 2);
    g_assert_cmpstr(csv_cell(row_at(csv, 1), 1), ==, "岳麓街道");
    g_assert_cmpint(row_at(csv, 1)->line, ==, 4);
    g_assert_null(csv_cell(row_at(csv, 1), 2));
    g_assert_cmpstr(csv_cell(row_at(csv, 2), 1), ==, "two\nlines");
    g_assert_cmpint(row_at(csv, 2)->line, ==, 5);
    g_assert_null(csv_cell(row_at(csv, 2), 7));
    g_assert_null(csv_cell(row_at(csv, 2), -1));
}

static void test_faults_of_a_row(void)
{
    g_autoptr(Csv) csv = read_text("a,b\n1,x\"y\n\"1\"2,3\n4,5\n");
    g_assert_cmpstr(row_at(csv, 0)->problem, ==, "quote");
    g_assert_cmpstr(row_at(csv, 1)->problem, ==, "quote");
    g_assert_null(row_at(csv, 2)->problem);
    g_assert_cmpint(row_at(csv, 2)->line, ==, 4);
    g_autoptr(GString) wide = g_string_new("a\n");
    for (int i = 0; i < CSV_COLUMNS_MAX + 1; i++)
        g_string_append(wide, ",");
    g_autoptr(Csv) table = read_text(wide->str);
    g_assert_cmpstr(row_at(table, 0)->problem, ==, "too_many_columns");
}

static void refuse(const char *bytes, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(csv_read(bytes, size, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
}

static void test_faults_of_a_table(void)
{
    refuse("", 0);
    refuse("\n\n", 2);
    refuse("a,a\n", 4);
    refuse("a\n\"open", 7);
    refuse("a\n\xb4", 3);
    refuse("a\n\xff\xff", 4);
    refuse("a\n\xEF\xBF\xBD", 5);
    refuse("a\n\xEF\xBF\xBE", 5);
}

static void reads_pair(const char *bytes, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Csv) csv = csv_read(bytes, size, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(csv->rows->len, ==, 2);
    g_assert_cmpint(csv_column(csv, "人"), ==, 1);
    g_assert_cmpstr(csv_cell(row_at(csv, 0), 1), ==, "大");
    g_assert_cmpstr(csv_cell(row_at(csv, 1), 0), ==, "2");
    g_assert_cmpint(row_at(csv, 1)->line, ==, 3);
}

static void reads_text(const char *text)
{
    reads_pair(text, strlen(text));
}

static void converted(const char *name, const char *mark)
{
    gsize size = 0;
    g_autofree char *bytes = g_convert("日,人\n1,大\n2,小\n", -1, name, "UTF-8", NULL, &size, NULL);
    g_autoptr(GByteArray) all = g_byte_array_new();
    g_byte_array_append(all, (const guint8 *) mark, (guint) strlen(mark));
    g_byte_array_append(all, (const guint8 *) bytes, (guint) size);
    reads_pair((const char *) all->data, all->len);
}

static void test_encodings(void)
{
    converted("GB18030", "");
    converted("UTF-16LE", "\xFF\xFE");
    converted("UTF-16BE", "\xFE\xFF");
    converted("UTF-16LE", "");
    converted("UTF-16BE", "");
}

static void test_separators(void)
{
    reads_text("日;人\n1;大\n2;小\n");
    reads_text("日\t人\r1\t大\r2\t小");
    reads_text("日，人\n1，大\n2，小\n");
    reads_text("日|人\n1|大\n2|小\n");
    g_autoptr(Csv) said = read_text("sep=;\r\n日;人,们\r\n1;大\r\n,;;\r\n ;\r\n");
    g_assert_cmpuint(said->rows->len, ==, 1 + 1);
    g_assert_cmpint(csv_column(said, "人,们"), ==, 1);
    g_assert_cmpint(row_at(said, 0)->line, ==, 3);
    g_autoptr(Csv) blank = read_text("a,b\n1,2\n,,\n , \n3,4\n");
    g_assert_cmpuint(blank->rows->len, ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/csv/quotes, line ends and BOM are read; rows know their line", test_table);
    g_test_add_func("/csv/a bad row harms no other", test_faults_of_a_row);
    g_test_add_func("/csv/a table that can't be read is refused", test_faults_of_a_table);
    g_test_add_func("/csv/what Chinese Windows and Excel write is read", test_encodings);
    g_test_add_func(
        "/csv/the sign between cells is found, or said; empty rows are none", test_separators);
    return g_test_run();
}
