/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/words.h"

#include "base/builtin.h"
#include "base/json.h"

#define FILE_NAME "rules/line.json"

typedef struct FlagRow {
    const char *list;
    unsigned flags;
} FlagRow;

static const FlagRow figure_rows[] = {
    {"noun", FIGURE_NOUN},
    {"both", FIGURE_BEFORE | FIGURE_AFTER},
    {"before", FIGURE_BEFORE},
    {"after", FIGURE_AFTER},
    {"became", FIGURE_BECAME | FIGURE_AFTER},
    {"rise", FIGURE_RISE | FIGURE_BEFORE},
    {"among", FIGURE_AMONG},
    {"and", FIGURE_AND},
    {"stop", FIGURE_STOP},
    {"ask", FIGURE_STOP | FIGURE_ASK},
    {"other", FIGURE_OTHER},
    {"relief", FIGURE_OTHER | FIGURE_RELIEF},
    {"no", FIGURE_NO},
    {"not_yet", FIGURE_NO | FIGURE_NOT_YET},
    {"no_link", FIGURE_NO_LINK},
    {"untold", FIGURE_UNTOLD},
    {"doubt", FIGURE_DOUBT},
    {"doubt_line", FIGURE_DOUBT_LINE},
    {"trap", FIGURE_TRAP},
    {NULL, 0},
};

static const FlagRow unit_rows[] = {
    {"people", UNIT_PEOPLE},
    {"things", UNIT_THINGS},
    {"households", UNIT_HOUSEHOLDS},
    {"ages", UNIT_AGES},
    {NULL, 0},
};

static const FlagRow about_rows[] = {
    {"before", ABOUT_BEFORE},
    {"after", ABOUT_AFTER},
    {NULL, 0},
};

static const FlagRow place_rows[] = {
    {"suffix", PLACE_SUFFIX},
    {"tail", PLACE_TAIL},
    {"lead", PLACE_LEAD},
    {"time", PLACE_TIME},
    {"end", PLACE_END},
    {"trap", PLACE_TRAP},
    {NULL, 0},
};

static Lexicon *lexicon_read(const json_t *file, const char *group, const FlagRow *rows)
{
    Lexicon *lexicon = lexicon_new();

    for (; rows->list != NULL; rows++)
        lexicon_add_list(
            lexicon, json_object_get(json_object_get(file, group), rows->list), rows->flags, NULL);
    return lexicon;
}

/* Each head with each verb behind it. */
static void pairs_add(Lexicon *lexicon, const json_t *row, unsigned flags, const char *choice)
{
    size_t i = 0, k = 0;
    const json_t *head = NULL, *verb = NULL;

    json_array_foreach (json_object_get(row, "heads"), i, head) {
        json_array_foreach (json_object_get(row, "verbs"), k, verb) {
            if (!json_is_string(head) || !json_is_string(verb))
                continue;
            g_autofree char *word =
                g_strconcat(json_string_value(head), json_string_value(verb), NULL);
            lexicon_add(lexicon, word, flags, choice);
        }
    }
}

static void choices_read(LineWords *words)
{
    const char *field = NULL, *choice = NULL;
    json_t *rows = NULL, *row = NULL;

    words->choices =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify) lexicon_free);
    json_object_foreach (json_object_get(words->file, "choices"), field, rows) {
        Lexicon *lexicon = lexicon_new();
        json_object_foreach (rows, choice, row) {
            lexicon_add_list(lexicon, json_object_get(row, "words"), 1, choice);
            pairs_add(lexicon, row, 1, choice);
        }
        g_hash_table_insert(words->choices, (char *) field, lexicon);
    }
}

/* A word for what came, or for how it came, ends a place or stands before it. */
static void place_learn(LineWords *words)
{
    const json_t *choices = json_object_get(words->file, "choices");
    const char *choice = NULL;
    json_t *row = NULL;

    json_object_foreach (json_object_get(choices, "kind"), choice, row)
        lexicon_add_list(
            words->place, json_object_get(row, "words"), PLACE_END | PLACE_EVENT, NULL);
    json_object_foreach (json_object_get(choices, "source_kind"), choice, row) {
        lexicon_add_list(words->place, json_object_get(row, "words"), PLACE_LEAD, NULL);
        pairs_add(words->place, row, PLACE_LEAD, NULL);
    }
    lexicon_add_list(words->place, line_words_list(words, "figures", "noun"), PLACE_END, NULL);
}

static bool words_take(void *into, const BuiltinFile *file, GError **error)
{
    LineWords *words = into;
    json_t *read = json_read(file->text, file->size, JSON_INTEGERS, error);

    if (read == NULL)
        return fail_in(error, "%s", file->name);
    if (json_text(read, "stand_in") != NULL && json_is_object(json_object_get(read, "figures")) &&
        json_is_object(json_object_get(read, "numbers")) &&
        json_is_object(json_object_get(read, "units"))) {
        words->file = read;
        return true;
    }
    json_decref(read);
    return fail(error, FAIL_INVALID, "%s: needs \"stand_in\", \"numbers\", \"units\", \"figures\"",
        file->name);
}

LineWords *line_words_read(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(LineWords) words = g_new0(LineWords, 1);
    const char *group = NULL;
    json_t *list = NULL;

    if (!builtin_or_own(folder, FILE_NAME, words_take, words, faults, error))
        return NULL;
    words->figures = lexicon_read(words->file, "figures", figure_rows);
    words->units = lexicon_read(words->file, "units", unit_rows);
    words->about = lexicon_read(words->file, "about", about_rows);
    words->place = lexicon_read(words->file, "place", place_rows);
    json_object_foreach (json_object_get(words->file, "groups"), group, list)
        lexicon_add(words->figures, group, FIGURE_GROUP, group);
    words->phones = phone_shapes_new();
    choices_read(words);
    place_learn(words);
    return g_steal_pointer(&words);
}

void line_words_free(LineWords *words)
{
    if (words == NULL)
        return;
    g_clear_pointer(&words->choices, g_hash_table_unref);
    g_clear_pointer(&words->phones, g_array_unref);
    lexicon_free(words->figures);
    lexicon_free(words->units);
    lexicon_free(words->about);
    lexicon_free(words->place);
    json_decref(words->file);
    g_free(words);
}

const json_t *line_words_list(const LineWords *words, const char *group, const char *name)
{
    return json_object_get(json_object_get(words->file, group), name);
}

const char *line_words_stand_in(const LineWords *words)
{
    return json_text(words->file, "stand_in");
}
