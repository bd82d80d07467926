/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger (台账): matters of a unit, or of all units below, filtered, sorted, page by page. */
#include "base/json.h"
#include "base/text.h"
#include "matter/matter_private.h"
#include "matter/query.h"
#include "unit/access.h"
#include "unit/unit.h"

#include <string.h>

#define LEDGER_WORDS 12 /* character pairs asked of one search */

static const char *const opens[] = {"1", "true", "0", "false", NULL};
static const char *const lates[] = {"1", "true", "0", "false", "ever", NULL};
static const char *const sorts[] = {"opened", "due", "level", NULL};

const Field ledger_args[] = {
    SHEET_FIELDS,
    FIELD(LedgerArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(LedgerArgs, under, FIELD_BOOL, .help = "Those of all units below as well."),
    FIELD(LedgerArgs, kind, FIELD_WORD, .help = "Only this kind."),
    FIELD(LedgerArgs, state, FIELD_WORD, .help = "Only in this state."),
    FIELD(LedgerArgs, open, FIELD_WORD, .choices = opens, .help = "1: not closed; 0: closed."),
    FIELD(LedgerArgs, late, FIELD_WORD, .choices = lates,
        .help = "1: with a time that is past; ever: also those that were late and are done."),
    FIELD(LedgerArgs, level, FIELD_INT, .min = 1, .max = 4, .help = "Only of this level."),
    FIELD(LedgerArgs, from, FIELD_TIME, .help = "Opened then or later."),
    FIELD(LedgerArgs, to, FIELD_TIME, .help = "Opened before."),
    FIELD(LedgerArgs, q, FIELD_TEXT, .max = 60, .help = "Words in number, title, place, texts."),
    FIELD(LedgerArgs, sort, FIELD_WORD, .choices = sorts,
        .help = "opened (newest first), due, level."),
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

const Field ledger_item[] = {
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
/* What was told before the upgrade was late by other rules (incident/adoption). */
#define EVER_LATE                                                                                  \
    "(EXISTS (SELECT 1 FROM obligation o WHERE o.unit = m.unit AND o.matter = m.unit || '-' ||"    \
    " CAST(m.seq AS TEXT) AND o.late = 1 AND (o.why IS NULL OR o.why <> 'adopted')) OR EXISTS"     \
    " (SELECT 1 FROM clock c WHERE c.unit = m.unit AND c.matter = m.unit || '-' ||"                \
    " CAST(m.seq AS TEXT) AND c.late = 1))"
#define FILTER                                                                                     \
    " AND (CAST($kind AS TEXT) IS NULL OR m.kind = $kind)"                                         \
    " AND (CAST($state AS TEXT) IS NULL OR m.state = $state)"                                      \
    " AND (CAST($open AS TEXT) IS NULL OR ($open IN ('1', 'true') AND m.closed_at IS NULL)"        \
    " OR ($open IN ('0', 'false') AND m.closed_at IS NOT NULL))"                                   \
    " AND (CAST($late AS TEXT) IS NULL OR $late IN ('0', 'false') OR m.late = 1"                   \
    " OR ($late = 'ever' AND " EVER_LATE "))"                                                      \
    " AND (CAST($level AS BIGINT) IS NULL OR m.level = $level)"                                    \
    " AND (CAST($from AS BIGINT) IS NULL OR m.opened_at >= $from)"                                 \
    " AND (CAST($to AS BIGINT) IS NULL OR m.opened_at < $to)"                                      \
    " AND (CAST($one AS TEXT) IS NULL OR replace(COALESCE(m.title, '') || COALESCE(m.place, ''),"  \
    " $one, '') <> COALESCE(m.title, '') || COALESCE(m.place, ''))"
#define COLUMNS(key)                                                                               \
    "SELECT m.unit || '-' || CAST(m.seq AS TEXT) AS id, m.unit, m.seq, m.kind,"                    \
    " m.digest AS kind_version, m.number, m.state, m.version, m.opened_at, m.closed_at,"           \
    " m.changed_at, m.off_watch, m.purged, m.fields, m.title, m.place, m.level, m.late, m.due_at," \
    " m.due_clock, CAST($may AS BIGINT) AS asks_may, " key " AS key"
#define ORDER(key)                                                                                 \
    " AND (" key " > $after_key OR (" key " = $after_key AND (m.unit > $after_unit"                \
    " OR (m.unit = $after_unit AND m.seq < $after_seq)))) ORDER BY " key                           \
    ", m.unit, m.seq DESC LIMIT $limit"
/* A unit's own matters open one after the other, so their numbers are the order. */
#define BY_SEQ " AND m.seq < $after_seq ORDER BY m.seq DESC LIMIT $limit"
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

/* ---- asking ---- */

static bool wants_open(const char *open)
{
    return g_strcmp0(open, "1") == 0 || g_strcmp0(open, "true") == 0;
}

/* Every pair must be there; one character alone is looked for in titles and places. */
static bool words_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    const char *q = ((const LedgerArgs *) args)->q;
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

static const char *ledger_choose(const void *data)
{
    const LedgerArgs *args = data;
    int way = q_has_pairs(args->q) ? WAY_WORD : wants_open(args->open) ? WAY_OPEN : WAY_ALL;
    int sort = g_strcmp0(args->sort, "due") == 0     ? SORT_DUE
               : g_strcmp0(args->sort, "level") == 0 ? SORT_LEVEL
                                                     : SORT_OPENED;

    return ledgers[args->under][way][sort];
}

/* What units below do is for whoever inspects them. */
static bool ledger_admits(const Asking *asking, const void *data, GError **error)
{
    const LedgerArgs *args = data;
    const Guard *guard = engine_guard(asking->engine);

    return !args->under || guard == NULL ||
           guard->permits(
               guard->self, asking->db, asking->actor, PERMISSION_INSPECT, args->unit, error);
}

/* ---- showing ---- */

static const Kind *kind_of_row(const Asking *asking, Statement *row)
{
    return catalog_version(
        engine_service(asking->engine, SERVICE_CATALOG), row_text_of(row, "kind_version"));
}

/* A page asks for it where it acts in the row: it costs a look at each step's permission. */
static json_t *row_may(const Asking *asking, Statement *row)
{
    const Matter matter = {.unit = (char *) row_text_of(row, "unit"),
        .kind = (char *) row_text_of(row, "kind"),
        .digest = (char *) row_text_of(row, "kind_version"),
        .state = (char *) row_text_of(row, "state")};

    return matter_may(asking->engine, asking->db, asking->actor, &matter);
}

static bool figures_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    const Kind *kind = kind_of_row(asking, row);
    json_auto_t *fields = json_loads(row_text_of(row, "fields"), 0, NULL);
    json_auto_t *some = json_object(), *masked = json_array();

    for (size_t i = 0; kind != NULL && kind->figures[i] != NULL; i++) {
        json_t *value = json_object_get(fields, kind->figures[i]);
        if (value != NULL)
            json_object_set(some, kind->figures[i], value);
    }
    json_object_set_new(
        item, "figures", kind == NULL ? json_object() : values_show(kind, some, masked));
    if (row_int_of(row, "asks_may") != 0)
        json_object_set_new(item, "may", row_may(asking, row));
    return true;
}

static json_t *label_say(const Label *label, const char *lang)
{
    return json_string(g_str_equal(lang, "en") ? label->en : label->zh);
}

/* As the kind that the matter lives by says them. */
static void codes_say(const Asking *asking, Statement *row, const char *lang, json_t *item)
{
    const Kind *kind = kind_of_row(asking, row);
    const KindState *state = kind == NULL ? NULL : kind_state(kind, row_text_of(row, "state"));

    if (kind != NULL)
        json_object_set_new(item, "kind", label_say(&kind->label, lang));
    if (state != NULL)
        json_object_set_new(item, "state", label_say(&state->label, lang));
}

static const ViewName ledger_names[] = {{"unit_name", "unit", unit_name}, {0}};

const View ledger_view = {
    .thing = "matter",
    .fields = ledger_item,
    .choose = ledger_choose,
    .admits = ledger_admits,
    .bind = words_bind,
    .names = ledger_names,
    .fill = figures_fill,
    .say = codes_say,
    .keys = {{"key"}, {"unit", .is_text = true}, {"seq", .falls = true}},
    .sheet =
        "number kind unit unit_name state level title place opened_at closed_at due_at late id",
    .about = unit_name,
};
