/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/text.h"

#include "base/json.h"

#include <string.h>

/* Zero width, directions, soft hyphen, byte order mark: they come with what is pasted. */
static bool is_invisible(gunichar c)
{
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || c == 0xAD;
}

/* Small forms of Taiwan's code page, and stops that come in more widths than one. */
static gunichar stop_folded(gunichar c)
{
    static const gunichar forms[][2] = {{0xFE50, 0xFF0C}, {0xFE51, 0x3001}, {0xFE52, '.'},
        {0xFE54, ';'}, {0xFE55, ':'}, {0xFE56, '?'}, {0xFE57, '!'}, {0xFE59, '('}, {0xFE5A, ')'},
        {0xFF61, 0x3002}, {0xFF64, 0x3001}, {0x3000, ' '}, {0xA0, ' '}, {0x2009, ' '}};

    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (forms[i][0] == c)
            return forms[i][1];
    return c;
}

/* The full comma stays what it is: it parts, where the other one may group digits. */
static gunichar sign_folded(gunichar c, const json_t *fold)
{
    char name[8] = {0};
    const char *other = NULL;

    c = stop_folded(c);
    if (c > 0xFF00 && c < 0xFF5F && c != 0xFF0C)
        return c - 0xFEE0;
    if (c < 0x80)
        return c;
    name[g_unichar_to_utf8(c, name)] = '\0';
    other = json_text(fold, name);
    return other != NULL ? g_utf8_get_char(other) : c;
}

LineText *line_text_new(const char *line, const json_t *fold)
{
    LineText *text = g_new0(LineText, 1);
    gsize most = strlen(line) + 1;
    g_autoptr(GString) folded = g_string_new(NULL);

    text->line = g_strdup(line);
    text->sign = g_new0(gunichar, most);
    text->at = g_new0(gsize, most);
    text->place = g_new0(gsize, most);
    for (const char *here = line; *here != '\0'; here = g_utf8_next_char(here)) {
        gunichar c = g_utf8_get_char(here);
        if (is_invisible(c))
            continue;
        text->at[text->length] = (gsize) (here - line);
        text->place[text->length] = folded->len;
        text->sign[text->length] = sign_folded(c, fold);
        g_string_append_unichar(folded, text->sign[text->length++]);
    }
    text->at[text->length] = strlen(line);
    text->place[text->length] = folded->len;
    text->folded = g_string_free(g_steal_pointer(&folded), FALSE);
    return text;
}

void line_text_free(LineText *text)
{
    if (text == NULL)
        return;
    g_free(text->line);
    g_free(text->folded);
    g_free(text->sign);
    g_free(text->at);
    g_free(text->place);
    g_free(text);
}

gunichar line_text_sign(const LineText *text, guint at)
{
    return at < text->length ? text->sign[at] : 0;
}

bool line_text_digit(const LineText *text, guint at)
{
    gunichar c = line_text_sign(text, at);
    return c >= '0' && c <= '9';
}

bool line_text_letter(const LineText *text, guint at)
{
    gunichar c = line_text_sign(text, at);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char *line_text_raw(const LineText *text, guint from, guint to)
{
    return g_strndup(text->line + text->at[from], text->at[to] - text->at[from]);
}

char *line_text_part(const LineText *text, guint from, guint to)
{
    return g_strndup(text->folded + text->place[from], text->place[to] - text->place[from]);
}
