/* SPDX-License-Identifier: Apache-2.0 */
/* setting - what an operator may adjust: named values with a default, a range and an explanation.
 *
 * All that exist stand in one table (app/settings.c). Values come from a file of `name = value`
 * lines and from the command line; an unknown name or a value out of range is refused, so a
 * misspelt setting is never silently without effect. Engine service SERVICE_SETTINGS; read-only
 * once the program runs. */
#pragma once

#include "base/fail.h"

#include <stdint.h>

#define SERVICE_SETTINGS "settings"

typedef enum SettingType { SETTING_TEXT, SETTING_INT, SETTING_FLAG } SettingType;

typedef struct SettingRow {
    const char *name;
    SettingType type;
    const char *fallback; /* as text; NULL: none */
    int64_t min, max;     /* of an int; characters of a text (max 0: 4096) */
    const char *unit;     /* "s", "bytes", "" … */
    const char *help;     /* one English sentence */
} SettingRow;

typedef struct Settings Settings;

/* `rows` is borrowed and ends with a row whose name is NULL; every fallback must fit its row. */
Settings *settings_new(const SettingRow *rows);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/* FAIL_INVALID: no such setting, or not a value it takes. */
bool settings_set(Settings *settings, const char *name, const char *value, GError **error);
/* Reads `name = value` lines; blank lines and those that begin with # are skipped. FAIL_INVALID
 * names `where` and the line. */
bool settings_read(Settings *settings, const char *text, const char *where, GError **error);

/* Asking for a name or type that is not in the table is a programmer's error. */
const char *settings_text(const Settings *settings, const char *name); /* NULL: not set */
int64_t settings_int(const Settings *settings, const char *name);
bool settings_flag(const Settings *settings, const char *name);

/* The sample file with every setting explained and its default commented out: owned. */
char *settings_sample(const SettingRow *rows);
