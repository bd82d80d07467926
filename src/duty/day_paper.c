/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/day_paper.h"

#include "base/json.h"
#include "base/moment.h"
#include "document/press.h"
#include "duty/data.h"
#include "engine/engine.h"
#include "matter/catalog.h"

#include <string.h>

#define CELLS_MAX 6

typedef struct Layout {
    const Asking *asking;
    const json_t *day;
    const json_t *words; /* catalog/duty/day_log.json */
    const char *lang;
    Paper *paper;
} Layout;

static const char *say(const Layout *layout, const char *word)
{
    const char *text = json_text(json_object_get(layout->words, word), layout->lang);

    return text == NULL ? word : text;
}

static const char *say_of(const Layout *layout, const char *list, const char *word)
{
    const json_t *words = json_object_get(layout->words, list);
    const char *text = json_text(json_object_get(words, word == NULL ? "" : word), layout->lang);

    return text == NULL ? word : text;
}

/* The word with "{name}" filled in: owned. */
static char *say_with(const Layout *layout, const char *word, const char *name, const char *value)
{
    g_autofree char *mark = g_strdup_printf("{%s}", name);
    g_auto(GStrv) parts = g_strsplit(say(layout, word), mark, -1);

    return g_strjoinv(value == NULL ? "" : value, parts);
}

/* "11-22 08:30" of a moment in a reply: owned. */
static char *short_of(const json_t *object, const char *name)
{
    const char *text = json_text(object, name);
    g_autofree char *day = text == NULL ? NULL : g_strndup(text + 5, 5);

    return text == NULL ? g_strdup("") : g_strdup_printf("%s %.5s", day, text + 11);
}

static char *span_of(const json_t *object, const char *from, const char *until)
{
    g_autofree char *begin = short_of(object, from);
    g_autofree char *end = short_of(object, until);

    return g_strdup_printf("%s — %s", begin, end);
}

static char *names_of(const json_t *handover, const char *side)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const json_t *person = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(handover, side), i, person)
    {
        const char *name = json_text(person, "name");
        const char *signature = json_text(person, "signed_at") == NULL ? "" : " ✓";
        g_string_append_printf(
            names, "%s%s%s", i > 0 ? "\n" : "", name == NULL ? "—" : name, signature);
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static void part_add(GString *text, const char *between, char *part /* taken */)
{
    if (part != NULL && *part != '\0')
        g_string_append_printf(text, "%s%s", text->len > 0 ? between : "", part);
    g_free(part);
}

static void table_begin(const Layout *layout, const char *const *names, const double *weights)
{
    PaperColumn columns[CELLS_MAX] = {0};
    size_t count = 0;

    for (; names[count] != NULL; count++)
        columns[count] =
            (PaperColumn){say_of(layout, "columns", names[count]), weights[count], PAPER_LEFT};
    paper_table(layout->paper, columns, count);
}

/* ---- the parts ---- */

static void watches_lay(const Layout *layout)
{
    static const char *const columns[] = {"post", "name", "span", NULL};
    static const double weights[] = {3, 3, 6};
    const json_t *watch = NULL;
    size_t i = 0;

    paper_text(layout->paper, PAPER_HEADING, say(layout, "watches"));
    table_begin(layout, columns, weights);
    json_array_foreach(json_object_get(layout->day, "watches"), i, watch)
    {
        const char *post = json_text(watch, "post");
        g_autofree char *span = span_of(watch, "since", "ended_at");
        const char *const cells[] = {
            post != NULL ? post : say_of(layout, "roles", json_text(watch, "role")),
            json_text(watch, "name"), span};
        paper_row(layout->paper, cells);
    }
}

static char *entry_text(const Layout *layout, const json_t *entry)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *serial = json_text(entry, "from_paper"), *corrects = json_text(entry, "corrects");
    size_t files = json_array_size(json_object_get(entry, "attachments"));
    g_autofree char *count = g_strdup_printf("%zu", files);

    part_add(text, " ", g_strdup(json_text(entry, "caller_unit")));
    part_add(text, " ", g_strdup(json_text(entry, "caller_post")));
    part_add(text, "\n",
        g_strdup(json_flag(entry, "purged") ? say(layout, "purged") : json_text(entry, "text")));
    if (files > 0)
        part_add(text, "\n", say_with(layout, "files", "n", count));
    if (corrects != NULL)
        part_add(text, "\n", say_with(layout, "corrects", "id", corrects));
    if (serial != NULL)
        part_add(text, "\n",
            say_with(layout, "paper", "serial", strcmp(serial, "-") == 0 ? "" : serial));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *entry_done(const Layout *layout, const json_t *entry)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *closed = short_of(entry, "closed_at");

    part_add(text, "\n", g_strdup(json_text(entry, "handling")));
    part_add(text, "\n", g_strdup(json_text(entry, "result")));
    if (*closed != '\0')
        part_add(text, "\n", say_with(layout, "closed", "at", closed));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *entry_time(const Layout *layout, const json_t *entry)
{
    bool is_claimed = json_text(entry, "claimed_at") != NULL;
    g_autofree char *at = short_of(entry, is_claimed ? "claimed_at" : "at");
    g_autofree char *written = short_of(entry, "at");
    g_autofree char *typed = say_with(layout, "typed", "at", written);

    return is_claimed ? g_strconcat(at, "\n", typed, NULL) : g_steal_pointer(&at);
}

static void entries_lay(const Layout *layout)
{
    static const char *const columns[] = {"seq", "at", "type", "text", "done", "by", NULL};
    static const double weights[] = {1.2, 2.6, 1.4, 6, 3.6, 1.8};
    const json_t *entry = NULL;
    size_t i = 0;

    paper_text(layout->paper, PAPER_HEADING, say(layout, "entries"));
    table_begin(layout, columns, weights);
    json_array_foreach(json_object_get(layout->day, "entries"), i, entry)
    {
        g_autofree char *seq = g_strdup_printf("%" G_GINT64_FORMAT, json_number(entry, "seq", 0));
        g_autofree char *at = entry_time(layout, entry);
        g_autofree char *text = entry_text(layout, entry);
        g_autofree char *done = entry_done(layout, entry);
        const char *const cells[] = {seq, at, say_of(layout, "types", json_text(entry, "type")),
            text, done, json_text(entry, "author")};
        paper_row(layout->paper, cells);
    }
}

static const char *label_of(const Layout *layout, const Label *label)
{
    return strcmp(layout->lang, "en") == 0 ? label->en : label->zh;
}

static void matter_lay(const Layout *layout, const json_t *matter, const Kind *kind)
{
    const KindState *state = kind == NULL ? NULL : kind_state(kind, json_text(matter, "state"));
    g_autofree char *seq = g_strdup_printf("%" G_GINT64_FORMAT, json_number(matter, "seq", 0));
    g_autofree char *span = span_of(matter, "opened_at", "closed_at");
    const char *const cells[] = {seq, json_text(matter, "number"), json_text(matter, "title"),
        state == NULL ? json_text(matter, "state") : label_of(layout, &state->label), span};

    paper_row(layout->paper, cells);
}

/* They come in order of their kinds: each kind is a book of its own. */
static void matters_lay(const Layout *layout)
{
    static const char *const columns[] = {"seq", "number", "title", "state", "span", NULL};
    static const double weights[] = {1.2, 2.6, 6, 2, 4.4};
    const Catalog *catalog = engine_service(layout->asking->engine, SERVICE_CATALOG);
    const char *last = NULL;
    const json_t *matter = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(layout->day, "matters"), i, matter)
    {
        const char *name = json_text(matter, "kind");
        const Kind *kind = catalog_kind(catalog, name);
        if (g_strcmp0(name, last) != 0) {
            paper_text(
                layout->paper, PAPER_HEADING, kind == NULL ? name : label_of(layout, &kind->label));
            table_begin(layout, columns, weights);
        }
        last = name;
        matter_lay(layout, matter, kind);
    }
}

static char *refused_of(const json_t *handover)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(handover, "items"), i, item)
    {
        const char *title = json_text(item, "title"), *word = json_text(item, "word");
        if (g_strcmp0(json_text(item, "decided"), "refused") == 0)
            part_add(text, "\n",
                g_strdup_printf("%s——%s", title == NULL ? json_text(item, "item") : title,
                    word == NULL ? "" : word));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void handovers_lay(const Layout *layout)
{
    static const char *const columns[] = {"at", "outgoing", "incoming", "leader", "refused", NULL};
    static const double weights[] = {2.6, 2.2, 2.2, 2.2, 6};
    const json_t *handover = NULL;
    size_t i = 0;

    paper_text(layout->paper, PAPER_HEADING, say(layout, "handovers"));
    table_begin(layout, columns, weights);
    json_array_foreach(json_object_get(layout->day, "handovers"), i, handover)
    {
        g_autofree char *at = short_of(handover, "taken_at");
        g_autofree char *outgoing = names_of(handover, "outgoing");
        g_autofree char *incoming = names_of(handover, "incoming");
        g_autofree char *refused = refused_of(handover);
        const char *const cells[] = {
            at, outgoing, incoming, json_text(handover, "countersigned_by"), refused};
        paper_row(layout->paper, cells);
    }
}

static void spans_lay(const Layout *layout, const char *list)
{
    const json_t *span = NULL;
    size_t i = 0;

    paper_text(layout->paper, PAPER_HEADING, say(layout, list));
    if (json_array_size(json_object_get(layout->day, list)) == 0)
        paper_text(layout->paper, PAPER_PLAIN, say(layout, "none"));
    json_array_foreach(json_object_get(layout->day, list), i, span)
    {
        g_autofree char *text = span_of(span, "from", "until");
        g_autofree char *count =
            g_strdup_printf("%" G_GINT64_FORMAT, json_number(span, "claimed", 0));
        g_autofree char *claimed = say_with(layout, "claimed", "n", count);
        g_autofree char *line = g_strconcat(text, "　", claimed, NULL);
        paper_text(layout->paper, PAPER_PLAIN, json_number(span, "claimed", 0) > 0 ? line : text);
    }
}

/* The link of the journal, for whoever checks the paper against it: owned. */
static char *head_text(const Layout *layout)
{
    const json_t *head = json_object_get(layout->day, "head");
    g_autofree char *seq = g_strdup_printf("%" G_GINT64_FORMAT, json_number(head, "seq", 0));
    g_autofree char *text = say_with(layout, "head", "seq", seq);
    g_auto(GStrv) parts = g_strsplit(text, "{hash}", -1);

    return g_strjoinv(json_text(head, "hash"), parts);
}

static void signatures_lay(const Layout *layout)
{
    const json_t *list =
        json_object_get(json_object_get(layout->words, "signatures"), layout->lang);
    const char *labels[CELLS_MAX + 1] = {NULL};

    for (size_t i = 0; i < MIN(json_array_size(list), CELLS_MAX); i++)
        labels[i] = json_string_value(json_array_get(list, i));
    paper_signatures(layout->paper, labels);
}

GBytes *day_paper(const Asking *asking, const json_t *day, const char *lang, GError **error)
{
    Press *press = engine_service(asking->engine, SERVICE_PRESS);
    json_auto_t *words = duty_data(asking->engine, "day_log");
    Layout layout = {asking, day, words, lang, NULL};

    if (press == NULL) {
        fail(error, FAIL_UNAVAILABLE, "nothing is printed here");
        return NULL;
    }
    g_autofree char *title = say_with(&layout, "title", "unit", json_text(day, "name"));
    g_autofree char *span = span_of(day, "from", "until");
    g_autofree char *subtitle = g_strdup_printf("%.4s　%s", json_text(day, "from"), span);
    g_autofree char *head = head_text(&layout);
    g_autoptr(Paper) paper = paper_new(&(PaperLook){.title = title,
        .subtitle = subtitle,
        .footer = head,
        .pages = say(&layout, "pages"),
        .size = 9,
        .made_at = asking->now});
    layout.paper = paper;
    watches_lay(&layout);
    entries_lay(&layout);
    matters_lay(&layout);
    handovers_lay(&layout);
    spans_lay(&layout, "silences");
    spans_lay(&layout, "unmanned");
    paper_text(paper, PAPER_SMALL, head);
    signatures_lay(&layout);
    return press_print(press, paper, error);
}
