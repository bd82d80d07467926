/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk asks of a line, and what becomes of one that is stored. */
#include "intake/line.h"
#include "intake/module.h"

#include "base/json.h"
#include "base/text.h"
#include "matter/catalog.h"
#include "matter/matter.h"

#include <string.h>

static const LineWords *words_of(Decision *decision)
{
    return engine_service(decision_engine(decision), SERVICE_LINE_WORDS);
}

static const Catalog *catalog_of(Decision *decision)
{
    return engine_service(decision_engine(decision), SERVICE_CATALOG);
}

/* --- POST /intake/read --- */

typedef struct ReadArgs {
    char *line;
    char *kind;
} ReadArgs;

static const Field read_args[] = {
    FIELD(ReadArgs, line, FIELD_TEXT, .required = true, .max = LINE_MAX_SIGNS,
        .help = "What was typed. It is not stored."),
    FIELD(ReadArgs, kind, FIELD_WORD, .help = "A kind with a line; the desk's when not said."),
    FIELD_END,
};

static const Field mark_fields[] = {
    {.name = "field", .type = FIELD_WORD, .help = "Field of the kind"},
    {.name = "text", .type = FIELD_TEXT, .help = "The words that say it"},
    {.name = "number", .type = FIELD_INT, .help = "What it says, or might say; absent: no number"},
    {.name = "doubtful", .type = FIELD_BOOL, .help = "About, hearsay, or readable in two ways"},
    FIELD_END,
};

static const Field read_reply[] = {
    {.name = "line", .type = FIELD_TEXT, .help = "As it was sent"},
    {.name = "kind", .type = FIELD_WORD, .help = "Whose fields these are"},
    {.name = "fields",
        .type = FIELD_JSON,
        .object = fields_free,
        .help = "What the line says plainly, as the kind's opening takes it"},
    {.name = "doubtful", .type = FIELD_WORDS, .help = "Fields it speaks of, but not plainly"},
    {.name = "marks",
        .type = FIELD_JSON,
        .items = mark_fields,
        .help = "Which words say which figure"},
    FIELD_END,
};

static const Kind *intake_kind(const Catalog *catalog, const char *name)
{
    const GPtrArray *kinds = catalog_kinds(catalog);

    if (name != NULL)
        return catalog_kind(catalog, name);
    for (guint i = 0; i < kinds->len; i++) {
        const Kind *kind = kinds->pdata[i];
        if (json_flag(kind->source, "intake"))
            return kind;
    }
    return NULL;
}

/* Nothing is decided: the same line sent again is read again. */
static bool read_decide(Decision *decision, const void *data, GError **error)
{
    const ReadArgs *args = data;
    const Kind *kind = intake_kind(catalog_of(decision), args->kind);

    if (kind == NULL || json_text(kind->source, "line") == NULL)
        return fail_field(error, "kind", "unknown");
    return true;
}

static bool read_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const ReadArgs *args = data;
    const Catalog *catalog = catalog_of(decision);
    json_auto_t *shown = catalog_show(catalog, intake_kind(catalog, args->kind));

    *out_reply = line_read(words_of(decision), shown, args->line);
    return true;
}

static const Command commands[] = {
    {.name = "intake.read",
        .method = "POST",
        .path = "/intake/read",
        .permission = "matter.open",
        .args = read_args,
        .args_size = sizeof(ReadArgs),
        .reply = read_reply,
        .decide = read_decide,
        .conclude = read_conclude,
        .help = "Says what one typed line says. Nothing is stored."},
    {NULL},
};

/* --- what is stored of a line --- */

/* Borrowed: the field that a line fills with this; NULL when the kind has none. */
static const char *field_from(const Kind *kind, const char *what)
{
    size_t i = 0;
    const json_t *field = NULL;

    json_array_foreach (json_object_get(kind->source, "fields"), i, field) {
        if (g_strcmp0(json_text(field, "from_line"), what) == 0)
            return json_text(field, "name");
    }
    return NULL;
}

/* Is the number in the text already, however it is written? */
static bool phone_stands(const char *text, const char *number)
{
    g_autoptr(GString) one = g_string_new(NULL), other = g_string_new(NULL);

    for (; *text != '\0'; text++)
        if (g_ascii_isdigit(*text))
            g_string_append_c(one, *text);
    for (; *number != '\0'; number++)
        if (g_ascii_isdigit(*number))
            g_string_append_c(other, *number);
    return strstr(one->str, other->str) != NULL;
}

/* The numbers go to the masked field beside those that stand there. */
static void phones_keep(
    const Matter *matter, const char *name, const json_t *phones, json_t *fields)
{
    json_auto_t *held = matter_values(matter);
    const char *now = json_text(json_object_get(fields, name) != NULL ? fields : held, name);
    g_autoptr(GString) all = g_string_new(now);
    size_t i = 0;
    const json_t *phone = NULL;

    json_array_foreach (phones, i, phone) {
        if (!phone_stands(all->str, json_string_value(phone)))
            g_string_append_printf(all, "%s%s", all->len > 0 ? " " : "", json_string_value(phone));
    }
    json_object_set_new(fields, name, json_string(all->str));
}

/* No digit of a telephone number stays in the text that lists, exports and reports are made of. */
static void line_mask(
    const LineWords *words, const Kind *kind, const Matter *matter, json_t *fields)
{
    const char *line = json_text(kind->source, "line"), *phone = field_from(kind, "phone");
    const char *said = line != NULL ? json_text(fields, line) : NULL;
    json_auto_t *hidden = said != NULL && phone != NULL ? line_hide_phones(words, said) : NULL;

    if (hidden == NULL)
        return;
    phones_keep(matter, phone, json_object_get(hidden, "phones"), fields);
    json_object_set(fields, line, json_object_get(hidden, "text"));
}

/* A line that came as it was kept, without the server: what it says plainly is taken from it, where
 * nobody said otherwise. */
static void line_take(Decision *decision, const Kind *kind, json_t *fields)
{
    const char *unread = field_from(kind, "unread"), *line = json_text(kind->source, "line");
    const char *said = line != NULL ? json_text(fields, line) : NULL;
    const char *name = NULL;
    json_t *value = NULL;

    if (unread == NULL || !json_flag(fields, unread) || said == NULL)
        return;
    json_auto_t *shown = catalog_show(catalog_of(decision), kind);
    json_auto_t *read = line_read(words_of(decision), shown, said);
    json_object_foreach (json_object_get(read, "fields"), name, value)
        if (json_object_get(fields, name) == NULL)
            json_object_set(fields, name, value);
}

/* Who takes a step that could say so, and does not, has looked at it. */
static void unread_end(const Kind *kind, const Matter *matter, json_t *fields)
{
    const char *unread = field_from(kind, "unread");
    json_auto_t *held = matter_values(matter);

    if (unread != NULL && json_flag(held, unread) && json_object_get(fields, unread) == NULL)
        json_object_set_new(fields, unread, json_false());
}

static bool take_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Kind *kind = matter_kind(decision_engine(decision), data, error);

    if (kind != NULL)
        line_take(decision, kind, fields);
    return kind != NULL;
}

static bool mask_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Kind *kind = matter_kind(decision_engine(decision), data, error);

    if (kind != NULL)
        line_mask(words_of(decision), kind, data, fields);
    return kind != NULL;
}

static bool looked_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Kind *kind = matter_kind(decision_engine(decision), data, error);

    if (kind != NULL)
        unread_end(kind, data, fields);
    return kind != NULL;
}

static const Hook hooks[] = {
    {HOOK_ANY, "open", take_check, NULL},
    {HOOK_ANY, HOOK_ANY, mask_check, NULL},
    {HOOK_ANY, "verify", looked_check, NULL},
    {HOOK_ANY, "correct", looked_check, NULL},
    {0},
};

static const Part intake_part = {.commands = commands, .hooks = hooks};

const Module intake_module = {"intake", PARTS(&intake_part)};
