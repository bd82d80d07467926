/* SPDX-License-Identifier: Apache-2.0 */
/* lexicon - words by what they are for: the longest that stands at a place is the one meant. */
#pragma once

#include "intake/text.h"

typedef struct Lexicon Lexicon;

typedef struct LineWord {
    unsigned flags;   /* what it is, as its lexicon counts */
    const char *name; /* of a field or a choice, borrowed; NULL: none */
    guint length;     /* signs */
} LineWord;

Lexicon *lexicon_new(void);
void lexicon_free(Lexicon *lexicon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lexicon, lexicon_free)

/* A word that is there already is that, too; it keeps its first name. */
void lexicon_add(Lexicon *lexicon, const char *word, unsigned flags, const char *name);
/* All texts of a list; anything else in it is passed over. */
void lexicon_add_list(Lexicon *lexicon, const json_t *words, unsigned flags, const char *name);
/* Borrowed; NULL when no word stands there. */
const LineWord *lexicon_match(const Lexicon *lexicon, const LineText *text, guint at);
