/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/script.h"

#include "base/clock.h"
#include "base/moment.h"

#include <string.h>

/* ---- Filling ---- */

/* The name in "{name}", owned; NULL when the text is anything more. */
static char *lone_variable(const char *text)
{
    size_t length = strlen(text);
    bool lone = length > 2 && text[0] == '{' && strchr(text, '}') == text + length - 1;
    return lone ? g_strndup(text + 1, length - 2) : NULL;
}

static void value_append(GString *out, const json_t *value)
{
    if (json_is_string(value))
        g_string_append(out, json_string_value(value));
    else if (json_is_integer(value))
        g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
}

static char *text_filled(const char *text, const json_t *vars)
{
    GString *out = g_string_new(NULL);
    for (const char *at = text; *at != '\0';) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (end == NULL) {
            g_string_append_c(out, *at++);
            continue;
        }
        g_autofree char *name = g_strndup(at + 1, (gsize) (end - at - 1));
        value_append(out, json_object_get(vars, name));
        at = end + 1;
    }
    return g_string_free(out, FALSE);
}

static json_t *moment_filled(const char *text, int64_t now)
{
    gint64 minutes = text[1] == '\0' ? 0 : g_ascii_strtoll(text + 1, NULL, 10);
    g_autofree char *moment = moment_print(now + minutes * MINUTE_MS);
    return json_string(moment);
}

static json_t *text_fill(const char *text, const json_t *vars, int64_t now)
{
    g_autofree char *name = lone_variable(text);
    if (name != NULL) {
        const json_t *value = json_object_get(vars, name);
        return value == NULL ? NULL : json_deep_copy(value);
    }
    g_autofree char *filled = text_filled(text, vars);
    return filled[0] == '@' ? moment_filled(filled, now) : json_string(filled);
}

static json_t *object_fill(const json_t *template, const json_t *vars, int64_t now)
{
    json_t *filled = json_object();
    const char *name = NULL;
    json_t *member = NULL;
    json_object_foreach ((json_t *) template, name, member) {
        json_t *value = script_fill(member, vars, now);
        if (value != NULL)
            json_object_set_new(filled, name, value);
    }
    return filled;
}

static json_t *array_fill(const json_t *template, const json_t *vars, int64_t now)
{
    json_t *filled = json_array();
    size_t i = 0;
    json_t *item = NULL;
    json_array_foreach (template, i, item) {
        json_t *value = script_fill(item, vars, now);
        if (value != NULL)
            json_array_append_new(filled, value);
    }
    return filled;
}

json_t *script_fill(const json_t *template, const json_t *vars, int64_t now)
{
    if (json_is_string(template))
        return text_fill(json_string_value(template), vars, now);
    if (json_is_object(template))
        return object_fill(template, vars, now);
    if (json_is_array(template))
        return array_fill(template, vars, now);
    return json_deep_copy(template);
}

/* ---- Conditions ---- */

static bool value_is_true(const json_t *value)
{
    if (json_is_integer(value))
        return json_integer_value(value) != 0;
    if (json_is_string(value))
        return *json_string_value(value) != '\0';
    return value != NULL && !json_is_null(value) && !json_is_false(value);
}

bool script_holds(const char *conditions, const json_t *vars)
{
    g_auto(GStrv) words = g_strsplit(conditions == NULL ? "" : conditions, " ", -1);
    for (char **word = words; *word != NULL; word++) {
        bool not = **word == '!';
        const char *name = not ? *word + 1 : *word;
        if (*name != '\0' && value_is_true(json_object_get(vars, name)) == not )
            return false;
    }
    return true;
}

/* ---- Finding ---- */

static bool member_equals(const json_t *object, const char *condition)
{
    g_auto(GStrv) sides = g_strsplit(condition, "=", 2);
    const json_t *member = json_object_get(object, sides[0]);
    if (sides[1] == NULL || *sides[1] == '\0')
        return member == NULL || json_is_null(member);
    if (json_is_boolean(member))
        return json_is_true(member) == (strcmp(sides[1], "true") == 0);
    return g_strcmp0(json_string_value(member), sides[1]) == 0;
}

bool script_fits(const json_t *item, const char *where)
{
    g_auto(GStrv) conditions = g_strsplit(where == NULL ? "" : where, "&", -1);
    for (char **one = conditions; *one != NULL; one++)
        if (**one != '\0' && !member_equals(item, *one))
            return false;
    return true;
}

static const json_t *last_where(const json_t *array, const char *where)
{
    for (size_t i = json_array_size(array); i-- > 0;) {
        if (script_fits(json_array_get(array, i), where))
            return json_array_get(array, i);
    }
    return NULL;
}

const json_t *script_find(const json_t *reply, const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, ".", -1);
    const json_t *at = reply;
    for (char **step = steps; *step != NULL && at != NULL; step++) {
        if (!json_is_array(at))
            at = json_object_get(at, *step);
        else if (strchr(*step, '=') != NULL)
            at = last_where(at, *step);
        else
            at = json_array_get(at, (size_t) g_ascii_strtoull(*step, NULL, 10));
    }
    return json_is_null(at) ? NULL : at;
}
