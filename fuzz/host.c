/* SPDX-License-Identifier: Apache-2.0 */
/* A name taken out of Host is plain, small and its own name again; none is known but those given.
 */
#include "http/host.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void name_check(const char *name)
{
    NetAddress address;
    bool is_number = net_parse(name, &address);
    g_autofree char *header = is_number && strchr(name, ':') != NULL
                                  ? g_strdup_printf("[%s]:8420", name)
                                  : g_strdup_printf("%s:8420", name);
    g_autofree char *again = host_name(header);

    g_assert_cmpstr(again, ==, name);
    for (const char *c = name; *c != '\0'; c++)
        g_assert_true(!g_ascii_isupper(*c) && !g_ascii_isspace(*c) && strchr("/@,%", *c) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *header = g_strndup((const char *) data, size);
    g_autofree char *name = host_name(header);
    g_autoptr(Hosts) any = hosts_new("*", "127.0.0.1", NULL, NULL);
    g_autoptr(Hosts) hosts = hosts_new("duty.example.cn, 10.7.7.7", "127.0.0.1", NULL, NULL);
    g_autofree char *local = g_ascii_strdown(g_get_host_name(), -1);
    bool is_known = hosts_know(hosts, header, NULL);

    g_assert_true(hosts_know(any, header, NULL));
    g_assert_true(!is_known || name != NULL);
    if (name != NULL)
        name_check(name);
    NetAddress address;
    if (is_known && !net_parse(name, &address))
        g_assert_true(g_str_equal(name, "duty.example.cn") || g_str_equal(name, "localhost") ||
                      g_str_has_prefix(name, local));
    /* Whatever is written by its owner as a name is one that a browser may send. */
    g_autoptr(Hosts) given = hosts_new(header, "", NULL, NULL);
    if (given != NULL && name != NULL && strpbrk(header, ", \t") == NULL)
        g_assert_true(hosts_know(given, header, NULL));
    return 0;
}
