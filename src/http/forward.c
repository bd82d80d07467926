/* SPDX-License-Identifier: Apache-2.0 */
#include "http/forward.h"

#include <string.h>

/* "10.0.0.1", "10.0.0.1:4711", "[::1]", "[::1]:4711", "::1", any of them in quotes. */
static bool node_parse(const char *from, size_t length, NetAddress *out_address)
{
    g_autofree char *text = g_strstrip(g_strndup(from, length));
    size_t size = strlen(text);

    if (size >= 2 && text[0] == '"' && text[size - 1] == '"') {
        text[size - 1] = '\0';
        memmove(text, text + 1, size - 1);
    }
    char *colon = strrchr(text, ':');
    bool has_port = colon != NULL && colon > text &&
                    (colon[-1] == ']' || memchr(text, ':', (size_t) (colon - text)) == NULL);
    if (has_port)
        *colon = '\0';
    return net_parse(text, out_address);
}

/* The value of `for` in one element of Forwarded, "for=1.2.3.4;proto=https"; of X-Forwarded-For,
 * the element. */
static bool element_parse(const char *from, size_t length, bool named, NetAddress *out_address)
{
    const char *end = from + length;

    while (named && from < end) {
        from += strspn(from, " \t;");
        size_t size = MIN(strcspn(from, ";"), (size_t) (end - from));
        if (size > 4 && g_ascii_strncasecmp(from, "for=", 4) == 0)
            return node_parse(from + 4, size - 4, out_address);
        from += size + 1;
    }
    return !named && node_parse(from, length, out_address);
}

static bool chain_client(
    const char *header, bool named, const NetList *trusted, NetAddress *out_client)
{
    bool found = false;
    size_t end = strlen(header);

    for (;;) {
        size_t from = end;
        while (from > 0 && header[from - 1] != ',')
            from--;
        NetAddress address;
        if (!element_parse(header + from, end - from, named, &address))
            return found;
        *out_client = address;
        found = true;
        if (from == 0 || !net_list_has(trusted, &address))
            return true;
        end = from - 1;
    }
}

bool forward_client(
    const char *x_forwarded, const char *forwarded, const NetList *trusted, NetAddress *out_client)
{
    if (x_forwarded != NULL)
        return chain_client(x_forwarded, false, trusted, out_client);
    return forwarded != NULL && chain_client(forwarded, true, trusted, out_client);
}
