/* SPDX-License-Identifier: Apache-2.0 */
/* {"document": {…}} among the effects of a step: a plain paper of the matter as it was when the
 * step was taken. It is printed whenever it is asked for, out of the journal, so that the same
 * paper comes each time; what was purged since is not on it. */
#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "daybook/day_paper.h"
#include "engine/county.h"
#include "engine/sheet.h"
#include "matter/words.h"
#include "register/module.h"
#include "unit/unit.h"

#include <string.h>

#define EFFECT "document"
#define SIGNATURES_MAX 8

/* --- when a kind is read --- */

static char *fields_wrong(const Kind *kind, const json_t *fields)
{
    size_t i = 0;
    json_t *item = NULL;

    if (fields != NULL && !json_is_array(fields))
        return g_strdup("\"fields\" must be a list");
    json_array_foreach (fields, i, item) {
        const char *name = json_string_value(item);
        const KindField *field = name == NULL ? NULL : kind_field(kind, name);
        if (field == NULL || field->personal)
            return g_strdup_printf("\"%s\" is no field that may be said", name ? name : "?");
    }
    return NULL;
}

static char *effect_problem(const json_t *effect, const EffectScope *scope)
{
    static const char *const members[] = {"title", "text", "fields", NULL};
    const char *name = NULL;
    json_t *value = NULL;

    if (!json_is_object(effect))
        return g_strdup("must be {…}");
    json_object_foreach ((json_t *) effect, name, value) {
        if (!g_strv_contains(members, name))
            return g_strdup_printf("\"%s\" is not known", name);
        if (strcmp(name, "fields") == 0)
            continue;
        if (!json_is_string(value))
            return g_strdup_printf("\"%s\" must be a text", name);
        g_autofree char *unknown = saying_unknown(scope->kind, json_string_value(value));
        if (unknown != NULL)
            return g_strdup_printf("\"%s\": {%s} is no field that may be said", name, unknown);
    }
    return fields_wrong(scope->kind, json_object_get(effect, "fields"));
}

static const Effect effects[] = {{EFFECT, effect_problem, NULL}, {NULL}};

/* --- which papers a matter has --- */

/* Borrowed; NULL: the event asks for none. */
static const json_t *asked_in(const Event *event)
{
    size_t i = 0;
    json_t *ask = NULL;

    json_array_foreach (json_object_get(event->body, "asks"), i, ask)
        if (json_is_object(json_object_get(ask, EFFECT)))
            return json_object_get(ask, EFFECT);
    return NULL;
}

static char *title_of(const Saying *saying, const json_t *ask)
{
    const char *text = json_text(ask, "title");
    g_autofree char *title = text != NULL ? saying_fill(saying, text) : NULL;

    if (title != NULL && *g_strstrip(title) != '\0')
        return g_steal_pointer(&title);
    return g_strdup_printf(
        "%s %s", saying_label(saying, &saying->kind->label), saying->matter->number);
}

typedef struct PlainArgs {
    char *id;
    char *paper;
    char *lang;
} PlainArgs;

static const Field list_args[] = {
    FIELD(PlainArgs, id, FIELD_WORD, .required = true, .help = "The matter."), FIELD_END};

static const Field print_args[] = {
    FIELD(PlainArgs, id, FIELD_WORD, .required = true, .help = "The matter."),
    FIELD(PlainArgs, paper, FIELD_WORD, .required = true, .help = "Its number in the list."),
    FIELD(PlainArgs, lang, FIELD_WORD, .choices = sheet_langs,
        .help = "Of the paper's own words; zh when absent."),
    FIELD_END,
};

typedef struct PlainShown {
    int64_t paper;
    char *title;
    int64_t at;
    char *step;
} PlainShown;

static const Field plain_shown[] = {
    FIELD(PlainShown, paper, FIELD_INT, .required = true, .help = "Asks for it."),
    FIELD(PlainShown, title, FIELD_TEXT, .required = true),
    FIELD(PlainShown, at, FIELD_TIME, .required = true, .help = "When the step was taken."),
    FIELD(PlainShown, step, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct PlainList {
    json_t *items;
} PlainList;

static const Field list_reply[] = {
    FIELD(PlainList, items, FIELD_JSON, .required = true, .items = plain_shown), FIELD_END};

static char *unit_of_id(Engine *engine, Db *db, const void *args, GError **error)
{
    char *unit = text_unit_of(((const PlainArgs *) args)->id);
    if (unit == NULL)
        fail(error, FAIL_NOT_FOUND, "there is no such matter");
    return unit;
}

static GPtrArray *events_of(const Asking *asking, const char *id, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    g_autoptr(Matter) matter = matter_load(asking->db, id, error);

    return matter == NULL ? NULL : journal_of_subject(asking->db, unit, id, error);
}

static const char *step_of(const Event *event)
{
    const char *step = json_text(event->body, "step");
    return step != NULL ? step : "open";
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const PlainArgs *args = data;
    g_autoptr(GPtrArray) events = events_of(asking, args->id, error);
    g_autoptr(Matter) matter = matter_new();
    json_auto_t *items = json_array();

    for (guint i = 0; events != NULL && i < events->len; i++) {
        const Event *event = events->pdata[i];
        const json_t *ask = asked_in(event);
        if (!matter_fold(matter, event, error))
            return false;
        if (ask == NULL)
            continue;
        const Kind *kind = matter_kind(asking->engine, matter, error);
        if (kind == NULL)
            return false;
        const Saying saying = {asking->engine, asking->db, kind, matter, "zh"};
        g_autofree char *title = title_of(&saying, ask), *at = moment_print(event->at);
        json_array_append_new(
            items, json_pack("{s:I, s:s, s:s, s:s}", "paper", (json_int_t) event->seq, "title",
                       title, "at", at, "step", step_of(event)));
    }
    out_answer->json = events == NULL ? NULL : json_pack("{s:O}", "items", items);
    return events != NULL;
}

/* --- one of them, printed --- */

static void values_lay(const Layout *layout, const Saying *saying, const json_t *ask)
{
    const PaperColumn columns[] = {
        {day_say(layout, "what"), 2, PAPER_LEFT}, {day_say(layout, "how"), 7, PAPER_LEFT}};
    const json_t *wanted = json_object_get(ask, "fields");

    paper_table(layout->paper, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < saying->kind->fields->len; i++) {
        const KindField *field = saying->kind->fields->pdata[i];
        bool named = wanted == NULL && !saying_is_inner(saying->kind, field->name);
        for (size_t k = 0; !named && k < json_array_size(wanted); k++)
            named = g_strcmp0(json_string_value(json_array_get(wanted, k)), field->name) == 0;
        g_autofree char *words = named ? saying_value(saying, field) : NULL;
        const char *const cells[] = {saying_label(saying, &field->label), words, NULL};
        if (words != NULL)
            paper_row(layout->paper, cells);
    }
}

static void text_lay(const Layout *layout, const Saying *saying, const json_t *ask)
{
    const char *text = json_text(ask, "text");
    g_autofree char *filled = text != NULL ? saying_fill(saying, text) : NULL;
    g_auto(GStrv) lines = g_strsplit(filled != NULL ? filled : "", "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '\0')
            paper_text(layout->paper, PAPER_PLAIN, lines[i]);
}

static void signatures_lay(const Layout *layout)
{
    const json_t *list = json_object_get(layout->words, "signatures");
    const char *labels[SIGNATURES_MAX + 1] = {NULL};

    for (size_t i = 0; i < MIN(json_array_size(list), SIGNATURES_MAX); i++)
        labels[i] = json_text(json_array_get(list, i), layout->lang);
    paper_signatures(layout->paper, labels);
}

static GBytes *plain_print(
    const Asking *asking, const Saying *saying, const json_t *ask, int64_t at, GError **error)
{
    Press *press = day_press(asking, error);
    json_auto_t *words = county_file(asking->engine, "plain");
    Layout layout = {asking, NULL, words, saying->lang, NULL};

    if (press == NULL)
        return NULL;
    g_autofree char *title = title_of(saying, ask),
                    *unit = unit_name(asking->db, saying->matter->unit);
    g_autofree char *number = day_say_with(&layout, "number", "number", saying->matter->number);
    g_autoptr(Paper) paper = paper_new(&(PaperLook){.title = title,
        .subtitle = number,
        .footer = unit,
        .pages = day_say(&layout, "pages"),
        .made_at = at});
    layout.paper = paper;
    text_lay(&layout, saying, ask);
    if (json_text(ask, "text") == NULL || json_object_get(ask, "fields") != NULL)
        values_lay(&layout, saying, ask);
    signatures_lay(&layout);
    return press_print(press, paper, asking->work, error);
}

static bool print_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const PlainArgs *args = data;
    g_autoptr(GPtrArray) events = events_of(asking, args->id, error);
    g_autoptr(Matter) matter = matter_new();
    const json_t *ask = NULL;
    int64_t at = 0, paper = g_ascii_strtoll(args->paper, NULL, 10);

    if (events == NULL)
        return false;
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (event->seq > paper)
            break;
        if (!matter_fold(matter, event, error))
            return false;
        ask = event->seq == paper ? asked_in(event) : NULL;
        at = event->at;
    }
    if (ask == NULL)
        return fail_as(error, FAIL_NOT_FOUND, "not_found", "the matter has no such paper");
    const Kind *kind = matter_kind(asking->engine, matter, error);
    if (kind == NULL)
        return false;
    const Saying saying = {
        asking->engine, asking->db, kind, matter, args->lang != NULL ? args->lang : "zh"};
    out_answer->bytes = plain_print(asking, &saying, ask, at, error);
    out_answer->media_type = g_strdup("application/pdf");
    return out_answer->bytes != NULL;
}

static const char *const print_media[] = {"application/pdf", NULL};

static const Query queries[] = {
    {.name = "document.list",
        .path = "/matters/{id}/documents",
        .permission = "matter.read",
        .args = list_args,
        .args_size = sizeof(PlainArgs),
        .reply = list_reply,
        .unit_of = unit_of_id,
        .answer = list_answer,
        .help = "Papers that steps of the matter asked for, oldest first."},
    {.name = "document.print",
        .path = "/matters/{id}/documents/{paper}",
        .permission = "matter.read",
        .args = print_args,
        .args_size = sizeof(PlainArgs),
        .media = print_media,
        .unit_of = unit_of_id,
        .answer = print_answer,
        .slow = true,
        .help = "One of them as PDF, of the matter as it was when the step was taken."},
    {0},
};

const Part plain_part = {.queries = queries, .effects = effects};
