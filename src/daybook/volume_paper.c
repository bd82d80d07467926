/* SPDX-License-Identifier: Apache-2.0 */
#include "daybook/volume_paper.h"

#include "base/json.h"
#include "base/moment.h"
#include "daybook/day_paper.h"
#include "engine/county.h"

#include <string.h>

#define CONTENTS_CELLS 7

/* A word of the cover: borrowed. */
static const char *say(const Layout *layout, const char *word)
{
    const json_t *words = json_object_get(layout->words, "volume");

    return json_text(json_object_get(words, word), layout->lang);
}

static char *title_of(const Layout *layout, const Volume *volume)
{
    g_autofree char *year = g_strdup_printf("%d", (int) volume->year);
    g_auto(GStrv) parts = g_strsplit(say(layout, "title"), "{unit}", -1);
    g_autofree char *named = g_strjoinv(volume->unit->name, parts);
    g_auto(GStrv) halves = g_strsplit(named, "{year}", -1);

    return g_strjoinv(year, halves);
}

static const json_t *head_of(const Volume *volume)
{
    const json_t *last = json_array_get(volume->days, json_array_size(volume->days) - 1);

    return json_object_get(last, "head");
}

static char *count_of(const json_t *day, const char *part)
{
    return g_strdup_printf("%zu", json_array_size(json_object_get(day, part)));
}

static void fact_lay(const Layout *layout, const char *word, char *value /* taken */)
{
    const char *const cells[] = {say(layout, word), value};

    paper_row(layout->paper, cells);
    g_free(value);
}

static char *sum_of(const Volume *volume, const char *part)
{
    const json_t *day = NULL;
    size_t i = 0, sum = 0;

    json_array_foreach (volume->days, i, day)
        sum += json_array_size(json_object_get(day, part));
    return g_strdup_printf("%zu", sum);
}

static char *span_of(const Volume *volume)
{
    size_t count = json_array_size(volume->days);

    return g_strdup_printf("%s — %s", json_text(json_array_get(volume->days, 0), "day"),
        json_text(json_array_get(volume->days, count - 1), "day"));
}

static void cover_lay(const Layout *layout, const Volume *volume)
{
    static const PaperColumn columns[] = {{NULL, 1, PAPER_LEFT}, {NULL, 4, PAPER_LEFT}};
    static const char *const sums[] = {"entries", "matters", "handovers"};
    g_autofree char *made = moment_print(layout->asking->now);
    g_autofree char *link = day_head_text(layout, head_of(volume));

    paper_table(layout->paper, columns, G_N_ELEMENTS(columns));
    fact_lay(layout, "unit", g_strdup(volume->unit->code));
    fact_lay(layout, "span", span_of(volume));
    fact_lay(layout, "days", g_strdup_printf("%zu", json_array_size(volume->days)));
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++)
        fact_lay(layout, sums[i], sum_of(volume, sums[i]));
    fact_lay(layout, "made", g_strdup_printf("%.10s %.5s", made, made + 11));
    paper_text(layout->paper, PAPER_SMALL, link);
    paper_text(layout->paper, PAPER_SMALL, day_say(layout, "check"));
    day_signatures_lay(layout, "volume_signatures");
}

static char *officers_of(const json_t *day)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const json_t *watch = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(day, "watches"), i, watch) {
        const char *name = json_text(watch, "name");
        if (g_strcmp0(json_text(watch, "role"), "officer") == 0 && name != NULL &&
            strstr(names->str, name) == NULL)
            g_string_append_printf(names, "%s%s", names->len > 0 ? "、" : "", name);
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static void line_lay(const Layout *layout, const json_t *day, size_t chapter)
{
    g_autofree char *officers = officers_of(day);
    g_autofree char *lines = count_of(day, "entries");
    g_autofree char *books = count_of(day, "matters");
    g_autofree char *shifts = count_of(day, "handovers");
    g_autofree char *seq =
        g_strdup_printf("%" G_GINT64_FORMAT, json_number(json_object_get(day, "head"), "seq", 0));
    const char *const cells[CONTENTS_CELLS] = {
        json_text(day, "day"), officers, lines, books, shifts, seq, NULL};

    paper_row_to(layout->paper, cells, chapter);
}

/* The contents are a chapter themselves, the first. */
static void contents_lay(const Layout *layout, const Volume *volume)
{
    static const char *const names[CONTENTS_CELLS] = {
        "day", "people", "lines", "books", "shifts", "until_seq", "page"};
    static const double weights[CONTENTS_CELLS] = {2.2, 6, 1.2, 1.2, 1.2, 1.8, 1.2};
    const json_t *words = json_object_get(layout->words, "columns"), *day = NULL;
    PaperColumn columns[CONTENTS_CELLS] = {0};
    size_t i = 0;

    for (i = 0; i < CONTENTS_CELLS; i++)
        columns[i] = (PaperColumn){json_text(json_object_get(words, names[i]), layout->lang),
            weights[i], i == 1 ? PAPER_LEFT : PAPER_CENTRE};
    paper_page(layout->paper);
    paper_text(layout->paper, PAPER_TITLE, say(layout, "contents"));
    paper_table(layout->paper, columns, CONTENTS_CELLS);
    json_array_foreach (volume->days, i, day)
        line_lay(layout, day, i + 2);
}

static void chapter_lay(const Layout *volume, const json_t *day)
{
    Layout layout = *volume;
    g_autofree char *title = day_say_with(volume, "title", "unit", json_text(day, "name"));
    g_autofree char *subtitle = day_subtitle(day);
    g_autofree char *link = day_head_text(volume, json_object_get(day, "head"));

    layout.day = day;
    paper_page(layout.paper);
    paper_text(layout.paper, PAPER_TITLE, title);
    paper_text(layout.paper, PAPER_PLAIN, subtitle);
    day_lay(&layout);
    paper_text(layout.paper, PAPER_SMALL, link);
}

static bool book_lay(const Layout *layout, const Volume *volume, GError **error)
{
    const json_t *day = NULL;
    size_t i = 0;

    if (json_array_size(volume->days) == 0) {
        paper_text(layout->paper, PAPER_PLAIN, say(layout, "empty"));
        return true;
    }
    if (!day_head_lay(layout, volume->unit->code, head_of(volume), error))
        return false;
    cover_lay(layout, volume);
    contents_lay(layout, volume);
    json_array_foreach (volume->days, i, day)
        chapter_lay(layout, day);
    return true;
}

GBytes *volume_paper(const Asking *asking, const Volume *volume, const char *lang, GError **error)
{
    Press *press = day_press(asking, error);
    json_auto_t *words = press == NULL ? NULL : county_file(asking->engine, "day_log");
    Layout layout = {asking, NULL, words, lang, NULL};

    if (words == NULL)
        return NULL;
    g_autofree char *title = title_of(&layout, volume);
    g_autofree char *foot = json_array_size(volume->days) == 0
                                ? g_strdup(volume->unit->code)
                                : day_foot(&layout, volume->unit->code, head_of(volume));
    g_autoptr(Paper) paper = paper_new(&(PaperLook){.title = title,
        .footer = foot,
        .pages = day_say(&layout, "pages"),
        .size = 9,
        .made_at = asking->now});
    layout.paper = paper;
    return book_lay(&layout, volume, error) ? press_print(press, paper, asking->work, error) : NULL;
}
