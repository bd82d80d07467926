/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/lexicon.h"

#include <string.h>

#define WORD_BYTES_MAX 96

struct Lexicon {
    GHashTable *words; /* text -> LineWord * */
    guint longest;     /* signs */
};

Lexicon *lexicon_new(void)
{
    Lexicon *lexicon = g_new0(Lexicon, 1);
    lexicon->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return lexicon;
}

void lexicon_free(Lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    g_hash_table_unref(lexicon->words);
    g_free(lexicon);
}

void lexicon_add(Lexicon *lexicon, const char *word, unsigned flags, const char *name)
{
    LineWord *known = g_hash_table_lookup(lexicon->words, word);

    if (*word == '\0' || strlen(word) >= WORD_BYTES_MAX)
        return;
    if (known == NULL) {
        known = g_new0(LineWord, 1);
        known->length = (guint) g_utf8_strlen(word, -1);
        lexicon->longest = MAX(lexicon->longest, known->length);
        g_hash_table_insert(lexicon->words, g_strdup(word), known);
    }
    known->flags |= flags;
    if (known->name == NULL)
        known->name = name;
}

void lexicon_add_list(Lexicon *lexicon, const json_t *words, unsigned flags, const char *name)
{
    size_t i = 0;
    const json_t *word = NULL;

    json_array_foreach (words, i, word) {
        if (json_is_string(word))
            lexicon_add(lexicon, json_string_value(word), flags, name);
    }
}

const LineWord *lexicon_match(const Lexicon *lexicon, const LineText *text, guint at)
{
    char key[WORD_BYTES_MAX];

    for (guint length = MIN(lexicon->longest, text->length - at); length > 0; length--) {
        gsize size = text->place[at + length] - text->place[at];
        if (size >= sizeof key)
            continue;
        memcpy(key, text->folded + text->place[at], size);
        key[size] = '\0';
        const LineWord *word = g_hash_table_lookup(lexicon->words, key);
        if (word != NULL)
            return word;
    }
    return NULL;
}
