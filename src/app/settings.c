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
    {"db", SETTING_TEXT, NULL, .unit = "",
        .help = "The database, sqlite:PATH or postgresql://…; without it, a file in DATA."},
    {"selfcheck_hour", SETTING_INT, "3", .min = 0, .max = 23, .unit = "o'clock",
        .help = "The quiet hour, Beijing time, at which the whole record is looked at."},
    {"marker", SETTING_TEXT, NULL, .unit = "",
        .help = "A second file that says which record belongs here, on another disk than DATA."},
    {NULL},
};
