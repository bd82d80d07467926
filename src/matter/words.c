/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/words.h"

#include "base/json.h"
#include "base/moment.h"
#include "engine/county.h"
#include "matter/matter_private.h"
#include "unit/person.h"
#include "unit/unit.h"

#include <string.h>

const char *saying_label(const Saying *saying, const Label *label)
{
    return strcmp(saying->lang, "en") == 0 ? label->en : label->zh;
}

static const json_t *row_named(const json_t *list, const char *name)
{
    return name == NULL ? NULL : county_row(list, name);
}

static const json_t *field_source(const Kind *kind, const char *name)
{
    return row_named(json_object_get(kind->source, "fields"), name);
}

bool saying_is_inner(const Kind *kind, const char *field)
{
    return json_flag(field_source(kind, field), "inner");
}

static char *choice_words(const Saying *saying, const KindField *field, const char *choice)
{
    const Catalog *catalog = engine_service(saying->engine, SERVICE_CATALOG);
    const json_t *source = field_source(saying->kind, field->name);
    const char *list = json_text(source, "choices_from");
    const json_t *choices =
        list != NULL ? catalog_list(catalog, list) : json_object_get(source, "choices");
    const char *label =
        json_text(json_object_get(row_named(choices, choice), "label"), saying->lang);
    return g_strdup(label != NULL ? label : choice);
}

static char *time_words(int64_t at)
{
    int year = 0, month = 0, day = 0, minute = 0;
    moment_split(at, &year, &month, &day, &minute);
    return g_strdup_printf("%04d-%02d-%02d %02d:%02d", year, month, day, minute / 60, minute % 60);
}

static char *number_words(const Saying *saying, const KindField *field, const json_t *value)
{
    int64_t places = json_number(field_source(saying->kind, field->name), "decimals", 0);
    double number = json_number_value(value);
    for (int64_t i = 0; i < places; i++)
        number /= 10;
    return places > 0 ? g_strdup_printf("%.*f", (int) places, number)
                      : g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
}

static char *flag_words(const Saying *saying, bool yes)
{
    json_auto_t *words = county_file(saying->engine, "plain");
    return g_strdup(json_text(json_object_get(words, yes ? "yes" : "no"), saying->lang));
}

static char *one_words(const Saying *saying, const KindField *field, const json_t *value)
{
    const char *text = json_string_value(value);

    switch (field->type) {
    case KIND_TIME:
        return time_words(json_integer_value(value));
    case KIND_INT:
        return number_words(saying, field, value);
    case KIND_BOOL:
        return flag_words(saying, json_is_true(value));
    case KIND_PLACE:
        return g_strdup(json_text(value, "text"));
    case KIND_CHOICE:
    case KIND_FLAGS:
        return choice_words(saying, field, text);
    case KIND_PERSON:
        return person_name(saying->db, text);
    case KIND_UNIT:
    case KIND_UNITS:
        return unit_name(saying->db, text);
    case KIND_ROWS:
    case KIND_BLOBS:
        return NULL;
    case KIND_TEXT:
    case KIND_LINE:
    case KIND_WORD:
    case KIND_MATTER:
        break;
    }
    return g_strdup(text);
}

static void joined_add(const Saying *saying, GString *joined, char *words /* taken */)
{
    if (words != NULL && joined->len > 0)
        g_string_append(joined, strcmp(saying->lang, "en") == 0 ? ", " : "\u3001");
    g_string_append(joined, words != NULL ? words : "");
    g_free(words);
}

char *saying_value(const Saying *saying, const KindField *field)
{
    json_auto_t *value = field->personal ? NULL : matter_value(saying->matter, field->name);
    g_autoptr(GString) joined = g_string_new(NULL);
    size_t i = 0;
    json_t *item = NULL;

    if (value == NULL || json_is_null(value))
        return NULL;
    if (!json_is_array(value))
        return one_words(saying, field, value);
    json_array_foreach (value, i, item)
        joined_add(saying, joined, one_words(saying, field, item));
    return joined->len > 0 ? g_string_free(g_steal_pointer(&joined), FALSE) : NULL;
}

static char *place_words(const Saying *saying, const char *name)
{
    const KindField *field = kind_field(saying->kind, name);

    if (strcmp(name, "number") == 0)
        return g_strdup(saying->matter->number);
    if (strcmp(name, "title") == 0 && field == NULL)
        return g_strdup(matter_title(saying->matter));
    return field == NULL ? NULL : saying_value(saying, field);
}

/* The name in braces that begins here, owned, `*text` behind it; NULL: none does. */
static char *name_take(const char **text)
{
    const char *end = **text == '{' ? strchr(*text, '}') : NULL;
    if (end == NULL)
        return NULL;
    char *name = g_strndup(*text + 1, (gsize) (end - *text - 1));
    *text = end + 1;
    return name;
}

char *saying_fill(const Saying *saying, const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    while (*text != '\0') {
        g_autofree char *name = name_take(&text);
        if (name == NULL) {
            g_string_append_c(out, *text++);
            continue;
        }
        g_autofree char *words = place_words(saying, name);
        g_string_append(out, words != NULL ? words : "");
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *saying_unknown(const Kind *kind, const char *text)
{
    while (text != NULL && *text != '\0') {
        g_autofree char *name = name_take(&text);
        if (name == NULL) {
            text++;
            continue;
        }
        const KindField *field = kind_field(kind, name);
        bool own = strcmp(name, "number") == 0 || strcmp(name, "title") == 0;
        if (field == NULL ? !own : field->personal)
            return g_steal_pointer(&name);
    }
    return NULL;
}
