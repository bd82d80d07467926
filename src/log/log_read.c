/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the duty log. */
#include "base/text.h"
#include "engine/view.h"
#include "log/log.h"
#include "unit/account.h"
#include "unit/unit.h"

#include <string.h>

typedef struct AttachmentShown {
    char *hash;
    char *name;
    char *media_type;
    int64_t size;
} AttachmentShown;

const char *const log_types[] = {
    "call_in", "call_out", "visit", "weather", "instruction", "check", "other", NULL};

static const Field attachment_shown[] = {
    FIELD(AttachmentShown, hash, FIELD_WORD, .required = true),
    FIELD(AttachmentShown, name, FIELD_TEXT, .help = "Absent once purged."),
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
    char *caller_name;
    char *caller_post;
    char *caller_phone;
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
    FIELD(EntryShown, text, FIELD_TEXT, .help = "Absent once purged."),
    FIELD(EntryShown, handling, FIELD_TEXT),
    FIELD(EntryShown, author, FIELD_TEXT, .help = "Name of who wrote it."),
    FIELD(EntryShown, account, FIELD_WORD, .required = true),
    FIELD(EntryShown, matter, FIELD_WORD),
    FIELD(EntryShown, corrects, FIELD_WORD, .help = "The entry it puts right."),
    FIELD(EntryShown, corrected_by, FIELD_WORD, .help = "The entry that puts it right."),
    FIELD(EntryShown, caller_unit, FIELD_TEXT),
    FIELD(EntryShown, caller_name, FIELD_TEXT, .personal = true),
    FIELD(EntryShown, caller_post, FIELD_TEXT),
    FIELD(EntryShown, caller_phone, FIELD_TEXT, .personal = true),
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
    "SELECT id, at, said_at, CASE WHEN claimed <> 0 THEN said_at END AS claimed_at, type, text,"   \
    " handling, matter, corrects, corrected_by, caller_unit, caller_post, author AS account,"      \
    " off_watch, purged, caller_name, caller_phone, seq, result, closed_at, from_paper,"           \
    " clock_mark FROM log WHERE unit = $unit"

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

static bool attachments_put(Db *db, Statement *row, json_t *list, GError **error)
{
    g_autofree char *unit = text_unit_of(row_text_of(row, "id"));
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT l.hash, a.name, a.media_type, a.size FROM log_attachment l"
        " LEFT JOIN attachment a ON a.unit = l.unit AND a.hash = l.hash"
        " WHERE l.unit = $unit AND l.seq = $seq ORDER BY l.place",
        error);

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_int(rows, "seq", row_int_of(row, "seq"));
    return fields_rows_json(attachment_shown, rows, list, error);
}

static bool entry_fill(const Asking *asking, Statement *row, json_t *entry, GError **error)
{
    json_t *attachments = json_array();

    json_object_set_new(entry, "attachments", attachments);
    return attachments_put(asking->db, row, attachments, error);
}

bool log_is_there(Db *db, const char *id, bool *out_is, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT 1 FROM log WHERE unit = $unit AND seq = $seq", error);
    g_autofree char *unit = text_unit_of(id);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit == NULL ? "" : unit);
    bind_int(row, "seq", unit == NULL ? 0 : g_ascii_strtoll(strrchr(id, '-') + 1, NULL, 10));
    return statement_found(row, out_is, error);
}

/* ---- GET /units/{unit}/log ---- */

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
    int64_t from;
    int64_t to;
    char *type;
    char *matter;
    char *q;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, from, FIELD_TIME, .help = "Then or later."),
    FIELD(ListArgs, to, FIELD_TIME, .help = "Before."),
    FIELD(ListArgs, type, FIELD_WORD, .choices = log_types),
    FIELD(ListArgs, matter, FIELD_WORD, .help = "Only of this matter."),
    FIELD(ListArgs, q, FIELD_TEXT, .max = 60,
        .help = "Part of text, handling, result or caller's unit."),
    FIELD_END,
};

#define SEARCHED                                                                                   \
    "(COALESCE(text, '') || ' ' || COALESCE(handling, '') || ' ' || COALESCE(result, '') || ' ' "  \
    "|| COALESCE(caller_unit, ''))"

static const ViewName entry_names[] = {{"author", "account", account_person_name}, {0}};

const View log_view = {
    .thing = "log",
    .fields = log_entry,
    .one = COLUMNS " AND seq = $seq",
    .list =
        COLUMNS " AND (said_at, seq) < ($after_said_at, $after_seq)"
                " AND (CAST($from AS BIGINT) IS NULL OR said_at >= $from)"
                " AND (CAST($to AS BIGINT) IS NULL OR said_at < $to)"
                " AND (CAST($type AS TEXT) IS NULL OR type = $type)"
                " AND (CAST($matter AS TEXT) IS NULL OR matter = $matter)"
                " AND (CAST($q AS TEXT) IS NULL OR replace(" SEARCHED ", $q, '') <> " SEARCHED ")"
                " ORDER BY said_at DESC, seq DESC LIMIT $limit",
    .names = entry_names,
    .fill = entry_fill,
    .keys = {{"said_at", .falls = true}, {"seq", .falls = true}},
    .sheet = "at claimed_at type text result handling author matter corrects id",
    .about = unit_name,
};

bool log_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *entries, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(asking->db,
        COLUMNS " AND said_at >= $from AND said_at < $until ORDER BY said_at, seq", unit, from,
        until, error);

    return view_items(asking, &log_view, rows, entries, error);
}

const Query log_queries[] = {
    {.name = "log.list",
        .path = "/units/{unit}/log",
        .permission = "matter.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(log_entry),
        .lists = &log_view,
        .help = "The duty log of a unit, newest first."},
    {0},
};
