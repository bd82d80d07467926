/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/report_text.h"

#include "base/json.h"
#include "base/moment.h"

#include <string.h>

/* --- one value in words --- */

static const json_t *row_named(const json_t *list, const char *name)
{
    size_t i;
    json_t *row;
    json_array_foreach (list, i, row)
        if (g_strcmp0(json_text(row, "name"), name) == 0)
            return row;
    return NULL;
}

static const char *label_of(const json_t *row)
{
    return json_text(json_object_get(row, "label"), "zh");
}

static void replace_number(GString *text, const char *name, int64_t number)
{
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_string_replace(text, name, value, 0);
}

static char *time_words(const ReportText *text, int64_t at)
{
    int month, day, minute, year;
    moment_split(at, &year, &month, &day, &minute);
    g_autoptr(GString) out = g_string_new(json_text(text->words, "time"));
    replace_number(out, "{month}", month);
    replace_number(out, "{day}", day);
    replace_number(out, "{hour}", minute / 60);
    g_autofree char *two = g_strdup_printf("%02d", minute % 60);
    g_string_replace(out, "{minute}", two, 0);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *choice_words(const ReportText *text, const json_t *field, const char *choice)
{
    const json_t *choices = json_object_get(field, "choices");
    if (choices == NULL)
        choices = json_object_get(text->choices, json_text(field, "name"));
    const char *label = label_of(row_named(choices, choice));
    return g_strdup(label != NULL ? label : choice);
}

/* Ends of sentences are the template's. */
static char *text_words(const char *value)
{
    static const char *const ends[] = {"。", "；", "，", ".", ";", "\n", " ", NULL};
    char *out = g_strdup(value);
    for (size_t i = 0; ends[i] != NULL; i++)
        if (g_str_has_suffix(out, ends[i])) {
            out[strlen(out) - strlen(ends[i])] = '\0';
            i = (size_t) -1;
        }
    return out;
}

/* Owned; NULL when nothing is known of it. */
static char *field_words(const ReportText *text, const char *name)
{
    const json_t *field = row_named(json_object_get(text->kind, "fields"), name);
    const json_t *value = json_object_get(text->values, name);
    const char *type = json_text(field, "type");
    if (type == NULL || value == NULL || json_is_null(value))
        return NULL;
    if (strcmp(type, "time") == 0)
        return time_words(text, json_integer_value(value));
    if (strcmp(type, "choice") == 0)
        return choice_words(text, field, json_string_value(value));
    if (strcmp(type, "place") == 0)
        value = json_object_get(value, "text");
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (!json_is_string(value) || *json_string_value(value) == '\0')
        return NULL;
    return text_words(json_string_value(value));
}

/* --- lines --- */

static void join(const ReportText *text, GString *out, const char *part)
{
    if (out->len > 0)
        g_string_append(out, json_text(text->words, "joint"));
    g_string_append(out, part);
}

static char *figures_words(const ReportText *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(text->words, "figures"), i, row) {
        const char *name = json_text(row, "field");
        const json_t *field = row_named(json_object_get(text->kind, "fields"), name);
        g_autofree char *value = field_words(text, name);
        const char *form = value != NULL               ? json_text(row, "text")
                           : json_flag(row, "unknown") ? json_text(text->words, "unknown")
                                                       : NULL;
        if (form == NULL)
            continue;
        g_autoptr(GString) part = g_string_new(form);
        g_string_replace(part, "{n}", value != NULL ? value : "", 0);
        g_string_replace(part, "{label}", label_of(field) != NULL ? label_of(field) : "", 0);
        join(text, out, part->str);
    }
    return out->len > 0 ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static char *line_words(const ReportText *text, const char *line, bool *out_known);

static char *scene_words(const ReportText *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(text->words, "scene"), i, row) {
        bool known = false;
        g_autofree char *part = line_words(text, json_string_value(row), &known);
        if (known)
            join(text, out, part);
    }
    return out->len > 0 ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static char *number_words(const ReportText *text)
{
    const json_t *numerals = json_object_get(text->words, "numerals");
    const char *word = json_string_value(json_array_get(numerals, (size_t) text->number - 1));
    return word != NULL ? g_strdup(word) : g_strdup_printf("%" G_GINT64_FORMAT, text->number);
}

static char *level_words(const ReportText *text)
{
    g_autofree char *level = field_words(text, "level");
    const char *word =
        level != NULL ? json_text(json_object_get(text->words, "levels"), level) : NULL;
    return g_strdup(word);
}

static char *placeholder_words(const ReportText *text, const char *name)
{
    if (strcmp(name, "figures") == 0)
        return figures_words(text);
    if (strcmp(name, "scene") == 0)
        return scene_words(text);
    if (strcmp(name, "now") == 0)
        return time_words(text, text->now);
    if (strcmp(name, "unit") == 0)
        return g_strdup(text->unit);
    if (strcmp(name, "number") == 0)
        return number_words(text);
    return strcmp(name, "level") == 0 ? level_words(text) : field_words(text, name);
}

/* What is not known of kind is said in general, of a place it is left out. */
static const char *placeholder_unknown(const ReportText *text, const char *name)
{
    return strcmp(name, "kind") == 0 ? label_of(text->kind) : "";
}

/* Owned; `*out_known` tells whether anything in it was known (a line without placeholders is). */
static char *line_words(const ReportText *text, const char *line, bool *out_known)
{
    g_autoptr(GString) out = g_string_new(NULL);
    bool any = false, asked = false;
    while (*line != '\0') {
        const char *end = *line == '{' ? strchr(line, '}') : NULL;
        if (end == NULL) {
            g_string_append_c(out, *line++);
            continue;
        }
        g_autofree char *name = g_strndup(line + 1, (gsize) (end - line - 1));
        g_autofree char *words = placeholder_words(text, name);
        g_string_append(out, words != NULL ? words : placeholder_unknown(text, name));
        any = any || words != NULL;
        asked = true;
        line = end + 1;
    }
    *out_known = any || !asked;
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void line_append(const ReportText *text, const json_t *row, GString *body)
{
    const char *needs = json_text(row, "needs");
    g_autofree char *needed = needs != NULL ? field_words(text, needs) : NULL;
    bool other = needs != NULL && needed == NULL, known = false;
    const char *line = json_text(row, other ? "else" : "text");
    g_autofree char *words = line != NULL ? line_words(text, line, &known) : NULL;
    if (!known)
        return;
    if (body->len > 0)
        g_string_append_c(body, '\n');
    g_string_append(body, words);
    if (!g_str_has_suffix(words, "。"))
        g_string_append(body, "。");
}

static char *message_words(const ReportText *text, const char *title, const char *body)
{
    g_autoptr(GString) out = g_string_new(json_text(text->words, "message"));
    g_autoptr(GString) flat = g_string_new(body);
    g_string_replace(flat, "\n", "", 0);
    g_string_replace(out, "{unit}", text->unit, 0);
    g_string_replace(out, "{title}", title, 0);
    g_string_replace(out, "{body}", flat->str, 0);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

json_t *report_text_make(const ReportText *text, const char *type, GError **error)
{
    const json_t *form = json_object_get(json_object_get(text->words, "types"), type);
    if (form == NULL) {
        fail_field(error, "type", "unknown");
        return NULL;
    }
    bool known = false;
    g_autofree char *title = line_words(text, json_text(form, "title"), &known);
    g_autoptr(GString) body = g_string_new(NULL);
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(form, "lines"), i, row)
        line_append(text, row, body);
    g_autofree char *message = message_words(text, title, body->str);
    return json_pack("{s:s, s:s, s:s}", "title", title, "body", body->str, "message", message);
}
