/* SPDX-License-Identifier: Apache-2.0 */
/* The duty room's own equipment: its list, the daily check, a fault that becomes a task. */
#include "leave/equipment.h"

#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/county.h"
#include "engine/field_row.h"
#include "leave/module.h"
#include "leave/reach.h"
#include "matter/matter.h"

#define CHORE_DUE "equipment.due"
#define ITEMS_MAX 60
#define WORDS_MAX 200

/* ---- events ---- */

typedef struct ListedBody {
    json_t *items; /* [{"item", "name", "kind", "number"}] */
    int64_t by_minute, next_at;
} ListedBody;

typedef struct CheckedBody {
    json_t *items; /* [{"item", "name", "works", "words", "matter"}] */
    int64_t faults, next_at;
    bool whole;
} CheckedBody;

typedef struct MissedBody {
    int64_t next_at;
} MissedBody;

static const Field listed_fields[] = {
    FIELD(ListedBody, items, FIELD_JSON, .required = true),
    FIELD(ListedBody, by_minute, FIELD_INT, .required = true),
    FIELD(ListedBody, next_at, FIELD_TIME),
    FIELD_END,
};

static const Field checked_fields[] = {
    FIELD(CheckedBody, items, FIELD_JSON, .required = true),
    FIELD(CheckedBody, faults, FIELD_INT, .required = true),
    FIELD(CheckedBody, whole, FIELD_BOOL),
    FIELD(CheckedBody, next_at, FIELD_TIME, .help = "By when the next check is made."),
    FIELD_END,
};

static const Field missed_fields[] = {
    FIELD(MissedBody, next_at, FIELD_TIME, .required = true), FIELD_END};

static const EventKind events[] = {
    {"equipment.listed", listed_fields, sizeof(ListedBody)},
    {"equipment.checked", checked_fields, sizeof(CheckedBody)},
    {"equipment.missed", missed_fields, sizeof(MissedBody)},
    {0},
};

#define DUE_MOVE                                                                                   \
    "INSERT INTO due (unit, chore, subject, at, since, daily) SELECT unit, '" CHORE_DUE            \
    "', unit, CAST($next_at AS BIGINT), CAST($at AS BIGINT), 1 FROM equipment_plan"                \
    " WHERE unit = $unit AND CAST($next_at AS BIGINT) > 0"                                         \
    " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at, since = excluded.since"

static const Projection projections[] = {
    /* What left the list is gone from it; what stays keeps what its last check found. */
    {.event = "equipment.listed", .sql = "UPDATE equipment SET place = 0 WHERE unit = $unit"},
    {.event = "equipment.listed",
        .sql = "INSERT INTO equipment (unit, item, place, name, equipment_kind, number)"
               " VALUES ($unit, $each_item, CAST($each_n AS BIGINT) + 1, $each_name, $each_kind,"
               " $each_number) ON CONFLICT (unit, item) DO UPDATE SET place = excluded.place,"
               " name = excluded.name, equipment_kind = excluded.equipment_kind,"
               " number = excluded.number",
        .each = "items"},
    {.event = "equipment.listed", .sql = "DELETE FROM equipment WHERE unit = $unit AND place = 0"},
    {.event = "equipment.listed",
        .sql = "INSERT INTO equipment_plan (unit, by_minute) VALUES ($unit, $by_minute)"
               " ON CONFLICT (unit) DO UPDATE SET by_minute = excluded.by_minute"},
    {.event = "equipment.listed",
        .sql =
            "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_DUE "' AND subject = $unit"},
    {.event = "equipment.listed", .sql = DUE_MOVE},
    {.event = "equipment.checked",
        .sql = "INSERT INTO equipment_result (unit, check_id, item, name, works, words, matter)"
               " VALUES ($unit, $subject, $each_item, $each_name,"
               " COALESCE(CAST($each_works AS BIGINT), 0), $each_words, $each_matter)",
        .each = "items"},
    {.event = "equipment.checked",
        .sql = "UPDATE equipment SET checked_at = $at,"
               " works = COALESCE(CAST($each_works AS BIGINT), 0), words = $each_words,"
               " matter = $each_matter WHERE unit = $unit AND item = $each_item",
        .each = "items"},
    {.event = "equipment.checked",
        .sql =
            "INSERT INTO equipment_check (unit, id, checked_at, checked_by, items, faults, whole)"
            " SELECT $unit, $subject, CAST($at AS BIGINT), $actor, COUNT(*),"
            " COALESCE(CAST($faults AS BIGINT), 0), CAST($whole AS BIGINT) FROM equipment_result"
            " WHERE unit = $unit AND check_id = $subject"},
    {.event = "equipment.checked",
        .sql = "UPDATE equipment_plan SET checked_at = $at WHERE unit = $unit"
               " AND CAST($whole AS BIGINT) = 1"},
    {.event = "equipment.checked", .sql = DUE_MOVE},
    {.event = "equipment.missed",
        .sql = "UPDATE equipment_plan SET missed_at = $at WHERE unit = $unit"},
    {.event = "equipment.missed", .sql = DUE_MOVE},
    {0},
};

/* ---- PUT /units/{unit}/equipment ---- */

typedef struct EquipmentArgs {
    char *unit, *by;
    json_t *items;
} EquipmentArgs;

typedef struct ItemArgs {
    char *item, *name, *kind, *number;
} ItemArgs;

static const Field item_args[] = {
    FIELD(ItemArgs, item, FIELD_WORD, .max = 40, .help = "Kept over changes; made when absent."),
    FIELD(ItemArgs, name, FIELD_TEXT, .line = true, .required = true, .plain = true, .min = 1,
        .max = 40),
    FIELD(ItemArgs, kind, FIELD_WORD, .required = true, .help = "Of catalog/duty/equipment.json."),
    FIELD(ItemArgs, number, FIELD_TEXT, .line = true, .plain = true, .max = 40),
    FIELD_END,
};

static const Field list_args[] = {
    FIELD(EquipmentArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(EquipmentArgs, by, FIELD_WORD, .max = 5, .help = "By when each day, '09:00'."),
    FIELD(EquipmentArgs, items, FIELD_JSON, .required = true, .items = item_args),
    FIELD_END,
};

static bool row_read(const Engine *engine, const json_t *row, size_t place, GHashTable *seen,
    json_t *items, GError **error)
{
    json_auto_t *rules = county_file(engine, "equipment");
    g_autofree char *prefix = g_strdup_printf("items.%zu.", place);
    g_autofree char *kind_path = g_strdup_printf("items.%zu.kind", place);
    g_autofree char *item_path = g_strdup_printf("items.%zu.item", place);
    g_autofree char *made = NULL;
    ItemArgs one = {0};
    bool ok = fields_read(item_args, FIELD_HTTP, row, prefix, &one, error);

    if (!ok)
        return false;
    if (county_row(json_object_get(rules, "kinds"), one.kind) == NULL)
        ok = fail_field(error, kind_path, "not_a_choice");
    for (int n = 1; ok && one.item == NULL && made == NULL; n++) {
        made = g_strdup_printf("%s-%d", one.kind, n);
        if (g_hash_table_contains(seen, made))
            g_clear_pointer(&made, g_free);
    }
    if (ok && !g_hash_table_add(seen, g_strdup(one.item == NULL ? made : one.item)))
        ok = fail_field(error, item_path, "repeated");
    if (ok)
        json_array_append_new(
            items, json_pack("{s:s, s:s, s:s, s:s*}", "item", one.item == NULL ? made : one.item,
                       "name", one.name, "kind", one.kind, "number", one.number));
    fields_clear(item_args, &one);
    return ok;
}

/* Names given come first, so that one made is not taken by a later row. */
static void names_note(const json_t *rows, GHashTable *given)
{
    size_t i = 0;
    const json_t *row = NULL;

    json_array_foreach (rows, i, row) {
        if (json_text(row, "item") != NULL)
            g_hash_table_add(given, g_strdup(json_text(row, "item")));
    }
}

static int64_t next_due(int64_t now, int64_t by_minute, bool tomorrow)
{
    int64_t today = moment_day_start(moment_day(now)) + by_minute * MINUTE_MS;

    return tomorrow || today <= now ? today + DAY_MS : today;
}

static bool list_decide(Decision *decision, const void *data, GError **error)
{
    const EquipmentArgs *args = data;
    json_auto_t *rules = county_file(decision_engine(decision), "equipment");
    json_auto_t *items = json_array();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    size_t i = 0;
    const json_t *row = NULL;
    ListedBody body = {.items = items};

    if (!json_is_array(args->items))
        return fail_field(error, "items", "not_a_list");
    if (json_array_size(args->items) > ITEMS_MAX)
        return fail_field(error, "items", "too_many");
    if (!day_minute_parse(args->by != NULL ? args->by : json_text(rules, "by"), &body.by_minute))
        return fail_field(error, "by", "not_a_time");
    names_note(args->items, given);
    json_array_foreach (args->items, i, row) {
        if (!row_read(decision_engine(decision), row, i,
                json_text(row, "item") == NULL ? given : seen, items, error))
            return false;
    }
    body.next_at = json_array_size(items) == 0
                       ? FIELD_UNSET
                       : next_due(decision_now(decision), body.by_minute, false);
    return decision_emit(decision, "equipment.listed", NULL, &body, error);
}

/* ---- POST /units/{unit}/equipment-checks ---- */

typedef struct ResultArgs {
    char *item, *words;
    bool works;
} ResultArgs;

static const Field result_args[] = {
    FIELD(ResultArgs, item, FIELD_WORD, .required = true, .max = 40),
    FIELD(ResultArgs, works, FIELD_BOOL, .required = true),
    FIELD(ResultArgs, words, FIELD_TEXT, .max = WORDS_MAX, .help = "What is wrong with it."),
    FIELD_END,
};

static const Field check_args[] = {
    FIELD(EquipmentArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(EquipmentArgs, items, FIELD_JSON, .required = true, .items = result_args),
    FIELD_END,
};

typedef struct Held {
    char *name, *matter;
} Held;

static const Field held_fields[] = {
    FIELD(Held, name, FIELD_TEXT), FIELD(Held, matter, FIELD_WORD), FIELD_END};

/* A task that is done, or gone, is none. */
static bool task_look(Decision *decision, Held *held, GError **error)
{
    GError *problem = NULL;
    g_autoptr(Matter) matter = matter_load(decision_db(decision), held->matter, &problem);

    if (matter == NULL && !g_error_matches(problem, FAIL, FAIL_NOT_FOUND)) {
        g_propagate_error(error, problem);
        return false;
    }
    g_clear_error(&problem);
    if (matter == NULL || matter->closed_at != FIELD_UNSET)
        g_clear_pointer(&held->matter, g_free);
    return true;
}

/* A fault that is still being worked on is the same task. */
static bool held_read(Decision *decision, const char *item, Held *out_held, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT name, matter FROM equipment WHERE unit = $unit AND item = $item", error, "unit",
        decision_unit(decision), "item", item, NULL);

    if (!statement_found(row, &found, error))
        return false;
    if (!found)
        return fail_field(error, "items", "unknown");
    fields_row(held_fields, row, out_held);
    return out_held->matter == NULL || task_look(decision, out_held, error);
}

static bool fault_open(
    Decision *decision, const char *name, const char *words, char **out_matter, GError **error)
{
    json_auto_t *rules = county_file(decision_engine(decision), "equipment");
    const json_t *fault = json_object_get(rules, "fault");
    const char *said = words == NULL || *words == '\0' ? json_text(fault, "unsaid") : words;
    json_auto_t *values = json_pack("{s:s, s:s}", "name", name, "words", said);
    g_autofree char *summary = county_fill(json_text(fault, "summary"), values);
    json_auto_t *fields = json_deep_copy(json_object_get(fault, "fields"));
    json_object_set_new(fields, "summary", json_string(summary));
    const MatterDraft draft = {
        .kind = json_text(fault, "kind"), .fields = fields, .claimed_at = FIELD_UNSET};

    return matter_open(decision, &draft, out_matter, error);
}

static bool result_add(
    Decision *decision, const ResultArgs *result, json_t *items, int64_t *faults, GError **error)
{
    Held held = {0};
    bool ok = held_read(decision, result->item, &held, error);

    if (ok && !result->works && held.matter == NULL)
        ok = fault_open(decision, held.name, result->words, &held.matter, error);
    if (ok) {
        *faults += result->works ? 0 : 1;
        json_t *row = json_pack("{s:s, s:s, s:b}", "item", result->item, "name", held.name, "works",
            result->works ? 1 : 0);
        if (result->words != NULL)
            json_object_set_new(row, "words", event_vault(result->words));
        if (!result->works)
            json_object_set_new(row, "matter", json_string(held.matter));
        json_array_append_new(items, row);
    }
    fields_clear(held_fields, &held);
    return ok;
}

static bool minute_read(Decision *decision, int64_t *out_minute, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT by_minute FROM equipment_plan WHERE unit = $unit", error, "unit",
        decision_unit(decision), NULL);

    return statement_int(row, 0, out_minute, error);
}

/* Is that everything on the list? */
static bool whole_find(Decision *decision, size_t looked_at, bool *out_whole, GError **error)
{
    int64_t count = 0;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT COUNT(*) FROM equipment WHERE unit = $unit", error, "unit", decision_unit(decision),
        NULL);

    if (!statement_int(row, 0, &count, error))
        return false;
    *out_whole = (int64_t) looked_at == count;
    return true;
}

static bool check_read(Decision *decision, const EquipmentArgs *args, CheckedBody *body,
    GHashTable *seen, GError **error)
{
    size_t i = 0;
    const json_t *row = NULL;

    json_array_foreach (args->items, i, row) {
        g_autofree char *prefix = g_strdup_printf("items.%zu.", i);
        ResultArgs result = {0};
        bool ok = fields_read(result_args, FIELD_HTTP, row, prefix, &result, error);

        if (ok && !g_hash_table_add(seen, g_strdup(result.item)))
            ok = fail_field(error, "items", "repeated");
        ok = ok && result_add(decision, &result, body->items, &body->faults, error);
        fields_clear(result_args, &result);
        if (!ok)
            return false;
    }
    return true;
}

static bool check_decide(Decision *decision, const void *data, GError **error)
{
    const EquipmentArgs *args = data;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_auto_t *items = json_array();
    CheckedBody body = {.items = items, .next_at = FIELD_UNSET};
    size_t count = json_array_size(args->items);
    int64_t minute = 0;

    if (!json_is_array(args->items))
        return fail_field(error, "items", "not_a_list");
    if (count == 0 || count > ITEMS_MAX)
        return fail_field(error, "items", count == 0 ? "required" : "too_many");
    if (!check_read(decision, args, &body, seen, error) ||
        !whole_find(decision, count, &body.whole, error) || !minute_read(decision, &minute, error))
        return false;
    if (body.whole)
        body.next_at = next_due(decision_now(decision), minute, true);
    return decision_emit(decision, "equipment.checked", NULL, &body, error);
}

/* ---- passing time ---- */

static bool goes_unchecked(Decision *decision, const char *subject, int64_t at, GError **error)
{
    int64_t minute = 0;

    if (!minute_read(decision, &minute, error))
        return false;
    const MissedBody body = {.next_at = next_due(decision_now(decision), minute, true)};
    return decision_emit(decision, "equipment.missed", NULL, &body, error) &&
           notice_raise(decision, NULL, "officer", "equipment.unchecked", error);
}

static const Chore chores[] = {{CHORE_DUE, goes_unchecked}, {0}};

static const Command commands[] = {
    {.name = "equipment.list",
        .method = "PUT",
        .path = "/units/{unit}/equipment",
        .permission = "duty.handover",
        .args = list_args,
        .args_size = sizeof(EquipmentArgs),
        .decide = list_decide,
        .help = "The unit's own list of duty equipment, and by when it is checked each day."},
    {.name = "equipment.check",
        .method = "POST",
        .path = "/units/{unit}/equipment-checks",
        .permission = "duty.handover",
        .status = 201,
        .begins = true,
        .args = check_args,
        .args_size = sizeof(EquipmentArgs),
        .decide = check_decide,
        .help = "The day's check; what does not work becomes a task."},
    {0},
};

const Part equipment_part = {.events = events,
    .commands = commands,
    .queries = equipment_queries,
    .projections = projections,
    .chores = chores};
