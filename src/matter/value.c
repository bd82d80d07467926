/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/value.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "engine/blob.h"
#include "matter/matter.h"
#include "unit/person.h"
#include "unit/unit.h"

#include <string.h>

#define LNG_MAX INT64_C(1800000000)
#define LAT_MAX INT64_C(900000000)

/* Reads one value into `*out` or returns the problem word. */
typedef const char *(*Reader)(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out);

static const char *read_text(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    const char *text = json_string_value(in);
    const char *problem = NULL;

    if (text == NULL)
        return "not_text";
    problem = field->type == KIND_TEXT
                  ? text_problem(text, json_string_length(in), (size_t) field->max)
                  : text_line_problem(text, json_string_length(in), (size_t) field->max);
    if (problem == NULL && g_utf8_strlen(text, -1) < field->min)
        problem = "too_short";
    *out = json_string(text);
    return problem;
}

static const char *read_choice(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    const char *word = json_string_value(in);

    if (word == NULL || !g_strv_contains((const char *const *) field->choices, word))
        return "not_a_choice";
    *out = json_string(word);
    return NULL;
}

static bool list_has(const json_t *list, const char *word)
{
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (list, i, item) {
        if (g_strcmp0(json_string_value(item), word) == 0)
            return true;
    }
    return false;
}

/* In the order of the choices, each once, so that the same flags are the same bytes. */
static const char *read_flags(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    const json_t *item = NULL;
    size_t i = 0;

    if (!json_is_array(in))
        return "not_a_list";
    json_array_foreach (in, i, item) {
        const char *word = json_string_value(item);
        if (word == NULL || !g_strv_contains((const char *const *) field->choices, word))
            return "not_a_choice";
    }
    *out = json_array();
    for (i = 0; field->choices[i] != NULL; i++)
        if (list_has(in, field->choices[i]))
            json_array_append_new(*out, json_string(field->choices[i]));
    return NULL;
}

static const char *read_int(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    if (!json_is_integer(in))
        return "not_an_integer";
    if (json_integer_value(in) < field->min)
        return "too_small";
    if (json_integer_value(in) > field->max)
        return "too_large";
    *out = json_integer(json_integer_value(in));
    return NULL;
}

static const char *read_bool(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    if (!json_is_boolean(in))
        return "not_a_boolean";
    *out = json_boolean(json_is_true(in));
    return NULL;
}

static const char *read_time(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    const char *text = json_string_value(in);
    int64_t at = json_integer_value(in);

    if (scope->form == FIELD_EVENT ? !json_is_integer(in)
                                   : text == NULL || !moment_parse(text, &at, NULL))
        return "not_a_time";
    if (scope->form != FIELD_EVENT && at < FIELD_TIME_FIRST)
        return "too_early";
    *out = json_integer(at);
    return NULL;
}

static bool degree_is_fit(const json_t *degree, int64_t max)
{
    return json_is_integer(degree) && ABS(json_integer_value(degree)) <= max;
}

/* Text and degrees of a place; nothing else may stand in it. */
static const char *place_problem(
    const KindField *field, const json_t *text, const json_t *lng, const json_t *lat)
{
    bool degrees = lng != NULL || lat != NULL;

    if (degrees && (!degree_is_fit(lng, LNG_MAX) || !degree_is_fit(lat, LAT_MAX)))
        return "not_a_place";
    if (text == NULL || json_is_null(text))
        return NULL;
    if (!json_is_string(text))
        return "not_text";
    return text_problem(json_string_value(text), json_string_length(text), (size_t) field->max);
}

/* A place is {"text", "lng", "lat"}, or just its text. */
static const char *read_place(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    bool bare = json_is_string(in);
    json_t *text = bare ? (json_t *) in : json_object_get(in, "text");
    json_t *lng = json_object_get(in, "lng"), *lat = json_object_get(in, "lat");
    size_t known = (text != NULL && !bare) + (lng != NULL) + (lat != NULL);
    const char *problem = place_problem(field, text, lng, lat);

    if (!bare && (!json_is_object(in) || json_object_size(in) != known))
        return "not_a_place";
    if (problem != NULL)
        return problem;
    *out = json_object();
    if (json_is_string(text))
        json_object_set(*out, "text", text);
    if (lng != NULL) {
        json_object_set(*out, "lng", lng);
        json_object_set(*out, "lat", lat);
    }
    return NULL;
}

/* A problem is all a reader can say: that the database failed says the connection (decision 021).
 */
static bool id_exists(const ValueScope *scope, const KindField *field, const char *id)
{
    bool is_there = false;

    if (scope->db == NULL)
        return true;
    if (field->type == KIND_UNIT || field->type == KIND_UNITS)
        return unit_exists(scope->db, id, &is_there, NULL) && is_there;
    if (field->type == KIND_PERSON) {
        g_autoptr(Person) person = person_get(scope->db, id, NULL);
        return person != NULL;
    }
    g_autoptr(Matter) matter = NULL;
    return matter_find(scope->db, scope->unit, id, &matter, NULL) && matter != NULL;
}

static const char *read_id(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    const char *id = json_string_value(in);

    if (id == NULL)
        return "not_text";
    if (text_problem(id, json_string_length(in), 64) != NULL || !id_exists(scope, field, id))
        return "unknown";
    *out = json_string(id);
    return NULL;
}

static bool item_exists(const ValueScope *scope, const KindField *field, const char *item)
{
    bool held = scope->db == NULL;

    if (field->type != KIND_BLOBS)
        return id_exists(scope, field, item);
    return strlen(item) == 64 && strspn(item, "0123456789abcdef") == 64 &&
           (held || (blob_held(scope->db, scope->unit, item, &held, NULL) && held));
}

static const char *read_list(
    const ValueScope *scope, const KindField *field, const json_t *in, json_t **out)
{
    const json_t *item = NULL;
    size_t i = 0;

    if (!json_is_array(in))
        return "not_a_list";
    if ((int64_t) json_array_size(in) > field->max)
        return "too_many";
    if ((int64_t) json_array_size(in) < field->min)
        return "too_few";
    *out = json_array();
    json_array_foreach (in, i, item) {
        const char *word = json_string_value(item);
        if (word == NULL || !item_exists(scope, field, word))
            return "unknown";
        json_array_append_new(*out, json_string(word));
    }
    return NULL;
}

static const Reader readers[] = {
    [KIND_TEXT] = read_text,
    [KIND_LINE] = read_text,
    [KIND_WORD] = read_text,
    [KIND_CHOICE] = read_choice,
    [KIND_FLAGS] = read_flags,
    [KIND_INT] = read_int,
    [KIND_BOOL] = read_bool,
    [KIND_TIME] = read_time,
    [KIND_PLACE] = read_place,
    [KIND_PERSON] = read_id,
    [KIND_UNIT] = read_id,
    [KIND_MATTER] = read_id,
    [KIND_UNITS] = read_list,
    [KIND_BLOBS] = read_list,
};

static const KindField *column_of(const GPtrArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++) {
        const KindField *field = fields->pdata[i];
        if (strcmp(field->name, name) == 0)
            return field;
    }
    return NULL;
}

/* A new value, or NULL with `path` added to the error. */
static json_t *value_read(const ValueScope *scope, const KindField *field, const json_t *in,
    const char *path, GError **error)
{
    json_auto_t *out = NULL;
    const char *problem = NULL;

    if (json_is_null(in))
        return json_null();
    problem = readers[field->type](scope, field, in, &out);
    if (problem == NULL)
        return g_steal_pointer(&out);
    fail_field(error, path, problem);
    return NULL;
}

/* One row of a KIND_ROWS; wrong columns are named "fields.scene.0.name". */
static bool row_read(const ValueScope *scope, const KindField *field, const json_t *in,
    const char *path, json_t *rows, GError **error)
{
    json_t *row = json_object();
    const char *name = NULL;
    json_t *value = NULL;
    bool fits = true;

    json_array_append_new(rows, row);
    if (!json_is_object(in))
        return fail_field(error, path, "not_an_object");
    json_object_foreach ((json_t *) in, name, value) {
        g_autofree char *here = g_strdup_printf("%s.%s", path, name);
        const KindField *column = column_of(field->columns, name);
        json_t *read = column == NULL ? NULL : value_read(scope, column, value, here, error);

        if (column == NULL)
            fail_field(error, here, "unknown");
        fits = fits && read != NULL;
        if (read != NULL)
            json_object_set_new(row, name, read);
    }
    return fits;
}

static json_t *rows_read(const ValueScope *scope, const KindField *field, const json_t *in,
    const char *path, GError **error)
{
    json_auto_t *rows = json_array();
    const json_t *item = NULL;
    bool fits = true;
    size_t i = 0;

    if (json_is_null(in))
        return json_null();
    if (!json_is_array(in) || (int64_t) json_array_size(in) > field->max) {
        fail_field(error, path, json_is_array(in) ? "too_many" : "not_a_list");
        return NULL;
    }
    json_array_foreach (in, i, item) {
        g_autofree char *here = g_strdup_printf("%s.%zu", path, i);
        fits = row_read(scope, field, item, here, rows, error) && fits;
    }
    return fits ? g_steal_pointer(&rows) : NULL;
}

static bool member_read(
    const ValueScope *scope, const char *name, const json_t *value, json_t *values, GError **error)
{
    const KindField *field = kind_field(scope->kind, name);
    g_autofree char *path = g_strdup_printf("fields.%s", name);
    json_t *read = NULL;

    if (field == NULL)
        return fail_field(error, path, "unknown");
    if (scope->takes != NULL && !g_strv_contains(scope->takes, name))
        return fail_field(error, path, "not_taken");
    read = field->type == KIND_ROWS ? rows_read(scope, field, value, path, error)
                                    : value_read(scope, field, value, path, error);
    return read != NULL && json_object_set_new(values, name, read) == 0;
}

json_t *values_read(const ValueScope *scope, const json_t *given, GError **error)
{
    json_auto_t *values = json_object();
    const char *name = NULL;
    json_t *value = NULL;
    bool fits = true;

    if (given != NULL && !json_is_object(given)) {
        fail_field(error, "fields", "not_an_object");
        return NULL;
    }
    json_object_foreach ((json_t *) given, name, value) {
        fits = member_read(scope, name, value, values, error) && fits;
    }
    return fits ? g_steal_pointer(&values) : NULL;
}

static bool value_is_there(const KindField *field, const json_t *value)
{
    if (value == NULL || (json_is_null(value) && !field->unknown))
        return false;
    return !json_is_string(value) || *json_string_value(value) != '\0';
}

bool values_needed(
    const Kind *kind, char *const *needs, const json_t *given, const json_t *held, GError **error)
{
    bool all = true;

    for (size_t i = 0; needs[i] != NULL; i++) {
        const json_t *value = json_object_get(given, needs[i]);
        g_autofree char *path = g_strdup_printf("fields.%s", needs[i]);

        if (value == NULL)
            value = json_object_get(held, needs[i]);
        if (!value_is_there(kind_field(kind, needs[i]), value))
            all = fail_field(error, path, "required");
    }
    return all;
}
