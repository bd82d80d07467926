/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "roster/import_cell.h"

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
        {"10.1-10.2", NULL}, {"20260310", "2026-03-10"}, {"46091", "2026-03-10"},
        {"10-Mar-26", "2026-03-10"}, {"Mar 10, 2026", "2026-03-10"}, {"3/10/2026", NULL},
        {"3/13/2026", "2026-03-13"}, {"26-3-10", "2026-03-10"}, {"26年3月10日", "2026-03-10"},
        {"二〇二六年三月十日", "2026-03-10"}, {"2026年三月二十一日", "2026-03-21"},
        {"3月10日 8:30", "2026-03-10"}, {"2026年03月10日08时30分", "2026-03-10"},
        {"３月１０日", "2026-03-10"}, {"'2026-03-10", "2026-03-10"},
        {"星期二 2026-3-10", "2026-03-10"}, {"2026-03-10T00:00:00", "2026-03-10"},
        {"2026-3-10.", "2026-03-10"}, {"2026–03–10", "2026-03-10"}, {"3月10日-11日", NULL},
        {"3月10日至3月11日", NULL}, {"2026-13-01", NULL}, {"丙午年正月二十二", NULL},
        {"电话 3-10", NULL}, {"2026年10月1日 周四 国庆节", "2026-10-01"}, {"10号楼", NULL},
        {"备注：值班电话0731-88880000", NULL}, {"99999999999999999999-1-1", NULL}, {"1", NULL}};

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
        g_string_append_printf(joined, "%s%s%s%s", i > 0 ? "|" : "",
            name->label != NULL ? name->label : "", name->label != NULL ? "=" : "", name->name);
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
        {" \n、", ""}, {"买买提·艾力", "买买提·艾力"}, {"John", "John"},
        {"赵霞19904913640", "赵霞"}, {"赵霞08:30-17:30", "赵霞@510"}, {"赵霞★", "赵霞"},
        {"张三[代]李四", "张三|李四"}, {"张三）", "张三"}, {"张三+李四", "张三|李四"},
        {"张三-李四", "张三|李四"}, {"Anne-Marie", "Anne-Marie"}, {"张三。", "张三"},
        {"韩子涵 17:30-08:30\n赵霞 08:30-17:30", "韩子涵@1050|赵霞@510"},
        {"17:30-08:30 韩子涵\n08:30-17:30 赵霞", "韩子涵@1050|赵霞@510"},
        {"夜班：韩子涵 白班：赵霞", "夜班=韩子涵|白班=赵霞"}, {"赵霞：", "赵霞"}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *names = names_joined(rows[i].cell);
        g_assert_cmpstr(names, ==, rows[i].names);
    }
}

static void test_years(void)
{
    static const struct {
        const char *today, *title, *text, *day;
    } rows[] = {{"2025-12-20", "", "12月30日", "2025-12-30"},
        {"2025-12-20", "", "1月1日", "2026-01-01"}, {"2026-01-05", "", "12.30", "2025-12-30"},
        {"2026-06-01", "2025年12月值班表", "1月1日", "2026-01-01"},
        {"2026-06-01", "2025年12月值班表", "12-31", "2025-12-31"},
        {"2026-06-01", "二〇二七年值班表", "1月1日", "2027-01-01"},
        {"2026-06-01", "某街道2026年3月值班表", "10", "2026-03-10"},
        {"2026-06-01", "某街道2026年3月值班表", "10日", "2026-03-10"},
        {"2026-06-01", "2026年", "10", NULL}, {"2026-06-01", "", "10日", NULL}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        ImportYear year = {0};
        int64_t day = 0;
        g_assert_true(day_parse(rows[i].today, &year.near_day, NULL));
        import_year_of(rows[i].title, &year);
        bool is_day = import_day_of(rows[i].text, &year, &day);
        g_autofree char *text = is_day ? day_print(day) : NULL;
        g_test_message("%s %s", rows[i].title, rows[i].text);
        g_assert_cmpstr(text, ==, rows[i].day);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import_cell/days_as_people_write_them", test_days);
    g_test_add_func("/import_cell/a_year_that_is_not_said_is_the_nearest", test_years);
    g_test_add_func("/import_cell/names_in_a_cell", test_names);
    return g_test_run();
}
