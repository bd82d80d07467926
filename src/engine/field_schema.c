/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field.h"

#include "base/json.h"

#define TEXT_MAX 200
#define WORDS_MAX 64

static json_t *choices_schema(const Field *field)
{
    json_t *choices = json_array();

    for (const char *const *choice = field->choices; *choice != NULL; choice++)
        json_array_append_new(choices, json_string(*choice));
    return choices;
}

static json_t *string_schema(const Field *field)
{
    json_t *schema = json_pack("{s:s, s:I}", "type", "string", "maxLength",
        field->max > 0 ? field->max : (int64_t) TEXT_MAX);

    if (field->min > 0 || field->required)
        json_object_set_new(schema, "minLength", json_integer(MAX(field->min, 1)));
    if (field->type == FIELD_WORD && field->choices != NULL)
        json_object_set_new(schema, "enum", choices_schema(field));
    return schema;
}

static json_t *int_schema(const Field *field)
{
    bool is_limited = field->min != 0 || field->max != 0;

    return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum",
        is_limited ? field->min : -JSON_INTEGER_MAX, "maximum",
        is_limited ? field->max : JSON_INTEGER_MAX);
}

static json_t *json_schema(const Field *field)
{
    if (field->items == NULL)
        return json_pack("{s:[s,s]}", "type", "object", "array");
    return json_pack("{s:s, s:o}", "type", "array", "items", fields_schema(field->items));
}

static json_t *words_schema(const Field *field)
{
    json_t *item = json_pack("{s:s, s:i}", "type", "string", "maxLength", TEXT_MAX);

    if (field->choices != NULL)
        json_object_set_new(item, "enum", choices_schema(field));
    return json_pack("{s:s, s:o, s:I, s:I}", "type", "array", "items", item, "minItems",
        MAX(field->min, (int64_t) 0), "maxItems",
        field->max > 0 ? field->max : (int64_t) WORDS_MAX);
}

static json_t *type_schema(const Field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_WORD:
        return string_schema(field);
    case FIELD_INT:
        return int_schema(field);
    case FIELD_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case FIELD_TIME:
        return json_pack("{s:s, s:s}", "type", "string", "format", "date-time");
    case FIELD_JSON:
        return json_schema(field);
    case FIELD_WORDS:
        return words_schema(field);
    }
    g_assert_not_reached();
}

/* What is not required may also be sent as null. */
static void allow_null(json_t *schema)
{
    json_t *type = json_object_get(schema, "type"), *choices = json_object_get(schema, "enum");
    json_t *types = json_is_array(type) ? json_incref(type) : json_pack("[O]", type);

    json_array_append_new(types, json_string("null"));
    json_object_set_new(schema, "type", types);
    if (choices != NULL)
        json_array_append_new(choices, json_null());
}

static json_t *field_schema(const Field *field)
{
    json_t *schema = type_schema(field);

    if (!field->required)
        allow_null(schema);
    if (field->personal)
        json_object_set_new(schema, "x-personal", json_true());
    if (field->secret)
        json_object_set_new(schema, "x-secret", json_true());
    if (field->help != NULL)
        json_object_set_new(schema, "description", json_string(field->help));
    return schema;
}

json_t *fields_schema(const Field *fields)
{
    json_t *properties = json_object(), *required = json_array();

    for (const Field *field = fields; field->name != NULL; field++) {
        json_object_set_new(properties, field->name, field_schema(field));
        if (field->required)
            json_array_append_new(required, json_string(field->name));
    }
    json_t *schema = json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties,
        "additionalProperties", false);
    if (json_array_size(required) > 0)
        json_object_set(schema, "required", required);
    json_decref(required);
    return schema;
}
