/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/phone_find.h"

#include "base/json.h"
#include "unit/phone.h"

#include <string.h>

#define NEAR 8 /* signs in which a word says what the digits are */

static void span_clear(gpointer data)
{
    g_free(((PhoneSpan *) data)->number);
}

static bool list_ends(const json_t *words, const char *part)
{
    size_t i = 0;
    const json_t *word = NULL;

    json_array_foreach (words, i, word) {
        if (json_is_string(word) && g_str_has_suffix(part, json_string_value(word)))
            return true;
    }
    return false;
}

static bool list_stands(const json_t *words, const char *part)
{
    size_t i = 0;
    const json_t *word = NULL;

    json_array_foreach (words, i, word) {
        if (json_is_string(word) && strstr(part, json_string_value(word)) != NULL)
            return true;
    }
    return false;
}

static bool list_begins(const json_t *words, const char *part)
{
    size_t i = 0;
    const json_t *word = NULL;

    json_array_foreach (words, i, word) {
        if (json_is_string(word) && g_str_has_prefix(part, json_string_value(word)))
            return true;
    }
    return false;
}

/* "20261130": eight digits that are a day. */
static bool is_day(const char *number)
{
    int month = 0, day = 0;

    if (strlen(number) != 8 || strspn(number, "0123456789") != 8 || strncmp(number, "20", 2) != 0)
        return false;
    month = (number[4] - '0') * 10 + number[5] - '0';
    day = (number[6] - '0') * 10 + number[7] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Owned: what stands shortly before the digits; the stand-in of another number says nothing of
 * these. */
static char *before_read(const LineWords *words, const LineText *text, guint from)
{
    g_autofree char *part = line_text_part(text, from > NEAR ? from - NEAR : 0, from);
    const char *stand_in = line_words_stand_in(words);
    const char *close = g_utf8_find_prev_char(stand_in, stand_in + strlen(stand_in));
    const char *last = close != NULL ? g_strrstr(part, close) : NULL;
    char *before = g_strdup(last != NULL ? last + strlen(close) : part);

    return g_strchomp(g_strdelimit(before, ":", ' '));
}

static bool span_fits(
    const LineWords *words, const LineText *text, const PhoneSpan *span, PhoneNeed need)
{
    g_autofree char *before = before_read(words, text, span->from);
    g_autofree char *number = line_text_part(text, span->from, span->to);
    g_autofree char *after = line_text_part(text, span->to, MIN(span->to + 2, text->length));
    bool is_said = list_stands(line_words_list(words, "phone", "before"), before);

    if (need == NEEDS_NOTHING)
        return true;
    if (list_ends(line_words_list(words, "phone", "not_before"), before) || is_day(number))
        return false;
    return is_said ||
           (need == NEEDS_SENSE && !list_begins(line_words_list(words, "phone", "units"), after));
}

/* "转8012", "分机8012" */
static guint extension_end(const LineWords *words, const LineText *text, guint at)
{
    size_t i = 0;
    const json_t *word = NULL;
    g_autofree char *rest = line_text_part(text, at, MIN(at + 12, text->length));

    json_array_foreach (line_words_list(words, "phone", "extension"), i, word) {
        const char *mark = json_string_value(word);
        if (mark == NULL || !g_str_has_prefix(rest, mark))
            continue;
        guint begin = at + (guint) g_utf8_strlen(mark, -1), end = begin;
        while (line_text_digit(text, end))
            end++;
        if (end > begin && end - begin <= 6)
            return end;
    }
    return at;
}

static bool overlaps(const GArray *spans, guint from, guint to)
{
    for (guint i = 0; i < spans->len; i++) {
        const PhoneSpan *span = &g_array_index(spans, PhoneSpan, i);
        if (from < span->to && span->from < to)
            return true;
    }
    return false;
}

static guint sign_of_byte(const LineText *text, gsize place)
{
    guint low = 0, high = text->length;

    while (low < high) {
        guint middle = (low + high) / 2;
        if (text->place[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void shape_find(
    const LineWords *words, const LineText *text, const PhoneShape *shape, GArray *spans)
{
    g_autoptr(GMatchInfo) match = NULL;

    g_regex_match(shape->regex, text->folded, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        gint from = 0, to = 0;
        g_match_info_fetch_pos(match, 0, &from, &to);
        PhoneSpan span = {
            .from = sign_of_byte(text, (gsize) from), .to = sign_of_byte(text, (gsize) to)};
        if (overlaps(spans, span.from, span.to) || !span_fits(words, text, &span, shape->need))
            continue;
        guint end = shape->extends ? extension_end(words, text, span.to) : span.to;
        /* What is a number of its own is no extension of this one. */
        if (!overlaps(spans, span.from, end))
            span.to = end;
        g_autofree char *said = line_text_part(text, span.from, span.to);
        span.number = phone_normal(said, NULL);
        if (span.number == NULL)
            span.number = g_steal_pointer(&said);
        g_array_append_val(spans, span);
    }
}

static gint span_order(gconstpointer a, gconstpointer b)
{
    const PhoneSpan *one = a, *other = b;
    return one->from < other->from ? -1 : one->from > other->from;
}

GArray *line_phones_find(const LineWords *words, const LineText *text)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(PhoneSpan));

    g_array_set_clear_func(spans, span_clear);
    for (guint i = 0; i < words->phones->len; i++)
        shape_find(words, text, &g_array_index(words->phones, PhoneShape, i), spans);
    g_array_sort(spans, span_order);
    return spans;
}

char *line_phones_hide(const LineWords *words, const LineText *text, const GArray *phones)
{
    g_autoptr(GString) hidden = g_string_new(NULL);
    gsize at = 0;

    for (guint i = 0; i < phones->len; i++) {
        const PhoneSpan *span = &g_array_index(phones, PhoneSpan, i);
        g_string_append_len(hidden, text->line + at, (gssize) (text->at[span->from] - at));
        g_string_append(hidden, line_words_stand_in(words));
        at = text->at[span->to];
    }
    g_string_append(hidden, text->line + at);
    return g_string_free(g_steal_pointer(&hidden), FALSE);
}
