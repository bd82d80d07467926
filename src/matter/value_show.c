/* SPDX-License-Identifier: Apache-2.0 */
/* Splits values for the vault, puts them together again, and shows them. */
#include "base/moment.h"
#include "journal/event.h"
#include "matter/matter_private.h"
#include "matter/value.h"

#include <string.h>

static json_t *text_marked(const json_t *value, bool marked)
{
    if (!marked || !json_is_string(value))
        return json_deep_copy(value);
    return event_vault(json_string_value(value));
}

/* The text of a place goes to the vault, its degrees stay. */
static void place_split(const json_t *place, bool marked, json_t **out_plain, json_t **out_text)
{
    const json_t *text = json_object_get(place, "text");

    *out_plain = json_deep_copy(place);
    json_object_del(*out_plain, "text");
    *out_text = json_object();
    if (text != NULL)
        json_object_set_new(*out_text, "text", text_marked(text, marked));
}

static void rows_split(const KindField *field, const json_t *rows, bool marked, json_t *parts[2])
{
    const json_t *row = NULL;
    size_t i = 0;

    parts[0] = json_array();
    parts[1] = json_array();
    json_array_foreach (rows, i, row) {
        json_t *plain = json_object(), *texts = json_object();

        json_array_append_new(parts[0], plain);
        json_array_append_new(parts[1], texts);
        for (guint j = 0; j < field->columns->len; j++) {
            const KindField *column = field->columns->pdata[j];
            const json_t *value = json_object_get(row, column->name);
            bool hidden = kind_field_vaulted(column);

            if (value != NULL)
                json_object_set_new(hidden ? texts : plain, column->name,
                    hidden ? text_marked(value, marked) : json_deep_copy(value));
        }
    }
}

void values_split(
    const Kind *kind, const json_t *values, bool marked, json_t **out_plain, json_t **out_texts)
{
    json_t *plain = json_object(), *texts = json_object(), *value = NULL;
    const char *name = NULL;

    json_object_foreach ((json_t *) values, name, value) {
        const KindField *field = kind_field(kind, name);
        json_t *parts[2] = {NULL, NULL};

        if (!json_is_null(value) && field->type == KIND_PLACE)
            place_split(value, marked, &parts[0], &parts[1]);
        else if (!json_is_null(value) && field->type == KIND_ROWS)
            rows_split(field, value, marked, parts);
        else if (!json_is_null(value) && kind_field_vaulted(field))
            parts[1] = text_marked(value, marked);
        else
            parts[0] = json_deep_copy(value);
        if (parts[0] != NULL)
            json_object_set_new(plain, name, parts[0]);
        if (parts[1] != NULL)
            json_object_set_new(texts, name, parts[1]);
    }
    *out_plain = plain;
    *out_texts = texts;
}

static json_t *both_merge(const json_t *plain, const json_t *text)
{
    json_t *merged = NULL, *value = NULL;
    const char *name = NULL;
    size_t i = 0;

    if (plain == NULL || text == NULL || json_typeof(plain) != json_typeof(text))
        return json_incref((json_t *) (plain == NULL ? text : plain));
    if (json_is_object(plain)) {
        merged = json_copy((json_t *) plain);
        json_object_foreach ((json_t *) text, name, value) {
            json_object_set_new(merged, name, both_merge(json_object_get(plain, name), value));
        }
        return merged;
    }
    merged = json_array();
    json_array_foreach ((json_t *) plain, i, value) {
        json_array_append_new(merged, both_merge(value, json_array_get(text, i)));
    }
    return merged;
}

json_t *values_merge(const json_t *plain, const json_t *texts)
{
    return texts == NULL ? json_copy((json_t *) plain) : both_merge(plain, texts);
}

static json_t *time_shown(const json_t *value)
{
    g_autofree char *text = moment_print(json_integer_value(value));
    return json_string(text);
}

static json_t *value_shown(
    const KindField *field, const json_t *value, const char *path, json_t *masked)
{
    if (json_is_null(value))
        return json_null();
    if (field->personal && masked != NULL) {
        json_array_append_new(masked, json_string(path));
        return json_null();
    }
    return field->type == KIND_TIME ? time_shown(value) : json_deep_copy(value);
}

static json_t *rows_shown(
    const KindField *field, const json_t *rows, const char *path, json_t *masked)
{
    json_t *shown = json_array();
    const json_t *row = NULL;
    size_t i = 0;

    json_array_foreach (rows, i, row) {
        json_t *line = json_object();

        json_array_append_new(shown, line);
        for (guint j = 0; j < field->columns->len; j++) {
            const KindField *column = field->columns->pdata[j];
            const json_t *value = json_object_get(row, column->name);
            g_autofree char *here = g_strdup_printf("%s.%zu.%s", path, i, column->name);

            if (value != NULL)
                json_object_set_new(line, column->name, value_shown(column, value, here, masked));
        }
    }
    return shown;
}

json_t *values_show(const Kind *kind, const json_t *values, json_t *masked)
{
    json_t *shown = json_object();

    for (guint i = 0; i < kind->fields->len; i++) {
        const KindField *field = kind->fields->pdata[i];
        const json_t *value = json_object_get(values, field->name);
        g_autofree char *path = value == NULL ? NULL : g_strconcat("fields.", field->name, NULL);

        if (value == NULL)
            continue;
        json_object_set_new(shown, field->name,
            field->type == KIND_ROWS && json_is_array(value)
                ? rows_shown(field, value, path, masked)
                : value_shown(field, value, path, masked));
    }
    return shown;
}

json_t *moment_json(int64_t at)
{
    g_autofree char *text = at == FIELD_UNSET ? NULL : moment_print(at);
    return text == NULL ? json_null() : json_string(text);
}

json_t *text_json(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}
