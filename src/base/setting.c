/* SPDX-License-Identifier: Apache-2.0 */
#include "base/setting.h"

#include <string.h>

#define TEXT_MAX 4096

typedef struct Value {
    char *text;
    int64_t number;
} Value;

struct Settings {
    const SettingRow *rows; /* borrowed */
    Value *values;          /* one a row */
    size_t count;
};

Settings *settings_new(const SettingRow *rows)
{
    Settings *settings = g_new0(Settings, 1);

    settings->rows = rows;
    while (rows[settings->count].name != NULL)
        settings->count++;
    settings->values = g_new0(Value, settings->count + 1);
    for (size_t i = 0; i < settings->count; i++) {
        bool fits = rows[i].fallback == NULL ||
                    settings_set(settings, rows[i].name, rows[i].fallback, NULL);
        g_assert(fits);
    }
    return settings;
}

void settings_free(Settings *settings)
{
    if (settings == NULL)
        return;
    for (size_t i = 0; i < settings->count; i++)
        g_free(settings->values[i].text);
    g_free(settings->values);
    g_free(settings);
}

static bool flag_read(const char *text, int64_t *out_number)
{
    bool is_on = g_str_equal(text, "yes") || g_str_equal(text, "true") || g_str_equal(text, "1");
    bool is_off = g_str_equal(text, "no") || g_str_equal(text, "false") || g_str_equal(text, "0");

    if (is_on || is_off)
        *out_number = is_on;
    return is_on || is_off;
}

static bool value_read(const SettingRow *row, const char *text, int64_t *out_number, GError **error)
{
    int64_t most = row->max == 0 ? TEXT_MAX : row->max;
    gint64 number = 0;

    switch (row->type) {
    case SETTING_TEXT:
        if (!g_utf8_validate(text, -1, NULL) || g_utf8_strlen(text, -1) > most)
            return fail(
                error, FAIL_INVALID, "%s is longer than %" G_GINT64_FORMAT, row->name, most);
        return true;
    case SETTING_FLAG:
        return flag_read(text, out_number) ||
               fail(error, FAIL_INVALID, "%s is yes or no, not '%s'", row->name, text);
    case SETTING_INT:
        if (!g_ascii_string_to_signed(text, 10, row->min, row->max, &number, NULL))
            return fail(error, FAIL_INVALID,
                "%s is a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", not '%s'",
                row->name, row->min, row->max, text);
        *out_number = number;
        return true;
    }
    return false;
}

bool settings_set(Settings *settings, const char *name, const char *value, GError **error)
{
    for (size_t i = 0; i < settings->count; i++) {
        if (!g_str_equal(settings->rows[i].name, name))
            continue;
        if (!value_read(&settings->rows[i], value, &settings->values[i].number, error))
            return false;
        g_free(settings->values[i].text);
        settings->values[i].text = g_strdup(value);
        return true;
    }
    return fail(error, FAIL_INVALID, "there is no setting '%s'", name);
}

static bool line_read(Settings *settings, char *line, GError **error)
{
    g_strstrip(line);
    if (*line == '\0' || *line == '#')
        return true;
    char *equals = strchr(line, '=');
    if (equals == NULL)
        return fail(error, FAIL_INVALID, "'%s' is not name = value", line);
    *equals = '\0';
    return settings_set(settings, g_strchomp(line), g_strchug(equals + 1), error);
}

bool settings_read(Settings *settings, const char *text, const char *where, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        if (!line_read(settings, lines[i], error))
            return fail_in(error, "%s:%zu", where, i + 1);
    }
    return true;
}

static const Value *value_of(const Settings *settings, const char *name, SettingType type)
{
    for (size_t i = 0; i < settings->count; i++) {
        if (g_str_equal(settings->rows[i].name, name) && settings->rows[i].type == type)
            return &settings->values[i];
    }
    g_error("no setting '%s' of this type", name);
}

const char *settings_text(const Settings *settings, const char *name)
{
    return value_of(settings, name, SETTING_TEXT)->text;
}

int64_t settings_int(const Settings *settings, const char *name)
{
    return value_of(settings, name, SETTING_INT)->number;
}

bool settings_flag(const Settings *settings, const char *name)
{
    return value_of(settings, name, SETTING_FLAG)->number != 0;
}

char *settings_sample(const SettingRow *rows)
{
    GString *out = g_string_new(NULL);

    for (; rows->name != NULL; rows++) {
        g_string_append_printf(out, "# %s\n", rows->help);
        if (rows->type == SETTING_INT)
            g_string_append_printf(out,
                "# From %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "%s%s.\n", rows->min, rows->max,
                *rows->unit == '\0' ? "" : " ", rows->unit);
        g_string_append_printf(
            out, "#%s = %s\n\n", rows->name, rows->fallback == NULL ? "" : rows->fallback);
    }
    return g_string_free(out, FALSE);
}
