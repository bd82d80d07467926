/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the duty log. */
#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "engine/page.h"
#include "log/log.h"
#include "unit/account.h"
#include "unit/unit.h"

#include <string.h>

#define PAGE_DEFAULT 50
#define PAGE_MAX 200
#define KEY_MAX INT64_C(9007199254740991)

typedef struct AttachmentShown {
    char *hash;
    char *name;
    char *media_type;
    int64_t size;
} AttachmentShown;

static const Field attachment_shown[] = {
    FIELD(AttachmentShown, hash, FIELD_WORD, .required = true),
    FIELD(AttachmentShown, name, FIELD_TEXT, .help = "Null once purged."),
    FIELD(AttachmentShown, media_type, FIELD_WORD),
    FIELD(AttachmentShown, size, FIELD_INT),
    FIELD_END,
};

typedef struct EntryShown {
    char *id;
    int64_t at;
    int64_t claimed_at;
    char *type;
    char *text;
    char *handling;
    char *author;
    char *account;
    char *matter;
    char *corrects;
    char *corrected_by;
    char *caller_unit;
    char *caller_post;
    char *result;
    int64_t closed_at;
    json_t *attachments;
    char *from_paper;
    char *clock_mark;
    int64_t seq;
    bool off_watch;
    bool purged;
    char **masked;
} EntryShown;

const Field log_entry[] = {
    FIELD(EntryShown, id, FIELD_WORD, .required = true),
    FIELD(EntryShown, at, FIELD_TIME, .required = true, .help = "When it was written."),
    FIELD(EntryShown, claimed_at, FIELD_TIME, .help = "When it is said to have been."),
    FIELD(EntryShown, type, FIELD_WORD, .required = true, .choices = log_types),
    FIELD(EntryShown, text, FIELD_TEXT, .help = "Null once purged."),
    FIELD(EntryShown, handling, FIELD_TEXT),
    FIELD(EntryShown, author, FIELD_TEXT, .help = "Name of who wrote it."),
    FIELD(EntryShown, account, FIELD_WORD, .required = true),
    FIELD(EntryShown, matter, FIELD_WORD),
    FIELD(EntryShown, corrects, FIELD_WORD, .help = "The entry it puts right."),
    FIELD(EntryShown, corrected_by, FIELD_WORD, .help = "The entry that puts it right."),
    FIELD(EntryShown, caller_unit, FIELD_TEXT),
    FIELD(EntryShown, caller_post, FIELD_TEXT),
    FIELD(EntryShown, result, FIELD_TEXT, .help = "What came of it."),
    FIELD(EntryShown, closed_at, FIELD_TIME, .help = "When it was over."),
    FIELD(EntryShown, attachments, FIELD_JSON, .required = true, .items = attachment_shown),
    FIELD(EntryShown, from_paper, FIELD_WORD, .help = "Copied from this sheet; - plain paper."),
    FIELD(EntryShown, clock_mark, FIELD_WORD,
        .help = "held or unvouched: the doubt the server's clock was in when it was written."),
    FIELD(EntryShown, seq, FIELD_INT, .required = true, .help = "Of its event in the journal."),
    FIELD(EntryShown, off_watch, FIELD_BOOL, .required = true),
    FIELD(EntryShown, purged, FIELD_BOOL, .required = true),
    FIELD(EntryShown, masked, FIELD_WORDS, .required = true, .help = "Personal members not shown."),
    FIELD_END,
};

#define COLUMNS                                                                                    \
    "SELECT id, at, said_at, claimed, type, text, handling, matter, corrects, corrected_by,"       \
    " caller_unit, caller_post, author, off_watch, purged,"                                        \
    " CASE WHEN caller_name IS NULL THEN 0 ELSE 1 END,"                                            \
    " CASE WHEN caller_phone IS NULL THEN 0 ELSE 1 END, seq, result, closed_at, from_paper,"       \
    " clock_mark"                                                                                  \
    " FROM log WHERE unit = $unit"

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static json_t *moment_or_null(int64_t at, bool known)
{
    g_autofree char *text = known ? moment_print(at) : NULL;
    return text_or_null(text);
}

static json_t *masked_json(Statement *row)
{
    json_t *masked = json_array();

    if (row_int(row, 15) != 0)
        json_array_append_new(masked, json_string("caller_name"));
    if (row_int(row, 16) != 0)
        json_array_append_new(masked, json_string("caller_phone"));
    return masked;
}

json_t *log_attachments(Db *db, const char *unit, int64_t seq, GError **error)
{
    json_auto_t *hashes = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT hash FROM log_attachment WHERE unit = $unit AND seq = $seq ORDER BY place", error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "seq", seq);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(hashes, json_string(row_text(rows, 0)));
    return step == STORE_DONE ? json_incref(hashes) : NULL;
}

static json_t *attachments_json(Db *db, const char *unit, int64_t seq)
{
    json_t *list = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT l.hash, a.name, a.media_type, a.size FROM log_attachment l"
        " LEFT JOIN attachment a ON a.unit = l.unit AND a.hash = l.hash"
        " WHERE l.unit = $unit AND l.seq = $seq ORDER BY l.place",
        NULL);

    if (rows == NULL)
        return list;
    bind_text(rows, "unit", unit);
    bind_int(rows, "seq", seq);
    while (statement_step(rows, NULL) == STORE_ROW)
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:I}", "hash", text_or_null(row_text(rows, 0)), "name",
                      text_or_null(row_text(rows, 1)), "media_type",
                      text_or_null(row_text(rows, 2)), "size", (json_int_t) row_int(rows, 3)));
    return list;
}

static json_t *entry_json(Db *db, Statement *row, const char *author)
{
    static const struct {
        const char *name;
        int column;
    } texts[] = {{"id", 0}, {"type", 4}, {"text", 5}, {"handling", 6}, {"matter", 7},
        {"corrects", 8}, {"corrected_by", 9}, {"caller_unit", 10}, {"caller_post", 11},
        {"account", 12}, {"result", 18}, {"from_paper", 20}, {"clock_mark", 21}};
    g_autofree char *unit = text_unit_of(row_text(row, 0));
    json_t *entry = json_object();

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        json_object_set_new(entry, texts[i].name, text_or_null(row_text(row, texts[i].column)));
    json_object_set_new(entry, "at", moment_or_null(row_int(row, 1), true));
    json_object_set_new(entry, "claimed_at", moment_or_null(row_int(row, 2), row_int(row, 3) != 0));
    json_object_set_new(
        entry, "closed_at", moment_or_null(row_int(row, 19), !row_is_null(row, 19)));
    json_object_set_new(entry, "author", text_or_null(author));
    json_object_set_new(entry, "seq", json_integer(row_int(row, 17)));
    json_object_set_new(entry, "attachments", attachments_json(db, unit, row_int(row, 17)));
    json_object_set_new(entry, "off_watch", json_boolean(row_int(row, 13)));
    json_object_set_new(entry, "purged", json_boolean(row_int(row, 14)));
    json_object_set_new(entry, "masked", masked_json(row));
    return entry;
}

static Statement *entry_row(Statement *row, const char *id, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    const char *dash = strrchr(id, '-');

    bind_text(row, "unit", unit == NULL ? "" : unit);
    bind_int(row, "seq", dash == NULL ? 0 : g_ascii_strtoll(dash + 1, NULL, 10));
    StoreStep step = statement_step(row, error);
    if (step == STORE_DONE)
        fail(error, FAIL_NOT_FOUND, "there is no such entry");
    return step == STORE_ROW ? row : NULL;
}

json_t *log_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db, COLUMNS " AND seq = $seq", error);
    g_autofree char *author = NULL;

    if (row == NULL || entry_row(row, id, error) == NULL)
        return NULL;
    author = account_person_name(db, row_text(row, 12));
    return entry_json(db, row, author);
}

json_t *log_caller(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare(
        db, "SELECT caller_name, caller_phone FROM log WHERE unit = $unit AND seq = $seq", error);
    json_t *caller = NULL;

    if (row == NULL || entry_row(row, id, error) == NULL)
        return NULL;
    caller = json_object();
    json_object_set_new(caller, "caller_name", text_or_null(row_text(row, 0)));
    json_object_set_new(caller, "caller_phone", text_or_null(row_text(row, 1)));
    return caller;
}

json_t *log_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    json_auto_t *entries = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        COLUMNS " AND said_at >= $from_at AND said_at < $until_at ORDER BY said_at, seq", error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "from_at", from);
    bind_int(rows, "until_at", until);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *author = account_person_name(db, row_text(rows, 12));
        json_array_append_new(entries, entry_json(db, rows, author));
    }
    return step == STORE_DONE ? json_incref(entries) : NULL;
}

/* ---- GET /units/{unit}/log ---- */

typedef struct ListArgs {
    char *unit;
    int64_t from;
    int64_t to;
    char *type;
    char *matter;
    char *q;
    char *cursor;
    int64_t limit;
    char *format;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, from, FIELD_TIME, .help = "Then or later."),
    FIELD(ListArgs, to, FIELD_TIME, .help = "Before."),
    FIELD(ListArgs, type, FIELD_WORD, .choices = log_types),
    FIELD(ListArgs, matter, FIELD_WORD, .help = "Only of this matter."),
    FIELD(ListArgs, q, FIELD_TEXT, .max = 60,
        .help = "Part of text, handling, result or caller's unit."),
    FIELD(ListArgs, cursor, FIELD_WORD, .help = "`next` of the page before."),
    FIELD(ListArgs, limit, FIELD_INT, .min = 1, .max = PAGE_MAX),
    FIELD(ListArgs, format, FIELD_WORD, .choices = sheet_formats,
        .help = "csv, xlsx or pdf to take it away."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
    char *next;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = log_entry),
    FIELD(ListReply, next, FIELD_WORD, .help = "Cursor of the next page, or null."),
    FIELD_END,
};

static void bind_optional(Statement *rows, const char *name, int64_t value)
{
    if (value == FIELD_UNSET)
        bind_null(rows, name);
    else
        bind_int(rows, name, value);
}

/* "SAID_AT.SEQ" of the last row before. */
static bool bind_cursor(Statement *rows, const char *cursor, GError **error)
{
    g_auto(GStrv) parts = cursor == NULL ? NULL : g_strsplit(cursor, ".", 3);
    gint64 said = KEY_MAX, seq = KEY_MAX;

    if (parts != NULL && (g_strv_length(parts) != 2 ||
                             !g_ascii_string_to_signed(parts[0], 10, 0, KEY_MAX, &said, NULL) ||
                             !g_ascii_string_to_signed(parts[1], 10, 0, KEY_MAX, &seq, NULL)))
        return fail_field(error, "cursor", "unknown");
    bind_int(rows, "after_said", said);
    bind_int(rows, "after_seq", seq);
    return true;
}

#define SEARCHED                                                                                   \
    "(COALESCE(text, '') || ' ' || COALESCE(handling, '') || ' ' || COALESCE(result, '') || ' ' "  \
    "|| COALESCE(caller_unit, ''))"

static Statement *list_ask(
    const Asking *asking, const ListArgs *args, int64_t limit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(asking->db,
        COLUMNS " AND said_at <= $after_said"
                " AND (said_at < $after_said OR seq < $after_seq)"
                " AND (CAST($from_at AS BIGINT) IS NULL OR said_at >= $from_at)"
                " AND (CAST($to_at AS BIGINT) IS NULL OR said_at < $to_at)"
                " AND (CAST($type AS TEXT) IS NULL OR type = $type)"
                " AND (CAST($matter AS TEXT) IS NULL OR matter = $matter)"
                " AND (CAST($q AS TEXT) IS NULL OR replace(" SEARCHED ", $q, '') <> " SEARCHED ")"
                " ORDER BY said_at DESC, seq DESC LIMIT $limit",
        error);

    if (rows == NULL || !bind_cursor(rows, args->cursor, error))
        return NULL;
    bind_text(rows, "unit", args->unit);
    bind_optional(rows, "from_at", args->from);
    bind_optional(rows, "to_at", args->to);
    bind_text(rows, "type", args->type);
    bind_text(rows, "matter", args->matter);
    bind_text(rows, "q", args->q != NULL && *args->q != '\0' ? args->q : NULL);
    bind_int(rows, "limit", limit + 1);
    return g_steal_pointer(&rows);
}

static const SheetColumn columns[] = {
    {"at", "log.at", SHEET_TIME},
    {"claimed_at", "log.claimed_at", SHEET_TIME},
    {"type", "log.type", SHEET_TEXT},
    {"text", "log.text", SHEET_TEXT},
    {"handling", "log.handling", SHEET_TEXT},
    {"result", "log.result", SHEET_TEXT},
    {"author", "log.author", SHEET_TEXT},
    {"matter", "log.matter", SHEET_TEXT},
    {"corrects", "log.corrects", SHEET_TEXT},
    {"id", "log.id", SHEET_TEXT},
    {0},
};

static void entry_to_sheet(Sheet *sheet, Statement *row, const char *author)
{
    sheet_row(sheet);
    sheet_time(sheet, row_int(row, 1));
    sheet_time(sheet, row_int(row, 3) != 0 ? row_int(row, 2) : FIELD_UNSET);
    sheet_text(sheet, row_text(row, 4));
    sheet_text(sheet, row_text(row, 5));
    sheet_text(sheet, row_text(row, 18));
    sheet_text(sheet, row_text(row, 6));
    sheet_text(sheet, author);
    sheet_text(sheet, row_text(row, 7));
    sheet_text(sheet, row_text(row, 8));
    sheet_text(sheet, row_text(row, 0));
}

static void entry_put(Page *page, Statement *row, const void *context)
{
    const char *author = page_name(page, row_text(row, 12), account_person_name);

    page->next = g_strdup_printf(
        "%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, row_int(row, 2), row_int(row, 17));
    if (page->sheet != NULL)
        entry_to_sheet(page->sheet, row, author);
    else
        json_array_append_new(page->items, entry_json(page->asking->db, row, author));
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    bool sheet = sheet_is_wanted(args->format);
    int64_t limit = args->limit != FIELD_UNSET ? args->limit
                    : sheet                    ? SHEET_ROWS_MAX
                                               : PAGE_DEFAULT;
    g_autoptr(Statement) rows = list_ask(asking, args, limit, error);
    g_autoptr(Page) page = page_new(asking, sheet ? columns : NULL);

    if (rows == NULL || !page_fill(page, rows, limit, entry_put, NULL, error))
        return false;
    g_autofree char *name = sheet ? unit_name(asking->db, args->unit) : NULL;
    page_answer(page, name, out_answer);
    return true;
}

const Query log_queries[] = {
    {.name = "log.list",
        .path = "/units/{unit}/log",
        .permission = "matter.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "The duty log of a unit, newest first."},
    {0},
};
