/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger (台账): matters of a unit, or of all units below, filtered, sorted, page by page. */
#include "base/json.h"
#include "base/text.h"
#include "engine/page.h"
#include "matter/matter_private.h"
#include "matter/query.h"
#include "unit/access.h"
#include "unit/unit.h"

#include <string.h>

#define LEDGER_DEFAULT 50
#define LEDGER_MAX 200
#define LEDGER_WORDS 12 /* character pairs asked of one search */
#define KEY_MAX INT64_C(9007199254740991)

static const char *const opens[] = {"1", "true", "0", "false", NULL};
static const char *const sorts[] = {"opened", "due", "level", NULL};
static const char *const langs[] = {"zh", "en", NULL};

const Field ledger_args[] = {
    FIELD(LedgerArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(LedgerArgs, under, FIELD_BOOL, .help = "Those of all units below as well."),
    FIELD(LedgerArgs, kind, FIELD_WORD, .help = "Only this kind."),
    FIELD(LedgerArgs, state, FIELD_WORD, .help = "Only in this state."),
    FIELD(LedgerArgs, open, FIELD_WORD, .choices = opens, .help = "1: not closed; 0: closed."),
    FIELD(LedgerArgs, late, FIELD_BOOL, .help = "Only with a clock past its due time."),
    FIELD(LedgerArgs, level, FIELD_INT, .min = 1, .max = 4, .help = "Only of this level."),
    FIELD(LedgerArgs, from, FIELD_TIME, .help = "Opened then or later."),
    FIELD(LedgerArgs, to, FIELD_TIME, .help = "Opened before."),
    FIELD(LedgerArgs, q, FIELD_TEXT, .max = 60, .help = "Words in number, title, place, texts."),
    FIELD(LedgerArgs, sort, FIELD_WORD, .choices = sorts,
        .help = "opened (newest first), due, level."),
    FIELD(LedgerArgs, cursor, FIELD_WORD, .help = "`next` of the page before."),
    FIELD(LedgerArgs, limit, FIELD_INT, .min = 1, .max = LEDGER_MAX),
    FIELD(LedgerArgs, format, FIELD_WORD, .choices = sheet_formats,
        .help = "csv, xlsx or pdf to take it away."),
    FIELD(LedgerArgs, lang, FIELD_WORD, .choices = langs, .help = "Of the words in it."),
    FIELD(LedgerArgs, may, FIELD_BOOL, .help = "Say of each which steps the asker may take."),
    FIELD_END,
};

typedef struct LedgerItem {
    char *id;
    char *number;
    char *kind;
    char *kind_version;
    char *unit;
    char *unit_name;
    char *state;
    int64_t version;
    char *title;
    char *place;
    int64_t level;
    int64_t opened_at;
    int64_t closed_at;
    int64_t changed_at;
    bool late;
    bool off_watch;
    bool purged;
    int64_t due_at;
    char *due_clock;
    json_t *figures;
    char **may;
} LedgerItem;

static const Field ledger_item[] = {
    FIELD(LedgerItem, id, FIELD_WORD, .required = true),
    FIELD(LedgerItem, number, FIELD_TEXT, .required = true),
    FIELD(LedgerItem, kind, FIELD_WORD, .required = true),
    FIELD(LedgerItem, kind_version, FIELD_WORD, .required = true),
    FIELD(LedgerItem, unit, FIELD_WORD, .required = true),
    FIELD(LedgerItem, unit_name, FIELD_TEXT, .required = true),
    FIELD(LedgerItem, state, FIELD_WORD, .required = true),
    FIELD(LedgerItem, version, FIELD_INT, .required = true),
    FIELD(LedgerItem, title, FIELD_TEXT),
    FIELD(LedgerItem, place, FIELD_TEXT),
    FIELD(LedgerItem, level, FIELD_INT),
    FIELD(LedgerItem, opened_at, FIELD_TIME, .required = true),
    FIELD(LedgerItem, closed_at, FIELD_TIME),
    FIELD(LedgerItem, changed_at, FIELD_TIME, .required = true),
    FIELD(LedgerItem, late, FIELD_BOOL, .required = true),
    FIELD(LedgerItem, off_watch, FIELD_BOOL, .required = true),
    FIELD(LedgerItem, purged, FIELD_BOOL, .required = true),
    FIELD(LedgerItem, due_at, FIELD_TIME, .help = "Earliest of its running clocks."),
    FIELD(LedgerItem, due_clock, FIELD_WORD),
    FIELD(
        LedgerItem, figures, FIELD_JSON, .object = fields_free, .help = "The kind's key figures."),
    FIELD(LedgerItem, may, FIELD_WORDS, .help = "Steps the asker may take; only if asked for."),
    FIELD_END,
};

typedef struct LedgerReply {
    json_t *items;
    char *next;
} LedgerReply;

const Field ledger_reply[] = {
    FIELD(LedgerReply, items, FIELD_JSON, .required = true, .items = ledger_item),
    FIELD(LedgerReply, next, FIELD_WORD, .help = "Cursor of the next page, or null."),
    FIELD_END,
};

/* ---- the SQL: two scopes, three ways in, three orders ---- */

#define BELOW                                                                                      \
    "(WITH RECURSIVE below(code) AS (SELECT CAST($unit AS TEXT) UNION SELECT u.unit FROM unit u"   \
    " JOIN below b ON u.parent = b.code) SELECT code FROM below)"
#define OWN_ALL " FROM matter m WHERE m.unit = $unit"
#define BELOW_ALL " FROM matter m WHERE m.unit IN " BELOW
#define OWN_OPEN OWN_ALL " AND m.closed_at IS NULL"
#define BELOW_OPEN BELOW_ALL " AND m.closed_at IS NULL"
/* A text holds another when taking that one out changes it: the same in both databases. */
#define HAS_WORD(w) " AND (CAST(" w " AS TEXT) IS NULL OR replace(f.text, " w ", '') <> f.text)"
#define WORDS_0 HAS_WORD("$w0") HAS_WORD("$w1") HAS_WORD("$w2") HAS_WORD("$w3")
#define WORDS_4 HAS_WORD("$w4") HAS_WORD("$w5") HAS_WORD("$w6") HAS_WORD("$w7")
#define WORDS_8 HAS_WORD("$w8") HAS_WORD("$w9") HAS_WORD("$w10") HAS_WORD("$w11")
#define JOIN_WORD " FROM matter_search f JOIN matter m ON m.unit = f.unit AND m.seq = f.seq"
#define OWN_WORD JOIN_WORD " WHERE f.unit = $unit" WORDS_0 WORDS_4 WORDS_8
#define BELOW_WORD JOIN_WORD " WHERE f.unit IN " BELOW WORDS_0 WORDS_4 WORDS_8
#define FILTER                                                                                     \
    " AND (CAST($kind AS TEXT) IS NULL OR m.kind = $kind)"                                         \
    " AND (CAST($state AS TEXT) IS NULL OR m.state = $state)"                                      \
    " AND (CAST($open AS BIGINT) IS NULL OR ($open = 1 AND m.closed_at IS NULL)"                   \
    " OR ($open = 0 AND m.closed_at IS NOT NULL))"                                                 \
    " AND ($late = 0 OR m.late = 1)"                                                               \
    " AND (CAST($level AS BIGINT) IS NULL OR m.level = $level)"                                    \
    " AND (CAST($from_at AS BIGINT) IS NULL OR m.opened_at >= $from_at)"                           \
    " AND (CAST($to_at AS BIGINT) IS NULL OR m.opened_at < $to_at)"                                \
    " AND (CAST($one AS TEXT) IS NULL OR replace(COALESCE(m.title, '') || COALESCE(m.place, ''),"  \
    " $one, '') <> COALESCE(m.title, '') || COALESCE(m.place, ''))"
#define COLUMNS(key)                                                                               \
    "SELECT m.unit, m.seq, m.kind, m.digest, m.number, m.state, m.version, m.opened_at,"           \
    " m.closed_at, m.changed_at, m.off_watch, m.purged, m.fields, m.title, m.place, m.level,"      \
    " m.late, m.due_at, m.due_clock, " key
#define ORDER(key)                                                                                 \
    " AND (" key " > $key OR (" key " = $key AND (m.unit > $after_unit"                            \
    " OR (m.unit = $after_unit AND m.seq < $after_seq)))) ORDER BY " key                           \
    ", m.unit, m.seq DESC LIMIT $limit"
/* A unit's own matters open one after the other, so their numbers are the order. */
#define BY_SEQ                                                                                     \
    " AND m.seq < $after_seq AND CAST($key AS BIGINT) IS NOT NULL"                                 \
    " AND CAST($after_unit AS TEXT) IS NOT NULL ORDER BY m.seq DESC LIMIT $limit"
#define OPENED "(0 - m.opened_at)"
#define DUE "COALESCE(m.due_at, 9007199254740991)"
#define LEVEL "(COALESCE(m.level, 5) * 100000000000000 - m.opened_at)"
#define LEDGER(way, key) COLUMNS(key) way FILTER ORDER(key)

enum { WAY_ALL, WAY_OPEN, WAY_WORD, WAYS };
enum { SORT_OPENED, SORT_DUE, SORT_LEVEL, SORTS };

static const char *const ledgers[2][WAYS][SORTS] = {
    {{COLUMNS(OPENED) OWN_ALL FILTER BY_SEQ, LEDGER(OWN_ALL, DUE), LEDGER(OWN_ALL, LEVEL)},
        {COLUMNS(OPENED) OWN_OPEN FILTER BY_SEQ, LEDGER(OWN_OPEN, DUE), LEDGER(OWN_OPEN, LEVEL)},
        {COLUMNS(OPENED) OWN_WORD FILTER BY_SEQ, LEDGER(OWN_WORD, DUE), LEDGER(OWN_WORD, LEVEL)}},
    {{LEDGER(BELOW_ALL, OPENED), LEDGER(BELOW_ALL, DUE), LEDGER(BELOW_ALL, LEVEL)},
        {LEDGER(BELOW_OPEN, OPENED), LEDGER(BELOW_OPEN, DUE), LEDGER(BELOW_OPEN, LEVEL)},
        {LEDGER(BELOW_WORD, OPENED), LEDGER(BELOW_WORD, DUE), LEDGER(BELOW_WORD, LEVEL)}},
};

/* ---- binding ---- */

static void bind_optional(Statement *rows, const char *name, int64_t value)
{
    if (value == FIELD_UNSET)
        bind_null(rows, name);
    else
        bind_int(rows, name, value);
}

static bool wants_open(const char *open)
{
    return g_strcmp0(open, "1") == 0 || g_strcmp0(open, "true") == 0;
}

static void bind_filter(Statement *rows, const LedgerArgs *args)
{
    bind_text(rows, "unit", args->unit);
    bind_text(rows, "kind", args->kind);
    bind_text(rows, "state", args->state);
    bind_optional(rows, "open", args->open == NULL ? FIELD_UNSET : wants_open(args->open));
    bind_int(rows, "late", args->late);
    bind_optional(rows, "level", args->level);
    bind_optional(rows, "from_at", args->from);
    bind_optional(rows, "to_at", args->to);
}

/* Every pair must be there; one character alone is looked for in titles and places. */
static bool bind_words(Statement *rows, const char *q)
{
    static const char *const names[LEDGER_WORDS] = {
        "w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w10", "w11"};
    g_autoptr(GPtrArray) words = q == NULL ? NULL : text_bigrams(q);
    guint count = words == NULL ? 0 : words->len;
    bool single = count == 1 && g_utf8_strlen(words->pdata[0], -1) == 1;

    bind_text(rows, "one", single ? words->pdata[0] : NULL);
    for (guint i = 0; i < LEDGER_WORDS; i++)
        if (statement_has(rows, names[i]))
            bind_text(rows, names[i], !single && i < count ? words->pdata[i] : NULL);
    return true;
}

static bool q_has_pairs(const char *q)
{
    g_autoptr(GPtrArray) words = q == NULL ? NULL : text_bigrams(q);

    return words != NULL && words->len > 0 && g_utf8_strlen(words->pdata[0], -1) > 1;
}

/* "KEY.UNIT.SEQ" of the last row before. */
static bool bind_cursor(Statement *rows, const char *cursor, GError **error)
{
    g_auto(GStrv) parts = cursor == NULL ? NULL : g_strsplit(cursor, ".", 4);
    gint64 key = -KEY_MAX, seq = KEY_MAX;

    if (parts != NULL &&
        (g_strv_length(parts) != 3 || !text_is_code(parts[1]) ||
            !g_ascii_string_to_signed(parts[0], 10, -KEY_MAX, KEY_MAX, &key, NULL) ||
            !g_ascii_string_to_signed(parts[2], 10, 0, KEY_MAX, &seq, NULL)))
        return fail_field(error, "cursor", "unknown");
    bind_int(rows, "key", key);
    bind_text(rows, "after_unit", parts == NULL ? "" : parts[1]);
    bind_int(rows, "after_seq", seq);
    return true;
}

/* What is taken away is whole; a page is a page. */
static int64_t ledger_limit(const LedgerArgs *args)
{
    if (args->limit != FIELD_UNSET)
        return args->limit;
    return sheet_is_wanted(args->format) ? SHEET_ROWS_MAX : LEDGER_DEFAULT;
}

static Statement *ledger_ask(const Asking *asking, const LedgerArgs *args, GError **error)
{
    int way = q_has_pairs(args->q) ? WAY_WORD : wants_open(args->open) ? WAY_OPEN : WAY_ALL;
    int sort = g_strcmp0(args->sort, "due") == 0     ? SORT_DUE
               : g_strcmp0(args->sort, "level") == 0 ? SORT_LEVEL
                                                     : SORT_OPENED;
    int64_t limit = ledger_limit(args);
    g_autoptr(Statement) rows =
        store_prepare_static(asking->db, ledgers[args->under][way][sort], error);

    if (rows == NULL || !bind_cursor(rows, args->cursor, error))
        return NULL;
    bind_filter(rows, args);
    bind_words(rows, args->q);
    /* One more than the page tells whether there is another. */
    bind_int(rows, "limit", limit + 1);
    return g_steal_pointer(&rows);
}

/* ---- showing ---- */

static json_t *figures_shown(const Asking *asking, const char *digest, const char *text)
{
    const Kind *kind = catalog_version(engine_service(asking->engine, SERVICE_CATALOG), digest);
    json_auto_t *fields = json_loads(text, 0, NULL), *some = json_object(), *masked = json_array();

    for (size_t i = 0; kind != NULL && kind->figures[i] != NULL; i++) {
        json_t *value = json_object_get(fields, kind->figures[i]);
        if (value != NULL)
            json_object_set(some, kind->figures[i], value);
    }
    return kind == NULL ? json_object() : values_show(kind, some, masked);
}

static json_t *row_moment(Statement *row, int column)
{
    return moment_json(row_int_or(row, column, FIELD_UNSET));
}

/* A page asks for it where it acts in the row: it costs a look at each step's permission. */
static json_t *row_may(const Asking *asking, Statement *row)
{
    const Matter matter = {.unit = (char *) row_text(row, 0),
        .kind = (char *) row_text(row, 2),
        .digest = (char *) row_text(row, 3),
        .state = (char *) row_text(row, 5)};

    return matter_may(asking->engine, asking->db, asking->actor, &matter);
}

static json_t *row_shown(const Asking *asking, Statement *row, const char *unit_shown)
{
    json_t *item = json_object();

    json_object_set_new(
        item, "id", json_sprintf("%s-%" G_GINT64_FORMAT, row_text(row, 0), row_int(row, 1)));
    json_object_set_new(item, "number", text_json(row_text(row, 4)));
    json_object_set_new(item, "kind", text_json(row_text(row, 2)));
    json_object_set_new(item, "kind_version", text_json(row_text(row, 3)));
    json_object_set_new(item, "unit", text_json(row_text(row, 0)));
    json_object_set_new(item, "unit_name", text_json(unit_shown));
    json_object_set_new(item, "state", text_json(row_text(row, 5)));
    json_object_set_new(item, "version", json_integer(row_int(row, 6)));
    json_object_set_new(item, "title", text_json(row_text(row, 13)));
    json_object_set_new(item, "place", text_json(row_text(row, 14)));
    json_object_set_new(
        item, "level", row_is_null(row, 15) ? json_null() : json_integer(row_int(row, 15)));
    json_object_set_new(item, "opened_at", row_moment(row, 7));
    json_object_set_new(item, "closed_at", row_moment(row, 8));
    json_object_set_new(item, "changed_at", row_moment(row, 9));
    json_object_set_new(item, "late", json_boolean(row_int(row, 16)));
    json_object_set_new(item, "off_watch", json_boolean(row_int(row, 10)));
    json_object_set_new(item, "purged", json_boolean(row_int(row, 11)));
    json_object_set_new(item, "due_at", row_moment(row, 17));
    json_object_set_new(item, "due_clock", text_json(row_text(row, 18)));
    json_object_set_new(
        item, "figures", figures_shown(asking, row_text(row, 3), row_text(row, 12)));
    return item;
}

static const SheetColumn columns[] = {
    {"number", "matter.number", SHEET_TEXT},
    {"kind", "matter.kind", SHEET_TEXT},
    {"unit", "matter.unit", SHEET_TEXT},
    {"unit_name", "matter.unit_name", SHEET_TEXT},
    {"state", "matter.state", SHEET_TEXT},
    {"level", "matter.level", SHEET_INT},
    {"title", "matter.title", SHEET_TEXT},
    {"place", "matter.place", SHEET_TEXT},
    {"opened_at", "matter.opened_at", SHEET_TIME},
    {"closed_at", "matter.closed_at", SHEET_TIME},
    {"due_at", "matter.due_at", SHEET_TIME},
    {"late", "matter.late", SHEET_INT},
    {"id", "matter.id", SHEET_TEXT},
    {0},
};

static const char *label_say(const Label *label, const char *lang)
{
    return g_str_equal(lang, "en") ? label->en : label->zh;
}

/* Kind and state as codes, or as the kind that the matter lives by says them. */
static void codes_to_sheet(
    const Asking *asking, Statement *row, Sheet *sheet, const char *lang, const char *unit_shown)
{
    const Kind *kind =
        lang == NULL
            ? NULL
            : catalog_version(engine_service(asking->engine, SERVICE_CATALOG), row_text(row, 3));
    const KindState *state = kind == NULL ? NULL : kind_state(kind, row_text(row, 5));

    sheet_text(sheet, kind == NULL ? row_text(row, 2) : label_say(&kind->label, lang));
    sheet_text(sheet, row_text(row, 0));
    sheet_text(sheet, unit_shown);
    sheet_text(sheet, state == NULL ? row_text(row, 5) : label_say(&state->label, lang));
}

static void row_to_sheet(
    const Asking *asking, Statement *row, Sheet *sheet, const char *lang, const char *unit_shown)
{
    g_autofree char *id =
        g_strdup_printf("%s-%" G_GINT64_FORMAT, row_text(row, 0), row_int(row, 1));

    sheet_row(sheet);
    sheet_text(sheet, row_text(row, 4));
    codes_to_sheet(asking, row, sheet, lang, unit_shown);
    sheet_int(sheet, row_int_or(row, 15, FIELD_UNSET));
    sheet_text(sheet, row_text(row, 13));
    sheet_text(sheet, row_text(row, 14));
    sheet_time(sheet, row_int(row, 7));
    sheet_time(sheet, row_int_or(row, 8, FIELD_UNSET));
    sheet_time(sheet, row_int_or(row, 17, FIELD_UNSET));
    sheet_int(sheet, row_int(row, 16));
    sheet_text(sheet, id);
}

static char *cursor_of(Statement *row)
{
    return g_strdup_printf("%" G_GINT64_FORMAT ".%s.%" G_GINT64_FORMAT, row_int(row, 19),
        row_text(row, 0), row_int(row, 1));
}

/* A file for people is in words, Chinese unless they say otherwise; CSV only when they ask. */
static const char *ledger_lang(const LedgerArgs *args)
{
    if (args->lang != NULL || g_strcmp0(args->format, "csv") == 0)
        return args->lang;
    return "zh";
}

static void row_put(Page *page, Statement *row, const void *data)
{
    const LedgerArgs *args = data;
    const char *name = page_name(page, row_text(row, 0), unit_name);

    page->next = cursor_of(row);
    if (page->sheet != NULL)
        row_to_sheet(page->asking, row, page->sheet, ledger_lang(args), name);
    else {
        json_t *item = row_shown(page->asking, row, name);

        if (args->may)
            json_object_set_new(item, "may", row_may(page->asking, row));
        json_array_append_new(page->items, item);
    }
}

/* What units below do is for whoever inspects them. */
static bool under_check(const Asking *asking, const LedgerArgs *args, GError **error)
{
    const Guard *guard = engine_guard(asking->engine);

    return !args->under || guard == NULL ||
           guard->permits(
               guard->self, asking->db, asking->actor, PERMISSION_INSPECT, args->unit, error);
}

bool ledger_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const LedgerArgs *args = data;
    bool sheet = sheet_is_wanted(args->format);
    int64_t limit = ledger_limit(args);
    g_autoptr(Statement) rows =
        under_check(asking, args, error) ? ledger_ask(asking, args, error) : NULL;
    g_autoptr(Page) page = page_new(asking, sheet ? columns : NULL);

    if (rows == NULL || !page_fill(page, rows, limit, row_put, args, error))
        return false;
    g_autofree char *name = sheet ? unit_name(asking->db, args->unit) : NULL;
    page_answer(page, name, out_answer);
    return true;
}
