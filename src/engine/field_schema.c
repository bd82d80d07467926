/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field.h"

#include "base/json.h"

#define TEXT_MAX 200
#define WORDS_MAX 64

typedef struct Label {
    char *zh;
    char *en;
} Label;

const Field fields_label[] = {
    FIELD(Label, zh, FIELD_TEXT, .required = true),
    FIELD(Label, en, FIELD_TEXT, .required = true),
    FIELD_END,
};

const Field fields_free[] = {FIELD_END};
const Field fields_integer[] = {FIELD_END};

/* How the whole is written. */
typedef struct Form {
    FieldRefer refer; /* NULL: arguments */
    void *data;
} Form;

static json_t *choices_schema(const Field *field)
{
    json_t *choices = json_array();

    for (const char *const *choice = field->choices; *choice != NULL; choice++)
        json_array_append_new(choices, json_string(*choice));
    return choices;
}

/* The limit that the row names, or the one that arguments are held to. */
static void set_max(json_t *schema, const char *name, const Field *field, int64_t usual, Form form)
{
    if (field->max > 0 || form.refer == NULL)
        json_object_set_new(schema, name, json_integer(field->max > 0 ? field->max : usual));
}

/* A required argument is; in a reply a text that is there may be empty, and no word is. */
static bool is_never_empty(const Field *field, Form form)
{
    return field->required && (form.refer == NULL || field->type == FIELD_WORD);
}

static json_t *string_schema(const Field *field, Form form)
{
    json_t *schema = json_pack("{s:s}", "type", "string");

    set_max(schema, "maxLength", field, TEXT_MAX, form);
    if (field->min > 0 || is_never_empty(field, form))
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

static json_t *inner_schema(const Field *table, Form form)
{
    return form.refer == NULL ? fields_schema(table, NULL, NULL) : form.refer(table, form.data);
}

static json_t *json_schema(const Field *field, Form form)
{
    if (field->object != NULL)
        return inner_schema(field->object, form);
    if (field->items != NULL)
        return json_pack("{s:s, s:o}", "type", "array", "items", inner_schema(field->items, form));
    return json_pack("{s:[s,s]}", "type", "object", "array");
}

static json_t *words_schema(const Field *field, Form form)
{
    json_t *item = json_pack("{s:s}", "type", "string");
    json_t *schema = json_pack("{s:s, s:o, s:I}", "type", "array", "items", item, "minItems",
        MAX(field->min, (int64_t) 0));

    if (form.refer == NULL)
        json_object_set_new(item, "maxLength", json_integer(TEXT_MAX));
    if (field->choices != NULL)
        json_object_set_new(item, "enum", choices_schema(field));
    set_max(schema, "maxItems", field, WORDS_MAX, form);
    return schema;
}

static json_t *type_schema(const Field *field, Form form)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_WORD:
        return string_schema(field, form);
    case FIELD_INT:
        return int_schema(field);
    case FIELD_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case FIELD_TIME:
        return json_pack("{s:s, s:s}", "type", "string", "format", "date-time");
    case FIELD_JSON:
        return json_schema(field, form);
    case FIELD_WORDS:
        return words_schema(field, form);
    }
    g_assert_not_reached();
}

/* What is not required may also be sent as null. */
static json_t *nullable(json_t *schema /* taken */)
{
    json_t *type = json_object_get(schema, "type"), *choices = json_object_get(schema, "enum");

    if (type == NULL) /* a reference */
        return json_pack("{s:[o, {s:s}]}", "anyOf", schema, "type", "null");
    json_t *types = json_is_array(type) ? json_incref(type) : json_pack("[O]", type);
    json_array_append_new(types, json_string("null"));
    json_object_set_new(schema, "type", types);
    if (choices != NULL)
        json_array_append_new(choices, json_null());
    return schema;
}

static json_t *field_schema(const Field *field, Form form)
{
    json_t *schema = type_schema(field, form);

    if (!field->required)
        schema = nullable(schema);
    if (field->personal)
        json_object_set_new(schema, "x-personal", json_true());
    if (field->secret)
        json_object_set_new(schema, "x-secret", json_true());
    if (field->help != NULL)
        json_object_set_new(schema, "description", json_string(field->help));
    return schema;
}

json_t *fields_schema(const Field *fields, FieldRefer refer, void *data)
{
    const Form form = {.refer = refer, .data = data};
    if (fields == fields_free || fields == fields_integer)
        return json_pack("{s:s}", "type", fields == fields_free ? "object" : "integer");
    json_t *properties = json_object(), *required = json_array();

    for (const Field *field = fields; field != NULL && field->name != NULL; field++) {
        json_object_set_new(properties, field->name, field_schema(field, form));
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
