/* SPDX-License-Identifier: Apache-2.0 */
/* Why a figure that can be read is still not certain. */
#include "intake/figure_private.h"

#include "base/json.h"

#include <string.h>

#define FILLS (FIGURE_NOUN | FIGURE_BEFORE | FIGURE_AFTER)

static Pair *pair_of(const Reader *reader, guint node)
{
    int at = reader_node(reader, node)->pair;
    return at < 0 ? NULL : &g_array_index(reader->pairs, Pair, at);
}

static void pair_doubt(const Reader *reader, guint node)
{
    Pair *pair = pair_of(reader, node);
    if (pair != NULL)
        pair->doubtful = true;
}

/* Something is said by the word of this node, and no number of its own stands there. */
static void word_doubt(Reader *reader, guint node)
{
    const LineToken *word = node_token(reader, node);
    LineFigure figure = {.field = word->name, .doubtful = true, .from = word->from, .to = word->to};

    if ((word->flags & FIGURE_OF_FIELD) != 0)
        g_array_append_val(reader->found, figure);
}

/* "转移被困群众3人": two words and one number. */
static void words_together(Reader *reader, guint at)
{
    const Node *one = reader_node(reader, at), *other = reader_node(reader, at + 1);
    bool later_other = (node_token(reader, at + 1)->flags & FIGURE_OTHER) != 0;

    if (one->number || other->number || (one->pair < 0) == (other->pair < 0) ||
        !reader_gap(reader, at, at + 1, FILLS | FIGURE_AND))
        return;
    if (other->pair < 0 && later_other)
        return;
    pair_doubt(reader, at);
    pair_doubt(reader, at + 1);
    word_doubt(reader, one->pair < 0 ? at : at + 1);
}

/* A clause that is nothing but a number of some: "被困老人1名，儿童2名". */
static bool is_list(const Reader *reader, guint at)
{
    guint from = reader_node(reader, at)->token, to = reader_node(reader, at + 1)->token;
    guint nouns = 0, stops = 0;

    for (guint i = from; i > 0 && (reader_token(reader, i - 1)->flags & FIGURE_STOP) == 0; i--)
        if (reader_token(reader, i - 1)->flags == 0)
            return false;
    for (guint i = from + 1; i < to; i++) {
        unsigned flags = reader_token(reader, i)->flags;
        stops += (flags & FIGURE_STOP) != 0;
        nouns += (flags & FIGURE_NOUN) != 0;
        if ((flags & (FIGURE_STOP | FIGURE_NOUN)) == 0)
            return false;
    }
    return nouns > 0 && stops == 1;
}

/* "2个…1名…受伤": such a word for people is followed by who they are, known here or not. */
static bool is_some_of(const Reader *reader, guint at)
{
    const LineToken *one = node_token(reader, at), *other = node_token(reader, at + 1);
    gunichar last = line_text_sign(reader->text, one->to - 1);

    return one->number.people && last != 0x4EBA && other->from > one->to &&
           other->from - one->to <= 4 && !reader_between(reader, at, at + 1, FIGURE_STOP);
}

/* "3名学生1名老师受伤": the number beside the word is not all of them. */
static void numbers_together(Reader *reader, guint at)
{
    const Node *one = reader_node(reader, at), *other = reader_node(reader, at + 1);
    bool beside = one->number && other->number && (one->pair < 0) != (other->pair < 0);

    if (!beside || (!is_list(reader, at) && !is_some_of(reader, at) &&
                       (!reader_gap(reader, at, at + 1, FILLS | FIGURE_AND) ||
                           !reader_between(reader, at, at + 1, FIGURE_NOUN | FIGURE_AND))))
        return;
    pair_doubt(reader, at);
    pair_doubt(reader, at + 1);
}

/* "驾驶员和2名乘客被困" */
static void joined_doubt(Reader *reader, guint at)
{
    const Node *node = reader_node(reader, at);

    if (!node->number || node->token < 2)
        return;
    if ((reader_token(reader, node->token - 1)->flags & FIGURE_AND) != 0 &&
        (reader_token(reader, node->token - 2)->flags & FIGURE_NOUN) != 0)
        pair_doubt(reader, at);
}

/* The last node that ends before the token and is paired; -1: none. */
static int paired_before(const Reader *reader, guint token)
{
    int found = -1;

    for (guint i = 0; i < reader->nodes->len && reader_node(reader, i)->token < token; i++)
        if (reader_node(reader, i)->pair >= 0)
            found = (int) i;
    return found;
}

/* The first word for a figure behind the token in the same clause; -1: none. */
static int figure_after(const Reader *reader, guint token)
{
    for (guint i = token + 1; i < reader->tokens->len; i++) {
        if ((reader_token(reader, i)->flags & FIGURE_STOP) != 0)
            return -1;
        if ((reader_token(reader, i)->flags & FIGURE_OF_FIELD) == 0 ||
            !token_is_counted(reader_token(reader, i)))
            continue;
        for (guint k = 0; k < reader->nodes->len; k++)
            if (reader_node(reader, k)->token == i)
                return (int) k;
    }
    return -1;
}

/* "受伤3人，其中重伤1人": are the three with the one, or beside it? */
static void among_doubt(Reader *reader, guint token)
{
    int whole = paired_before(reader, token), part = figure_after(reader, token);

    if (whole >= 0 && part >= 0)
        pair_doubt(reader, (guint) whole);
}

/* "1人受伤，送医后死亡" */
static void became_doubt(Reader *reader, guint token)
{
    int before = paired_before(reader, token), after = figure_after(reader, token);

    if (after < 0 || reader_node(reader, (guint) after)->pair >= 0)
        return;
    if (before >= 0)
        pair_doubt(reader, (guint) before);
    word_doubt(reader, (guint) after);
}

/* "死亡3人增至5人" */
static void rise_doubt(Reader *reader, guint token)
{
    int before = paired_before(reader, token);

    for (guint i = token; before >= 0 && i-- > reader_node(reader, (guint) before)->token + 1;)
        if ((reader_token(reader, i)->flags & FIGURE_STOP) != 0)
            return;
    if (before >= 0 && reader_node(reader, (guint) before)->number)
        pair_doubt(reader, (guint) before);
}

static bool is_relieved(const Reader *reader, const char *field)
{
    size_t i = 0;
    const json_t *item = NULL;

    json_array_foreach (json_object_get(reader->words->file, "relieves"), i, item) {
        if (g_strcmp0(json_string_value(item), field) == 0)
            return true;
    }
    return false;
}

/* Somebody was got out after so many were in. */
static void relief_doubt(Reader *reader, guint token)
{
    for (guint i = 0; i < reader->pairs->len; i++) {
        Pair *pair = &g_array_index(reader->pairs, Pair, i);
        const LineToken *word = node_token(reader, (guint) pair->word);
        if (reader_node(reader, (guint) pair->word)->token < token && word->name != NULL &&
            is_relieved(reader, word->name))
            pair->doubtful = true;
    }
}

/* Every figure between two stops, or in the whole line, negations too. */
static void clause_doubt(Reader *reader, guint token, bool whole)
{
    guint from = token, to = token;

    while (from > 0 && (whole || (reader_token(reader, from - 1)->flags & FIGURE_STOP) == 0))
        from--;
    while (to + 1 < reader->tokens->len &&
           (whole || (reader_token(reader, to)->flags & FIGURE_STOP) == 0))
        to++;
    for (guint i = 0; i < reader->nodes->len; i++)
        if (reader_node(reader, i)->token >= from && reader_node(reader, i)->token <= to)
            pair_doubt(reader, i);
    for (guint i = 0; i < reader->found->len; i++) {
        LineFigure *figure = &g_array_index(reader->found, LineFigure, i);
        if (figure->from >= reader_token(reader, from)->from &&
            figure->to <= reader_token(reader, to)->to)
            figure->doubtful = true;
    }
}

static void token_doubt(Reader *reader, guint at)
{
    unsigned flags = reader_token(reader, at)->flags;

    if ((flags & FIGURE_AMONG) != 0)
        among_doubt(reader, at);
    if ((flags & FIGURE_BECAME) != 0)
        became_doubt(reader, at);
    if ((flags & FIGURE_RISE) != 0)
        rise_doubt(reader, at);
    if ((flags & FIGURE_RELIEF) != 0)
        relief_doubt(reader, at);
    if ((flags & (FIGURE_DOUBT | FIGURE_ASK)) != 0)
        clause_doubt(reader, (flags & FIGURE_ASK) != 0 && at > 0 ? at - 1 : at, false);
    if ((flags & FIGURE_DOUBT_LINE) != 0)
        clause_doubt(reader, at, true);
}

void reader_doubt(Reader *reader)
{
    for (guint i = 0; i < reader->nodes->len; i++) {
        joined_doubt(reader, i);
        if (i + 1 < reader->nodes->len) {
            words_together(reader, i);
            numbers_together(reader, i);
        }
    }
    for (guint i = 0; i < reader->tokens->len; i++)
        token_doubt(reader, i);
}
