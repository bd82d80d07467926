/* SPDX-License-Identifier: Apache-2.0 */
#include "credential/base64url.h"

#include <string.h>

char *base64url_write(const uint8_t *bytes, gsize size)
{
    char *text = g_base64_encode(bytes, size);
    g_strdelimit(text, "+", '-');
    g_strdelimit(text, "/", '_');
    text[strcspn(text, "=")] = '\0';
    return text;
}

GBytes *base64url_read(const char *text, gsize max)
{
    gsize length = text == NULL ? 0 : strlen(text);
    gsize size = 0;

    if (text == NULL || length > (max + 2) / 3 * 4 || length % 4 == 1)
        return NULL;
    if (strpbrk(text, "+/=") != NULL)
        return NULL;
    g_autofree char *plain = g_strdup_printf("%s%s", text,
        length % 4 == 0   ? ""
        : length % 4 == 2 ? "=="
                          : "=");
    g_strdelimit(plain, "-", '+');
    g_strdelimit(plain, "_", '/');
    uint8_t *bytes = g_base64_decode(plain, &size);
    g_autofree char *again = base64url_write(bytes, size);
    /* GLib skips what it does not know: only a text that comes out the same was one. */
    if (size > max || strcmp(again, text) != 0) {
        g_free(bytes);
        return NULL;
    }
    return g_bytes_new_take(bytes, size);
}
