/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field_row.h"

#include "base/json.h"
#include "base/moment.h"

#include <string.h>

/* Rows of one statement have the same columns: found once. */
#define COLUMNS_MAX 96
typedef struct RowMap {
    int columns;
    const Field *of[COLUMNS_MAX]; /* NULL: no member is called so */
} RowMap;

static const Field *field_named(const Field *fields, const char *name)
{
    for (; fields->name != NULL; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

static RowMap row_map(const Field *fields, Statement *row)
{
    RowMap map = {.columns = row_columns(row)};

    g_assert(map.columns <= COLUMNS_MAX);
    for (int column = 0; column < map.columns; column++)
        map.of[column] = field_named(fields, row_name(row, column));
    return map;
}

/* What was stored by the program itself; NULL when it is damaged, which verify tells. */
static json_t *stored_json(const char *text)
{
    return text == NULL ? NULL : json_read(text, strlen(text), JSON_INTEGERS, NULL);
}

static char **stored_words(const char *text)
{
    if (text != NULL && *text != '[')
        return g_strsplit(text, ",", -1);
    json_auto_t *list = stored_json(text);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    size_t i = 0;
    const json_t *word = NULL;

    if (!json_is_array(list))
        return NULL;
    json_array_foreach (list, i, word)
        if (json_is_string(word))
            g_strv_builder_add(words, json_string_value(word));
    return g_strv_builder_end(words);
}

static json_t *words_json(const char *text)
{
    g_auto(GStrv) words = stored_words(text);
    json_t *list = words == NULL ? NULL : json_array();

    for (char **word = words; word != NULL && *word != NULL; word++)
        json_array_append_new(list, json_string(*word));
    return list;
}

static void member_fill(const Field *field, Statement *row, int column, void *member)
{
    switch (field->type) {
    case FIELD_INT:
    case FIELD_TIME:
        *(int64_t *) member = row_int_or(row, column, FIELD_UNSET);
        break;
    case FIELD_BOOL:
        *(bool *) member = row_int(row, column) != 0;
        break;
    case FIELD_TEXT:
    case FIELD_WORD:
        *(char **) member = g_strdup(row_text(row, column));
        break;
    case FIELD_JSON:
        *(json_t **) member = stored_json(row_text(row, column));
        break;
    case FIELD_WORDS:
        *(char ***) member = stored_words(row_text(row, column));
        break;
    }
}

static void members_unset(const Field *fields, void *out)
{
    for (; fields->name != NULL; fields++)
        if (fields->type == FIELD_INT || fields->type == FIELD_TIME)
            *(int64_t *) ((char *) out + fields->offset) = FIELD_UNSET;
}

static void mapped_fill(const Field *fields, const RowMap *map, Statement *row, void *out)
{
    members_unset(fields, out);
    for (int column = 0; column < map->columns; column++)
        if (map->of[column] != NULL)
            member_fill(map->of[column], row, column, (char *) out + map->of[column]->offset);
}

void fields_row(const Field *fields, Statement *row, void *out)
{
    const RowMap map = row_map(fields, row);

    mapped_fill(fields, &map, row, out);
}

void *fields_row_new(const Field *fields, size_t size, Statement *row)
{
    void *made = g_malloc0(size);

    fields_row(fields, row, made);
    return made;
}

/* A text that a foreign hand cut inside a character is mended rather than lost. */
static json_t *text_json(const char *text)
{
    json_t *value = json_string(text);

    if (value != NULL)
        return value;
    g_autofree char *mended = g_utf8_make_valid(text, -1);
    return json_string(mended);
}

static json_t *moment_text(int64_t at)
{
    g_autofree char *text = moment_print(at);

    return json_string(text);
}

static json_t *member_json(const Field *field, Statement *row, int column)
{
    if (row_is_null(row, column))
        return field->type == FIELD_BOOL ? json_false() : NULL;
    switch (field->type) {
    case FIELD_INT:
        return json_integer(row_int(row, column));
    case FIELD_TIME:
        return moment_text(row_int(row, column));
    case FIELD_BOOL:
        return json_boolean(row_int(row, column) != 0);
    case FIELD_TEXT:
    case FIELD_WORD:
        return text_json(row_text(row, column));
    case FIELD_JSON:
        return stored_json(row_text(row, column));
    case FIELD_WORDS:
        return words_json(row_text(row, column));
    }
    g_assert_not_reached();
}

static json_t *mapped_json(const RowMap *map, Statement *row)
{
    json_t *object = json_object();

    for (int column = 0; column < map->columns; column++) {
        const Field *field = map->of[column];
        json_t *value = field == NULL ? NULL : member_json(field, row, column);
        if (value != NULL)
            json_object_set_new(object, field->name, value);
    }
    return object;
}

json_t *fields_row_json(const Field *fields, Statement *row)
{
    const RowMap map = row_map(fields, row);

    return mapped_json(&map, row);
}

GPtrArray *fields_rows(
    const Field *fields, size_t size, GDestroyNotify free, Statement *rows, GError **error)
{
    g_autoptr(GPtrArray) things = g_ptr_array_new_with_free_func(free);
    StoreStep step = STORE_FAILED;
    RowMap map = {.columns = -1};

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        void *thing = g_malloc0(size);
        if (map.columns < 0)
            map = row_map(fields, rows);
        mapped_fill(fields, &map, rows, thing);
        g_ptr_array_add(things, thing);
    }
    return step == STORE_DONE ? g_steal_pointer(&things) : NULL;
}

void *fields_one(
    const Field *fields, size_t size, Statement *row, const char *thing, GError **error)
{
    return statement_find(row, "not_found", thing, error) ? fields_row_new(fields, size, row)
                                                          : NULL;
}

bool fields_found(
    const Field *fields, size_t size, Statement *row, void **out_found, GError **error)
{
    bool found = false;

    if (!statement_found(row, &found, error))
        return false;
    *out_found = found ? fields_row_new(fields, size, row) : NULL;
    return true;
}

bool fields_rows_json(const Field *fields, Statement *rows, json_t *items, GError **error)
{
    StoreStep step = STORE_FAILED;
    RowMap map = {.columns = -1};

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        if (map.columns < 0)
            map = row_map(fields, rows);
        json_array_append_new(items, mapped_json(&map, rows));
    }
    return step == STORE_DONE;
}

static void member_bind(const Field *field, const void *member, Statement *statement)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_WORD:
        bind_text(statement, field->name, *(char *const *) member);
        break;
    case FIELD_INT:
    case FIELD_TIME:
        if (*(const int64_t *) member == FIELD_UNSET)
            bind_null(statement, field->name);
        else
            bind_int(statement, field->name, *(const int64_t *) member);
        break;
    case FIELD_BOOL:
        bind_int(statement, field->name, *(const bool *) member);
        break;
    case FIELD_JSON:
    case FIELD_WORDS:
        break;
    }
}

void fields_bind(const Field *fields, const void *from, Statement *statement)
{
    for (; fields->name != NULL; fields++)
        if (statement_has(statement, fields->name))
            member_bind(fields, (const char *) from + fields->offset, statement);
}
