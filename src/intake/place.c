/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/place.h"

#define SIGNS_MIN 2
#define BARE_MAX 12 /* signs of a place that ends like none: "幸福里" before "燃气爆炸" */

/* One clause as it is read. */
typedef struct Clause {
    guint from;  /* sign where the place would begin */
    guint end;   /* behind the last word that ends a place; 0: none yet */
    bool digits; /* a number stands in it */
    bool begun;  /* it begins with somebody or something: a place needs a word before it, "在" */
} Clause;

static bool is_stop(const LineText *text, const LineToken *token)
{
    gunichar c = text->sign[token->from];

    return token->to - token->from == 1 && c != ' ' && c != ':' && c != '-' && c != '#' &&
           c != '+' && c != '.' && g_unichar_ispunct(c);
}

static bool is_people(const LineToken *token)
{
    return token->type == TOKEN_NUMBER && token->number.people;
}

/* A number that only a word for people, a vehicle or what happened follows counts those. */
static bool counts_next(const GArray *tokens, guint at)
{
    const LineToken *token = &g_array_index(tokens, LineToken, at);
    const LineToken *next = at + 1 < tokens->len ? &g_array_index(tokens, LineToken, at + 1) : NULL;

    return token->type == TOKEN_NUMBER && token->number.bare && next != NULL &&
           next->type == TOKEN_WORD && (next->flags & PLACE_END) != 0 &&
           (next->flags & PLACE_SUFFIX) == 0;
}

static bool is_end(const LineToken *token)
{
    return is_people(token) ||
           (token->type == TOKEN_WORD && (token->flags & PLACE_END) != 0 &&
               (token->flags & (PLACE_SUFFIX | PLACE_TAIL | PLACE_TRAP | PLACE_LEAD)) == 0);
}

static bool is_flagged(const LineToken *token, unsigned flag)
{
    return token->type == TOKEN_WORD && (token->flags & flag) != 0 &&
           (token->flags & PLACE_TRAP) == 0;
}

/* "今晚7点许", "报告", "119转": the place begins behind it. */
static bool is_lead(const Clause *clause, const GArray *tokens, guint at)
{
    const LineToken *token = &g_array_index(tokens, LineToken, at);
    const LineToken *before = at > 0 ? &g_array_index(tokens, LineToken, at - 1) : NULL;

    if (is_flagged(token, PLACE_LEAD))
        return token->to - token->from > 1 || clause->end == 0 || token->from > clause->end ||
               before == NULL;
    return is_flagged(token, PLACE_TIME) && before != NULL && before->type == TOKEN_NUMBER;
}

/* What ends a place reaches as far as the words that only go on about it. */
static void clause_take(Clause *clause, const LineToken *token)
{
    bool tail = is_flagged(token, PLACE_TAIL) && clause->end == token->from;
    bool suffix = is_flagged(token, PLACE_SUFFIX) &&
                  (token->from > clause->from || token->to - token->from > 1);

    if (token->type == TOKEN_NUMBER)
        clause->digits = true;
    if (tail || suffix)
        clause->end = token->to;
}

/* "2号" by itself is a thing of a number, no place. */
static bool is_number_only(const LineText *text, guint from, guint to)
{
    while (line_text_digit(text, from))
        from++;
    return from + 1 >= to;
}

static char *clause_place(
    const LineText *text, const Clause *clause, const LineToken *ended, guint end)
{
    g_autofree char *raw = NULL;
    guint to = clause->end;

    if (to == 0 && ended != NULL && (ended->flags & PLACE_EVENT) != 0 && !clause->digits &&
        end - clause->from <= BARE_MAX)
        to = end;
    if (clause->begun || to < clause->from + SIGNS_MIN || is_number_only(text, clause->from, to))
        return NULL;
    raw = line_text_raw(text, clause->from, to);
    return g_strdup(g_strstrip(raw));
}

/* Reads a clause from token `*at`, and moves it behind the clause. */
static char *clause_read(const LineText *text, const GArray *tokens, guint *at)
{
    Clause clause = {.from = g_array_index(tokens, LineToken, *at).from};
    const LineToken *ended = NULL;
    guint end = clause.from, i = *at;
    char *place = NULL;

    for (; i < tokens->len; i++) {
        const LineToken *token = &g_array_index(tokens, LineToken, i);
        if (is_stop(text, token))
            break;
        end = token->from;
        if (is_lead(&clause, tokens, i))
            clause = (Clause){.from = token->to};
        else if (is_end(token) && token->from == clause.from && (token->flags & PLACE_EVENT) == 0)
            clause = (Clause){.from = token->to, .begun = true};
        else if (is_end(token) || counts_next(tokens, i)) {
            ended = token;
            break;
        } else
            clause_take(&clause, token);
        end = token->to;
    }
    place = clause_place(text, &clause, ended, end);
    while (i < tokens->len && !is_stop(text, &g_array_index(tokens, LineToken, i)))
        i++;
    *at = i + 1;
    return place;
}

char *line_place(const LineText *text, const GArray *tokens)
{
    for (guint at = 0; at < tokens->len;) {
        char *place = clause_read(text, tokens, &at);
        if (place != NULL)
            return place;
    }
    return NULL;
}
