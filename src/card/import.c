/* SPDX-License-Identifier: Apache-2.0 */
/* Cards out of files, and back again: what fits is taken, what does not is named by its line and
 * does not hold up the rest. */
#include "card/import.h"

#include "base/json.h"
#include "card/card_private.h"
#include "card/card_text.h"
#include "card/module.h"

#include <string.h>

#define CARDS_MAX 500
#define HELD "card.import"

/* ---- POST /units/{unit}/cards/import ---- */

typedef struct ImportArgs {
    char *unit, *format, *kind, *text;
    bool try;
    GPtrArray *drafts; /* of CardRead *, by prepare() */
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

typedef struct CardRefused {
    int64_t line;
    char *field, *problem;
} CardRefused;

static const Field refused_fields[] = {
    FIELD(CardRefused, line, FIELD_INT, .required = true),
    FIELD(CardRefused, field, FIELD_WORD),
    FIELD(CardRefused, problem, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct CardOutcome {
    int64_t accepted;
    json_t *refused;
} CardOutcome;

static const Field import_reply[] = {
    FIELD(CardOutcome, accepted, FIELD_INT, .required = true),
    FIELD(CardOutcome, refused, FIELD_JSON, .required = true, .items = refused_fields),
    FIELD_END,
};

static void outcome_free(void *data)
{
    json_decref(((CardOutcome *) data)->refused);
    g_free(data);
}

static void refuse(CardOutcome *outcome, int64_t line, const char *field, const char *problem)
{
    const CardRefused refused = {
        .line = line, .field = (char *) field, .problem = (char *) problem};

    json_array_append_new(outcome->refused, fields_write(refused_fields, FIELD_HTTP, &refused));
}

static bool draft_take(
    Decision *decision, const CardRead *draft, bool only_try, CardOutcome *outcome, GError **error)
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

/* Owned, array of CardRead *. */
static GPtrArray *text_read(const ImportArgs *args, GError **error)
{
    bool csv = g_strcmp0(args->format, "csv") == 0;
    const char *kind = args->kind == NULL ? "procedure" : args->kind;
    g_autoptr(GPtrArray) drafts = csv ? cards_read_csv(args->text, CARDS_MAX, error)
                                      : cards_read_markdown(args->text, kind, CARDS_MAX);

    if (drafts == NULL || drafts->len <= CARDS_MAX)
        return g_steal_pointer(&drafts);
    fail_field(error, "text", "too_many");
    return NULL;
}

/* Reading a megabyte holds up nobody's writing. */
static bool import_prepare(const Preparation *preparation, void *data, GError **error)
{
    ImportArgs *args = data;

    args->drafts = text_read(args, error);
    return args->drafts != NULL;
}

static void import_clear(void *data)
{
    g_clear_pointer(&((ImportArgs *) data)->drafts, g_ptr_array_unref);
}

/* What was read, and (unless it is only tried) the cards made of it, kept with the decision. */
static bool drafts_take(Decision *decision, const GPtrArray *drafts, bool only_try, GError **error)
{
    CardOutcome *outcome = g_new0(CardOutcome, 1);

    outcome->refused = json_array();
    decision_keep(decision, HELD, outcome, outcome_free);
    for (guint i = 0; i < drafts->len; i++) {
        if (!draft_take(decision, drafts->pdata[i], only_try, outcome, error))
            return false;
    }
    return true;
}

static bool import_decide(Decision *decision, const void *data, GError **error)
{
    const ImportArgs *args = data;

    return drafts_take(decision, args->drafts, args->try, error);
}

static bool import_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    /* On a repeat the same text is only looked at. */
    if (decision_kept(decision, HELD) == NULL) {
        g_autoptr(GPtrArray) drafts = text_read(data, error);
        if (drafts == NULL || !drafts_take(decision, drafts, true, error))
            return false;
    }
    *out_reply = fields_write(import_reply, FIELD_HTTP, decision_kept(decision, HELD));
    return true;
}

static const Command commands[] = {
    {.name = "card.import",
        .method = "POST",
        .path = "/units/{unit}/cards/import",
        .permission = "card.manage",
        .begins = true,
        .args = import_args,
        .args_size = sizeof(ImportArgs),
        .reply = import_reply,
        .prepare = import_prepare,
        .decide = import_decide,
        .conclude = import_conclude,
        .clear = import_clear,
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

static bool export_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ExportArgs *args = data;
    bool csv = g_strcmp0(args->format, "csv") == 0;
    g_autoptr(GString) out = g_string_new(csv ? CARD_CSV_HEAD : NULL);
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        CARD_COLUMNS "AND c.live = 1 ORDER BY c.card_kind, c.title, c.id", error, "unit",
        args->unit, NULL);
    g_autoptr(GPtrArray) cards =
        fields_rows(card_columns, sizeof(Card), (GDestroyNotify) card_free, rows, error);

    if (cards == NULL)
        return false;
    for (guint i = 0; i < cards->len; i++)
        (csv ? card_write_csv : card_write_markdown)(out, cards->pdata[i]);
    out_answer->bytes = g_string_free_to_bytes(g_steal_pointer(&out));
    out_answer->media_type =
        g_strdup(csv ? "text/csv; charset=utf-8" : "text/markdown; charset=utf-8");
    out_answer->file_name = g_strdup_printf("cards-%s.%s", args->unit, csv ? "csv" : "md");
    return true;
}

static const char *const export_media[] = {"text/markdown", "text/csv", NULL};

static const Query queries[] = {
    {.name = "card.export",
        .path = "/units/{unit}/cards/export",
        .permission = "card.manage",
        .args = export_args,
        .args_size = sizeof(ExportArgs),
        .media = export_media,
        .answer = export_answer,
        .slow = true,
        .help = "All live cards of a unit as Markdown or CSV, as the import takes them."},
    {0},
};

const Part card_import_part = {.commands = commands, .queries = queries};
