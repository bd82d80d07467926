/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/choice.h"

#include "base/json.h"

#include <string.h>

/* A label is a word; a bare name made of digits ("110") is one only where nothing touches it. */
static Lexicon *labels_read(const json_t *field)
{
    Lexicon *labels = lexicon_new();
    size_t i = 0;
    const json_t *choice = NULL;

    json_array_foreach (json_object_get(field, "choices"), i, choice) {
        const char *name = json_text(choice, "name");
        const char *label = json_text(json_object_get(choice, "label"), "zh");
        if (name != NULL && label != NULL && g_utf8_strlen(label, -1) > 1)
            lexicon_add(labels, label, 1, name);
    }
    return labels;
}

static bool is_edge(const LineText *text, guint at)
{
    gunichar c = line_text_sign(text, at);
    return c == 0 || c == ' ' || g_unichar_ispunct(c);
}

/* Digits belong to nothing longer: no telephone, no house, no road. */
static bool word_stands(const LineText *text, guint from, guint to)
{
    bool digits_first = line_text_digit(text, from), digits_last = line_text_digit(text, to - 1);
    bool glued = from > 0 && (line_text_digit(text, from - 1) || line_text_letter(text, from - 1) ||
                                 text->sign[from - 1] == '-');

    if (digits_first && glued)
        return false;
    return !(digits_first && digits_last) ||
           ((from == 0 || is_edge(text, from - 1)) && is_edge(text, to));
}

static bool is_trap(const LineWords *words, const LineText *text, guint from, guint to)
{
    size_t i = 0;
    const json_t *trap = NULL;
    g_autofree char *rest = line_text_part(text, to - 1, MIN(to + 2, text->length));

    json_array_foreach (json_object_get(words->file, "line_traps"), i, trap) {
        if (json_is_string(trap) && to - 1 >= from &&
            g_str_has_prefix(rest, json_string_value(trap)))
            return true;
    }
    return false;
}

static bool field_has(const json_t *field, const char *name)
{
    size_t i = 0;
    const json_t *choice = NULL;

    json_array_foreach (json_object_get(field, "choices"), i, choice) {
        if (g_strcmp0(json_text(choice, "name"), name) == 0)
            return true;
    }
    return false;
}

typedef struct Best {
    const char *name;
    guint length;
} Best;

static void best_try(const LineWords *words, const LineText *text, const json_t *field,
    const Lexicon *lexicon, Best *best)
{
    for (guint at = 0; lexicon != NULL && at < text->length; at++) {
        const LineWord *word = lexicon_match(lexicon, text, at);
        if (word == NULL || word->length <= best->length || !field_has(field, word->name) ||
            !word_stands(text, at, at + word->length) ||
            is_trap(words, text, at, at + word->length))
            continue;
        *best = (Best){.name = word->name, .length = word->length};
    }
}

/* "rqbz 幸福里": the initials of a choice as the first word; of several, the first that begins so.
 */
static const char *initials_match(const LineText *text, const json_t *field)
{
    guint from = 0, to = 0;
    size_t i = 0;
    const json_t *choice = NULL;
    const char *begins = NULL;

    while (line_text_sign(text, from) == ' ')
        from++;
    for (to = from; line_text_letter(text, to); to++)
        ;
    if (to - from < 2)
        return NULL;
    g_autofree char *part = line_text_part(text, from, to);
    g_autofree char *word = g_ascii_strdown(part, -1);
    json_array_foreach (json_object_get(field, "choices"), i, choice) {
        const char *initials = json_text(choice, "initials");
        if (initials != NULL && strcmp(initials, word) == 0)
            return json_text(choice, "name");
        if (initials != NULL && begins == NULL && g_str_has_prefix(initials, word))
            begins = json_text(choice, "name");
    }
    return begins;
}

/* "110" by itself. */
static const char *bare_name(const LineText *text, const json_t *field)
{
    size_t i = 0;
    const json_t *choice = NULL;
    g_autoptr(Lexicon) names = lexicon_new();

    json_array_foreach (json_object_get(field, "choices"), i, choice) {
        const char *name = json_text(choice, "name");
        if (name != NULL && g_ascii_isdigit(*name))
            lexicon_add(names, name, 1, name);
    }
    for (guint at = 0; at < text->length; at++) {
        const LineWord *word = lexicon_match(names, text, at);
        if (word != NULL && word_stands(text, at, at + word->length))
            return word->name;
    }
    return NULL;
}

const char *line_choice(const LineWords *words, const LineText *text, const json_t *field)
{
    const char *name = json_text(field, "name");
    const Lexicon *said = name != NULL ? g_hash_table_lookup(words->choices, name) : NULL;
    g_autoptr(Lexicon) labels = labels_read(field);
    Best best = {0};

    best_try(words, text, field, labels, &best);
    best_try(words, text, field, said, &best);
    if (best.name == NULL)
        best.name = bare_name(text, field);
    return best.name != NULL ? best.name : initials_match(text, field);
}
