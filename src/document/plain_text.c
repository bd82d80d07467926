/* SPDX-License-Identifier: Apache-2.0 */
#include "document/plain_text.h"

#include <string.h>

#define LOOKED_AT 4096 /* bytes */

static bool begins(const char *bytes, size_t size, const char *mark, size_t length)
{
    return size >= length && memcmp(bytes, mark, length) == 0;
}

/* Text in UTF-16 without a mark: every second byte of what is ASCII in it is zero. */
static const char *wide_guess(const char *bytes, size_t size)
{
    size_t odd = 0, even = 0, most = MIN(size, LOOKED_AT);

    for (size_t i = 0; i < most; i++)
        if (bytes[i] == '\0')
            *(i % 2 == 0 ? &even : &odd) += 1;
    if (odd + even == 0)
        return NULL;
    return odd > even ? "UTF-16LE" : "UTF-16BE";
}

/* NULL: UTF-8 or GB18030. `*out_skip`: bytes of the mark. */
static const char *wide_name(const char *bytes, size_t size, size_t *out_skip)
{
    *out_skip = 2;
    if (begins(bytes, size, "\xFF\xFE", 2))
        return "UTF-16LE";
    if (begins(bytes, size, "\xFE\xFF", 2))
        return "UTF-16BE";
    *out_skip = begins(bytes, size, "\xEF\xBB\xBF", 3) ? 3 : 0;
    return *out_skip == 3 ? NULL : wide_guess(bytes, size);
}

static bool is_lost(gunichar letter)
{
    return letter == 0xFFFD || (letter & 0xFFFE) == 0xFFFE ||
           (letter >= 0xFDD0 && letter <= 0xFDEF);
}

static bool is_whole(const char *text, size_t size)
{
    const char *end = text + size;

    if (memchr(text, '\0', size) != NULL)
        return false;
    for (; text < end; text = g_utf8_next_char(text))
        if (is_lost(g_utf8_get_char(text)))
            return false;
    return true;
}

char *plain_text_read(const char *bytes, size_t size, size_t *out_size, GError **error)
{
    size_t skip = 0;
    gsize length = 0;
    const char *wide = wide_name(bytes, size, &skip);
    g_autofree char *text = NULL;

    if (wide != NULL)
        text = g_convert(bytes + skip, (gssize) (size - skip), "UTF-8", wide, NULL, &length, NULL);
    else if (g_utf8_validate_len(bytes + skip, size - skip, NULL)) {
        length = size - skip;
        text = g_strndup(bytes + skip, length);
    } else
        text = g_convert(bytes, (gssize) size, "UTF-8", "GB18030", NULL, &length, NULL);
    if (text == NULL || !is_whole(text, length)) {
        fail_as(error, FAIL_INVALID, "not_text",
            "the file is no text, or letters of it were lost: save it as \"CSV UTF-8\" or XLSX");
        return NULL;
    }
    *out_size = length;
    return g_steal_pointer(&text);
}
