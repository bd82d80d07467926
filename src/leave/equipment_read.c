/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the equipment of a duty room and its checks. */
#include "leave/equipment.h"

#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "engine/view.h"
#include "unit/account.h"
#include "unit/unit.h"

typedef struct Args {
    ListAsk ask;
    char *unit;
    int64_t from, to;
} Args;

static const Field unit_args[] = {
    FIELD(Args, unit, FIELD_WORD, .required = true, .help = "Code of the unit."), FIELD_END};

static const Field checks_args[] = {
    SHEET_FIELDS,
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

static const Field plan_fields[] = {
    FIELD(Reply, checked_at, FIELD_TIME),
    FIELD(Reply, missed_at, FIELD_TIME),
    FIELD_END,
};

static bool plan_read(const Asking *asking, const char *unit, Reply *reply, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(asking->db,
        "SELECT by_minute, checked_at, missed_at FROM equipment_plan WHERE unit = $unit", error,
        "unit", unit, NULL);

    if (!statement_found(row, &found, error))
        return false;
    reply->checked_at = reply->missed_at = FIELD_UNSET;
    if (!found)
        return true;
    fields_row(plan_fields, row, reply);
    reply->by = day_minute_print(row_int_of(row, "by_minute"));
    reply->today = reply->checked_at != FIELD_UNSET &&
                   moment_day(reply->checked_at) == moment_day(asking->now);
    return true;
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const Args *args = data;
    Reply reply = {.items = json_array()};
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        "SELECT item, name, equipment_kind AS kind, number, checked_at, works, words, matter"
        " FROM equipment WHERE unit = $unit ORDER BY place, item",
        error, "unit", args->unit, NULL);
    bool ok = plan_read(asking, args->unit, &reply, error) &&
              fields_rows_json(item_fields, rows, reply.items, error);

    if (ok)
        out_answer->json = fields_write(list_reply, FIELD_HTTP, &reply);
    fields_clear(list_reply, &reply);
    return ok;
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

static bool results_gather(const Asking *asking, json_t *checks, GError **error)
{
    g_autofree char *unit = text_unit_of(json_text(json_array_get(checks, 0), "id"));
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        "SELECT r.check_id AS belongs_to, r.item, r.name, r.works, r.words, r.matter"
        " FROM equipment_check c JOIN equipment_result r ON r.unit = c.unit AND r.check_id = c.id"
        " WHERE c.unit = $unit AND c.checked_at >= $least AND c.checked_at <= $most"
        " ORDER BY r.check_id, r.item",
        error, "unit", unit, NULL);

    if (rows != NULL)
        view_span(checks, "checked_at", rows);
    return view_spread(checks, "results", result_fields, rows, error);
}

static const ViewName check_names[] = {{"checked_by", "checker", account_person_name}, {0}};
static const View check_view = {
    .thing = "equipment_check",
    .fields = check_fields,
    .list = "SELECT id, checked_at, checked_by AS checker, items, faults, whole"
            " FROM equipment_check WHERE unit = $unit"
            " AND checked_at >= COALESCE(CAST($from AS BIGINT), 0)"
            " AND (CAST($to AS BIGINT) IS NULL OR checked_at < $to)"
            " AND (checked_at, id) < ($after_checked_at, $after_id)"
            " ORDER BY checked_at DESC, id DESC LIMIT $limit",
    .names = check_names,
    .gather = results_gather,
    .keys = {{"checked_at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "checked_at checked_by items faults whole id",
    .about = unit_name,
};

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
        .reply = LIST_OF(check_fields),
        .lists = &check_view,
        .help = "Checks of the equipment, the newest first."},
    {0},
};
