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
    {NULL},
};
