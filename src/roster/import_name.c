/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/import_cell.h"

#include <string.h>

static void name_free(void *data)
{
    ImportName *name = data;
    g_free(name->name);
    g_free(name->label);
    g_free(name);
}

static bool is_blank(gunichar letter)
{
    return g_unichar_isspace(letter) || letter == 0xA0 ||
           g_unichar_type(letter) == G_UNICODE_FORMAT;
}

/* As wide as ASCII. */
static gunichar narrow(gunichar letter)
{
    return letter >= 0xFF01 && letter <= 0xFF5E ? letter - 0xFEE0 : letter;
}

/* Between names: blanks, commas of both widths, the Chinese list mark, arrows, stars, stray
 * brackets. */
static bool is_between(gunichar letter)
{
    static const gunichar signs[] = {',', ';', '/', '|', '+', '&', '*', ')', ']', '}', '>', 0x3001,
        0x3002, 0x3011, 0x3015, 0x2192, 0x2605, 0x2606, 0x203B};

    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (letter == signs[i])
            return true;
    return is_blank(letter);
}

static gunichar bracket_end(gunichar letter)
{
    static const gunichar pairs[][2] = {
        {'(', ')'}, {'[', ']'}, {'{', '}'}, {'<', '>'}, {0x3010, 0x3011}, {0x3014, 0x3015}};

    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (pairs[i][0] == letter)
            return pairs[i][1];
    return 0;
}

static bool is_digit(gunichar letter)
{
    return letter >= '0' && letter <= '9';
}

/* What may stand in hours and telephone numbers besides digits. */
static bool is_of_number(gunichar letter)
{
    return is_digit(letter) || letter == ':' || letter == '-' || letter == '.' || letter == '~' ||
           (letter >= 0x2010 && letter <= 0x2015);
}

/* "08:30–17:30" as 510; -1 when it is no such thing. */
static int hours_read(const char *word)
{
    guint64 hour = 0, minute = 0;
    const char *colon = strchr(word, ':');

    if (!g_ascii_isdigit(*word) || colon == NULL || strchr(colon + 1, ':') == NULL)
        return -1;
    hour = g_ascii_strtoull(word, NULL, 10);
    minute = g_ascii_strtoull(colon + 1, NULL, 10);
    return hour > 23 || minute > 59 ? -1 : (int) (hour * 60 + minute);
}

static bool has_letter(const char *word)
{
    for (; *word != '\0'; word = g_utf8_next_char(word)) {
        if (g_unichar_isalpha(g_utf8_get_char(word)))
            return true;
    }
    return false;
}

typedef struct Reading {
    GPtrArray *names;
    GString *word;
    char *label; /* said last, for the next name */
    int minute;  /* the same */
    bool behind; /* hours stand behind their name in this cell */
    bool single; /* the last word was one character and the cell went on on the same line */
    bool in_number;
    bool blank; /* no more than blanks since the last name */
} Reading;

static ImportName *last_name(const Reading *reading)
{
    guint count = reading->names->len;
    return count > 0 ? reading->names->pdata[count - 1] : NULL;
}

static void hours_take(Reading *reading, int minute)
{
    ImportName *last = last_name(reading);

    if (reading->behind && last != NULL && last->minute < 0)
        last->minute = minute;
    else
        reading->minute = minute;
}

/* Two characters with a gap between them are one name. */
static bool single_joined(Reading *reading, const char *word)
{
    ImportName *last = last_name(reading);

    if (!reading->single || g_utf8_strlen(word, -1) != 1 || reading->label != NULL)
        return false;
    char *joined = g_strconcat(last->name, word, NULL);
    g_free(last->name);
    last->name = joined;
    reading->single = false;
    return true;
}

static void name_take(Reading *reading, const char *word)
{
    if (single_joined(reading, word))
        return;
    ImportName *name = g_new0(ImportName, 1);
    reading->behind = reading->names->len == 0 ? reading->minute < 0 : reading->behind;
    name->name = g_strdup(word);
    name->label = g_steal_pointer(&reading->label);
    name->minute = reading->minute;
    name->parted = reading->blank && reading->names->len > 0;
    g_ptr_array_add(reading->names, name);
    reading->minute = -1;
    reading->blank = true;
    reading->single = g_utf8_strlen(word, -1) == 1;
}

/* The word that has just ended. */
static void word_end(Reading *reading)
{
    GString *word = reading->word;

    while (word->len > 0 && (word->str[word->len - 1] == '.' || word->str[word->len - 1] == '-'))
        g_string_truncate(word, word->len - 1);
    if (word->len > 0) {
        int minute = reading->in_number ? hours_read(word->str) : -1;
        if (minute >= 0)
            hours_take(reading, minute);
        else if (!reading->in_number && has_letter(word->str))
            name_take(reading, word->str);
    }
    g_string_truncate(word, 0);
    reading->in_number = false;
}

/* "Night: " before a name says which shift; behind hours a colon is no more than a sign. */
static void label_end(Reading *reading)
{
    if (reading->word->len > 0 && !reading->in_number && has_letter(reading->word->str)) {
        g_free(reading->label);
        reading->label = g_strdup(reading->word->str);
        g_string_truncate(reading->word, 0);
    }
    word_end(reading);
}

static bool is_dash(gunichar letter)
{
    return letter == '-' || (letter >= 0x2010 && letter <= 0x2015) || letter == '~';
}

static void letter_take(Reading *reading, gunichar letter)
{
    bool wide =
        reading->word->len > 0 && (guchar) reading->word->str[reading->word->len - 1] >= 0x80;

    if (is_digit(letter) && !reading->in_number)
        word_end(reading);
    if (reading->in_number && !is_of_number(letter))
        word_end(reading);
    if (!reading->in_number && letter == ':') {
        label_end(reading);
        return;
    }
    if (!reading->in_number && is_dash(letter) && (wide || reading->word->len == 0)) {
        word_end(reading);
        reading->blank = reading->single = false;
        return;
    }
    reading->in_number = reading->in_number || is_digit(letter);
    g_string_append_unichar(reading->word, letter);
}

static void between_take(Reading *reading, gunichar letter)
{
    word_end(reading);
    if (letter == '\n' || letter == ',' || letter == 0x3001)
        reading->single = false;
    if (!is_blank(letter) || letter == '\n')
        reading->blank = false;
}

GPtrArray *import_names(const char *cell)
{
    g_autoptr(GString) word = g_string_new(NULL);
    Reading reading = {
        .names = g_ptr_array_new_with_free_func(name_free), .word = word, .minute = -1};
    gunichar until = 0;

    for (; *cell != '\0'; cell = g_utf8_next_char(cell)) {
        gunichar letter = narrow(g_utf8_get_char(cell));
        if (g_unichar_type(letter) == G_UNICODE_FORMAT)
            continue;
        if (until != 0) {
            until = letter == until ? 0 : until;
            continue;
        }
        until = bracket_end(letter);
        if (until != 0 || is_between(letter))
            between_take(&reading, letter);
        else
            letter_take(&reading, letter);
    }
    word_end(&reading);
    /* A label that no name follows was a name itself. */
    if (reading.label != NULL) {
        g_autofree char *left = g_steal_pointer(&reading.label);
        name_take(&reading, left);
    }
    return reading.names;
}
