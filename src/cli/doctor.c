/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/doctor.h"

#include "app/archive.h"
#include "base/certificate.h"
#include "base/clock.h"
#include "base/net.h"
#include "base/resource.h"
#include "cli/commands.h"
#include "http/parse.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MIB (INT64_C(1024) * 1024)
#define DISK_WARN (2048 * MIB)
#define DISK_FAIL (200 * MIB)
#define CERTIFICATE_WARN_DAYS 30
#define FILES_SPARE 256

static void look_at_owner(Doctor *doctor, const GStatBuf *about)
{
    const char *data = doctor->options.data;

    if (about->st_uid != geteuid())
        doctor_say(doctor, FINDING_WARN, "data directory",
            "%s belongs to user %u: run this program as that user only", data,
            (unsigned) about->st_uid);
    else if ((about->st_mode & 077) != 0)
        doctor_say(doctor, FINDING_FAIL, "data directory", "others may look into %s: chmod 700 %s",
            data, data);
    else
        doctor_say(doctor, FINDING_OK, "data directory", "%s is private and can be written", data);
}

static bool look_at_data(Doctor *doctor)
{
    const char *data = doctor->options.data;
    GStatBuf about;

    if (g_stat(data, &about) != 0) {
        doctor_say(doctor, FINDING_FAIL, "data directory",
            "%s: %s: give --data DIR, or start the server once", data, g_strerror(errno));
        return false;
    }
    if (g_access(data, R_OK | W_OK | X_OK) != 0)
        doctor_say(doctor, FINDING_FAIL, "data directory", "%s: %s: run as its owner, or chown it",
            data, g_strerror(errno));
    else
        look_at_owner(doctor, &about);
    return true;
}

static void look_at_disk(Doctor *doctor)
{
    struct statvfs about;

    if (statvfs(doctor->options.data, &about) != 0) {
        doctor_say(doctor, FINDING_WARN, "disk", "%s", g_strerror(errno));
        return;
    }
    int64_t free_bytes = (int64_t) about.f_bavail * (int64_t) about.f_frsize;
    Finding finding = free_bytes < DISK_FAIL   ? FINDING_FAIL
                      : free_bytes < DISK_WARN ? FINDING_WARN
                                               : FINDING_OK;
    doctor_say(doctor, finding, "disk", "%" G_GINT64_FORMAT " MiB free%s", free_bytes / MIB,
        finding == FINDING_OK ? "" : ": make room, a full disk refuses every entry");
}

static void look_at_settings(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;

    doctor->settings = app_settings_load(doctor->options.data, &error);
    if (doctor->settings == NULL)
        doctor_say(doctor, FINDING_FAIL, "settings", "%s: mend shaodian.conf", error->message);
    else
        doctor_say(doctor, FINDING_OK, "settings", "shaodian.conf is understood, or not there");
}

static void look_at_certificate(Doctor *doctor, const char *path)
{
    g_autofree char *pem = NULL;
    g_autoptr(GError) error = NULL;
    int64_t ends = 0;

    if (!g_file_get_contents(path, &pem, NULL, &error) || !certificate_ends(pem, &ends, &error)) {
        doctor_say(
            doctor, FINDING_FAIL, "certificate", "%s: `shaodian init` makes one", error->message);
        return;
    }
    int64_t days = (ends - doctor->now) / DAY_MS;
    if (ends <= doctor->now)
        doctor_say(doctor, FINDING_FAIL, "certificate",
            "%s has run out: make a new one with `shaodian init`, then restart", path);
    else
        doctor_say(doctor, days < CERTIFICATE_WARN_DAYS ? FINDING_WARN : FINDING_OK, "certificate",
            "%s is good for %d days more%s", path, (int) days,
            days < CERTIFICATE_WARN_DAYS ? ": make a new one with `shaodian init`" : "");
}

static void look_at_key(Doctor *doctor, const char *path)
{
    GStatBuf about;

    if (g_stat(path, &about) != 0)
        doctor_say(doctor, FINDING_FAIL, "key", "%s: %s", path, g_strerror(errno));
    else if ((about.st_mode & 077) != 0)
        doctor_say(doctor, FINDING_FAIL, "key", "others may read %s: chmod 600 %s", path, path);
    else
        doctor_say(doctor, FINDING_OK, "key", "%s is private", path);
}

static void look_at_port(Doctor *doctor)
{
    if (doctor->settings == NULL)
        return;
    const char *listen = settings_text(doctor->settings, "listen");
    const char *cert = settings_text(doctor->settings, "tls_cert");
    const char *key = settings_text(doctor->settings, "tls_key");

    if (cert != NULL)
        look_at_certificate(doctor, cert);
    if (key != NULL)
        look_at_key(doctor, key);
    if ((cert == NULL) != (key == NULL))
        doctor_say(doctor, FINDING_FAIL, "certificate", "tls_cert and tls_key go together");
    else if (cert == NULL && !listen_is_loopback(listen))
        doctor_say(doctor, FINDING_FAIL, "certificate",
            "%s is open to the network without one, and nobody can sign in: `shaodian init`",
            listen);
    else
        doctor_say(doctor, FINDING_OK, "web port", "listens on %s", listen);
}

/* Who is a client, and are clients told apart? */
static void look_at_clients(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;

    if (doctor->settings == NULL)
        return;
    const char *hosts = settings_text(doctor->settings, "hosts");
    bool here = listen_is_loopback(settings_text(doctor->settings, "listen"));
    g_autoptr(NetList) proxies =
        net_list_parse(settings_text(doctor->settings, "trusted_proxy"), &error);
    if (proxies == NULL)
        doctor_say(doctor, FINDING_FAIL, "clients", "trusted_proxy: %s", error->message);
    else if (!net_list_is_empty(proxies))
        doctor_say(doctor, FINDING_OK, "clients",
            "are told apart by what the proxy says: it must set X-Forwarded-For itself");
    else if (settings_flag(doctor->settings, "limit_loopback"))
        doctor_say(doctor, FINDING_WARN, "clients",
            "all of this machine share one limit: behind a proxy set `trusted_proxy`, not "
            "`limit_loopback`");
    else if (here)
        doctor_say(doctor, hosts == NULL ? FINDING_OK : FINDING_WARN, "clients",
            "limits by address are off for this machine: is a proxy before it, name it in "
            "`trusted_proxy`, and what browsers call it in `hosts`");
    else
        doctor_say(doctor, FINDING_OK, "clients", "are told apart by address");
}

static void look_at_files(Doctor *doctor)
{
    struct rlimit limit = {0};
    int64_t wanted =
        doctor->settings == NULL ? 0 : settings_int(doctor->settings, "connections") + FILES_SPARE;

    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max == RLIM_INFINITY || (int64_t) limit.rlim_max >= wanted)
        doctor_say(doctor, FINDING_OK, "open files", "enough for all connections");
    else
        doctor_say(doctor, FINDING_WARN, "open files",
            "%" G_GINT64_FORMAT " may be open here, %" G_GINT64_FORMAT
            " are wanted: raise LimitNOFILE, or lower `connections`",
            (int64_t) limit.rlim_max, wanted);
}

static bool is_left_over(const char *name)
{
    return g_str_equal(name, ARCHIVE_RESTORING) || g_str_has_suffix(name, ARCHIVE_ROWS) ||
           g_str_has_suffix(name, ARCHIVE_PART);
}

/* Words that are purged later stay in such a copy. */
static void look_at_left_over(Doctor *doctor)
{
    g_autoptr(GDir) dir = g_dir_open(doctor->options.data, 0, NULL);
    const char *name = NULL;
    bool any = false;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        if (!is_left_over(name))
            continue;
        any = true;
        doctor_say(doctor, FINDING_WARN, "left over",
            "%s/%s is a copy of the record that a killed restore or backup left, purged words and "
            "all: remove it and %s-* once none is running",
            doctor->options.data, name, name);
    }
    if (!any)
        doctor_say(doctor, FINDING_OK, "left over", "no restore or backup was killed here");
}

static void look_at_page(Doctor *doctor)
{
    gsize size = 0;

    if (resource_text("/page/index.html", &size) != NULL)
        doctor_say(doctor, FINDING_OK, "page", "built in");
    else
        doctor_say(doctor, FINDING_FAIL, "page",
            "this program was built without the page: build it with script/build");
}

static bool doctor_run(Cli *cli, GError **error)
{
    g_autoptr(Clock) clock = clock_new_system();
    Doctor doctor = {
        .options = {.data = cli_data(cli),
            .db = cli_option(cli, "db"),
            .marker = cli_option(cli, "marker")},
        .now = clock_now(clock),
    };

    if (look_at_data(&doctor)) {
        look_at_disk(&doctor);
        look_at_left_over(&doctor);
        look_at_settings(&doctor);
        look_at_port(&doctor);
        look_at_clients(&doctor);
    }
    look_at_files(&doctor);
    look_at_page(&doctor);
    doctor_look_at_catalog(&doctor);
    if (doctor.settings != NULL)
        doctor_look_at_record(&doctor);
    settings_free(doctor.settings);
    return doctor.counts[FINDING_FAIL] == 0 ||
           fail(error, FAIL_UNAVAILABLE, "%d of %d checks failed", doctor.counts[FINDING_FAIL],
               doctor.counts[FINDING_OK] + doctor.counts[FINDING_WARN] +
                   doctor.counts[FINDING_FAIL]);
}

static const CliOption doctor_options[] = {
    {"marker", "FILE", "the second marker that `serve` is given"},
    {NULL},
};

const CliCommand doctor_command = {
    .name = "doctor",
    .help = "Looks at everything an installation needs and says what to do where it is not right.",
    .options = doctor_options,
    .run = doctor_run,
};
