/* SPDX-License-Identifier: Apache-2.0 */
#include "handover/gather.h"

#include "base/json.h"
#include "base/moment.h"
#include "engine/field_row.h"
#include "unit/account.h"

#include <string.h>

#define MOST " LIMIT 200"

typedef struct GatheredItem {
    char *item, *what, *kind, *state;
    int64_t level, due_at;
    bool late, quiet;
} GatheredItem;

/* As it stands in events: moments are numbers. */
static const Field gathered_fields[] = {
    FIELD(GatheredItem, item, FIELD_WORD),
    FIELD(GatheredItem, what, FIELD_WORD),
    FIELD(GatheredItem, kind, FIELD_WORD),
    FIELD(GatheredItem, state, FIELD_WORD),
    FIELD(GatheredItem, level, FIELD_INT),
    FIELD(GatheredItem, due_at, FIELD_INT),
    FIELD(GatheredItem, late, FIELD_BOOL),
    FIELD(GatheredItem, quiet, FIELD_BOOL),
    FIELD_END,
};

/* In the order of telling. What was refused before is told first, whatever it is; that is
 * `item_order`'s business. */
static const char *const parts[] = {
    "SELECT 'left:' || watch AS item, 'left' AS what, 0 AS late, 0 AS quiet FROM unrelieved"
    " WHERE unit = $unit AND (manned_at IS NULL OR at >= (SELECT"
    " COALESCE(MAX(h.taken_at), 0) FROM handover h WHERE h.unit = $unit)) ORDER BY at" MOST,
    "SELECT item, 'point' AS what, 0 AS late, 0 AS quiet FROM carried"
    " WHERE unit = $unit AND cleared_at IS NULL AND substr(item, 1, 6) = 'point:'"
    " ORDER BY since" MOST,
    "SELECT 'matter:' || unit || '-' || CAST(seq AS TEXT) AS item, 'matter' AS what, kind, state,"
    " level, due_at, late,"
    " CASE WHEN late = 1 OR changed_at >= $since OR due_at < $ahead_at THEN 0 ELSE 1 END AS quiet"
    " FROM matter WHERE unit = $unit AND closed_at IS NULL"
    " ORDER BY CASE WHEN late = 1 THEN 0 WHEN due_at IS NULL THEN 2 ELSE 1 END, due_at, seq" MOST,
    "SELECT 'dispatch:' || id AS item, 'dispatch' AS what, type AS kind, state,"
    " CASE WHEN state = 'delivered' THEN sign_due_at ELSE answer_due_at END AS due_at,"
    " CASE WHEN rang > 0 THEN 1 ELSE 0 END AS late, CASE WHEN copy = 1 THEN 1 ELSE 0 END AS quiet"
    " FROM dispatch WHERE unit = $unit AND box = 'in' AND (state = 'delivered'"
    " OR (answer_due_at IS NOT NULL AND answered_at IS NULL"
    " AND state NOT IN ('answered', 'returned', 'closed')))"
    " ORDER BY seq" MOST,
    "SELECT 'dispatch:' || id AS item, 'dispatch' AS what, type AS kind, state,"
    " COALESCE(CASE WHEN oral_state IN ('open', 'denied') THEN confirm_due_at END, answer_due_at) "
    "AS due_at,"
    " CASE WHEN rang > 0 THEN 1 ELSE 0 END AS late,"
    " CASE WHEN state = 'drafted' AND drafted_at < $since THEN 1 ELSE 0 END AS quiet"
    " FROM dispatch WHERE unit = $unit AND box = 'out' AND (state = 'drafted'"
    " OR (box = 'out' AND oral_state IN ('open', 'denied'))"
    " OR (state = 'sent' AND answer_due_at IS NOT NULL AND answered_at IS NULL))"
    " AND state NOT IN ('discarded', 'closed') ORDER BY seq" MOST,
    "SELECT 'flag:' || id AS item, 'flag' AS what, kind, state, 1 AS late, 0 AS quiet FROM flag"
    " WHERE unit = $unit AND state IN ('open', 'rejected') ORDER BY since, id" MOST,
    /* Of many alike one stands for all. */
    "SELECT 'notice:' || MIN(id) AS item, 'notice' AS what, word AS kind, role AS state, 0 AS late,"
    " 1 AS quiet FROM notice WHERE unit = $unit AND seen_at IS NULL AND matter IS NULL"
    " GROUP BY word, role ORDER BY MIN(at), 1" MOST,
    "SELECT 'log:' || id AS item, 'log' AS what, type AS kind, 0 AS late, 1 AS quiet FROM log"
    " WHERE unit = $unit AND said_at >= $since AND said_at < $ahead_at AND corrected_by IS NULL"
    " AND matter IS NULL AND type IN ('weather', 'instruction') ORDER BY said_at, seq" MOST,
};

static bool part_gather(Db *db, const char *unit, const GatherSpan *span, const char *part,
    json_t *items, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_static(db, part, error);

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    if (statement_has(rows, "since"))
        bind_int(rows, "since", span->since);
    if (statement_has(rows, "ahead_at"))
        bind_int(rows, "ahead_at", span->ahead_at);
    return fields_rows_json(gathered_fields, rows, items, error);
}

/* What was refused is told by itself again until somebody clears it. */
static bool carried_mark(Db *db, const char *unit, json_t *items, GError **error)
{
    g_autoptr(GHashTable) refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT item FROM carried WHERE unit = $unit AND cleared_at IS NULL"
        " AND handover IS NOT NULL",
        error, "unit", unit, NULL);
    StoreStep step = STORE_FAILED;
    json_t *item = NULL;
    size_t i = 0;

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        g_hash_table_add(refused, g_strdup(row_text_of(rows, "item")));
    json_array_foreach (items, i, item) {
        if (g_hash_table_contains(refused, json_text(item, "item")))
            json_object_set_new(item, "quiet", json_false());
    }
    return step == STORE_DONE;
}

json_t *gather_items(Db *db, const char *unit, const GatherSpan *span, GError **error)
{
    json_auto_t *items = json_array();

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!part_gather(db, unit, span, parts[i], items, error))
            return NULL;
    return carried_mark(db, unit, items, error) ? json_incref(items) : NULL;
}

/* ---- words, for showing ---- */

typedef struct ItemWords {
    char *title, *number, *who, *matter, *state_now;
    int64_t at;
} ItemWords;

static const Field words_fields[] = {
    FIELD(ItemWords, title, FIELD_TEXT),
    FIELD(ItemWords, number, FIELD_TEXT),
    FIELD(ItemWords, at, FIELD_TIME),
    FIELD(ItemWords, who, FIELD_TEXT),
    FIELD(ItemWords, matter, FIELD_WORD),
    FIELD(ItemWords, state_now, FIELD_WORD),
    FIELD_END,
};

typedef struct Words {
    const char *what;
    const char *sql; /* ItemWords; `account`: of whose person `who` is the name */
} Words;

static const Words words[] = {
    {"matter", "SELECT title, number, opened_at AS at, NULL AS account,"
               " unit || '-' || CAST(seq AS TEXT) AS matter, state AS state_now"
               " FROM matter WHERE unit = $unit AND seq = $seq"},
    {"dispatch", "SELECT title, CASE WHEN box = 'in' THEN origin_unit END AS number,"
                 " COALESCE(delivered_at, sent_at, drafted_at) AS at, NULL AS account, matter,"
                 " state AS state_now FROM dispatch WHERE unit = $unit AND id = $id"},
    {"notice", "SELECT at, NULL AS account, matter FROM notice WHERE unit = $unit AND id = $id"},
    {"log", "SELECT text AS title, said_at AS at, author AS account, matter FROM log"
            " WHERE unit = $unit AND seq = $seq"},
    {"point", "SELECT text AS title, since AS at, by_account AS account,"
              " CASE WHEN cleared_at IS NULL THEN 'open' ELSE 'cleared' END AS state_now"
              " FROM carried WHERE unit = $unit AND item = 'point:' || $id"},
    {"flag", "SELECT p.name AS title, f.since AS at, NULL AS account, f.state AS state_now"
             " FROM flag f LEFT JOIN person p ON p.unit = f.unit AND p.id = f.person"
             " WHERE f.unit = $unit AND f.id = $id"},
    {"left", "SELECT p.name AS title, u.at, NULL AS account,"
             " CASE WHEN u.manned_at IS NULL THEN 'open' ELSE 'manned' END AS state_now"
             " FROM unrelieved u LEFT JOIN person p ON p.unit = u.unit AND p.id = u.person"
             " WHERE u.unit = $unit AND u.watch = $id"},
};

/* The members of the row, and who it was. */
static json_t *row_named(const Field *fields, Db *db, Statement *row)
{
    json_t *shown = fields_row_json(fields, row);
    const char *account = row_text_of(row, "account");
    g_autofree char *who = account == NULL ? NULL : account_person_name(db, account);

    if (who != NULL)
        json_object_set_new(shown, "who", json_string(who));
    return shown;
}

static bool words_show(Db *db, const char *unit, const Words *of, json_t *item, GError **error)
{
    g_autoptr(Statement) row = store_prepare_static(db, of->sql, error);
    const char *id = strchr(json_text(item, "item"), ':') + 1;
    bool found = false;
    const char *dash = strrchr(id, '-');

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    if (statement_has(row, "id"))
        bind_text(row, "id", id);
    if (statement_has(row, "seq"))
        bind_int(row, "seq", dash == NULL ? 0 : g_ascii_strtoll(dash + 1, NULL, 10));
    if (!statement_found(row, &found, error))
        return false;
    if (found) {
        json_auto_t *shown = row_named(words_fields, db, row);
        json_object_update(item, shown);
    }
    return true;
}

typedef struct CarriedShown {
    int64_t since;
    char *word;
    char *who;
    char *handover;
    int64_t shifts;
} CarriedShown;

const Field carried_shown[] = {
    FIELD(CarriedShown, since, FIELD_TIME, .required = true),
    FIELD(CarriedShown, word, FIELD_TEXT, .help = "With which it was refused."),
    FIELD(CarriedShown, who, FIELD_TEXT),
    FIELD(CarriedShown, handover, FIELD_WORD),
    FIELD(CarriedShown, shifts, FIELD_INT, .required = true, .help = "It has come through."),
    FIELD_END,
};

static json_t *item_named(const json_t *items, const char *name)
{
    json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (items, i, item)
        if (g_strcmp0(json_text(item, "item"), name) == 0)
            return item;
    return NULL;
}

/* Which come up because they were refused, and how often they have come through. */
static bool carried_show(Db *db, const char *unit, json_t *items, GError **error)
{
    StoreStep step = STORE_FAILED;
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT c.item, c.since, CASE WHEN c.handover IS NOT NULL THEN c.text END AS word,"
        " c.by_account AS account, c.handover, (SELECT COUNT(*) FROM handover_item i"
        " JOIN handover h ON h.unit = i.unit AND h.id = i.handover WHERE i.unit = c.unit"
        " AND i.item = c.item AND h.taken_at IS NOT NULL) AS shifts FROM carried c"
        " WHERE c.unit = $unit AND c.cleared_at IS NULL",
        error, "unit", unit, NULL);

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        json_t *item = item_named(items, row_text_of(rows, "item"));
        if (item != NULL)
            json_object_set_new(item, "carried", row_named(carried_shown, db, rows));
    }
    return step == STORE_DONE;
}

static bool item_show(Db *db, const char *unit, json_t *item, GError **error)
{
    const char *what = json_text(item, "what");
    const json_t *due = json_object_get(item, "due_at");

    if (json_is_integer(due)) {
        g_autofree char *text = moment_print(json_integer_value(due));
        json_object_set_new(item, "due_at", json_string(text));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(words[i].what, what) == 0)
            return words_show(db, unit, &words[i], item, error);
    return true;
}

bool items_show(Db *db, const char *unit, json_t *items, GError **error)
{
    json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (items, i, item)
        if (!item_show(db, unit, item, error))
            return false;
    return json_array_size(items) == 0 || carried_show(db, unit, items, error);
}
