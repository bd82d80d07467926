/* SPDX-License-Identifier: Apache-2.0 */
#include "app/settings.h"
#include "base/certificate.h"
#include "base/clock.h"
#include "cli/commands.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>

static const CliOption init_options[] = {
    {"name", "HOST[,HOST]", "names or addresses people type (default: this machine's own)"},
    {NULL},
};

static bool file_write(const char *path, const char *text, int mode, GError **error)
{
    g_autoptr(GError) problem = NULL;

    return g_file_set_contents_full(path, text, -1,
               G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, &problem) ||
           fail(error, FAIL_UNAVAILABLE, "%s", problem->message);
}

static void addresses_add(GPtrArray *hosts)
{
    struct ifaddrs *all = NULL;

    if (getifaddrs(&all) != 0)
        return;
    for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
        char text[INET_ADDRSTRLEN];
        if (one->ifa_addr == NULL || one->ifa_addr->sa_family != AF_INET ||
            (one->ifa_flags & IFF_LOOPBACK) != 0)
            continue;
        const struct sockaddr_in *v4 = (const struct sockaddr_in *) (const void *) one->ifa_addr;
        if (inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text) != NULL)
            g_ptr_array_add(hosts, g_strdup(text));
    }
    freeifaddrs(all);
}

/* Those asked for, else this machine's name and addresses; always loopback too. */
static char **hosts_wanted(const char *given)
{
    g_autoptr(GPtrArray) hosts = g_ptr_array_new();
    g_auto(GStrv) names = g_strsplit(given == NULL ? g_get_host_name() : given, ",", -1);

    for (size_t i = 0; names[i] != NULL; i++)
        g_ptr_array_add(hosts, g_strdup(g_strstrip(names[i])));
    if (given == NULL)
        addresses_add(hosts);
    g_ptr_array_add(hosts, g_strdup("localhost"));
    g_ptr_array_add(hosts, g_strdup("127.0.0.1"));
    g_ptr_array_add(hosts, g_strdup("::1"));
    g_ptr_array_add(hosts, NULL);
    return (char **) g_ptr_array_free(g_steal_pointer(&hosts), FALSE);
}

/* The room's authority: the one already there, since machines trust it, else a new one. */
static bool authority_get(const char *folder, int64_t now, Certificate *out, GError **error)
{
    g_autofree char *cert_path = g_build_filename(folder, "ca.crt", NULL);
    g_autofree char *key_path = g_build_filename(folder, "ca.key", NULL);
    g_autofree char *name = g_strdup_printf("Shaodian %.40s", g_get_host_name());

    if (g_file_get_contents(cert_path, &out->cert, NULL, NULL) &&
        g_file_get_contents(key_path, &out->key, NULL, NULL))
        return true;
    certificate_clear(out);
    return authority_make(name, now, out, error) && file_write(key_path, out->key, 0600, error) &&
           file_write(cert_path, out->cert, 0644, error);
}

/* The settings file is made once, with every setting explained; later it is the operator's. */
static bool settings_offer(const char *data, const char *cert, const char *key, GError **error)
{
    g_autofree char *path = g_build_filename(data, "shaodian.conf", NULL);
    g_autofree char *lines = g_strdup_printf("tls_cert = %s\ntls_key = %s\n", cert, key);
    g_autofree char *sample = settings_sample(app_settings_rows);
    g_autofree char *whole = g_strconcat(sample, lines, NULL);

    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        printf("In %s there must stand:\n%s", path, lines);
        return true;
    }
    if (!file_write(path, whole, 0600, error))
        return false;
    printf("Settings: %s\n", path);
    return true;
}

static bool server_certificate(
    const char *folder, const char *const *hosts, const char *data, GError **error)
{
    g_autoptr(Clock) clock = clock_new_system();
    g_autofree char *cert_path = g_build_filename(folder, "server.crt", NULL);
    g_autofree char *key_path = g_build_filename(folder, "server.key", NULL);
    Certificate authority = {0};
    Certificate server = {0};

    bool made = authority_get(folder, clock_now(clock), &authority, error) &&
                certificate_make(&authority, hosts, clock_now(clock), &server, error) &&
                file_write(key_path, server.key, 0600, error) &&
                file_write(cert_path, server.cert, 0644, error) &&
                settings_offer(data, cert_path, key_path, error);
    certificate_clear(&authority);
    certificate_clear(&server);
    return made;
}

static bool init_run(Cli *cli, GError **error)
{
    g_autofree char *data = g_canonicalize_filename(cli_data(cli), NULL);
    g_autofree char *folder = g_build_filename(data, "tls", NULL);
    g_auto(GStrv) hosts = hosts_wanted(cli_option(cli, "name"));

    if (g_mkdir_with_parents(folder, 0700) != 0)
        return fail(error, FAIL_UNAVAILABLE, "making %s: %s", folder, g_strerror(errno));
    if (!server_certificate(folder, (const char *const *) hosts, data, error))
        return false;
    printf("Certificate for:");
    for (size_t i = 0; hosts[i] != NULL; i++)
        printf(" %s", hosts[i]);
    printf("\nInstall %s/ca.crt as a trusted authority on every machine of the room.\n"
           "Keep %s/ca.key where nobody else can read it.\n",
        folder, folder);
    return true;
}

const CliCommand init_command = {
    .name = "init",
    .help = "Makes a certificate authority and a server certificate for a room's own network.",
    .options = init_options,
    .run = init_run,
};
