/* SPDX-License-Identifier: Apache-2.0 */
/* Blank forms for the time when nothing else works: each sheet has a serial and a QR code that
 * names unit, form and serial, so that what is copied from it later says which sheet it came from.
 */
#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "register/blank.h"
#include "register/module.h"
#include "unit/account.h"

#include <string.h>

#define EVENT_PAPER_ISSUED "paper.issued"
#define SHEETS_MAX 50
#define LIST_MAX 200

static const char *const forms[] = {"log", "incident", "telegram", "handover", NULL};

typedef struct IssuedBody {
    char *form;
    int64_t count;
} IssuedBody;

static const Field issued_fields[] = {
    FIELD(IssuedBody, form, FIELD_WORD, .required = true),
    FIELD(IssuedBody, count, FIELD_INT, .required = true),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_PAPER_ISSUED, issued_fields, sizeof(IssuedBody)},
    {0},
};

static bool issued_apply(Db *db, const Event *event, GError **error)
{
    int64_t count = json_number(event->body, "count", 0);

    for (int64_t i = 1; i <= count; i++) {
        g_autofree char *serial = g_strdup_printf("%s.%" G_GINT64_FORMAT, event->subject, i);
        g_autoptr(Statement) row = store_prepare(db,
            "INSERT INTO paper (unit, serial, form, issued_at, issued_by)"
            " VALUES ($unit, $serial, $form, $at, $by)",
            error);
        if (row == NULL)
            return false;
        bind_text(row, "unit", event->unit);
        bind_text(row, "serial", serial);
        bind_text(row, "form", json_text(event->body, "form"));
        bind_int(row, "at", event->at);
        bind_text(row, "by", event->actor);
        if (!statement_run(row, error))
            return false;
    }
    return true;
}

static const Projection projections[] = {
    {.event = EVENT_PAPER_ISSUED, .apply = issued_apply},
    {0},
};

/* ---- POST /units/{unit}/papers ---- */

typedef struct IssueArgs {
    char *unit;
    char *form;
    int64_t count;
} IssueArgs;

static const Field issue_args[] = {
    FIELD(IssueArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(IssueArgs, form, FIELD_WORD, .required = true, .choices = forms),
    FIELD(IssueArgs, count, FIELD_INT, .required = true, .min = 1, .max = SHEETS_MAX,
        .help = "Sheets."),
    FIELD_END,
};

typedef struct SheetShown {
    char *serial;
    char *form;
    char *text;
    int64_t issued_at;
    char *who;
    int64_t entries;
} SheetShown;

static const Field sheet_shown[] = {
    FIELD(SheetShown, serial, FIELD_WORD, .required = true),
    FIELD(SheetShown, form, FIELD_WORD, .required = true, .choices = forms),
    FIELD(SheetShown, text, FIELD_WORD, .required = true, .help = "What the QR code says."),
    FIELD(SheetShown, issued_at, FIELD_TIME, .required = true),
    FIELD(SheetShown, who, FIELD_TEXT),
    FIELD(SheetShown, entries, FIELD_INT, .required = true, .help = "Log entries copied from it."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = sheet_shown),
    FIELD_END,
};

/* Of one issue, of one serial, or (NULL) the newest of all. */
static json_t *sheets_json(Db *db, const char *unit, const char *issue, GError **error)
{
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT p.serial, p.form, p.issued_at, p.issued_by, (SELECT COUNT(*) FROM log l"
        " WHERE l.unit = p.unit AND l.from_paper = p.serial) FROM paper p WHERE p.unit = $unit"
        " AND (CAST($issue AS TEXT) IS NULL OR p.serial = $issue"
        " OR substr(p.serial, 1, length($issue) + 1) = $issue || '.')"
        " ORDER BY p.issued_at DESC, length(p.serial), p.serial LIMIT $limit",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_text(rows, "issue", issue);
    bind_int(rows, "limit", LIST_MAX);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *text =
            g_strdup_printf("shaodian:%s:%s:%s", unit, row_text(rows, 1), row_text(rows, 0));
        g_autofree char *at = moment_print(row_int(rows, 2));
        g_autofree char *who = account_person_name(db, row_text(rows, 3));
        json_array_append_new(
            items, json_pack("{s:s, s:s, s:s, s:s, s:s?, s:I}", "serial", row_text(rows, 0), "form",
                       row_text(rows, 1), "text", text, "issued_at", at, "who", who, "entries",
                       (json_int_t) row_int(rows, 4)));
    }
    return step == STORE_DONE ? json_incref(items) : NULL;
}

static bool issue_decide(Decision *decision, const void *data, GError **error)
{
    const IssueArgs *args = data;
    const IssuedBody body = {.form = args->form, .count = args->count};

    return decision_emit(decision, EVENT_PAPER_ISSUED, NULL, &body, error);
}

static bool issue_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    g_autofree char *id = decision_first_id(decision);
    json_t *items = sheets_json(decision_db(decision), decision_unit(decision), id, error);

    *out_reply = items == NULL ? NULL : json_pack("{s:o}", "items", items);
    return items != NULL;
}

static const Command commands[] = {
    {.name = "paper.issue",
        .method = "POST",
        .path = "/units/{unit}/papers",
        .permission = "duty.handover",
        .status = 201,
        .begins = true,
        .args = issue_args,
        .args_size = sizeof(IssueArgs),
        .reply = list_reply,
        .decide = issue_decide,
        .conclude = issue_conclude,
        .help = "Gives out blank forms with serials, for printing."},
    {0},
};

/* ---- GET /units/{unit}/papers ---- */

typedef struct ListArgs {
    char *unit;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    json_t *items = sheets_json(asking->db, ((const ListArgs *) data)->unit, NULL, error);

    if (items == NULL)
        return false;
    out_answer->json = json_pack("{s:o}", "items", items);
    return true;
}

/* ---- GET /units/{unit}/papers/{issue} ---- */

typedef struct PrintArgs {
    char *unit;
    char *issue;
    char *lang;
} PrintArgs;

static const char *const langs[] = {"zh", "en", NULL};

static const Field print_args[] = {
    FIELD(PrintArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(PrintArgs, issue, FIELD_WORD, .required = true,
        .help = "A serial, or what stands before the dot in those given out together."),
    FIELD(PrintArgs, lang, FIELD_WORD, .choices = langs, .help = "Of the paper; zh when absent."),
    FIELD_END,
};

static bool print_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const PrintArgs *args = data;
    g_autoptr(Unit) unit = unit_get(asking->db, args->unit, error);
    json_auto_t *sheets =
        unit == NULL ? NULL : sheets_json(asking->db, args->unit, args->issue, error);

    if (sheets == NULL)
        return false;
    if (json_array_size(sheets) == 0)
        return fail_as(error, FAIL_NOT_FOUND, "not_found", "no such sheet: %s", args->issue);
    out_answer->bytes =
        blank_paper(asking, unit, sheets, args->lang == NULL ? "zh" : args->lang, error);
    out_answer->media_type = g_strdup("application/pdf");
    return out_answer->bytes != NULL;
}

static const char *const print_media[] = {"application/pdf", NULL};

static const Query queries[] = {
    {.name = "paper.list",
        .path = "/units/{unit}/papers",
        .permission = "matter.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "Blank forms given out, newest first, and how much was copied from each."},
    {.name = "paper.print",
        .path = "/units/{unit}/papers/{issue}",
        .permission = "matter.read",
        .args = print_args,
        .args_size = sizeof(PrintArgs),
        .media = print_media,
        .answer = print_answer,
        .slow = true,
        .help = "Blank forms as PDF: a page a sheet, with serial and QR code."},
    {0},
};

const Part paper_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
