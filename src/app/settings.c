/* SPDX-License-Identifier: Apache-2.0 */
#include "app/settings.h"

const SettingRow app_settings_rows[] = {
    {"listen", SETTING_TEXT, "127.0.0.1:8420", .unit = "",
        .help = "Address and port of the web port: ADDRESS:PORT, [IPV6]:PORT or :PORT for all."},
    {"tls_cert", SETTING_TEXT, NULL, .unit = "",
        .help = "Certificate of the web port, a PEM file; without one it speaks plain HTTP."},
    {"tls_key", SETTING_TEXT, NULL, .unit = "", .help = "Key of that certificate, a PEM file."},
    {"connections", SETTING_INT, "16384", .min = 64, .max = 1000000, .unit = "connections",
        .help = "Connections of the web port at once; the limit of open files goes before."},
    {"connections_each", SETTING_INT, "0", .min = 0, .max = 1000000, .unit = "connections",
        .help = "Connections of one address at once; 0: a quarter of `connections`."},
    {"hosts", SETTING_TEXT, NULL, .unit = "",
        .help =
            "Names by which browsers call this server, apart by commas, beside its own and those "
            "in its certificate; * for any."},
    {"trusted_proxy", SETTING_TEXT, NULL, .unit = "",
        .help = "Addresses and ranges of reverse proxies before this program, \"127.0.0.1, "
                "10.0.0.0/24\": whom they name in X-Forwarded-For is the client."},
    {"limit_loopback", SETTING_FLAG, "no", .unit = "",
        .help =
            "Limits by address hold for connections from this machine too; not behind a proxy."},
    {"workers", SETTING_INT, "4", .min = 2, .max = 16, .unit = "threads",
        .help =
            "Threads for what is slow (papers, tables, imports); half of them for what is long."},
    {"session_idle", SETTING_INT, "0", .min = 0, .max = 720, .unit = "minutes",
        .help = "A session that was not used for so long ends; 0: none does before its 12 hours."},
    {"clock_jump", SETTING_INT, "60", .min = 5, .max = 86400, .unit = "s",
        .help = "By so much the machine's clock may part from the time since it was started before "
                "it is doubted and the time held."},
    {"clock_wait", SETTING_INT, "120", .min = 0, .max = 3600, .unit = "s",
        .help = "After a start whose time nobody vouches for, nothing rings for so long."},
    {"clock_far", SETTING_INT, "30", .min = 1, .max = 3650, .unit = "days",
        .help = "A start so long after the last one needs a person or a time service to vouch."},
    {"clock_system", SETTING_FLAG, "1", .unit = "",
        .help = "Take the system's word that its clock is synchronised (NTP, chrony, PTP)."},
    {"db", SETTING_TEXT, NULL, .unit = "",
        .help = "The database, sqlite:PATH or postgresql://…; without it, a file in DATA."},
    {"selfcheck_hour", SETTING_INT, "3", .min = 0, .max = 23, .unit = "o'clock",
        .help = "The quiet hour, Beijing time, at which the whole record is looked at."},
    {"marker", SETTING_TEXT, NULL, .unit = "",
        .help = "A second file that says which record belongs here, on another disk than DATA."},
    {NULL},
};
