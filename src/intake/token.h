/* SPDX-License-Identifier: Apache-2.0 */
/* token - a line cut into words, numbers and single signs, for one lexicon. */
#pragma once

#include "intake/number.h"

typedef enum TokenType { TOKEN_SIGN, TOKEN_WORD, TOKEN_NUMBER } TokenType;

typedef struct LineToken {
    TokenType type;
    guint from, to;   /* signs */
    unsigned flags;   /* of the word in its lexicon; 0: no word */
    const char *name; /* borrowed */
    LineNumber number;
} LineToken;

typedef struct Cutting {
    const LineWords *words;
    const LineText *text;
    const Lexicon *lexicon;
    const Lexicon *more; /* asked beside it; NULL: none */
} Cutting;

/* Covers the line without a gap: a new array of LineToken. */
GArray *line_tokens(const Cutting *cutting);
