/* SPDX-License-Identifier: Apache-2.0 */
#include "base/net.h"

#include "base/fail.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define V4_BITS 96 /* of the 128, those before the four bytes of IPv4 */

typedef struct NetRange {
    NetAddress base;
    unsigned bits;
} NetRange;

struct NetList {
    GArray *ranges; /* NetRange */
};

static const uint8_t v4_prefix[12] = {[10] = 0xff, [11] = 0xff};

static bool is_v4(const NetAddress *address)
{
    return memcmp(address->bytes, v4_prefix, sizeof v4_prefix) == 0;
}

static void v4_set(NetAddress *address, const void *four)
{
    memcpy(address->bytes, v4_prefix, sizeof v4_prefix);
    memcpy(address->bytes + sizeof v4_prefix, four, 4);
}

bool net_parse(const char *text, NetAddress *out_address)
{
    size_t length = strlen(text);
    bool bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
    g_autofree char *bare = bracketed ? g_strndup(text + 1, length - 2) : g_strdup(text);
    struct in_addr four;

    if (!bracketed && inet_pton(AF_INET, bare, &four) == 1) {
        v4_set(out_address, &four);
        return true;
    }
    return inet_pton(AF_INET6, bare, out_address->bytes) == 1;
}

bool net_of_socket(const struct sockaddr *socket, NetAddress *out_address)
{
    if (socket == NULL)
        return false;
    if (socket->sa_family == AF_INET) {
        v4_set(out_address, &((const struct sockaddr_in *) (const void *) socket)->sin_addr);
        return true;
    }
    if (socket->sa_family != AF_INET6)
        return false;
    memcpy(out_address->bytes, &((const struct sockaddr_in6 *) (const void *) socket)->sin6_addr,
        NET_BYTES);
    return true;
}

char *net_print(const NetAddress *address)
{
    char text[INET6_ADDRSTRLEN] = "";

    if (is_v4(address))
        inet_ntop(AF_INET, address->bytes + sizeof v4_prefix, text, sizeof text);
    else
        inet_ntop(AF_INET6, address->bytes, text, sizeof text);
    return g_strdup(text);
}

char *net_limit_name(const NetAddress *address)
{
    NetAddress network = *address;

    if (!is_v4(address))
        memset(network.bytes + NET_BYTES / 2, 0, NET_BYTES / 2);
    return net_print(&network);
}

bool net_equal(const NetAddress *a, const NetAddress *b)
{
    return memcmp(a->bytes, b->bytes, NET_BYTES) == 0;
}

bool net_is_loopback(const NetAddress *address)
{
    static const NetAddress six = {.bytes = {[15] = 1}};

    return is_v4(address) ? address->bytes[12] == 127 : net_equal(address, &six);
}

static bool range_parse(const char *text, NetRange *out_range)
{
    g_auto(GStrv) halves = g_strsplit(text, "/", 2);
    guint64 bits = 0;

    if (halves[0] == NULL || !net_parse(halves[0], &out_range->base))
        return false;
    unsigned before = is_v4(&out_range->base) && strchr(halves[0], ':') == NULL ? V4_BITS : 0;
    out_range->bits = 8 * NET_BYTES;
    if (halves[1] == NULL)
        return true;
    if (!g_ascii_string_to_unsigned(halves[1], 10, 0, 8 * NET_BYTES - before, &bits, NULL))
        return false;
    out_range->bits = before + (unsigned) bits;
    return true;
}

NetList *net_list_parse(const char *text, GError **error)
{
    g_autoptr(NetList) list = g_new0(NetList, 1);
    g_auto(GStrv) entries = g_strsplit_set(text == NULL ? "" : text, ", \t", -1);

    list->ranges = g_array_new(FALSE, FALSE, sizeof(NetRange));
    for (char **entry = entries; *entry != NULL; entry++) {
        NetRange range;
        if (**entry == '\0')
            continue;
        if (!range_parse(*entry, &range)) {
            fail(error, FAIL_INVALID, "'%s' is neither an address nor a range such as 10.1.0.0/16",
                *entry);
            return NULL;
        }
        g_array_append_val(list->ranges, range);
    }
    return g_steal_pointer(&list);
}

void net_list_free(NetList *list)
{
    if (list == NULL)
        return;
    g_array_unref(list->ranges);
    g_free(list);
}

static bool range_has(const NetRange *range, const NetAddress *address)
{
    unsigned whole = range->bits / 8;
    unsigned rest = range->bits % 8;

    if (memcmp(range->base.bytes, address->bytes, whole) != 0)
        return false;
    return rest == 0 || ((range->base.bytes[whole] ^ address->bytes[whole]) >> (8 - rest)) == 0;
}

bool net_list_has(const NetList *list, const NetAddress *address)
{
    for (guint i = 0; i < list->ranges->len; i++) {
        if (range_has(&g_array_index(list->ranges, NetRange, i), address))
            return true;
    }
    return false;
}

bool net_list_is_empty(const NetList *list)
{
    return list->ranges->len == 0;
}
