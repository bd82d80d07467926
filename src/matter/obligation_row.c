/* SPDX-License-Identifier: Apache-2.0 */
/* Obligations in the tables. */
#include "base/json.h"
#include "engine/field_row.h"
#include "matter/obligation_private.h"

#include <string.h>

/* ---- reading ---- */

bool obligations_load(Matter *matter, Db *db, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT ordinal, report, channel, office, receiver, receiver_name, label, rule, also,"
        " counted_from, fallback, start_at, first_due_at, warn_at, due_at, owner, escalate, why,"
        " told, claimed, lapses_at, met_at, met_by, delivered_at, late, state, rang FROM obligation"
        " WHERE unit = $unit AND matter = $matter ORDER BY ordinal",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", matter->unit);
    bind_text(rows, "matter", matter->id);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(
            matter->obligations, fields_row_new(obligation_fields, sizeof(Obligation), rows));
    return step == STORE_DONE;
}

/* ---- writing ---- */

static bool obligation_write(Db *db, const Matter *matter, const Obligation *one, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO obligation (unit, matter, matter_seq, ordinal, report, channel, office, "
        "receiver,"
        " receiver_name, label, rule, also, counted_from, fallback, start_at, first_due_at, "
        "warn_at,"
        " due_at, owner, escalate, why, told, claimed, lapses_at, met_at, met_by, delivered_at, "
        "late, state,"
        " rang) VALUES ($unit, $matter, $matter_seq, $ordinal, $report, $channel, $office, "
        "$receiver,"
        " $receiver_name, $label, $rule, $also, $counted_from, $fallback, $start_at, $first_due_at,"
        " $warn_at, $due_at, $owner, $escalate, $why, $told, $claimed, $lapses_at, $met_at, "
        "$met_by,"
        " $delivered_at, $late, $state, $rang) ON CONFLICT (unit, matter, ordinal) DO UPDATE SET"
        " receiver = excluded.receiver, receiver_name = excluded.receiver_name,"
        " rule = excluded.rule, also = excluded.also, counted_from = excluded.counted_from,"
        " fallback = excluded.fallback, start_at = excluded.start_at, warn_at = excluded.warn_at,"
        " due_at = excluded.due_at, escalate = excluded.escalate, why = excluded.why,"
        " told = excluded.told, claimed = excluded.claimed, lapses_at = excluded.lapses_at, met_at "
        "= excluded.met_at,"
        " met_by = excluded.met_by, delivered_at = excluded.delivered_at, late = excluded.late,"
        " state = excluded.state, rang = excluded.rang",
        error);

    if (row == NULL)
        return false;
    fields_bind(obligation_fields, one, row);
    bind_text(row, "unit", matter->unit);
    bind_text(row, "matter", matter->id);
    bind_int(row, "matter_seq", matter_seq(matter->id));
    bind_json(row, "label", one->label);
    bind_json(row, "rule", one->rule);
    bind_json(row, "also", one->also);
    bind_json(row, "escalate", one->escalate);
    bind_json(row, "told", one->told);
    return statement_post(row, -1, error);
}

static int64_t next_ring_at(const Matter *matter)
{
    int64_t next = FIELD_UNSET;

    for (guint i = 0; i < matter->obligations->len; i++) {
        int64_t at = obligation_next_at(matter->obligations->pdata[i]);
        if (at != FIELD_UNSET && (next == FIELD_UNSET || at < next))
            next = at;
    }
    return next;
}

bool obligations_write(Db *db, const Matter *matter, const Event *event, GError **error)
{
    const json_t *change = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(event->body, "changes"), i, change) {
        const Obligation *one = matter_obligation(matter, json_number(change, "ordinal", 0));

        if (one != NULL && !obligation_write(db, matter, one, error))
            return false;
    }
    return due_write(db, matter->unit, CHORE_OBLIGATION, matter->id, next_ring_at(matter), error);
}
