/* SPDX-License-Identifier: Apache-2.0 */
/* Blank forms for the time when nothing else works: each sheet has a serial and a QR code that
 * names unit, form and serial, so that what is copied from it later says which sheet it came from.
 */
#include "base/json.h"
#include "base/text.h"
#include "engine/view.h"
#include "register/blank.h"
#include "register/module.h"
#include "unit/account.h"
#include "unit/unit.h"

#include <string.h>

#define EVENT_PAPER_ISSUED "paper.issued"
#define SHEETS_MAX 50

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

#define COLUMNS                                                                                    \
    "SELECT p.serial, p.form, 'shaodian:' || p.unit || ':' || p.form || ':' || p.serial AS text,"  \
    " p.issued_at, p.issued_by, length(p.serial) AS digits, (SELECT COUNT(*) FROM log l"           \
    " WHERE l.unit = p.unit AND l.from_paper = p.serial) AS entries FROM paper p"                  \
    " WHERE p.unit = $unit"
#define ORDER " ORDER BY p.issued_at DESC, length(p.serial), p.serial"

static const ViewName sheet_names[] = {{"who", "issued_by", account_person_name}, {0}};
static const View sheet_view = {
    .thing = "paper",
    .fields = sheet_shown,
    .list = COLUMNS " AND p.issued_at <= $after_issued_at AND (p.issued_at < $after_issued_at"
                    " OR (length(p.serial), p.serial) > ($after_digits, $after_serial))" ORDER
                    " LIMIT $limit",
    .names = sheet_names,
    .keys = {{"issued_at", .falls = true}, {"digits"}, {"serial", .is_text = true}},
    .sheet = "serial form issued_at who entries",
    .about = unit_name,
};

/* Of one issue, or of one serial. */
static json_t *sheets_json(
    const Asking *asking, const char *unit, const char *issue, GError **error)
{
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare(asking->db,
        COLUMNS " AND (p.serial = $issue"
                " OR substr(p.serial, 1, length($issue) + 1) = $issue || '.')" ORDER,
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_text(rows, "issue", issue);
    return view_items(asking, &sheet_view, rows, items, error) ? json_incref(items) : NULL;
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
    const Asking asking = asking_of(decision);
    json_t *items = sheets_json(&asking, decision_unit(decision), id, error);

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
        .reply = LIST_OF(sheet_shown),
        .decide = issue_decide,
        .conclude = issue_conclude,
        .help = "Gives out blank forms with serials, for printing."},
    {0},
};

/* ---- GET /units/{unit}/papers ---- */

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

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
    json_auto_t *sheets = unit == NULL ? NULL : sheets_json(asking, args->unit, args->issue, error);

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
        .reply = LIST_OF(sheet_shown),
        .lists = &sheet_view,
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
