/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "journal/event.h"

#include <string.h>

#define TEXT_MAX 200
#define WORDS_MAX 64

/* Each reader fills one member or returns the problem word. */
typedef const char *(*Reader)(
    const Field *field, FieldForm form, const json_t *value, void *member);

static bool is_vaulted(const Field *field)
{
    return field->personal || (field->type == FIELD_TEXT && !field->plain);
}

static void *member_of(const Field *field, void *of)
{
    return (char *) of + field->offset;
}

static const void *member_in(const Field *field, const void *of)
{
    return (const char *) of + field->offset;
}

/* An event about to be appended may hold its texts as marks already. */
static const json_t *unmarked(const Field *field, FieldForm form, const json_t *value)
{
    if (form != FIELD_EVENT || !is_vaulted(field) || !json_is_object(value))
        return value;
    const json_t *inside = json_object_get(value, "$vault");
    return inside != NULL && json_object_size(value) == 1 ? inside : value;
}

static bool is_choice(const Field *field, const char *word)
{
    return field->choices == NULL || g_strv_contains(field->choices, word);
}

static const char *string_problem(const Field *field, const char *text, size_t length)
{
    size_t max = field->max > 0 ? (size_t) field->max : TEXT_MAX;
    const char *problem = field->type == FIELD_WORD || field->line
                              ? text_line_problem(text, length, max)
                              : text_problem(text, length, max);

    if (problem != NULL)
        return problem;
    if (field->min > 0 && g_utf8_strlen(text, -1) < field->min)
        return "too_short";
    return field->type != FIELD_WORD || is_choice(field, text) ? NULL : "not_a_choice";
}

static const char *read_string(
    const Field *field, FieldForm form, const json_t *value, void *member)
{
    value = unmarked(field, form, value);
    if (!json_is_string(value))
        return "not_text";
    const char *text = json_string_value(value);
    const char *problem =
        form == FIELD_EVENT ? NULL : string_problem(field, text, json_string_length(value));
    if (problem == NULL)
        *(char **) member = g_strdup(text);
    return problem;
}

static const char *range_problem(const Field *field, int64_t number)
{
    bool limited = field->min != 0 || field->max != 0;

    if (number < -JSON_INTEGER_MAX || (limited && number < field->min))
        return "too_small";
    return number > JSON_INTEGER_MAX || (limited && number > field->max) ? "too_large" : NULL;
}

static const char *read_int(const Field *field, FieldForm form, const json_t *value, void *member)
{
    int64_t number = json_integer_value(value);

    if (form == FIELD_QUERY) {
        const char *text = json_string_value(value);
        if (text == NULL ||
            !g_ascii_string_to_signed(text, 10, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, &number, NULL))
            return "not_an_integer";
    } else if (!json_is_integer(value)) {
        return "not_an_integer";
    }
    const char *problem = form == FIELD_EVENT ? NULL : range_problem(field, number);
    if (problem == NULL)
        *(int64_t *) member = number;
    return problem;
}

static const char *read_bool(const Field *field, FieldForm form, const json_t *value, void *member)
{
    const char *text = form == FIELD_QUERY ? json_string_value(value) : NULL;

    if (text != NULL && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0))
        *(bool *) member = true;
    else if (text != NULL && (strcmp(text, "false") == 0 || strcmp(text, "0") == 0))
        *(bool *) member = false;
    else if (text == NULL && json_is_boolean(value))
        *(bool *) member = json_is_true(value);
    else
        return "not_a_boolean";
    return NULL;
}

static const char *read_time(const Field *field, FieldForm form, const json_t *value, void *member)
{
    if (form == FIELD_EVENT) {
        if (!json_is_integer(value))
            return "not_a_time";
        *(int64_t *) member = json_integer_value(value);
        return NULL;
    }
    const char *text = json_string_value(value);
    if (text == NULL || !moment_parse(text, member, NULL))
        return "not_a_time";
    return form == FIELD_HTTP && *(int64_t *) member < FIELD_TIME_FIRST ? "too_early" : NULL;
}

static const char *read_json(const Field *field, FieldForm form, const json_t *value, void *member)
{
    json_t *read = NULL;

    if (form == FIELD_QUERY && json_is_string(value))
        read = json_read(json_string_value(value), json_string_length(value), JSON_INTEGERS, NULL);
    else
        read = json_incref((json_t *) value);
    if (!json_is_object(read) && !json_is_array(read)) {
        json_decref(read);
        return "not_json";
    }
    *(json_t **) member = read;
    return NULL;
}

static const char *add_word(
    const Field *field, FieldForm form, const json_t *value, GStrvBuilder *words)
{
    value = unmarked(field, form, value);
    if (form == FIELD_EVENT && is_vaulted(field) && json_is_null(value))
        return NULL; /* purged */
    if (!json_is_string(value))
        return "not_text";
    const char *word = json_string_value(value);
    if (form != FIELD_EVENT) {
        const char *problem = text_line_problem(word, json_string_length(value), TEXT_MAX);
        if (problem != NULL || !is_choice(field, word))
            return problem != NULL ? problem : "not_a_choice";
    }
    g_strv_builder_add(words, word);
    return NULL;
}

static json_t *comma_list(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    json_t *list = json_array();

    for (char **part = parts; *part != NULL; part++) {
        if (**part != '\0')
            json_array_append_new(list, json_string(*part));
    }
    return list;
}

static const char *read_words(const Field *field, FieldForm form, const json_t *value, void *member)
{
    json_auto_t *list = form == FIELD_QUERY && json_is_string(value)
                            ? comma_list(json_string_value(value))
                            : json_incref((json_t *) value);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    size_t max = field->max > 0 ? (size_t) field->max : WORDS_MAX, index = 0;
    const json_t *item = NULL;

    if (!json_is_array(list))
        return "not_a_list";
    if (form != FIELD_EVENT && json_array_size(list) > max)
        return "too_many";
    if (form != FIELD_EVENT && (int64_t) json_array_size(list) < field->min)
        return "too_few";
    json_array_foreach (list, index, item) {
        const char *problem = add_word(field, form, item, words);
        if (problem != NULL)
            return problem;
    }
    *(char ***) member = g_strv_builder_end(words);
    return NULL;
}

static const Reader readers[] = {
    [FIELD_TEXT] = read_string,
    [FIELD_WORD] = read_string,
    [FIELD_INT] = read_int,
    [FIELD_BOOL] = read_bool,
    [FIELD_TIME] = read_time,
    [FIELD_JSON] = read_json,
    [FIELD_WORDS] = read_words,
};

static bool is_blank(const char *text)
{
    while (g_ascii_isspace(*text))
        text++;
    return *text == '\0';
}

/* Absent: not there, null, or nothing typed. */
static bool is_absent(const Field *field, FieldForm form, const json_t *value)
{
    if (value == NULL || json_is_null(value))
        return true;
    if (form == FIELD_EVENT || !json_is_string(value))
        return false;
    const char *text = json_string_value(value);
    return (form == FIELD_QUERY && *text == '\0') || (field->required && is_blank(text));
}

static const char *read_field(const Field *field, FieldForm form, const json_t *object, void *out)
{
    const json_t *value = json_object_get(object, field->name);
    void *member = member_of(field, out);

    if (!is_absent(field, form, value))
        return readers[field->type](field, form, value, member);
    if (field->type == FIELD_INT || field->type == FIELD_TIME)
        *(int64_t *) member = FIELD_UNSET;
    bool is_purged = form == FIELD_EVENT && json_is_null(value) && is_vaulted(field);
    return field->required && !is_purged ? "required" : NULL;
}

static bool is_known(const Field *fields, const char *name)
{
    for (const Field *field = fields; field->name != NULL; field++) {
        if (strcmp(field->name, name) == 0)
            return true;
    }
    return false;
}

/* The name came from outside: only a short, clean one is repeated. */
static bool refuse_unknown(const char *prefix, const char *name, GError **error)
{
    bool is_clean = text_problem(name, strlen(name), 64) == NULL;
    g_autofree char *path = g_strconcat(prefix, is_clean ? name : "?", NULL);

    return fail_field(error, path, "unknown");
}

bool fields_read(const Field *fields, FieldForm form, const json_t *object, const char *prefix,
    void *out, GError **error)
{
    bool is_right = true;
    const char *name = NULL;
    json_t *value = NULL;

    if (object != NULL && !json_is_object(object))
        return fail(error, FAIL_INVALID, "not a JSON object");
    for (const Field *field = fields; field->name != NULL; field++) {
        const char *problem = read_field(field, form, object, out);
        if (problem != NULL) {
            g_autofree char *path = g_strconcat(prefix, field->name, NULL);
            is_right = fail_field(error, path, problem);
        }
    }
    json_object_foreach ((json_t *) object, name, value) {
        if (!is_known(fields, name))
            is_right = refuse_unknown(prefix, name, error);
    }
    if (!is_right)
        fields_clear(fields, out);
    return is_right;
}

/* Never NULL: a text cut inside a character (by our own code) is mended rather than lost. */
static json_t *text_json(const char *text)
{
    json_t *value = json_string(text);

    if (value != NULL)
        return value;
    g_autofree char *mended = g_utf8_make_valid(text, -1);
    return json_string(mended);
}

static json_t *write_string(const Field *field, FieldForm form, const char *text)
{
    if (text == NULL)
        return NULL;
    return form == FIELD_EVENT && is_vaulted(field) ? event_vault(text) : text_json(text);
}

static json_t *write_words(const Field *field, FieldForm form, char *const *words)
{
    if (words == NULL)
        return NULL;
    json_t *list = json_array();
    for (; *words != NULL; words++)
        json_array_append_new(list, write_string(field, form, *words));
    return list;
}

static json_t *write_time(FieldForm form, int64_t at)
{
    if (at == FIELD_UNSET)
        return NULL;
    if (form == FIELD_EVENT)
        return json_integer(at);
    g_autofree char *text = moment_print(at);
    return json_string(text);
}

static json_t *write_field(const Field *field, FieldForm form, const void *member)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_WORD:
        return write_string(field, form, *(char *const *) member);
    case FIELD_WORDS:
        return write_words(field, form, *(char **const *) member);
    case FIELD_JSON:
        return json_incref(*(json_t *const *) member);
    case FIELD_INT:
        g_assert(!field->personal);
        return *(const int64_t *) member == FIELD_UNSET ? NULL
                                                        : json_integer(*(const int64_t *) member);
    case FIELD_BOOL:
        g_assert(!field->personal);
        return json_boolean(*(const bool *) member);
    case FIELD_TIME:
        g_assert(!field->personal);
        return write_time(form, *(const int64_t *) member);
    }
    g_assert_not_reached();
}

json_t *fields_write(const Field *fields, FieldForm form, const void *from)
{
    json_t *object = json_object();

    for (const Field *field = fields; field->name != NULL; field++) {
        json_t *value = write_field(field, form, member_in(field, from));
        if (value != NULL)
            json_object_set_new(object, field->name, value);
    }
    return object;
}

static void clear_field(const Field *field, void *member)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_WORD:
        g_clear_pointer((char **) member, g_free);
        break;
    case FIELD_WORDS:
        g_clear_pointer((char ***) member, g_strfreev);
        break;
    case FIELD_JSON:
        g_clear_pointer((json_t **) member, json_decref);
        break;
    case FIELD_INT:
    case FIELD_TIME:
        *(int64_t *) member = 0;
        break;
    case FIELD_BOOL:
        *(bool *) member = false;
        break;
    }
}

void fields_clear(const Field *fields, void *of)
{
    for (const Field *field = fields; field->name != NULL; field++)
        clear_field(field, member_of(field, of));
}
