/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/token.h"

/* The longer of both words; of two equals, what both say. */
static LineWord word_at(const Cutting *cutting, guint at)
{
    const LineWord *one = lexicon_match(cutting->lexicon, cutting->text, at);
    const LineWord *other =
        cutting->more != NULL ? lexicon_match(cutting->more, cutting->text, at) : NULL;
    LineWord word = {0};

    if (one != NULL)
        word = *one;
    if (other != NULL && other->length > word.length)
        return *other;
    if (other != NULL && other->length == word.length) {
        word.flags |= other->flags;
        word.name = other->name != NULL ? other->name : word.name;
    }
    return word;
}

/* A word that goes beyond the number is a word: "一氧化碳". */
static LineToken token_at(const Cutting *cutting, guint at)
{
    LineToken token = {.type = TOKEN_SIGN, .from = at, .to = at + 1};
    LineWord word = word_at(cutting, at);
    LineNumber number = {0};

    bool is_number = line_number_read(cutting->words, cutting->text, at, &number);
    if (is_number && (word.length == 0 || at + word.length <= number.to)) {
        token.type = TOKEN_NUMBER;
        token.number = number;
        token.to = number.to;
    } else if (word.length > 0) {
        token.type = TOKEN_WORD;
        token.to = at + word.length;
        token.flags = word.flags;
        token.name = word.name;
    }
    return token;
}

GArray *line_tokens(const Cutting *cutting)
{
    GArray *tokens = g_array_new(FALSE, FALSE, sizeof(LineToken));

    for (guint at = 0; at < cutting->text->length;) {
        LineToken token = token_at(cutting, at);
        at = token.to;
        g_array_append_val(tokens, token);
    }
    return tokens;
}
