/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/sheet.h"

#include "engine/field.h"

#include <glib.h>
#include <string.h>

static const SheetColumn columns[] = {
    {"title", "matter.title", SHEET_TEXT},
    {"deaths", "matter.deaths", SHEET_INT},
    {"opened_at", "matter.opened_at", SHEET_TIME},
    {NULL},
};

static void add(Sheet *sheet, const char *title, int64_t deaths, int64_t at)
{
    sheet_row(sheet);
    sheet_text(sheet, title);
    sheet_int(sheet, deaths);
    sheet_time(sheet, at);
}

static const char *word(const void *self, const char *key)
{
    return strcmp(key, "matter.title") == 0 ? "标题" : "x,\"y\"";
}

static const char *code(const void *self, const char *key, const char *value)
{
    return strcmp(value, "-2") == 0 ? "unknown, yet" : value;
}

static const SheetSpeech speech = {NULL, word, code};

static void answers_json(void)
{
    g_autoptr(Sheet) sheet = sheet_new(columns);
    json_auto_t *expected =
        json_loads("{\"items\": [{\"title\": \"桥\", \"deaths\": -2,"
                   " \"opened_at\": \"1970-01-01T08:00:01+08:00\"},"
                   " {\"title\": null, \"deaths\": null, \"opened_at\": null}], \"next\": \"c2\"}",
            0, NULL);

    add(sheet, "桥", -2, 1000);
    add(sheet, NULL, FIELD_UNSET, FIELD_UNSET);
    sheet_next_cursor(sheet, "c2");
    json_auto_t *json = sheet_json(sheet);
    g_assert_true(json_equal(json, expected));
}

static void answers_json_without_rows(void)
{
    g_autoptr(Sheet) sheet = sheet_new(columns);
    json_auto_t *json = sheet_json(sheet);

    g_assert_true(json_is_array(json_object_get(json, "items")));
    g_assert_true(json_is_null(json_object_get(json, "next")));
}

static void gives_its_cells(void)
{
    g_autoptr(Sheet) sheet = sheet_new(columns);

    add(sheet, "桥", 2, 1000);
    add(sheet, NULL, 0, 2000);
    g_assert_cmpuint(sheet_rows(sheet), ==, 2);
    g_assert_cmpstr(sheet_cell_text(sheet, 0, 0), ==, "桥");
    g_assert_null(sheet_cell_text(sheet, 1, 0));
    g_assert_cmpint(sheet_cell_int(sheet, 0, 1), ==, 2);
    g_assert_cmpint(sheet_cell_int(sheet, 1, 2), ==, 2000);
    g_assert_cmpstr(sheet_columns(sheet)[0].title, ==, columns[0].title);
    g_assert_null(sheet_cursor(sheet));
}

static void assert_csv(const Sheet *sheet, const SheetSpeech *say, const char *expected)
{
    g_autoptr(GBytes) csv = sheet_csv(sheet, say);
    gsize size = 0;
    const char *bytes = g_bytes_get_data(csv, &size);
    g_autofree char *text = g_strndup(bytes, size);

    g_assert_cmpstr(text, ==, expected);
}

static void answers_csv(void)
{
    g_autoptr(Sheet) sheet = sheet_new(columns);

    /* 2026-11-21 02:40:07 in Beijing. */
    add(sheet, "say \"hi\", all", -2, INT64_C(1795200007123));
    add(sheet, "two\r\nlines", FIELD_UNSET, FIELD_UNSET);
    assert_csv(sheet, NULL,
        "\xEF\xBB\xBFtitle,deaths,opened_at\r\n"
        "\"say \"\"hi\"\", all\",-2,2026-11-21 02:40:07\r\n"
        "\"two\r\nlines\",,\r\n");
    assert_csv(sheet, &speech,
        "\xEF\xBB\xBF标题,\"x,\"\"y\"\"\",\"x,\"\"y\"\"\"\r\n"
        "\"say \"\"hi\"\", all\",\"unknown, yet\",2026-11-21 02:40:07\r\n"
        "\"two\r\nlines\",,\r\n");
}

static void guards_against_formulas(void)
{
    static const char *const cells[] = {"=1+1", "+86 731", "-2", "@sum", "\tx", "＝1", "＠x", " =1",
        "　=1", "\u00a0=1", "\ufeff=1", "\u200b \ufeff＝1", "\u2029@x"};

    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
        g_autoptr(Sheet) sheet = sheet_new(columns);
        g_autofree char *expected = g_strdup_printf(
            "\xEF\xBB\xBFtitle,deaths,opened_at\r\n\"'%s\",0,1970-01-01 08:00:00\r\n", cells[i]);
        add(sheet, cells[i], 0, 0);
        assert_csv(sheet, NULL, expected);
    }
}

static void takes_cells_in_order_only(void)
{
    if (g_test_subprocess()) {
        g_autoptr(Sheet) sheet = sheet_new(columns);
        sheet_row(sheet);
        sheet_int(sheet, 1);
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sheet/answers_json", answers_json);
    g_test_add_func("/sheet/answers_json_without_rows", answers_json_without_rows);
    g_test_add_func("/sheet/gives_its_cells", gives_its_cells);
    g_test_add_func("/sheet/answers_csv", answers_csv);
    g_test_add_func("/sheet/guards_against_formulas", guards_against_formulas);
    g_test_add_func("/sheet/takes_cells_in_order_only", takes_cells_in_order_only);
    return g_test_run();
}
