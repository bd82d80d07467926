/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/line.h"

#include "base/json.h"
#include "intake/choice.h"
#include "intake/figure.h"
#include "intake/phone_find.h"
#include "intake/place.h"

#include <string.h>

/* One line being read. */
typedef struct Reading {
    const LineWords *words;
    const json_t *kind;
    LineText *text; /* without its telephone numbers */
    Lexicon *own;   /* the kind's words for its figures */
    GArray *phones; /* of PhoneSpan */
    json_t *fields, *doubtful, *marks;
    json_t *uncovered; /* numbers that stood behind those: seen when those are gone */
} Reading;

static bool is_from(const json_t *field, const char *what)
{
    return g_strcmp0(json_text(field, "from_line"), what) == 0;
}

static Lexicon *own_words(const json_t *kind)
{
    Lexicon *lexicon = lexicon_new();
    size_t i = 0;
    const json_t *field = NULL;

    json_array_foreach (json_object_get(kind, "fields"), i, field) {
        if (is_from(field, "count"))
            lexicon_add_list(lexicon, json_object_get(field, "line_words"), FIGURE_OF_FIELD,
                json_text(field, "name"));
    }
    return lexicon;
}

static void mark_add(Reading *reading, const LineFigure *figure, const char *said, bool doubtful)
{
    json_t *mark =
        json_pack("{s:s, s:s, s:b}", "field", figure->field, "text", said, "doubtful", doubtful);

    if (figure->valued)
        json_object_set_new(mark, "number", json_integer(figure->value));
    json_array_append_new(reading->marks, mark);
}

static bool array_has(const json_t *list, const char *word)
{
    size_t i = 0;
    const json_t *item = NULL;

    json_array_foreach (list, i, item) {
        if (strcmp(json_string_value(item), word) == 0)
            return true;
    }
    return false;
}

static const json_t *field_named(const json_t *kind, const char *name)
{
    size_t i = 0;
    const json_t *field = NULL;

    json_array_foreach (json_object_get(kind, "fields"), i, field) {
        if (g_strcmp0(json_text(field, "name"), name) == 0)
            return field;
    }
    return NULL;
}

/* A group may name a field that this kind does not have. */
static void figure_tell(Reading *reading, const LineFigure *figure)
{
    const json_t *field = field_named(reading->kind, figure->field);
    g_autofree char *said = line_text_raw(reading->text, figure->from, figure->to);

    if (field == NULL || !is_from(field, "count"))
        return;
    bool doubtful = figure->doubtful || figure->value > json_number(field, "max", figure->value);
    if (!doubtful && figure->valued)
        json_object_set_new(reading->fields, figure->field, json_integer(figure->value));
    else if (!array_has(reading->doubtful, figure->field))
        json_array_append_new(reading->doubtful, json_string(figure->field));
    mark_add(reading, figure, said, doubtful);
}

static void figures_tell(Reading *reading)
{
    const Cutting cutting = {.words = reading->words,
        .text = reading->text,
        .lexicon = reading->words->figures,
        .more = reading->own};
    g_autoptr(GArray) tokens = line_tokens(&cutting);
    g_autoptr(GArray) figures = line_figures(reading->words, reading->text, tokens);

    for (guint i = 0; i < figures->len; i++)
        figure_tell(reading, &g_array_index(figures, LineFigure, i));
}

/* The kind's words for figures end a place as those of the list do. */
static Lexicon *place_ends(const json_t *kind)
{
    Lexicon *lexicon = lexicon_new();
    size_t i = 0;
    const json_t *field = NULL;

    json_array_foreach (json_object_get(kind, "fields"), i, field) {
        if (is_from(field, "count"))
            lexicon_add_list(lexicon, json_object_get(field, "line_words"), PLACE_END, NULL);
    }
    return lexicon;
}

static void place_tell(Reading *reading, const char *name)
{
    g_autoptr(Lexicon) ends = place_ends(reading->kind);
    const Cutting cutting = {.words = reading->words,
        .text = reading->text,
        .lexicon = reading->words->place,
        .more = ends};
    g_autoptr(GArray) tokens = line_tokens(&cutting);
    g_autofree char *place = line_place(reading->text, tokens);

    if (place != NULL)
        json_object_set_new(reading->fields, name, json_pack("{s:s}", "text", place));
}

static void choice_tell(Reading *reading, const json_t *field)
{
    const char *choice = line_choice(reading->words, reading->text, field);
    const char *name = json_text(field, "name");

    if (choice != NULL)
        json_object_set_new(reading->fields, name, json_string(choice));
}

static void number_join(GString *all, const char *number)
{
    if (strstr(all->str, number) == NULL)
        g_string_append_printf(all, "%s%s", all->len > 0 ? " " : "", number);
}

/* Owned: all numbers of the line, each once. */
static char *phones_join(const Reading *reading)
{
    g_autoptr(GString) all = g_string_new(NULL);
    size_t i = 0;
    const json_t *number = NULL;

    for (guint k = 0; k < reading->phones->len; k++)
        number_join(all, g_array_index(reading->phones, PhoneSpan, k).number);
    json_array_foreach (reading->uncovered, i, number)
        number_join(all, json_string_value(number));
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static void phones_tell(Reading *reading, const char *name)
{
    g_autofree char *numbers = phones_join(reading);

    if (*numbers != '\0')
        json_object_set_new(reading->fields, name, json_string(numbers));
}

static void fields_tell(Reading *reading)
{
    size_t i = 0;
    const json_t *field = NULL;

    json_array_foreach (json_object_get(reading->kind, "fields"), i, field) {
        if (is_from(field, "place"))
            place_tell(reading, json_text(field, "name"));
        else if (is_from(field, "choice"))
            choice_tell(reading, field);
        else if (is_from(field, "phone"))
            phones_tell(reading, json_text(field, "name"));
    }
}

static void line_tell(Reading *reading, const LineText *whole)
{
    const char *name = json_text(reading->kind, "line");
    g_autofree char *hidden = NULL;

    if (name == NULL)
        return;
    hidden = line_phones_hide(reading->words, whole, reading->phones);
    json_auto_t *rest = line_hide_phones(reading->words, hidden);
    g_autofree char *text = g_strdup(rest != NULL ? json_text(rest, "text") : hidden);
    reading->uncovered = json_incref(json_object_get(rest, "phones"));
    json_object_set_new(reading->fields, name, json_string(g_strstrip(text)));
}

/* The digits of a telephone number are no place and no source. */
static LineText *text_without(const LineWords *words, const LineText *text, const GArray *phones)
{
    g_autoptr(GString) blank = g_string_new(NULL);
    guint at = 0;

    for (guint i = 0; i < phones->len; i++) {
        const PhoneSpan *span = &g_array_index(phones, PhoneSpan, i);
        g_autofree char *part = line_text_raw(text, at, span->from);
        g_string_append(blank, part);
        g_string_append_c(blank, ';');
        at = span->to;
    }
    g_autofree char *rest = line_text_raw(text, at, text->length);
    g_string_append(blank, rest);
    return line_text_new(blank->str, json_object_get(words->file, "fold"));
}

json_t *line_read(const LineWords *words, const json_t *kind, const char *line)
{
    g_autoptr(LineText) whole = line_text_new(line, json_object_get(words->file, "fold"));
    g_autoptr(GArray) phones = line_phones_find(words, whole);
    g_autoptr(LineText) text = text_without(words, whole, phones);
    g_autoptr(Lexicon) own = own_words(kind);
    Reading reading = {.words = words,
        .kind = kind,
        .text = text,
        .own = own,
        .phones = phones,
        .fields = json_object(),
        .doubtful = json_array(),
        .marks = json_array()};

    line_tell(&reading, whole);
    figures_tell(&reading);
    fields_tell(&reading);
    json_t *read = json_pack("{s:s, s:o, s:o, s:o}", "line", line, "fields", reading.fields,
        "doubtful", reading.doubtful, "marks", reading.marks);
    json_object_set(read, "kind", json_object_get(kind, "kind"));
    json_decref(reading.uncovered);
    return read;
}

/* One round: NULL when there is no number in it. Adds the numbers to `numbers`. */
static char *phones_out(const LineWords *words, const char *line, json_t *numbers)
{
    g_autoptr(LineText) text = line_text_new(line, json_object_get(words->file, "fold"));
    g_autoptr(GArray) phones = line_phones_find(words, text);

    for (guint i = 0; i < phones->len; i++)
        json_array_append_new(numbers, json_string(g_array_index(phones, PhoneSpan, i).number));
    return phones->len == 0 ? NULL : line_phones_hide(words, text, phones);
}

json_t *line_hide_phones(const LineWords *words, const char *line)
{
    json_auto_t *numbers = json_array();
    g_autofree char *hidden = g_strdup(line);
    char *next = NULL;

    while ((next = phones_out(words, hidden, numbers)) != NULL) {
        g_free(hidden);
        hidden = next;
    }
    if (json_array_size(numbers) == 0)
        return NULL;
    return json_pack("{s:s, s:O}", "text", hidden, "phones", numbers);
}
