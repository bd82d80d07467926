/* SPDX-License-Identifier: Apache-2.0 */
/* figure_private - what the files that read figures share: nodes and pairs. */
#pragma once

#include "intake/figure.h"

/* A number that may count people, or a word that may be counted. */
typedef struct Node {
    guint token;
    bool number;
    int pair; /* index of its pair; -1: none */
} Node;

typedef struct Pair {
    int word, number; /* nodes; `word` -1 is none */
    bool doubtful;
} Pair;

typedef struct Reader {
    const LineWords *words;
    const LineText *text;
    GArray *tokens; /* of LineToken, its own copy */
    GArray *nodes;  /* of Node */
    GArray *pairs;  /* of Pair */
    GArray *found;  /* of LineFigure */
    guint groups;
} Reader;

static inline LineToken *reader_token(const Reader *reader, guint at)
{
    return &g_array_index(reader->tokens, LineToken, at);
}

static inline Node *reader_node(const Reader *reader, guint at)
{
    return &g_array_index(reader->nodes, Node, at);
}

static inline LineToken *node_token(const Reader *reader, guint at)
{
    return reader_token(reader, reader_node(reader, at)->token);
}

/* Do all tokens between the two nodes have one of these flags? */
bool reader_gap(const Reader *reader, guint node, guint next, unsigned flags);
/* Is there one with one of these flags between them? */
bool reader_between(const Reader *reader, guint node, guint next, unsigned flags);
bool token_is_counted(const LineToken *token);
/* Pairs that are one thing said of another, part of another, or no longer so, become doubtful. */
void reader_doubt(Reader *reader);
