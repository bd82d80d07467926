/* SPDX-License-Identifier: Apache-2.0 */
#include "register/blank.h"

#include "base/json.h"
#include "daybook/day_paper.h"
#include "engine/county.h"

#define COLUMNS_MAX 8

static const char *word_of(const Layout *layout, const json_t *words)
{
    const char *text = json_text(words, layout->lang);

    return text == NULL ? "" : text;
}

/* Rows to be filled in, one under the other. */
static void lines_lay(const Layout *layout, const json_t *form)
{
    const json_t *columns = json_object_get(form, "columns"), *column = NULL;
    size_t count = MIN(json_array_size(columns), COLUMNS_MAX), i = 0;
    PaperColumn shown[COLUMNS_MAX] = {0};

    json_array_foreach (columns, i, column) {
        if (i < count)
            shown[i] = (PaperColumn){
                word_of(layout, column), MAX(json_number(column, "weight", 1), 1), PAPER_LEFT};
    }
    if (count == 0)
        return;
    paper_table(layout->paper, shown, count);
    paper_blank_rows(layout->paper, (size_t) CLAMP(json_number(form, "rows", 1), 1, 40),
        (double) json_number(form, "height", 10));
}

/* One thing asked for after the other, each with room beside it. */
static void boxes_lay(const Layout *layout, const json_t *form)
{
    static const PaperColumn columns[] = {{NULL, 2, PAPER_LEFT}, {NULL, 7, PAPER_LEFT}};
    const json_t *asked = NULL;
    size_t i = 0;

    paper_table(layout->paper, columns, G_N_ELEMENTS(columns));
    json_array_foreach (json_object_get(form, "columns"), i, asked) {
        const char *const cells[] = {word_of(layout, asked), NULL};
        paper_row_tall(layout->paper, cells, (double) json_number(form, "height", 10));
    }
}

static bool sheet_lay(const Layout *layout, const Unit *unit, const json_t *sheet, GError **error)
{
    const json_t *forms = json_object_get(layout->words, "forms");
    const json_t *form = json_object_get(forms, json_text(sheet, "form"));
    g_autofree char *title =
        g_strdup_printf("%s　%s", unit->name, word_of(layout, json_object_get(form, "name")));
    g_autofree char *serial = day_say_with(layout, "serial", "serial", json_text(sheet, "serial"));

    paper_text(layout->paper, PAPER_TITLE, title);
    paper_text(layout->paper, PAPER_HEADING, serial);
    if (!paper_qr(layout->paper, json_text(sheet, "text"), error))
        return false;
    paper_text(layout->paper, PAPER_SMALL, day_say(layout, "how"));
    if (json_number(form, "rows", 1) > 1)
        lines_lay(layout, form);
    else
        boxes_lay(layout, form);
    day_signatures_lay(layout, "signatures");
    return true;
}

GBytes *blank_paper(
    const Asking *asking, const Unit *unit, const json_t *sheets, const char *lang, GError **error)
{
    Press *press = day_press(asking, error);
    json_auto_t *words = county_file(asking->engine, "blank");
    Layout layout = {asking, NULL, words, lang, NULL};
    const json_t *sheet = NULL;
    size_t i = 0;

    if (press == NULL)
        return NULL;
    g_autoptr(Paper) paper = paper_new(&(PaperLook){.footer = unit->name,
        .pages = day_say(&layout, "pages"),
        .size = 9,
        .made_at = asking->now});
    layout.paper = paper;
    json_array_foreach (sheets, i, sheet) {
        if (i > 0)
            paper_page(paper);
        if (!sheet_lay(&layout, unit, sheet, error))
            return NULL;
    }
    return press_print(press, paper, asking->work, error);
}
