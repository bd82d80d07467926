/* SPDX-License-Identifier: Apache-2.0 */
#include "handover/gather.h"

#include "base/json.h"
#include "base/moment.h"
#include "unit/account.h"
#include "unit/person.h"

#include <string.h>

#define PART_MAX 200

/* Columns of every part: id, kind, state, level, due_at, late, quiet. */
typedef struct Part {
    const char *what;
    const char *sql;
} Part;

/* In the order of telling. What was refused before is told first, whatever it is; that is
 * `item_order`'s business. */
static const Part parts[] = {
    {"left", "SELECT watch, NULL, NULL, NULL, NULL, 0, 0 FROM unrelieved"
             " WHERE unit = $unit AND (manned_at IS NULL OR at >= (SELECT"
             " COALESCE(MAX(h.taken_at), 0) FROM handover h WHERE h.unit = $unit)) ORDER BY at"},
    {"point", "SELECT substr(item, 7), NULL, NULL, NULL, NULL, 0, 0 FROM carried"
              " WHERE unit = $unit AND cleared_at IS NULL AND substr(item, 1, 6) = 'point:'"
              " ORDER BY since"},
    {"matter",
        "SELECT unit || '-' || CAST(seq AS TEXT), kind, state, level, due_at, late,"
        " CASE WHEN late = 1 OR changed_at >= $since OR due_at < $ahead_at THEN 0 ELSE 1 END"
        " FROM matter WHERE unit = $unit AND closed_at IS NULL"
        " ORDER BY CASE WHEN late = 1 THEN 0 WHEN due_at IS NULL THEN 2 ELSE 1 END, due_at, seq"},
    {"dispatch", "SELECT id, type, state, NULL,"
                 " CASE WHEN state = 'delivered' THEN sign_due_at ELSE answer_due_at END,"
                 " CASE WHEN rang > 0 THEN 1 ELSE 0 END, CASE WHEN copy = 1 THEN 1 ELSE 0 END"
                 " FROM dispatch WHERE unit = $unit AND box = 'in' AND (state = 'delivered'"
                 " OR (answer_due_at IS NOT NULL AND answered_at IS NULL"
                 " AND state NOT IN ('answered', 'returned', 'closed')))"
                 " ORDER BY seq"},
    {"dispatch", "SELECT id, type, state, NULL,"
                 " COALESCE(CASE WHEN confirmed_at IS NULL THEN confirm_due_at END, answer_due_at),"
                 " CASE WHEN rang > 0 THEN 1 ELSE 0 END,"
                 " CASE WHEN state = 'drafted' AND drafted_at < $since THEN 1 ELSE 0 END"
                 " FROM dispatch WHERE unit = $unit AND box = 'out' AND (state = 'drafted'"
                 " OR (confirm_due_at IS NOT NULL AND confirmed_at IS NULL)"
                 " OR (state = 'sent' AND answer_due_at IS NOT NULL AND answered_at IS NULL))"
                 " AND state NOT IN ('discarded', 'closed') ORDER BY seq"},
    {"flag", "SELECT id, kind, state, NULL, NULL, 1, 0 FROM flag WHERE unit = $unit"
             " AND state IN ('open', 'rejected') ORDER BY since, id"},
    /* Of many alike one stands for all. */
    {"notice", "SELECT MIN(id), word, role, NULL, NULL, 0, 1 FROM notice WHERE unit = $unit"
               " AND seen_at IS NULL AND matter IS NULL GROUP BY word, role ORDER BY MIN(at), 1"},
    {"log", "SELECT id, type, NULL, NULL, NULL, 0, 1 FROM log WHERE unit = $unit"
            " AND said_at >= $since AND said_at < $ahead_at AND corrected_by IS NULL"
            " AND matter IS NULL AND type IN ('weather', 'instruction') ORDER BY said_at, seq"},
};

static void number_set(json_t *item, const char *name, Statement *row, int column)
{
    if (!row_is_null(row, column))
        json_object_set_new(item, name, json_integer(row_int(row, column)));
}

static json_t *item_of_row(const char *what, Statement *row)
{
    g_autofree char *name = g_strconcat(what, ":", row_text(row, 0), NULL);
    json_t *item = json_pack("{s:s, s:s}", "item", name, "what", what);

    if (!row_is_null(row, 1))
        json_object_set_new(item, "kind", json_string(row_text(row, 1)));
    if (!row_is_null(row, 2))
        json_object_set_new(item, "state", json_string(row_text(row, 2)));
    number_set(item, "level", row, 3);
    number_set(item, "due_at", row, 4);
    json_object_set_new(item, "late", json_boolean(row_int(row, 5) != 0));
    json_object_set_new(item, "quiet", json_boolean(row_int(row, 6) != 0));
    return item;
}

static bool part_gather(Db *db, const char *unit, const GatherSpan *span, const Part *part,
    json_t *items, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_static(db, part->sql, error);
    StoreStep step = STORE_FAILED;
    int count = 0;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    if (statement_has(rows, "since"))
        bind_int(rows, "since", span->since);
    if (statement_has(rows, "ahead_at"))
        bind_int(rows, "ahead_at", span->ahead_at);
    while (count++ < PART_MAX && (step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, item_of_row(part->what, rows));
    return step != STORE_FAILED;
}

/* What was refused is told by itself again until somebody clears it. */
static bool carried_mark(Db *db, const char *unit, json_t *items, GError **error)
{
    g_autoptr(GHashTable) refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT item FROM carried WHERE unit = $unit AND cleared_at IS NULL"
        " AND handover IS NOT NULL",
        error);
    StoreStep step = STORE_FAILED;
    json_t *item = NULL;
    size_t i = 0;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_hash_table_add(refused, g_strdup(row_text(rows, 0)));
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
        if (!part_gather(db, unit, span, &parts[i], items, error))
            return NULL;
    return carried_mark(db, unit, items, error) ? json_incref(items) : NULL;
}

/* ---- words, for showing ---- */

static void set_text(json_t *item, const char *name, const char *text)
{
    json_object_set_new(item, name, text == NULL ? json_null() : json_string(text));
}

static void set_moment(json_t *item, const char *name, int64_t at)
{
    g_autofree char *text = moment_print(at);
    json_object_set_new(item, name, json_string(text));
}

typedef struct Words {
    const char *what;
    const char *sql; /* title, number, at, person or account who, matter, state now */
} Words;

static const Words words[] = {
    {"matter", "SELECT title, number, opened_at, NULL, unit || '-' || CAST(seq AS TEXT), state"
               " FROM matter WHERE unit = $unit AND seq = $seq"},
    {"dispatch", "SELECT title, CASE WHEN box = 'in' THEN origin_unit END,"
                 " COALESCE(delivered_at, sent_at, drafted_at), NULL, matter, state"
                 " FROM dispatch WHERE unit = $unit AND id = $id"},
    {"notice", "SELECT NULL, NULL, at, NULL, matter, NULL FROM notice"
               " WHERE unit = $unit AND id = $id"},
    {"log", "SELECT text, NULL, said_at, author, matter, NULL FROM log"
            " WHERE unit = $unit AND seq = $seq"},
    {"point", "SELECT text, NULL, since, by_account, NULL,"
              " CASE WHEN cleared_at IS NULL THEN 'open' ELSE 'cleared' END FROM carried"
              " WHERE unit = $unit AND item = 'point:' || $id"},
    {"flag", "SELECT p.name, NULL, f.since, NULL, NULL, f.state FROM flag f"
             " LEFT JOIN person p ON p.unit = f.unit AND p.id = f.person"
             " WHERE f.unit = $unit AND f.id = $id"},
    {"left", "SELECT p.name, NULL, u.at, NULL, NULL,"
             " CASE WHEN u.manned_at IS NULL THEN 'open' ELSE 'manned' END FROM unrelieved u"
             " LEFT JOIN person p ON p.unit = u.unit AND p.id = u.person"
             " WHERE u.unit = $unit AND u.watch = $id"},
};

static bool words_show(Db *db, const char *unit, const Words *of, json_t *item, GError **error)
{
    g_autoptr(Statement) row = store_prepare_static(db, of->sql, error);
    const char *id = strchr(json_text(item, "item"), ':') + 1;
    const char *dash = strrchr(id, '-');

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    if (statement_has(row, "id"))
        bind_text(row, "id", id);
    if (statement_has(row, "seq"))
        bind_int(row, "seq", dash == NULL ? 0 : g_ascii_strtoll(dash + 1, NULL, 10));
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        g_autofree char *who =
            row_is_null(row, 3) ? NULL : account_person_name(db, row_text(row, 3));
        set_text(item, "title", row_text(row, 0));
        set_text(item, "number", row_text(row, 1));
        set_moment(item, "at", row_int(row, 2));
        set_text(item, "who", who);
        set_text(item, "matter", row_text(row, 4));
        set_text(item, "state_now", row_text(row, 5));
    }
    return step != STORE_FAILED;
}

/* Whether it comes up because it was refused, and how often it has come through. */
static bool carried_show(Db *db, const char *unit, json_t *item, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT c.since, c.text, c.by_account, c.handover, (SELECT COUNT(*) FROM handover_item i"
        " JOIN handover h ON h.unit = i.unit AND h.id = i.handover WHERE i.unit = c.unit"
        " AND i.item = c.item AND h.taken_at IS NOT NULL) FROM carried c"
        " WHERE c.unit = $unit AND c.item = $item AND c.cleared_at IS NULL",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "item", json_text(item, "item"));
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        g_autofree char *who = account_person_name(db, row_text(row, 2));
        json_t *carried = json_pack("{s:I}", "shifts", (json_int_t) row_int(row, 4));
        set_moment(carried, "since", row_int(row, 0));
        set_text(carried, "word", row_is_null(row, 3) ? NULL : row_text(row, 1));
        set_text(carried, "who", who);
        set_text(carried, "handover", row_text(row, 3));
        json_object_set_new(item, "carried", carried);
    }
    return step != STORE_FAILED;
}

bool item_show(Db *db, const char *unit, json_t *item, GError **error)
{
    const char *what = json_text(item, "what");
    const json_t *due = json_object_get(item, "due_at");

    if (json_is_integer(due))
        set_moment(item, "due_at", json_integer_value(due));
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(words[i].what, what) == 0 && !words_show(db, unit, &words[i], item, error))
            return false;
    return carried_show(db, unit, item, error);
}
