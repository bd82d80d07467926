/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/figure_private.h"

#include "base/json.h"

#include <string.h>

#define LOOSE_SIGNS 4 /* unknown signs across which a figure is still guessed at */
#define FILLS (FIGURE_NOUN | FIGURE_BEFORE | FIGURE_AFTER)

/* --- which numbers may count people --- */

/* "110", "12345": a telephone service, where nothing says that it counts. */
static bool is_service(const Reader *reader, const LineToken *token)
{
    g_autofree char *text = line_text_part(reader->text, token->number.digits, token->to);
    const json_t *services =
        json_object_get(line_words_list(reader->words, "choices", "source_kind"), text);

    return services != NULL;
}

/* A bare number counts people only beside a word that knows it; "3个" not before "电梯". */
static bool number_stands(const Reader *reader, guint at)
{
    const LineToken *token = reader_token(reader, at);
    const LineToken *next = at + 1 < reader->tokens->len ? reader_token(reader, at + 1) : NULL;
    bool open =
        next == NULL || (next->type == TOKEN_WORD && (next->flags & ~(unsigned) FIGURE_TRAP) != 0);

    if (token->type != TOKEN_NUMBER)
        return false;
    if (token->number.people)
        return !token->number.weak || open;
    return token->number.bare && open && !is_service(reader, token);
}

/* What is said of an age, or of households, stands between a figure and its number. */
static void numbers_prepare(Reader *reader)
{
    for (guint i = 0; i < reader->tokens->len; i++) {
        LineToken *token = reader_token(reader, i);
        if (token->type != TOKEN_NUMBER)
            continue;
        if ((token->number.unit & UNIT_AGES) != 0)
            token->flags = FIGURE_AFTER | FIGURE_NOUN;
        else if ((token->number.unit & UNIT_HOUSEHOLDS) != 0)
            token->flags = FIGURE_BEFORE;
    }
    for (guint i = 2; i < reader->tokens->len; i++) {
        LineToken *open = reader_token(reader, i - 2), *close = reader_token(reader, i);
        bool aged = (reader_token(reader, i - 1)->number.unit & UNIT_AGES) != 0;
        if (aged && line_text_sign(reader->text, open->from) == '(' &&
            line_text_sign(reader->text, close->from) == ')')
            open->flags = close->flags = FIGURE_AFTER;
    }
}

/* --- what is said not to be --- */

static void figure_add(Reader *reader, const char *field, const LineFigure *like)
{
    LineFigure figure = *like;

    figure.field = field;
    g_array_append_val(reader->found, figure);
}

/* Each field that the word names. */
static void word_add(Reader *reader, const LineToken *word, LineFigure figure)
{
    size_t i = 0;
    const json_t *field = NULL;

    if ((word->flags & FIGURE_GROUP) == 0) {
        figure_add(reader, word->name, &figure);
        return;
    }
    figure.group = ++reader->groups;
    json_array_foreach (line_words_list(reader->words, "groups", word->name), i, field)
        figure_add(reader, json_string_value(field), &figure);
}

/* Does a word that is counted stand right before the number? */
static bool follows_word(const Reader *reader, guint at)
{
    while (at-- > 0) {
        const LineToken *token = reader_token(reader, at);
        if (token_is_counted(token))
            return true;
        if ((token->flags & (FIGURE_BEFORE | FIGURE_NOUN)) == 0)
            return false;
    }
    return false;
}

/* "3人未受伤" says nothing of the others. */
static bool is_counted_before(const Reader *reader, guint at)
{
    while (at-- > 0) {
        const LineToken *token = reader_token(reader, at);
        if ((token->flags & FIGURE_STOP) != 0 || token_is_counted(token))
            return false;
        if (token->type == TOKEN_NUMBER && token->number.people)
            return !follows_word(reader, at);
    }
    return false;
}

/* "无人员伤亡" is a zero; "暂无", "没有受伤" of somebody, is asked about. */
static void no_read(Reader *reader, guint at)
{
    const LineToken *no = reader_token(reader, at);
    guint next = at + 1;

    while (next < reader->tokens->len && !token_is_counted(reader_token(reader, next)) &&
           (reader_token(reader, next)->flags & FIGURE_NO_LINK) != 0)
        next++;
    if (next >= reader->tokens->len)
        return;
    LineToken *word = reader_token(reader, next);
    if (word->type == TOKEN_NUMBER)
        word->number.exact = false;
    if (!token_is_counted(word) || (word->flags & FIGURE_OTHER) != 0)
        return;
    bool direct = next == at + 1, group = (word->flags & FIGURE_GROUP) != 0;
    bool untold = next + 1 < reader->tokens->len &&
                  (reader_token(reader, next + 1)->flags & FIGURE_UNTOLD) != 0;
    bool doubtful = (no->flags & FIGURE_NOT_YET) != 0 || untold || is_counted_before(reader, at) ||
                    (direct && !group && no->to - no->from == 2);
    word_add(reader, word,
        (LineFigure){.valued = true, .doubtful = doubtful, .from = no->from, .to = word->to});
    word->flags = 0;
}

static void nos_read(Reader *reader)
{
    for (guint i = 0; i < reader->tokens->len; i++) {
        unsigned flags = reader_token(reader, i)->flags;
        if ((flags & FIGURE_NO) != 0 && (flags & FIGURE_TRAP) == 0)
            no_read(reader, i);
    }
}

/* --- numbers and words, and which may belong together --- */

static void nodes_find(Reader *reader)
{
    for (guint i = 0; i < reader->tokens->len; i++) {
        Node node = {.token = i, .number = number_stands(reader, i), .pair = -1};
        if (node.number || token_is_counted(reader_token(reader, i)))
            g_array_append_val(reader->nodes, node);
    }
}

static bool node_is_event(const Reader *reader, guint at)
{
    const LineToken *token = node_token(reader, at);
    size_t i = 0;
    const json_t *event = NULL;
    g_autofree char *word = line_text_part(reader->text, token->from, token->to);

    json_array_foreach (json_object_get(reader->words->file, "events"), i, event) {
        if (g_strcmp0(json_string_value(event), word) == 0)
            return true;
    }
    return false;
}

/* "3人中毒死亡": how they died, no second figure. */
static void events_pass(Reader *reader)
{
    for (guint i = 0; i + 1 < reader->nodes->len;) {
        bool both = !reader_node(reader, i)->number && !reader_node(reader, i + 1)->number;
        if (both && node_is_event(reader, i) &&
            (node_token(reader, i + 1)->flags & FIGURE_OF_FIELD) != 0 &&
            reader_gap(reader, i, i + 1, FILLS)) {
            node_token(reader, i)->flags = FILLS;
            g_array_remove_index(reader->nodes, i);
        } else {
            i++;
        }
    }
}

/* A word of one sign takes a number right behind it alone: "死3", not "死…3". */
static bool nodes_touch(const Reader *reader, guint at)
{
    const Node *one = reader_node(reader, at), *other = reader_node(reader, at + 1);
    const LineToken *word = node_token(reader, at);

    if (one->number == other->number)
        return false;
    if (one->number)
        return reader_gap(reader, at, at + 1, FIGURE_AFTER | FIGURE_NOUN);
    if (word->to - word->from == 1)
        return node_token(reader, at + 1)->from - word->to <= 1 &&
               reader_gap(reader, at, at + 1, FIGURE_BEFORE);
    return reader_gap(reader, at, at + 1, FIGURE_BEFORE | FIGURE_NOUN);
}

static void pair_make(Reader *reader, guint one, guint other, bool doubtful)
{
    bool first = reader_node(reader, one)->number;
    Pair pair = {.word = (int) (first ? other : one),
        .number = (int) (first ? one : other),
        .doubtful = doubtful};

    reader_node(reader, one)->pair = reader_node(reader, other)->pair = (int) reader->pairs->len;
    g_array_append_val(reader->pairs, pair);
}

/* An even chain can be paired in one way only. An odd one could be in two: nothing of it is sure.
 */
static void chain_pair(Reader *reader, guint from, guint to)
{
    guint length = to - from;
    bool odd = length % 2 == 1;

    if (length == 3 && !reader_node(reader, from)->number && node_is_event(reader, from)) {
        from++;
        odd = false;
    }
    for (; from + 1 < to; from += 2)
        pair_make(reader, from, from + 1, odd);
    if (odd && length > 1 && !reader_node(reader, to - 1)->number) {
        Pair last = {.word = (int) to - 1, .number = (int) to - 2, .doubtful = true};
        g_array_append_val(reader->pairs, last);
    }
}

static void chains_pair(Reader *reader)
{
    for (guint from = 0, to = 0; from < reader->nodes->len; from = to) {
        to = from + 1;
        while (to < reader->nodes->len && nodes_touch(reader, to - 1))
            to++;
        chain_pair(reader, from, to);
    }
}

/* A number and a word that stand near each other, with something unknown between them. */
static void loose_pair(Reader *reader)
{
    for (guint i = 0; i + 1 < reader->nodes->len; i++) {
        const Node *one = reader_node(reader, i), *other = reader_node(reader, i + 1);
        if (one->pair >= 0 || other->pair >= 0 || one->number == other->number ||
            reader_between(reader, i, i + 1, FIGURE_STOP) ||
            node_token(reader, i + 1)->from - node_token(reader, i)->to > LOOSE_SIGNS)
            continue;
        pair_make(reader, i, i + 1, true);
    }
}

/* --- the figures --- */

static void pair_add(Reader *reader, const Pair *pair)
{
    const LineToken *word = node_token(reader, (guint) pair->word);
    const LineToken *number = node_token(reader, (guint) pair->number);
    LineFigure figure = {.value = number->number.value,
        .valued = !number->number.vague,
        .doubtful = pair->doubtful || !number->number.exact,
        .from = MIN(word->from, number->from),
        .to = MAX(word->to, number->to)};

    if ((word->flags & FIGURE_OTHER) != 0)
        return;
    if ((word->flags & FIGURE_GROUP) != 0 && figure.value != 0) {
        figure.doubtful = true;
        figure.valued = false;
    }
    word_add(reader, word, figure);
}

/* Said twice, it is not known which holds; and what one word said falls together. */
static void twice_doubt(GArray *found)
{
    for (guint i = 0; i < found->len; i++)
        for (guint k = 0; k < found->len; k++) {
            LineFigure *one = &g_array_index(found, LineFigure, i);
            LineFigure *other = &g_array_index(found, LineFigure, k);
            if (i != k && strcmp(one->field, other->field) == 0)
                one->doubtful = other->doubtful = true;
        }
    for (guint i = 0; i < found->len; i++)
        for (guint k = 0; k < found->len; k++) {
            LineFigure *one = &g_array_index(found, LineFigure, i);
            const LineFigure *other = &g_array_index(found, LineFigure, k);
            if (one->group > 0 && one->group == other->group)
                one->doubtful = one->doubtful || other->doubtful;
        }
}

static gint figure_order(gconstpointer a, gconstpointer b)
{
    const LineFigure *one = a, *other = b;
    return one->from < other->from ? -1 : one->from > other->from;
}

GArray *line_figures(const LineWords *words, const LineText *text, const GArray *tokens)
{
    Reader reader = {.words = words,
        .text = text,
        .tokens = g_array_copy((GArray *) tokens),
        .nodes = g_array_new(FALSE, FALSE, sizeof(Node)),
        .pairs = g_array_new(FALSE, FALSE, sizeof(Pair)),
        .found = g_array_new(FALSE, FALSE, sizeof(LineFigure))};

    numbers_prepare(&reader);
    nos_read(&reader);
    nodes_find(&reader);
    events_pass(&reader);
    chains_pair(&reader);
    loose_pair(&reader);
    reader_doubt(&reader);
    for (guint i = 0; i < reader.pairs->len; i++)
        pair_add(&reader, &g_array_index(reader.pairs, Pair, i));
    twice_doubt(reader.found);
    g_array_sort(reader.found, figure_order);
    g_array_unref(reader.tokens);
    g_array_unref(reader.nodes);
    g_array_unref(reader.pairs);
    return reader.found;
}
