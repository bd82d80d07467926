/* SPDX-License-Identifier: Apache-2.0 */
/* Cards out of Markdown (each heading of the highest rank a card) and CSV, and back again.
 *
 * What fits is taken, what does not is named by its line and does not hold up the rest. */
#include "duty/card/import.h"

#include "base/json.h"
#include "base/text.h"
#include "duty/card/card_private.h"
#include "duty/card/modules.h"
#include "unit/csv.h"

#include <string.h>

#define CARDS_MAX 500
#define HELD "card.import"

typedef struct Draft {
    int64_t line;
    char *kind, *title, *keywords;
    char **triggers;
    json_t *contacts; /* NULL: none */
    GString *body;
    const char *field, *problem; /* of the row itself, NULL: none */
} Draft;

static void draft_free(void *data)
{
    Draft *draft = data;

    g_free(draft->kind);
    g_free(draft->title);
    g_free(draft->keywords);
    g_strfreev(draft->triggers);
    json_decref(draft->contacts);
    g_string_free(draft->body, TRUE);
    g_free(draft);
}

static Draft *draft_new(int64_t line, const char *kind, const char *title)
{
    Draft *draft = g_new0(Draft, 1);

    draft->line = line;
    draft->kind = g_strdup(kind);
    draft->title = g_strstrip(g_strdup(title));
    draft->body = g_string_new(NULL);
    return draft;
}

/* ---- Markdown ---- */

/* How many '#' begin the line; 0: no heading. */
static int rank_of(const char *line)
{
    size_t marks = strspn(line, "#");

    return marks > 0 && marks <= 6 && line[marks] == ' ' ? (int) marks : 0;
}

static int rank_top(char *const *lines)
{
    int top = 0;

    for (char *const *line = lines; *line != NULL; line++) {
        int rank = rank_of(*line);
        if (rank > 0 && (top == 0 || rank < top))
            top = rank;
    }
    return top;
}

/* "@ post | name | phone" is whom to call. */
static bool contact_read(Draft *draft, const char *line)
{
    g_auto(GStrv) parts = NULL;

    if (!g_str_has_prefix(line, "@ "))
        return false;
    parts = g_strsplit(line + 2, "|", 4);
    if (g_strv_length(parts) != 3)
        return false;
    for (size_t i = 0; i < 3; i++)
        g_strstrip(parts[i]);
    if (draft->contacts == NULL)
        draft->contacts = json_array();
    json_array_append_new(draft->contacts,
        json_pack("{s:s*, s:s*, s:s*}", "post", *parts[0] ? parts[0] : NULL, "name",
            *parts[1] ? parts[1] : NULL, "phone", *parts[2] ? parts[2] : NULL));
    return true;
}

static GPtrArray *markdown_read(const char *text, const char *kind)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *drafts = g_ptr_array_new_with_free_func(draft_free);
    int top = rank_top(lines);
    Draft *draft = NULL;

    for (int64_t i = 0; lines[i] != NULL; i++) {
        g_strchomp(lines[i]);
        if (top > 0 && rank_of(lines[i]) == top) {
            draft = draft_new(i + 1, kind, lines[i] + top);
            g_ptr_array_add(drafts, draft);
        } else if (draft == NULL) {
            if (*lines[i] == '\0')
                continue;
            /* Nothing says what this is a card of. */
            draft = draft_new(i + 1, kind, "");
            draft->field = "title";
            draft->problem = "required";
            g_ptr_array_add(drafts, draft);
        } else if (!contact_read(draft, lines[i])) {
            g_string_append_printf(draft->body, "%s\n", lines[i]);
        }
    }
    return drafts;
}

/* ---- CSV: kind,title,body,keywords,triggers,contacts ---- */

/* "post|name|phone; post|name|phone" */
static void contacts_read(Draft *draft, const char *cell)
{
    g_auto(GStrv) rows = g_strsplit(cell == NULL ? "" : cell, ";", -1);

    for (char **row = rows; *row != NULL; row++) {
        g_autofree char *line = g_strdup_printf("@ %s", g_strstrip(*row));

        if (**row != '\0' && !contact_read(draft, line)) {
            draft->field = "contacts";
            draft->problem = "malformed";
        }
    }
}

static GPtrArray *csv_drafts(const char *text, GError **error)
{
    g_autoptr(Csv) csv = csv_read(text, strlen(text), error);
    GPtrArray *drafts = NULL;

    if (csv == NULL)
        return NULL;
    if (csv_column(csv, "title") < 0) {
        fail_as(error, FAIL_INVALID, "column_missing", "the column 'title' is missing");
        return NULL;
    }
    drafts = g_ptr_array_new_with_free_func(draft_free);
    for (guint i = 0; i < csv->rows->len; i++) {
        const CsvRow *row = csv->rows->pdata[i];
        const char *kind = csv_cell(row, csv_column(csv, "kind"));
        const char *title = csv_cell(row, csv_column(csv, "title"));
        const char *body = csv_cell(row, csv_column(csv, "body"));
        const char *triggers = csv_cell(row, csv_column(csv, "triggers"));
        Draft *draft =
            draft_new(row->line, kind == NULL ? "procedure" : kind, title == NULL ? "" : title);

        /* As the export writes a cell that a spreadsheet would reckon with. */
        if (body != NULL && *body == '\'' && body[1] != '\0' && strchr("=+-@", body[1]) != NULL)
            body++;
        g_string_append(draft->body, body == NULL ? "" : body);
        draft->keywords = g_strdup(csv_cell(row, csv_column(csv, "keywords")));
        draft->triggers = triggers == NULL ? NULL : g_strsplit(triggers, " ", -1);
        contacts_read(draft, csv_cell(row, csv_column(csv, "contacts")));
        if (row->problem != NULL) {
            draft->field = "";
            draft->problem = row->problem;
        }
        g_ptr_array_add(drafts, draft);
    }
    return drafts;
}

/* ---- POST /units/{unit}/cards/import ---- */

typedef struct ImportArgs {
    char *unit, *format, *kind, *text;
    bool try;
} ImportArgs;

static const char *const formats[] = {"markdown", "csv", NULL};

static const Field import_args[] = {
    FIELD(ImportArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ImportArgs, format, FIELD_WORD, .required = true, .choices = formats),
    FIELD(ImportArgs, kind, FIELD_WORD, .choices = card_kinds,
        .help = "Of all cards in Markdown: procedure when absent."),
    FIELD(ImportArgs, text, FIELD_TEXT, .required = true, .min = 1, .max = CARD_IMPORT_MAX,
        .help = "The file. CSV: title and any of kind, body, keywords, triggers, contacts."),
    FIELD(ImportArgs, try, FIELD_BOOL, .help = "Only says what would happen."),
    FIELD_END,
};

typedef struct Refused {
    int64_t line;
    char *field, *problem;
} Refused;

static const Field refused_fields[] = {
    FIELD(Refused, line, FIELD_INT, .required = true),
    FIELD(Refused, field, FIELD_WORD),
    FIELD(Refused, problem, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct Outcome {
    int64_t accepted;
    json_t *refused;
} Outcome;

static const Field import_reply[] = {
    FIELD(Outcome, accepted, FIELD_INT, .required = true),
    FIELD(Outcome, refused, FIELD_JSON, .required = true, .items = refused_fields),
    FIELD_END,
};

static void outcome_free(void *data)
{
    json_decref(((Outcome *) data)->refused);
    g_free(data);
}

static void refuse(Outcome *outcome, int64_t line, const char *field, const char *problem)
{
    const Refused refused = {.line = line, .field = (char *) field, .problem = (char *) problem};

    json_array_append_new(outcome->refused, fields_write(refused_fields, FIELD_HTTP, &refused));
}

static bool draft_take(
    Decision *decision, const Draft *draft, bool only_try, Outcome *outcome, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    const CardDraft card = {.card_kind = draft->kind,
        .title = draft->title,
        .body = draft->body->str,
        .keywords = draft->keywords,
        .contacts = draft->contacts,
        .triggers = draft->triggers};

    if (draft->problem != NULL) {
        refuse(outcome, draft->line, draft->field, draft->problem);
        return true;
    }
    if (!card_draft_check(decision, &card, &wrong)) {
        const GPtrArray *fields = fail_fields(wrong);

        for (guint i = 0; i < fields->len; i++) {
            const FailField *field = fields->pdata[i];
            refuse(outcome, draft->line, field->name, field->problem);
        }
        return true;
    }
    outcome->accepted++;
    return only_try || card_emit(decision, NULL, 1, &card, error);
}

static bool import_decide(Decision *decision, const void *data, GError **error)
{
    const ImportArgs *args = data;
    bool csv = g_strcmp0(args->format, "csv") == 0;
    g_autoptr(GPtrArray) drafts =
        csv ? csv_drafts(args->text, error)
            : markdown_read(args->text, args->kind == NULL ? "procedure" : args->kind);
    Outcome *outcome = NULL;

    if (drafts == NULL)
        return false;
    if (drafts->len > CARDS_MAX)
        return fail_field(error, "text", "too_many");
    outcome = g_new0(Outcome, 1);
    outcome->refused = json_array();
    decision_keep(decision, HELD, outcome, outcome_free);
    for (guint i = 0; i < drafts->len; i++) {
        if (!draft_take(decision, drafts->pdata[i], args->try, outcome, error))
            return false;
    }
    return true;
}

static bool import_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = fields_write(import_reply, FIELD_HTTP, decision_kept(decision, HELD));
    return true;
}

static const Command commands[] = {
    {.name = "card.import",
        .method = "POST",
        .path = "/units/{unit}/cards/import",
        .permission = "card.manage",
        .args = import_args,
        .args_size = sizeof(ImportArgs),
        .reply = import_reply,
        .decide = import_decide,
        .conclude = import_conclude,
        .help = "Cards out of Markdown or CSV; what is refused is named by its line."},
    {0},
};

/* ---- GET /units/{unit}/cards/export ---- */

typedef struct ExportArgs {
    char *unit, *format;
} ExportArgs;

static const Field export_args[] = {
    FIELD(ExportArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ExportArgs, format, FIELD_WORD, .choices = formats, .help = "markdown when absent."),
    FIELD_END,
};

/* Headings inside a card stay below its own. */
static void body_write(GString *out, const char *body)
{
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        g_string_append_printf(out, "%s%s\n", rank_of(*line) == 1 ? "#" : "", *line);
}

static void markdown_write(GString *out, const Card *card)
{
    json_auto_t *contacts = card->contacts == NULL ? NULL : json_loads(card->contacts, 0, NULL);
    size_t i = 0;
    const json_t *contact = NULL;

    g_string_append_printf(out, "# %s\n", card->title);
    json_array_foreach(contacts, i, contact)
    {
        const char *post = json_text(contact, "post"), *name = json_text(contact, "name");
        const char *phone = json_text(contact, "phone");
        g_string_append_printf(out, "@ %s | %s | %s\n", post == NULL ? "" : post,
            name == NULL ? "" : name, phone == NULL ? "" : phone);
    }
    body_write(out, card->body);
    g_string_append_c(out, '\n');
}

static void cell_write(GString *out, const char *text, char end)
{
    g_autoptr(GString) cell = g_string_new(text == NULL ? "" : text);
    /* A cell that a spreadsheet would reckon with is shown as text. */
    bool formula = cell->len > 0 && strchr("=+-@\t\r", cell->str[0]) != NULL;

    g_string_replace(cell, "\"", "\"\"", 0);
    g_string_append_printf(out, "\"%s%s\"%c", formula ? "'" : "", cell->str, end);
}

static void csv_write(GString *out, const Card *card)
{
    json_auto_t *contacts = card->contacts == NULL ? NULL : json_loads(card->contacts, 0, NULL);
    g_autoptr(GString) calls = g_string_new(NULL), triggers = g_string_new(card->triggers);
    size_t i = 0;
    const json_t *contact = NULL;

    json_array_foreach(contacts, i, contact)
    {
        const char *post = json_text(contact, "post"), *name = json_text(contact, "name");
        const char *phone = json_text(contact, "phone");
        g_string_append_printf(calls, "%s%s|%s|%s", i == 0 ? "" : "; ", post == NULL ? "" : post,
            name == NULL ? "" : name, phone == NULL ? "" : phone);
    }
    g_string_replace(triggers, ",", " ", 0);
    g_autofree char *words = g_strstrip(g_strdup(triggers->str));
    cell_write(out, card->card_kind, ',');
    cell_write(out, card->title, ',');
    cell_write(out, card->body, ',');
    cell_write(out, card->keywords, ',');
    cell_write(out, words, ',');
    cell_write(out, calls->str, '\n');
}

static bool export_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ExportArgs *args = data;
    bool csv = g_strcmp0(args->format, "csv") == 0;
    g_autoptr(GString) out =
        g_string_new(csv ? "\xEF\xBB\xBFkind,title,body,keywords,triggers,contacts\n" : NULL);
    g_autoptr(Statement) rows = store_prepare(asking->db,
        CARD_COLUMNS "WHERE c.unit = $unit AND c.live = 1 ORDER BY c.card_kind, c.title, c.id",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autoptr(Card) card = card_of_row(rows);

        if (csv)
            csv_write(out, card);
        else
            markdown_write(out, card);
    }
    if (step != STORE_DONE)
        return false;
    out_answer->bytes = g_string_free_to_bytes(g_steal_pointer(&out));
    out_answer->media_type =
        g_strdup(csv ? "text/csv; charset=utf-8" : "text/markdown; charset=utf-8");
    out_answer->file_name = g_strdup_printf("cards-%s.%s", args->unit, csv ? "csv" : "md");
    return true;
}

static const Query queries[] = {
    {.name = "card.export",
        .path = "/units/{unit}/cards/export",
        .permission = "card.manage",
        .args = export_args,
        .args_size = sizeof(ExportArgs),
        .answer = export_answer,
        .help = "All live cards of a unit as Markdown or CSV, as the import takes them."},
    {0},
};

const Module card_import_module = {.name = "card_import", .commands = commands, .queries = queries};
