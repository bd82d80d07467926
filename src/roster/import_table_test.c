/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "roster/import_table.h"

#include <string.h>

static void test_days(void)
{
    static const struct {
        const char *text;
        const char *day; /* NULL: no day */
    } rows[] = {{"2026-10-01", "2026-10-01"}, {"2026/10/1", "2026-10-01"},
        {"2026年10月1日 周四", "2026-10-01"}, {"10月1日（星期四）", "2026-10-01"},
        {"10.1", "2026-10-01"}, {"2026-10-01 08:30", "2026-10-01"}, {"2028-02-29", "2028-02-29"},
        {"2026-02-29", NULL}, {"13月1日", NULL}, {"10月32日", NULL}, {"周四", NULL}, {"", NULL},
        {"10.1-10.2", NULL}, {"99999999999999999999-1-1", NULL}, {"1", NULL}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t day = 0;
        bool is_day = import_day(rows[i].text, 2026, &day);
        g_autofree char *text = is_day ? day_print(day) : NULL;
        g_assert_cmpstr(text, ==, rows[i].day);
    }
}

static char *names_joined(const char *cell)
{
    g_autoptr(GPtrArray) names = import_names(cell);
    GString *joined = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++) {
        const ImportName *name = names->pdata[i];
        g_string_append_printf(joined, "%s%s", i > 0 ? "|" : "", name->name);
        if (name->minute >= 0)
            g_string_append_printf(joined, "@%d", name->minute);
    }
    return g_string_free(joined, FALSE);
}

static void test_names(void)
{
    static const struct {
        const char *cell;
        const char *names;
    } rows[] = {{"张三 李四", "张三|李四"}, {"张三、李四，王小明\n赵六", "张三|李四|王小明|赵六"},
        {"张　三、李　四", "张三|李四"}, {"张 三 李 四", "张三|李四"}, {"张三\xC2\xA0", "张三"},
        {"傅晓燕 19904913632", "傅晓燕"}, {"张三（主班）", "张三"}, {"张三(代", "张三"},
        {"08:30–17:30 张三 1380000\n17:30–08:30 李四", "张三@510|李四@1050"}, {"", ""},
        {" \n、", ""}, {"买买提·艾力", "买买提·艾力"}, {"John", "John"}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *names = names_joined(rows[i].cell);
        g_assert_cmpstr(names, ==, rows[i].names);
    }
}

static void test_csv(void)
{
    static const char text[] = "\xEF\xBB\xBF日期,主班\r\n\r\n 2026-10-01 ,\"张三\n李四\"\r\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
    g_autoptr(ImportTable) table = import_table_read(bytes, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(table->rows->len, ==, 2);
    g_assert_cmpstr(import_table_cell(table, 0, 0), ==, "日期");
    g_assert_cmpstr(import_table_cell(table, 1, 0), ==, "2026-10-01");
    g_assert_cmpstr(import_table_cell(table, 1, 1), ==, "张三\n李四");
    g_assert_cmpstr(import_table_cell(table, 1, 7), ==, "");
    g_assert_cmpint(g_array_index(table->numbers, int64_t, 1), ==, 3);
}

static void test_too_many(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new("day,primary_duty\n");

    for (int i = 0; i <= IMPORT_ROWS_MAX; i++)
        g_string_append(text, "2026-10-01,x\n");
    g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
    g_assert_null(import_table_read(bytes, &error));
    g_assert_cmpstr(fail_reason(error), ==, "too_large");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import_table/days_as_people_write_them", test_days);
    g_test_add_func("/import_table/names_in_a_cell", test_names);
    g_test_add_func("/import_table/reads_csv_with_lines_inside_cells", test_csv);
    g_test_add_func("/import_table/refuses_too_many_rows", test_too_many);
    return g_test_run();
}
