/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the equipment of a duty room and its checks. */
#include "leave/equipment.h"

#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "leave/reach.h"
#include "unit/account.h"

typedef struct Args {
    char *unit;
    int64_t from, to;
} Args;

static const Field unit_args[] = {
    FIELD(Args, unit, FIELD_WORD, .required = true, .help = "Code of the unit."), FIELD_END};

static const Field checks_args[] = {
    FIELD(Args, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(Args, from, FIELD_TIME),
    FIELD(Args, to, FIELD_TIME),
    FIELD_END,
};

typedef struct Item {
    char *item, *name, *kind, *number, *words, *matter;
    bool works;
    int64_t checked_at;
} Item;

static const Field item_fields[] = {
    FIELD(Item, item, FIELD_WORD, .required = true),
    FIELD(Item, name, FIELD_TEXT, .required = true),
    FIELD(Item, kind, FIELD_WORD, .required = true),
    FIELD(Item, number, FIELD_TEXT),
    FIELD(Item, checked_at, FIELD_TIME, .help = "Absent: never."),
    FIELD(Item, works, FIELD_BOOL, .required = true, .help = "At the last check."),
    FIELD(Item, words, FIELD_TEXT),
    FIELD(Item, matter, FIELD_WORD, .help = "The task opened for its fault."),
    FIELD_END,
};

typedef struct Reply {
    json_t *items;
    char *by;
    int64_t checked_at, missed_at;
    bool today;
} Reply;

static const Field list_reply[] = {
    FIELD(Reply, items, FIELD_JSON, .required = true, .items = item_fields),
    FIELD(Reply, by, FIELD_WORD, .help = "By when each day; absent: no list yet."),
    FIELD(Reply, checked_at, FIELD_TIME, .help = "Last check of everything."),
    FIELD(Reply, missed_at, FIELD_TIME, .help = "When a day last went by without one."),
    FIELD(Reply, today, FIELD_BOOL, .required = true, .help = "Checked today."),
    FIELD_END,
};

static bool items_read(Db *db, const char *unit, json_t *items, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT item, name, equipment_kind, number, checked_at, works, words, matter"
        " FROM equipment WHERE unit = $unit ORDER BY place, item",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        const Item item = {.item = (char *) row_text(rows, 0),
            .name = (char *) row_text(rows, 1),
            .kind = (char *) row_text(rows, 2),
            .number = (char *) row_text(rows, 3),
            .checked_at = row_int_or(rows, 4, FIELD_UNSET),
            .works = row_int(rows, 5) != 0,
            .words = (char *) row_text(rows, 6),
            .matter = (char *) row_text(rows, 7)};
        json_array_append_new(items, fields_write(item_fields, FIELD_HTTP, &item));
    }
    return step == STORE_DONE;
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const Args *args = data;
    json_auto_t *items = json_array();
    Reply reply = {.items = items, .checked_at = FIELD_UNSET, .missed_at = FIELD_UNSET};
    g_autoptr(Statement) row = store_prepare(asking->db,
        "SELECT by_minute, checked_at, missed_at FROM equipment_plan WHERE unit = $unit", error);
    g_autofree char *by = NULL;

    if (row == NULL)
        return false;
    bind_text(row, "unit", args->unit);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        reply.by = by = day_minute_print(row_int(row, 0));
        reply.checked_at = row_int_or(row, 1, FIELD_UNSET);
        reply.missed_at = row_int_or(row, 2, FIELD_UNSET);
        reply.today = reply.checked_at != FIELD_UNSET &&
                      moment_day(reply.checked_at) == moment_day(asking->now);
    }
    if (step == STORE_FAILED || !items_read(asking->db, args->unit, items, error))
        return false;
    out_answer->json = fields_write(list_reply, FIELD_HTTP, &reply);
    return true;
}

typedef struct EquipmentCheck {
    char *id, *checked_by;
    int64_t checked_at, items, faults;
    bool whole;
    json_t *results;
} EquipmentCheck;

static const Field result_fields[] = {
    FIELD(Item, item, FIELD_WORD, .required = true),
    FIELD(Item, name, FIELD_TEXT, .required = true),
    FIELD(Item, works, FIELD_BOOL, .required = true),
    FIELD(Item, words, FIELD_TEXT),
    FIELD(Item, matter, FIELD_WORD),
    FIELD_END,
};

static const Field check_fields[] = {
    FIELD(EquipmentCheck, id, FIELD_WORD, .required = true),
    FIELD(EquipmentCheck, checked_at, FIELD_TIME, .required = true),
    FIELD(EquipmentCheck, checked_by, FIELD_TEXT, .help = "Name."),
    FIELD(EquipmentCheck, items, FIELD_INT, .required = true),
    FIELD(EquipmentCheck, faults, FIELD_INT, .required = true),
    FIELD(EquipmentCheck, whole, FIELD_BOOL, .required = true, .help = "Everything was looked at."),
    FIELD(EquipmentCheck, results, FIELD_JSON, .required = true, .items = result_fields),
    FIELD_END,
};

static const Field checks_reply[] = {
    FIELD(Reply, items, FIELD_JSON, .required = true, .items = check_fields), FIELD_END};

static bool results_read(
    Db *db, const char *unit, const char *check, json_t *results, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT item, name, works, words, matter FROM equipment_result WHERE unit = $unit"
        " AND check_id = $check ORDER BY item",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_text(rows, "check", check);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        const Item item = {.item = (char *) row_text(rows, 0),
            .name = (char *) row_text(rows, 1),
            .works = row_int(rows, 2) != 0,
            .words = (char *) row_text(rows, 3),
            .matter = (char *) row_text(rows, 4)};
        json_array_append_new(results, fields_write(result_fields, FIELD_HTTP, &item));
    }
    return step == STORE_DONE;
}

static bool checks_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const Args *args = data;
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT id, checked_at, checked_by, items, faults, whole FROM equipment_check"
        " WHERE unit = $unit AND checked_at >= $from AND checked_at < $to"
        " ORDER BY checked_at DESC, id DESC LIMIT 100",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    bind_int(rows, "from", args->from == FIELD_UNSET ? 0 : args->from);
    bind_int(rows, "to", args->to == FIELD_UNSET ? INT64_MAX : args->to);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *by = account_person_name(asking->db, row_text(rows, 2));
        json_auto_t *results = json_array();
        const EquipmentCheck check = {.id = (char *) row_text(rows, 0),
            .checked_at = row_int(rows, 1),
            .checked_by = by,
            .items = row_int(rows, 3),
            .faults = row_int(rows, 4),
            .whole = row_int(rows, 5) != 0,
            .results = results};

        if (!results_read(asking->db, args->unit, check.id, results, error))
            return false;
        json_array_append_new(items, fields_write(check_fields, FIELD_HTTP, &check));
    }
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

const Query equipment_queries[] = {
    {.name = "equipment.now",
        .path = "/units/{unit}/equipment",
        .permission = "presence.read",
        .args = unit_args,
        .args_size = sizeof(Args),
        .reply = list_reply,
        .answer = list_answer,
        .help = "The equipment of a duty room and what the last check found."},
    {.name = "equipment.checks",
        .path = "/units/{unit}/equipment-checks",
        .permission = "presence.read",
        .args = checks_args,
        .args_size = sizeof(Args),
        .reply = checks_reply,
        .answer = checks_answer,
        .help = "Checks of the equipment, the newest first."},
    {0},
};
