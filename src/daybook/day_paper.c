/* SPDX-License-Identifier: Apache-2.0 */
#include "daybook/day_paper.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/county.h"
#include "engine/engine.h"
#include "matter/catalog.h"

#include <string.h>

#define CELLS_MAX 6
#define FOOT_DIGITS 16

const char *day_say(const Layout *layout, const char *word)
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
char *day_say_with(const Layout *layout, const char *word, const char *name, const char *value)
{
    g_autofree char *mark = g_strdup_printf("{%s}", name);
    g_auto(GStrv) parts = g_strsplit(day_say(layout, word), mark, -1);

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

/* Who should sign, and when they did: "张三 ✓ 03-05 08:31". */
static void names_add(GString *names, const char *title, const json_t *handover, const char *side)
{
    const json_t *person = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(handover, side), i, person) {
        const char *name = json_text(person, "name");
        g_autofree char *at = short_of(person, "signed_at");

        g_string_append_printf(names, "%s%s%s%s%s", names->len > 0 ? "\n" : "", title,
            name == NULL ? "—" : name, *at == '\0' ? " ○" : " ✓ ", at);
    }
}

/* Officers, then the leaders who change with the watch. */
static char *side_of(const Layout *layout, const json_t *handover, const char *side)
{
    g_autofree char *leaders = g_strdup_printf("%s_leaders", side);
    g_autoptr(GString) names = g_string_new(NULL);

    names_add(names, "", handover, side);
    names_add(names, day_say(layout, "leads"), handover, leaders);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static char *countersign_of(const json_t *handover)
{
    const char *name = json_text(handover, "countersigned_by");
    g_autofree char *at = short_of(handover, "countersigned_at");

    return *at == '\0' ? g_strdup("○") : g_strdup_printf("%s ✓ %s", name == NULL ? "—" : name, at);
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

    paper_text(layout->paper, PAPER_HEADING, day_say(layout, "watches"));
    table_begin(layout, columns, weights);
    json_array_foreach (json_object_get(layout->day, "watches"), i, watch) {
        const char *post = json_text(watch, "post");
        g_autofree char *span = span_of(watch, "since", "ended_at");
        const char *const cells[] = {
            post != NULL ? post : say_of(layout, "roles", json_text(watch, "role")),
            json_text(watch, "name"), span};
        paper_row(layout->paper, cells);
    }
}

/* Photos and files by name, with the beginning of the digest under which they are kept. */
static char *files_of(const json_t *entry)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const json_t *file = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(entry, "attachments"), i, file) {
        const char *name = json_text(file, "name");
        part_add(names, "、",
            g_strdup_printf("%s（%.8s）", name == NULL ? "—" : name, json_text(file, "hash")));
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static char *entry_text(const Layout *layout, const json_t *entry)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *serial = json_text(entry, "from_paper"), *corrects = json_text(entry, "corrects");
    g_autofree char *files = files_of(entry);

    part_add(text, " ", g_strdup(json_text(entry, "caller_unit")));
    part_add(text, " ", g_strdup(json_text(entry, "caller_post")));
    part_add(text, "\n",
        g_strdup(
            json_flag(entry, "purged") ? day_say(layout, "purged") : json_text(entry, "text")));
    if (*files != '\0')
        part_add(text, "\n", day_say_with(layout, "files", "names", files));
    if (corrects != NULL)
        part_add(text, "\n", day_say_with(layout, "corrects", "id", corrects));
    if (json_text(entry, "corrected_by") != NULL)
        part_add(
            text, "\n", day_say_with(layout, "corrected", "id", json_text(entry, "corrected_by")));
    if (serial != NULL)
        part_add(text, "\n",
            day_say_with(layout, "paper", "serial", strcmp(serial, "-") == 0 ? "" : serial));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *entry_done(const Layout *layout, const json_t *entry)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *closed = short_of(entry, "closed_at");

    part_add(text, "\n", g_strdup(json_text(entry, "handling")));
    part_add(text, "\n", g_strdup(json_text(entry, "result")));
    if (*closed != '\0')
        part_add(text, "\n", day_say_with(layout, "closed", "at", closed));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void rostered_lay(const Layout *layout)
{
    static const char *const columns[] = {"post", "name", "span", NULL};
    static const double weights[] = {3, 3, 6};
    const json_t *shift = NULL;
    size_t i = 0;

    if (json_array_size(json_object_get(layout->day, "rostered")) == 0)
        return;
    paper_text(layout->paper, PAPER_HEADING, day_say(layout, "rostered"));
    table_begin(layout, columns, weights);
    json_array_foreach (json_object_get(layout->day, "rostered"), i, shift) {
        g_autofree char *span = span_of(shift, "begins_at", "ends_at");
        const char *const cells[] = {json_text(shift, "post"),
            json_text(shift, "name") == NULL ? day_say(layout, "nobody") : json_text(shift, "name"),
            span};
        paper_row(layout->paper, cells);
    }
}

static char *entry_time(const Layout *layout, const json_t *entry)
{
    bool is_claimed = json_text(entry, "claimed_at") != NULL;
    g_autofree char *at = short_of(entry, is_claimed ? "claimed_at" : "at");
    g_autofree char *written = short_of(entry, "at");
    g_autofree char *typed = day_say_with(layout, "typed", "at", written);

    return strcmp(at, written) != 0 ? g_strconcat(at, "\n", typed, NULL) : g_steal_pointer(&at);
}

static void entries_lay(const Layout *layout)
{
    static const char *const columns[] = {"seq", "at", "type", "text", "done", "by", NULL};
    static const double weights[] = {1.2, 2.6, 1.4, 6, 3.6, 1.8};
    const json_t *entry = NULL;
    size_t i = 0;

    paper_text(layout->paper, PAPER_HEADING, day_say(layout, "entries"));
    table_begin(layout, columns, weights);
    json_array_foreach (json_object_get(layout->day, "entries"), i, entry) {
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

    json_array_foreach (json_object_get(layout->day, "matters"), i, matter) {
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

static char *refused_of(const Layout *layout, const json_t *handover)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(handover, "items"), i, item) {
        const char *title = json_text(item, "title"), *word = json_text(item, "word");
        if (g_strcmp0(json_text(item, "decided"), "refused") == 0)
            part_add(text, "\n",
                g_strdup_printf("%s——%s", title == NULL ? json_text(item, "item") : title,
                    word == NULL ? "" : word));
    }
    json_array_foreach (json_object_get(handover, "notes"), i, item)
        part_add(text, "\n", day_say_with(layout, "note", "text", json_text(item, "text")));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void handovers_lay(const Layout *layout)
{
    static const char *const columns[] = {"at", "outgoing", "incoming", "leader", "refused", NULL};
    static const double weights[] = {2.4, 3.6, 3.6, 3, 4.4};
    const json_t *handover = NULL;
    size_t i = 0;

    paper_text(layout->paper, PAPER_HEADING, day_say(layout, "handovers"));
    if (json_array_size(json_object_get(layout->day, "handovers")) == 0) {
        paper_text(layout->paper, PAPER_PLAIN, day_say(layout, "none"));
        return;
    }
    table_begin(layout, columns, weights);
    json_array_foreach (json_object_get(layout->day, "handovers"), i, handover) {
        g_autofree char *at = short_of(handover, "taken_at");
        g_autofree char *outgoing = side_of(layout, handover, "outgoing");
        g_autofree char *incoming = side_of(layout, handover, "incoming");
        g_autofree char *countersign = countersign_of(handover);
        g_autofree char *refused = refused_of(layout, handover);
        const char *const cells[] = {at, outgoing, incoming, countersign, refused};
        paper_row(layout->paper, cells);
    }
}

/* One after the other in a paragraph. */
static void spans_lay(const Layout *layout, const char *list)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const json_t *span = NULL;
    size_t i = 0;

    paper_text(layout->paper, PAPER_HEADING, day_say(layout, list));
    json_array_foreach (json_object_get(layout->day, list), i, span) {
        int64_t claimed = json_number(span, "claimed", 0);
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, claimed);
        part_add(text, "；", span_of(span, "from", "until"));
        if (claimed > 0)
            part_add(text, "，", day_say_with(layout, "claimed", "n", count));
    }
    paper_text(layout->paper, PAPER_PLAIN, text->len > 0 ? text->str : day_say(layout, "none"));
}

static char *head_say(const Layout *layout, const char *word, const json_t *head, int digits)
{
    g_autofree char *seq = g_strdup_printf("%" G_GINT64_FORMAT, json_number(head, "seq", 0));
    g_autofree char *hash = g_strdup_printf("%.*s", digits, json_text(head, "hash"));
    g_autofree char *text = day_say_with(layout, word, "seq", seq);
    g_auto(GStrv) parts = g_strsplit(text, "{hash}", -1);

    return g_strjoinv(hash, parts);
}

char *day_head_text(const Layout *layout, const json_t *head)
{
    return head_say(layout, "head", head, DIGEST_HEX);
}

char *day_foot(const Layout *layout, const char *unit, const json_t *head)
{
    g_autofree char *text = head_say(layout, "foot", head, FOOT_DIGITS);

    return g_strdup_printf("%s　%s", unit, text);
}

bool day_head_lay(const Layout *layout, const char *unit, const json_t *head, GError **error)
{
    g_autofree char *code = g_strdup_printf("shaodian:%s:journal:%" G_GINT64_FORMAT ":%s", unit,
        json_number(head, "seq", 0), json_text(head, "hash"));
    return paper_qr(layout->paper, code, error);
}

void day_lay(const Layout *layout)
{
    watches_lay(layout);
    rostered_lay(layout);
    entries_lay(layout);
    matters_lay(layout);
    handovers_lay(layout);
    spans_lay(layout, "silences");
    spans_lay(layout, "unmanned");
}

void day_signatures_lay(const Layout *layout, const char *list)
{
    const json_t *words = json_object_get(json_object_get(layout->words, list), layout->lang);
    const char *labels[CELLS_MAX + 1] = {NULL};

    for (size_t i = 0; i < MIN(json_array_size(words), CELLS_MAX); i++)
        labels[i] = json_string_value(json_array_get(words, i));
    paper_signatures(layout->paper, labels);
}

char *day_subtitle(const json_t *day)
{
    g_autofree char *span = span_of(day, "from", "until");

    return g_strdup_printf("%.4s　%s", json_text(day, "from"), span);
}

Press *day_press(const Asking *asking, GError **error)
{
    Press *press = engine_service(asking->engine, SERVICE_PRESS);

    if (press == NULL)
        fail(error, FAIL_UNAVAILABLE, "nothing is printed here");
    return press;
}

GBytes *day_paper(const Asking *asking, const json_t *day, const char *lang, GError **error)
{
    Press *press = day_press(asking, error);
    json_auto_t *words = press == NULL ? NULL : county_file(asking->engine, "day_log");
    Layout layout = {asking, day, words, lang, NULL};
    const char *unit = json_text(day, "unit");
    const json_t *head = json_object_get(day, "head");

    if (words == NULL)
        return NULL;
    g_autofree char *title = day_say_with(&layout, "title", "unit", json_text(day, "name"));
    g_autofree char *subtitle = day_subtitle(day);
    g_autofree char *foot = day_foot(&layout, unit, head);
    g_autofree char *link = day_head_text(&layout, head);
    g_autoptr(Paper) paper = paper_new(&(PaperLook){.title = title,
        .subtitle = subtitle,
        .footer = foot,
        .pages = day_say(&layout, "pages"),
        .size = 9,
        .made_at = asking->now});
    layout.paper = paper;
    if (!day_head_lay(&layout, unit, head, error))
        return NULL;
    day_lay(&layout);
    paper_text(paper, PAPER_SMALL, link);
    paper_text(paper, PAPER_SMALL, day_say(&layout, "check"));
    day_signatures_lay(&layout, "signatures");
    return press_print(press, paper, asking->work, error);
}
