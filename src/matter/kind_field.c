/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the small things a kind file is made of: words, labels, fields. */
#include "base/json.h"
#include "base/where.h"
#include "matter/kind_private.h"

#include <stdlib.h>
#include <string.h>

typedef struct TypeRow {
    const char *name;
    KindType type;
    int64_t max; /* when the file does not say */
} TypeRow;

static const TypeRow types[] = {
    {"text", KIND_TEXT, 4000},
    {"line", KIND_LINE, 200},
    {"word", KIND_WORD, 64},
    {"choice", KIND_CHOICE, 0},
    {"flags", KIND_FLAGS, 64},
    {"int", KIND_INT, JSON_INTEGER_MAX},
    {"bool", KIND_BOOL, 0},
    {"time", KIND_TIME, 0},
    {"place", KIND_PLACE, 200},
    {"person", KIND_PERSON, 64},
    {"unit", KIND_UNIT, 24},
    {"units", KIND_UNITS, 64},
    {"matter", KIND_MATTER, 64},
    {"blobs", KIND_BLOBS, 64},
    {"rows", KIND_ROWS, 64},
};

void reader_fault(KindReader *reader, const char *pointer, const char *format, ...)
{
    g_autofree char *reason = NULL;
    va_list args;

    va_start(args, format);
    reason = g_strdup_vprintf(format, args);
    va_end(args);
    g_ptr_array_add(reader->faults, g_strdup_printf("%s:%d: %s", reader->file,
                                        json_line(reader->text, reader->size, pointer), reason));
}

void json_fault(const char *file, const GError *problem, GPtrArray *faults)
{
    const char *place = strstr(problem->message, "line ");
    int line = place == NULL ? 1 : (int) strtol(place + 5, NULL, 10);

    g_ptr_array_add(faults, g_strdup_printf("%s:%d: %s", file, line, problem->message));
}

char *reader_word(KindReader *reader, const char *at, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    g_autofree char *pointer = g_strdup_printf("%s/%s", at, name);

    if (value == NULL)
        return NULL;
    if (name_is_fit(json_string_value(value)))
        return g_strdup(json_string_value(value));
    reader_fault(
        reader, pointer, "\"%s\" must be a name: a-z, 0-9, _, beginning with a letter", name);
    return NULL;
}

char **reader_words(KindReader *reader, const char *at, const json_t *object, const char *name)
{
    const json_t *list = json_object_get(object, name), *item = NULL;
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autofree char *pointer = g_strdup_printf("%s/%s", at, name);
    size_t i = 0;

    if (list == NULL)
        return g_strv_builder_end(words);
    if (!json_is_array(list))
        reader_fault(reader, pointer, "\"%s\" must be a list of names", name);
    json_array_foreach (list, i, item) {
        const char *word = json_string_value(item);

        if (name_is_fit(word) || g_strcmp0(word, "*") == 0)
            g_strv_builder_add(words, word);
        else
            reader_fault(reader, pointer, "\"%s\" holds something that is no name", name);
    }
    return g_strv_builder_end(words);
}

Label reader_label(KindReader *reader, const char *at, const json_t *object, const char *name)
{
    const json_t *label = json_object_get(object, name);
    const char *zh = json_string_value(json_object_get(label, "zh"));
    const char *en = json_string_value(json_object_get(label, "en"));
    g_autofree char *pointer = g_strdup_printf("%s/%s", at, name);

    if (zh == NULL || en == NULL || *zh == '\0' || *en == '\0')
        reader_fault(reader, pointer, "\"%s\" must be {\"zh\": …, \"en\": …}", name);
    return (Label){.zh = g_strdup(zh), .en = g_strdup(en)};
}

bool reader_members(
    KindReader *reader, const char *at, const json_t *object, const char *const *known)
{
    const char *name = NULL;
    const json_t *value = NULL;
    bool fits = true;

    json_object_foreach ((json_t *) object, name, value) {
        if (g_strv_contains(known, name) || reader->is_kept)
            continue;
        g_autofree char *pointer = g_strdup_printf("%s/%s", at, name);
        g_autofree char *allowed = g_strjoinv(", ", (char **) known);
        reader_fault(reader, pointer, "\"%s\" is not known here; known are: %s", name, allowed);
        fits = false;
    }
    return fits;
}

bool reader_flag(
    KindReader *reader, const char *at, const json_t *object, const char *name, bool otherwise)
{
    const json_t *value = json_object_get(object, name);
    g_autofree char *pointer = g_strdup_printf("%s/%s", at, name);

    if (value != NULL && !json_is_boolean(value) && !reader->is_kept)
        reader_fault(reader, pointer, "\"%s\" must be true or false", name);
    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

/* Owned: the names of all types. */
static char *types_known(void)
{
    const char *names[G_N_ELEMENTS(types) + 1] = {NULL};

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        names[i] = types[i].name;
    return g_strjoinv(", ", (char **) names);
}

static bool field_type(KindReader *reader, const char *at, const json_t *source, KindField *field)
{
    const char *name = json_string_value(json_object_get(source, "type"));
    g_autofree char *pointer = g_strdup_printf("%s/type", at);

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_strcmp0(types[i].name, name) == 0) {
            field->type = types[i].type;
            field->max = types[i].max;
            return true;
        }
    g_autofree char *known = types_known();
    reader_fault(reader, pointer, "type \"%s\" is not known; known are: %s",
        name == NULL ? "" : name, known);
    return false;
}

static void field_limit(KindReader *reader, const char *at, const json_t *source, KindField *field)
{
    const json_t *min = json_object_get(source, "min"), *max = json_object_get(source, "max");
    g_autofree char *pointer = g_strdup_printf("%s/max", at);

    if (json_is_integer(min))
        field->min = json_integer_value(min);
    if (json_is_integer(max))
        field->max = json_integer_value(max);
    bool text = field->type == KIND_TEXT || field->type == KIND_LINE || field->type == KIND_WORD;
    if (text && field->max > 65536)
        reader_fault(reader, pointer, "more than 65536 characters");
    if (field->type == KIND_ROWS && field->max > 1000)
        reader_fault(reader, pointer, "more than 1000 rows");
    if (field->max < field->min)
        reader_fault(reader, pointer, "\"max\" is below \"min\"");
}

static const char *const choice_members[] = {"name", "label", NULL};

static void field_choices(
    KindReader *reader, const char *at, const json_t *source, KindField *field)
{
    const char *from = json_string_value(json_object_get(source, "choices_from"));
    const json_t *list = json_object_get(source, "choices"), *item = NULL;
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_autofree char *pointer =
        g_strdup_printf("%s/%s", at, from == NULL ? "choices" : "choices_from");
    size_t i = 0;

    if (from != NULL)
        list = catalog_list(reader->catalog, from);
    if (!json_is_array(list) || json_array_size(list) == 0)
        reader_fault(reader, pointer,
            from == NULL ? "there is nothing to choose from" : "there is no list of this name");
    json_array_foreach (list, i, item) {
        g_autofree char *here = g_strdup_printf("%s/%zu", pointer, i);
        const char *name = json_string_value(json_object_get(item, "name"));
        Label label = {NULL, NULL};

        if (from == NULL)
            reader_members(reader, here, item, choice_members);
        if (name == NULL || *name == '\0' || strlen(name) > 64)
            reader_fault(reader, here, "a choice needs a name");
        else
            g_strv_builder_add(names, name);
        if (from == NULL)
            label = reader_label(reader, here, item, "label");
        label_clear(&label);
    }
    field->choices = g_strv_builder_end(names);
}

static void field_columns(
    KindReader *reader, const char *at, const json_t *source, KindField *field)
{
    const json_t *list = json_object_get(source, "columns"), *item = NULL;
    g_autofree char *pointer = g_strdup_printf("%s/columns", at);
    size_t i = 0;

    field->columns = g_ptr_array_new_with_free_func(kind_field_free);
    if (json_array_size(list) == 0)
        reader_fault(reader, pointer, "rows need columns");
    json_array_foreach (list, i, item) {
        g_autofree char *here = g_strdup_printf("%s/%zu", pointer, i);
        const char *type = json_string_value(json_object_get(item, "type"));

        if (g_strcmp0(type, "rows") == 0 || g_strcmp0(type, "place") == 0)
            reader_fault(reader, here, "a column can't be of this type");
        else
            g_ptr_array_add(field->columns, kind_field_read(reader, here, item));
    }
}

/* The second row is for the page and for modules: it goes to them as it is. */
static const char *const field_members[] = {"name", "label", "type", "personal", "unknown", "min",
    "max", "choices", "choices_from", "columns", /* and */ "group", "inner", "help", "unit",
    "decimals", "metric", "from_line", "line_words", "fresh", NULL};

KindField *kind_field_read(KindReader *reader, const char *at, const json_t *source)
{
    KindField *field = g_new0(KindField, 1);
    bool typed = field_type(reader, at, source, field);

    reader_members(reader, at, source, field_members);
    field->name = reader_word(reader, at, source, "name");
    if (field->name == NULL)
        reader_fault(reader, at, "a field needs a name");
    field->label = reader_label(reader, at, source, "label");
    field->personal = reader_flag(reader, at, source, "personal", false);
    field->unknown = reader_flag(reader, at, source, "unknown", false);
    if (!typed)
        return field;
    field_limit(reader, at, source, field);
    if (field->type == KIND_CHOICE || field->type == KIND_FLAGS)
        field_choices(reader, at, source, field);
    if (field->type == KIND_ROWS)
        field_columns(reader, at, source, field);
    bool may_hide = field->type == KIND_TEXT || field->type == KIND_LINE ||
                    field->type == KIND_WORD || field->type == KIND_PLACE;
    if (field->personal && !may_hide)
        reader_fault(reader, at, "only text, line, word and place can be personal");
    return field;
}
