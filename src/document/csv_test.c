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
    refuse("a\n\xb4\xf3", 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/csv/quotes, line ends and BOM are read; rows know their line", test_table);
    g_test_add_func("/csv/a bad row harms no other", test_faults_of_a_row);
    g_test_add_func("/csv/a table that can't be read is refused", test_faults_of_a_table);
    return g_test_run();
}
