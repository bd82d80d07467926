/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/county_shape.h"

#include "base/day.h"
#include "base/where.h"

#include <string.h>

typedef struct Shape {
    const ShapeFile *file;
    GPtrArray *faults;
} Shape;

static bool value_check(
    const Shape *shape, const char *at, const json_t *value, const GPtrArray *samples);

G_GNUC_PRINTF(3, 4)
static bool refuse(const Shape *shape, const char *at, const char *format, ...)
{
    g_autofree char *reason = NULL;
    va_list args;

    va_start(args, format);
    reason = g_strdup_vprintf(format, args);
    va_end(args);
    g_ptr_array_add(shape->faults, g_strdup_printf("%s:%d: %s: %s", shape->file->name,
                                       json_line(shape->file->text, shape->file->size, at),
                                       *at == '\0' ? "the file" : at + 1, reason));
    return false;
}

static const char *type_word(const json_t *value)
{
    static const char *const words[] = {[JSON_OBJECT] = "an object",
        [JSON_ARRAY] = "a list",
        [JSON_STRING] = "a text",
        [JSON_INTEGER] = "a whole number",
        [JSON_REAL] = "a whole number",
        [JSON_TRUE] = "true or false",
        [JSON_FALSE] = "true or false",
        [JSON_NULL] = "nothing"};

    return words[json_typeof(value)];
}

static bool is_explaining(const char *name)
{
    static const char *const names[] = {"version", "source", "mark", "conventions", "fields", NULL};

    return g_strv_contains(names, name);
}

static bool is_minute(const json_t *text)
{
    int64_t minute = 0;

    return day_minute_parse(json_string_value(text), &minute);
}

static bool text_check(
    const Shape *shape, const char *at, const json_t *value, const GPtrArray *samples)
{
    for (guint i = 0; i < samples->len; i++)
        if (!is_minute(samples->pdata[i]))
            return true;
    return is_minute(value) || refuse(shape, at, "must be a time of day, HH:MM");
}

/* What the samples have under that name. */
static GPtrArray *samples_under(const GPtrArray *samples, const char *name)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < samples->len; i++) {
        json_t *member = json_object_get(samples->pdata[i], name);

        if (member != NULL)
            g_ptr_array_add(found, member);
    }
    return found;
}

static bool members_known(
    const Shape *shape, const char *at, const json_t *object, const GPtrArray *samples)
{
    bool good = true;
    const char *name = NULL;
    json_t *member = NULL;

    json_object_foreach ((json_t *) object, name, member) {
        g_autofree char *place = g_strconcat(at, "/", name, NULL);
        g_autoptr(GPtrArray) like = samples_under(samples, name);

        if (is_explaining(name))
            continue;
        good &= like->len > 0 ? value_check(shape, place, member, like)
                              : refuse(shape, place, "there is no such member");
    }
    return good;
}

static bool object_check(
    const Shape *shape, const char *at, const json_t *object, const GPtrArray *samples)
{
    bool good = members_known(shape, at, object, samples);
    const char *name = NULL;
    json_t *member = NULL;

    json_object_foreach (samples->pdata[0], name, member) {
        g_autoptr(GPtrArray) like = samples_under(samples, name);

        if (!is_explaining(name) && like->len == samples->len &&
            json_object_get(object, name) == NULL)
            good = refuse(shape, at, "\"%s\" is missing", name);
    }
    return good;
}

static bool list_check(
    const Shape *shape, const char *at, const json_t *list, const GPtrArray *samples)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    bool good = true;
    size_t i = 0;
    json_t *item = NULL;

    for (guint k = 0; k < samples->len; k++)
        json_array_foreach (samples->pdata[k], i, item)
            g_ptr_array_add(items, item);
    json_array_foreach (list, i, item) {
        g_autofree char *place = g_strdup_printf("%s/%zu", at, i);

        good &= items->len == 0 || value_check(shape, place, item, items);
    }
    return good;
}

static bool value_check(
    const Shape *shape, const char *at, const json_t *value, const GPtrArray *samples)
{
    const char *wanted = type_word(samples->pdata[0]);

    if (strcmp(type_word(value), wanted) != 0)
        return refuse(shape, at, "must be %s", wanted);
    if (json_is_object(value))
        return object_check(shape, at, value, samples);
    if (json_is_array(value))
        return list_check(shape, at, value, samples);
    if (json_is_string(value))
        return text_check(shape, at, value, samples);
    return !json_is_integer(value) || json_integer_value(value) >= 0 ||
           refuse(shape, at, "must not be below 0");
}

bool shape_check(
    const ShapeFile *file, const json_t *json, const json_t *builtin, GPtrArray *faults)
{
    const Shape shape = {file, faults};
    g_autoptr(GPtrArray) samples = g_ptr_array_new();

    g_ptr_array_add(samples, (json_t *) builtin);
    return value_check(&shape, "", json, samples);
}
