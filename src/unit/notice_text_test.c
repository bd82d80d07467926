/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "base/fail.h"
#include "base/json.h"
#include "unit/workday_notice.h"

#include <string.h>

static int64_t day_of(const char *text)
{
    int64_t day = 0;

    g_assert_true(day_parse(text, &day, NULL));
    return day;
}

#define NOTICE                                                                                                                                 \
    "国务院办公厅关于2026年\n部分节假日安排的通知\n国办发明电〔2025〕7号\n"                                         \
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n"                                                   \
    "经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体" \
    "安排通知如下。\n"                                                                                                                  \
    "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n"                           \
    "二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14"     \
    "日（周六）、"                                                                                                                       \
    "2月28日（周六）上班。\n"                                                                                                         \
    "三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n"                                                           \
    "四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。\n"                        \
    "五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n"                                                         \
    "六、中秋节：9月25日（周五）至27日（周日）放假，共3天。\n"                                                         \
    "七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上"     \
    "班。\n"                                                                                                                                 \
    "节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。\n"                           \
    "国务院办公厅\n2025年11月4日\n"

/* The pasted text of a notice gives the days that its file has. */
static void test_notice_text(void)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *doubts = json_array();
    g_autoptr(Workdays) file = workdays_new(NULL, NULL, &error);
    g_autoptr(Workdays) read = NULL;
    g_autoptr(GString) text = g_string_new(NULL);

    json_auto_t *notice = notice_read(NOTICE, doubts, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_size(doubts), ==, 0);
    g_assert_cmpstr(
        json_text(json_object_get(notice, "notice"), "number"), ==, "国办发明电〔2025〕7号");
    g_assert_cmpstr(json_text(json_object_get(notice, "notice"), "issued"), ==, "2025-11-04");
    g_assert_true(json_write_canonical(notice, text, &error));
    read = workdays_new(NULL, NULL, &error);
    g_assert_true(workdays_add(read, "calendar", text->str, text->len, &error));
    for (int64_t day = day_of("2026-01-01"); day <= day_of("2026-12-31"); day++) {
        Workday one = {0}, other = {0};
        g_assert_true(workdays_day(file, day, WORKDAYS_NOW, &one, &error));
        g_assert_true(workdays_day(read, day, WORKDAYS_NOW, &other, &error));
        g_assert_cmpint(one.kind, ==, other.kind);
        g_assert_cmpstr(one.name, ==, other.name);
        g_assert_cmpint(one.made_up, ==, other.made_up);
    }
}

/* What does not add up is said, and not taken. */
static void test_notice_doubts(void)
{
    static const char text[] = "关于2027年部分节假日安排的通知\n"
                               "一、元旦：2026年12月31日至2027年1月2日放假，共3天。\n"
                               "二、春节：2月5日至11日放假，共8天。\n"
                               "另：3月8日妇女放假半天。\n";
    g_autoptr(GError) error = NULL;
    json_auto_t *doubts = json_array();
    json_auto_t *notice = notice_read(text, doubts, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(json_array_size(doubts), ==, 2);
    g_assert_cmpuint(json_array_size(json_object_get(notice, "holidays")), ==, 3);
    g_assert_cmpstr(
        json_text(json_array_get(json_object_get(notice, "holidays"), 0), "day"), ==, "2026-12-31");
    g_assert_null(notice_read("关于春节值班的通知", doubts, &error));
    g_assert_cmpuint(fail_fields(error)->len, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notice/its text gives its days", test_notice_text);
    g_test_add_func("/notice/what does not add up is said", test_notice_doubts);
    return g_test_run();
}
