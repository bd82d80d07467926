/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <string.h>

/* Below the folder that the environment names in SHAODIAN_TEST_DATA. */
#define STREETS "03-admin-holiday-map/admin/streets.csv"

static const char *problem(const char *text, size_t max)
{
    return text_problem(text, strlen(text), max);
}

static void test_text_is_checked(void)
{
    g_assert_null(problem("岳麓区\t第二行\r\n", 10));
    g_assert_null(problem("", 0));
    g_assert_cmpstr(problem("岳麓区", 2), ==, "too_long");
    g_assert_cmpstr(problem("a\xffz", 10), ==, "not_utf8");
    g_assert_cmpstr(problem("\xed\xa0\x80", 10), ==, "not_utf8");
    g_assert_cmpstr(problem("a\x01", 10), ==, "control_character");
    g_assert_cmpstr(problem("a\x7f", 10), ==, "control_character");
    g_assert_cmpstr(problem("a\xc2\x85", 10), ==, "control_character");
    g_assert_cmpstr(text_problem("a\0b", 3, 10), ==, "control_character");
}

static void test_a_line_hides_nothing(void)
{
    static const char *const bad[] = {"张\n三", "张\t三", "张\r三", "a\u2028b", "a\u2029b",
        "\u202egpj.exe", "a\u2066b\u2069", "\u200fa", "张\u200b三", "\ufeff张三", "a\U000e0041b"};
    static const char *const good[] = {
        "张三", "阿不都·卡德尔", "ᠮᠣᠩᠭᠣᠯ", "a\u200db", "现场 1.jpg", ""};

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_cmpstr(text_line_problem(bad[i], strlen(bad[i]), 40), ==, "control_character");
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_null(text_line_problem(good[i], strlen(good[i]), 40));
    g_assert_cmpstr(text_line_problem("岳麓区", 9, 2), ==, "too_long");
}

static void test_codes_are_told_from_words(void)
{
    g_assert_true(text_is_code("430102004"));
    g_assert_true(text_is_code("A1"));
    g_assert_true(text_is_code("ABCDEFGHIJKLMNOPQRSTUVWX"));
    g_assert_false(text_is_code("ABCDEFGHIJKLMNOPQRSTUVWXY"));
    g_assert_false(text_is_code("A"));
    g_assert_false(text_is_code(""));
    g_assert_false(text_is_code("a1"));
    g_assert_false(text_is_code("A1-2"));
}

static void assert_unit_of(const char *id, const char *unit)
{
    g_autofree char *found = text_unit_of(id);
    g_assert_cmpstr(found, ==, unit);
}

static void test_an_id_names_its_unit(void)
{
    assert_unit_of("430102-17", "430102");
    assert_unit_of("A1-9007199254740991.3", "A1");
    assert_unit_of("430102", NULL);
    assert_unit_of("430102-", NULL);
    assert_unit_of("430102-017", NULL);
    assert_unit_of("430102-0", NULL);
    assert_unit_of("430102-17.", NULL);
    assert_unit_of("430102-17.2.3", NULL);
    assert_unit_of("430102-17 ", NULL);
    assert_unit_of("-17", NULL);
}

static void assert_initials(const char *text, const char *initials)
{
    g_autofree char *found = text_initials(text);
    if (g_strcmp0(found, initials) != 0)
        g_error("%s: %s, not %s", text, found, initials);
}

static void test_initials_of_places(void)
{
    assert_initials("岳麓街道", "yljd");
    assert_initials("浏阳市", "lys");
    assert_initials("长沙县", "csx");
    assert_initials("㮾梨街道", "lljd");
    assert_initials("浏阳市110 指挥中心（Ｂ座）", "lys110zhzxbz");
    assert_initials("重庆路", "cql");
    assert_initials("重点", "zd");
    assert_initials("〇一", "ly");
    assert_initials("😀", "");
    assert_initials("", "");
}

static void test_initials_of_common_surnames(void)
{
    /* The hundred most common surnames of 2020 and their initials. */
    assert_initials("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "wlzlcyhzwzxsmzhghgll");
    assert_initials("郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡", "zlxstxhfdcpzxtdypyjc");
    assert_initials("余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金", "ydycswldrsyljcztlwfj");
    assert_initials("石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯", "sljxwffbzmxqqjyxydlh");
    assert_initials("龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤", "lstlhgmhgswqyqwdmkxt");
}

static void test_a_name_begins_with_a_surname(void)
{
    const char *const pairs[][2] = {
        {"单雄信", "sxx"}, {"单于", "cy"}, {"曾国藩", "zgf"}, {"解放", "xf"}, {"王单", "wd"}};
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *found = text_name_initials(pairs[i][0]);
        g_assert_cmpstr(found, ==, pairs[i][1]);
    }
}

/* The initials of one street of each kind of character, as read aloud. */
static void assert_known_streets(GHashTable *names)
{
    const char *const known[][2] = {{"文艺路街道", "wyljd"}, {"朝阳街街道", "cyjjd"},
        {"韭菜园街道", "jcyjd"}, {"东屯渡街道", "dtdjd"}, {"赤岗岭街道", "cgljd"},
        {"桂花坪街道", "ghpjd"}, {"橘子洲街道", "jzzjd"}, {"咸嘉湖街道", "xjhjd"},
        {"浏阳河街道", "lyhjd"}, {"洞井街道", "djjd"}, {"大泽湖街道", "dzhjd"}, {"靖港镇", "jgz"},
        {"榔梨街道", "lljd"}, {"㮾梨街道", "lljd"}, {"达浒镇", "dhz"}, {"澄潭江镇", "ctjz"},
        {"淳口镇", "ckz"}, {"灰汤镇", "htz"}, {"巷子口镇", "xzkz"}, {"老粮仓镇", "llcz"},
        {"沩山乡", "wsx"}, {"枨冲镇", "ccz"}, {"葛家镇", "gjz"}};
    int met = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (!g_hash_table_contains(names, known[i][0]))
            continue;
        assert_initials(known[i][0], known[i][1]);
        met++;
    }
    g_assert_cmpint(met, >, 15);
}

static void test_initials_of_every_street_of_changsha(void)
{
    const char *data = g_getenv("SHAODIAN_TEST_DATA");
    g_autofree char *path = g_build_filename(data ? data : ".", STREETS, NULL), *csv = NULL;
    gsize size;
    if (!g_file_get_contents(path, &csv, &size, NULL)) {
        g_test_skip("SHAODIAN_TEST_DATA has no division data");
        return;
    }
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    char *end;
    for (char *line = csv; (end = memchr(line, '\n', size - (gsize) (line - csv)));
         line = end + 1) {
        *end = '\0';
        char *first = strchr(line, '"'), *last = strrchr(line, '"');
        if (!g_str_has_prefix(line, "4301") || !first || first == last)
            continue;
        *last = '\0';
        g_autofree char *initials = text_initials(first + 1);
        g_assert_cmpint(g_utf8_strlen(first + 1, -1), ==, strlen(initials));
        g_hash_table_add(names, first + 1);
    }
    g_assert_cmpuint(g_hash_table_size(names), >, 150);
    assert_known_streets(names);
}

static void assert_bigrams(const char *text, const char *joined)
{
    g_autoptr(GPtrArray) bigrams = text_bigrams(text);
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < bigrams->len; i++)
        g_string_append_printf(found, "%s|", (char *) bigrams->pdata[i]);
    g_assert_cmpstr(found->str, ==, joined);
}

static void test_bigrams_are_made_for_searching(void)
{
    assert_bigrams("岳麓区", "岳麓|麓区|");
    assert_bigrams("Ab aB\n1", "ab|ba|b1|");
    assert_bigrams("422042204220", "42|22|20|04|");
    assert_bigrams("火", "火|");
    assert_bigrams(" \t", "");
    assert_bigrams("", "");
    assert_bigrams("哈哈哈", "哈哈|");
}

static void test_a_text_is_folded_for_searching(void)
{
    g_autofree char *folded = text_folded(" Ａb 岳麓\t区\n甲　乙 ");
    g_autofree char *nothing = text_folded(" \n");
    g_assert_cmpstr(folded, ==, "ａb岳麓区甲乙");
    g_assert_cmpstr(nothing, ==, "");
}

static void assert_name(const char *name, const char *expected)
{
    g_autofree char *plain = text_name(name);
    g_assert_cmpstr(plain, ==, expected);
}

static void test_a_name_is_the_same_however_it_was_typed(void)
{
    assert_name(" \u674e\u3000\u56db\u200b ", "\u674e\u56db");
    assert_name("\u674e \u56db", "\u674e\u56db");
    assert_name("\u963f\u535c\u2022\u827e\u529b", "\u963f\u535c\u00b7\u827e\u529b");
    assert_name("\u963f\u535c\u30fb\u827e\u529b", "\u963f\u535c\u00b7\u827e\u529b");
    assert_name("John\u00a0 Smith", "John Smith");
    assert_name("\u041e\u043b \u0418\u0432", "\u041e\u043b \u0418\u0432");
    g_autofree char *account = text_plain("\uff4f\uff46\uff46\uff20\uff14\uff13");
    g_assert_cmpstr(account, ==, "off@43");
    g_autofree char *trimmed = text_trimmed("\ufeff\u3000 a b\u00a0\n");
    g_assert_cmpstr(trimmed, ==, "a b");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/text is checked", test_text_is_checked);
    g_test_add_func("/text/a_line_hides_nothing", test_a_line_hides_nothing);
    g_test_add_func("/text/codes are told from words", test_codes_are_told_from_words);
    g_test_add_func("/text/an id names its unit", test_an_id_names_its_unit);
    g_test_add_func("/text/initials of places", test_initials_of_places);
    g_test_add_func("/text/initials of common surnames", test_initials_of_common_surnames);
    g_test_add_func("/text/a name begins with a surname", test_a_name_begins_with_a_surname);
    g_test_add_func(
        "/text/initials of every street of Changsha", test_initials_of_every_street_of_changsha);
    g_test_add_func("/text/bigrams are made for searching", test_bigrams_are_made_for_searching);
    g_test_add_func("/text/a text is folded for searching", test_a_text_is_folded_for_searching);
    g_test_add_func("/text/a name is the same however it was typed",
        test_a_name_is_the_same_however_it_was_typed);
    return g_test_run();
}
