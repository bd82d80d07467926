/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/initials.h"

#include <string.h>

/* U+FFFE, U+FFFF and their like are no characters, and XML has no way to write the first two. */
static bool is_no_letter(gunichar letter)
{
    return (letter & 0xFFFE) == 0xFFFE || (letter >= 0xFDD0 && letter <= 0xFDEF);
}

char *text_written(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar letter = g_utf8_get_char(text);
        bool bad = is_no_letter(letter) ||
                   (letter < ' ' && letter != '\t' && letter != '\n' && letter != '\r');
        g_string_append_unichar(out, bad ? 0xFFFD : letter);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

const char *text_problem(const char *text, size_t length, size_t max)
{
    if (!g_utf8_validate_len(text, length, NULL))
        return memchr(text, '\0', length) ? "control_character" : "not_utf8";
    size_t count = 0;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at), count++) {
        gunichar c = g_utf8_get_char(at);
        if ((g_unichar_iscntrl(c) && c != '\t' && c != '\n' && c != '\r') || is_no_letter(c))
            return "control_character";
    }
    return count > max ? "too_long" : NULL;
}

typedef struct Range {
    gunichar first, last;
} Range;

/* U+200C and U+200D stay: Mongolian and Uyghur names are written with them. */
static const Range not_on_a_line[] = {
    {'\t', '\r'}, {0x00AD, 0x00AD}, /* soft hyphen */
    {0x061C, 0x061C},               /* Arabic letter mark */
    {0x200B, 0x200B},               /* zero width space */
    {0x200E, 0x200F},               /* marks of direction */
    {0x2028, 0x202E},               /* separators, embeddings and overrides */
    {0x2060, 0x206F},               /* word joiner, isolates, deprecated ones */
    {0xFEFF, 0xFEFF},               /* byte order mark */
    {0xFFF9, 0xFFFB},               /* annotations */
    {0xE0000, 0xE007F},             /* tags */
};

static bool fits_on_a_line(gunichar c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(not_on_a_line); i++)
        if (c >= not_on_a_line[i].first && c <= not_on_a_line[i].last)
            return false;
    return true;
}

const char *text_line_problem(const char *text, size_t length, size_t max)
{
    const char *problem = text_problem(text, length, max);
    if (problem != NULL)
        return problem;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at))
        if (!fits_on_a_line(g_utf8_get_char(at)))
            return "control_character";
    return NULL;
}

static size_t code_length(const char *text)
{
    size_t length = 0;
    while (g_ascii_isdigit(text[length]) || g_ascii_isupper(text[length]))
        length++;
    return length >= 2 && length <= 24 ? length : 0;
}

bool text_is_code(const char *text)
{
    size_t length = code_length(text);
    return length > 0 && text[length] == '\0';
}

/* Skips a number without sign and leading zero; NULL when there is none. */
static const char *skip_number(const char *text)
{
    if (*text < '1' || *text > '9')
        return NULL;
    size_t length = strspn(text, "0123456789");
    return length <= 16 ? text + length : NULL;
}

char *text_unit_of(const char *id)
{
    size_t length = code_length(id);
    if (length == 0 || id[length] != '-')
        return NULL;
    const char *end = skip_number(id + length + 1);
    if (end && *end == '.')
        end = skip_number(end + 1);
    return end && *end == '\0' ? g_strndup(id, length) : NULL;
}

typedef struct Reading {
    const char *text;
    const char *initials;
} Reading;

/* Words in which a character has another initial than by itself. */
static const Reading words[] = {
    {"重庆", "cq"},
    {"厦门", "xm"},
    {"银行", "yh"},
    {"会计", "kj"},
    {"音乐", "yy"},
    {"六安", "la"},
    {"蚌埠", "bb"},
    {"番禺", "py"},
    {"乐清", "yq"},
    {"洪洞", "ht"},
    {"铅山", "ys"},
    {"重复", "cf"},
    {"重建", "cj"},
    {"重阳", "cy"},
    {"行长", "hz"},
    {"校对", "jd"},
};

static const Reading surnames[] = {
    {"单于", "cy"},
    {"尉迟", "yc"},
    {"澹台", "tt"},
    {"长孙", "zs"},
    {"万俟", "mq"},
    {"单", "s"},
    {"解", "x"},
    {"仇", "q"},
    {"查", "z"},
    {"朴", "p"},
    {"盖", "g"},
    {"乐", "y"},
    {"区", "o"},
    {"召", "s"},
    {"种", "c"},
    {"折", "s"},
    {"秘", "b"},
    {"员", "y"},
    {"晟", "c"},
};

static const Reading *reading_find(const Reading *readings, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (g_str_has_prefix(text, readings[i].text))
            return &readings[i];
    return NULL;
}

static char initial_of(gunichar c)
{
    /* Full-width letters and digits stand for the plain ones. */
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c < 0x80)
        return g_ascii_isalnum((char) c) ? g_ascii_tolower((char) c) : '.';
    if (c >= INITIALS_UNIFIED && c - INITIALS_UNIFIED < sizeof initials_of_unified - 1)
        return initials_of_unified[c - INITIALS_UNIFIED];
    if (c >= INITIALS_EXTENSION_A && c - INITIALS_EXTENSION_A < sizeof initials_of_extension_a - 1)
        return initials_of_extension_a[c - INITIALS_EXTENSION_A];
    return c == 0x3007 ? 'l' : '.';
}

static void append_initials(GString *out, const char *text)
{
    while (*text) {
        const Reading *word = reading_find(words, G_N_ELEMENTS(words), text);
        if (word) {
            g_string_append(out, word->initials);
            text += strlen(word->text);
            continue;
        }
        char initial = initial_of(g_utf8_get_char(text));
        if (initial != '.')
            g_string_append_c(out, initial);
        text = g_utf8_next_char(text);
    }
}

char *text_initials(const char *text)
{
    GString *out = g_string_new(NULL);
    append_initials(out, text);
    return g_string_free(out, FALSE);
}

char *text_name_initials(const char *name)
{
    GString *out = g_string_new(NULL);
    const Reading *surname = reading_find(surnames, G_N_ELEMENTS(surnames), name);
    if (surname)
        g_string_append(out, surname->initials);
    append_initials(out, surname ? name + strlen(surname->text) : name);
    return g_string_free(out, FALSE);
}

char *text_folded(const char *text)
{
    GString *folded = g_string_sized_new(strlen(text));
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_unichar_tolower(g_utf8_get_char(text));
        if (!g_unichar_isspace(c))
            g_string_append_unichar(folded, c);
    }
    return g_string_free(folded, FALSE);
}

GPtrArray *text_bigrams(const char *text)
{
    g_autofree char *folded = text_folded(text);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *bigrams = g_ptr_array_new_with_free_func(g_free);
    const char *at = folded;
    for (bool more = *at != '\0'; more; at = g_utf8_next_char(at)) {
        const char *second = g_utf8_next_char(at);
        const char *end = *second == '\0' ? second : g_utf8_next_char(second);
        g_autofree char *bigram = g_strndup(at, (gsize) (end - at));
        more = *end != '\0';
        if (g_hash_table_contains(seen, bigram))
            continue;
        g_hash_table_add(seen, bigram); /* borrowed from `bigrams` */
        g_ptr_array_add(bigrams, g_steal_pointer(&bigram));
    }
    return bigrams;
}

/* ---- what is copied from elsewhere ---- */

static bool is_unseen(gunichar letter)
{
    return g_unichar_type(letter) == G_UNICODE_FORMAT || letter == 0x00AD ||
           (letter >= 0xFE00 && letter <= 0xFE0F);
}

static bool is_gap(gunichar letter)
{
    return g_unichar_isspace(letter) || letter == 0x00A0 || letter == 0x3000 || letter == 0x202F ||
           letter == 0x3164 || letter == 0x2800;
}

char *text_trimmed(const char *text)
{
    const char *end = text + strlen(text);

    while (*text != '\0' && (is_gap(g_utf8_get_char(text)) || is_unseen(g_utf8_get_char(text))))
        text = g_utf8_next_char(text);
    while (end > text && (is_gap(g_utf8_get_char(g_utf8_prev_char(end))) ||
                             is_unseen(g_utf8_get_char(g_utf8_prev_char(end)))))
        end = g_utf8_prev_char(end);
    return g_strndup(text, (gsize) (end - text));
}

static gunichar letter_plain(gunichar letter)
{
    static const gunichar dots[] = {
        0x2022, 0x2027, 0x2219, 0x22C5, 0x2E31, 0x30FB, 0xFF65, 0x0387, 0x16EB, 0x00B7};

    if (letter >= 0xFF01 && letter <= 0xFF5E)
        return letter - 0xFEE0;
    for (size_t i = 0; i < G_N_ELEMENTS(dots); i++)
        if (letter == dots[i])
            return 0x00B7;
    return letter;
}

char *text_plain(const char *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    gunichar before = 0; /* Mongolian and Uyghur letters are joined by signs that nobody sees */
    bool gap = false;

    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar letter = g_utf8_get_char(text);
        bool joins = (letter == 0x200C || letter == 0x200D) && before >= 0x0600 && before < 0x1900;
        if (is_unseen(letter) && !joins)
            continue;
        before = letter;
        gap = gap || is_gap(letter);
        if (is_gap(letter))
            continue;
        if (gap && plain->len > 0)
            g_string_append_c(plain, ' ');
        gap = false;
        g_string_append_unichar(plain, letter_plain(letter));
    }
    return g_string_free(g_steal_pointer(&plain), FALSE);
}

/* Han and what is written with it. */
static bool is_han(gunichar letter)
{
    return letter >= 0x2E80 && g_unichar_iswide(letter);
}

char *text_name(const char *name)
{
    g_autofree char *plain = text_plain(name);
    g_autoptr(GString) out = g_string_new(NULL);
    gunichar before = 0;

    for (const char *at = plain; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        bool inside = letter == ' ' && (is_han(before) || is_han(g_utf8_get_char(at + 1)));
        if (!inside)
            g_string_append_unichar(out, letter);
        before = letter == ' ' ? before : letter;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
