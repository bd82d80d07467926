/* SPDX-License-Identifier: Apache-2.0 */
#include "http/host.h"

#include "base/certificate.h"
#include "base/fail.h"

#include <string.h>

#define HOST_MAX 255

struct Hosts {
    GHashTable *names; /* char *, in small letters */
    bool any;
};

static bool port_is_one(const char *text)
{
    guint64 port = 0;

    return *text == '\0' ||
           (strlen(text) <= 5 && g_ascii_string_to_unsigned(text, 10, 0, 65535, &port, NULL));
}

static bool is_plain(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (!g_ascii_isalnum(*c) && strchr("-._:", *c) == NULL)
            return false;
    }
    /* The one dot at the end has been taken off; a label is never empty. */
    return *text != '\0' && strlen(text) <= HOST_MAX && strstr(text, "..") == NULL &&
           !g_str_has_suffix(text, ".");
}

char *host_name(const char *header)
{
    g_autofree char *name = g_ascii_strdown(header, -1);
    char *colon = strrchr(name, ':');
    size_t length = strlen(name);

    if (name[0] == '[') {
        char *close = strchr(name, ']');
        NetAddress address;
        if (close == NULL || (close[1] != '\0' && (close[1] != ':' || !port_is_one(close + 2))))
            return NULL;
        *close = '\0';
        return net_parse(name + 1, &address) ? g_strdup(name + 1) : NULL;
    }
    if (colon != NULL) {
        if (!port_is_one(colon + 1))
            return NULL;
        *colon = '\0';
        length = (size_t) (colon - name);
    }
    if (length > 1 && name[length - 1] == '.')
        name[length - 1] = '\0';
    return is_plain(name) && strchr(name, ':') == NULL ? g_steal_pointer(&name) : NULL;
}

static void name_add(Hosts *hosts, const char *name)
{
    NetAddress address;
    char *known = net_parse(name, &address) ? net_print(&address) : g_ascii_strdown(name, -1);

    g_hash_table_add(hosts->names, known);
}

static bool names_add(Hosts *hosts, const char *names, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(names == NULL ? "" : names, ", \t", -1);

    for (char **word = words; *word != NULL; word++) {
        NetAddress address;
        g_autofree char *name = net_parse(*word, &address) ? net_print(&address) : host_name(*word);
        if (g_str_equal(*word, "*"))
            hosts->any = true;
        else if (**word != '\0' && name == NULL)
            return fail(error, FAIL_INVALID,
                "hosts: '%s' is no name of a host: write duty.example.cn or 10.1.2.3", *word);
        else if (name != NULL)
            name_add(hosts, name);
    }
    return true;
}

Hosts *hosts_new(const char *names, const char *listen, const char *certificate, GError **error)
{
    g_autoptr(Hosts) hosts = g_new0(Hosts, 1);
    g_auto(GStrv) certified = certificate == NULL ? NULL : certificate_names(certificate);
    g_autofree char *local = g_strconcat(g_get_host_name(), ".local", NULL);
    const char *own[] = {"localhost", "127.0.0.1", "::1", g_get_host_name(), local};

    hosts->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
        name_add(hosts, own[i]);
    if (*listen != '\0')
        name_add(hosts, listen);
    for (char **name = certified; name != NULL && *name != NULL; name++)
        name_add(hosts, *name);
    return names_add(hosts, names, error) ? g_steal_pointer(&hosts) : NULL;
}

void hosts_free(Hosts *hosts)
{
    if (hosts == NULL)
        return;
    g_hash_table_unref(hosts->names);
    g_free(hosts);
}

/* A certificate may be for all names one step under a name, "*.example.cn". */
static bool is_under_known(const Hosts *hosts, const char *name)
{
    const char *dot = strchr(name, '.');
    g_autofree char *pattern = dot == NULL ? NULL : g_strconcat("*", dot, NULL);

    return pattern != NULL && g_hash_table_contains(hosts->names, pattern);
}

bool hosts_know(const Hosts *hosts, const char *header, const NetAddress *here)
{
    if (header == NULL || hosts->any)
        return true;
    g_autofree char *name = host_name(header);
    NetAddress address;
    if (name == NULL)
        return false;
    if (!net_parse(name, &address))
        return g_hash_table_contains(hosts->names, name) || is_under_known(hosts, name);
    g_autofree char *printed = net_print(&address);
    return (here != NULL && net_equal(&address, here)) ||
           g_hash_table_contains(hosts->names, printed);
}
