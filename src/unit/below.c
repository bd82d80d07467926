/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/below.h"
#include "unit/module.h"

#include "base/digest.h"
#include "base/json.h"
#include "journal/journal.h"

#define EVENT_BELOW_SEEN "below.seen"
#define UNITS_AT_ONCE 500 /* in one event */

typedef struct SeenBody {
    char *unit;
    json_t *units;
} SeenBody;

typedef struct SeenUnit {
    char *unit;
    int64_t seq;
    char *hash;
} SeenUnit;

static const Field seen_unit_fields[] = {
    FIELD(SeenUnit, unit, FIELD_WORD, .required = true),
    FIELD(SeenUnit, seq, FIELD_INT, .required = true, .help = "Of its last event."),
    FIELD(SeenUnit, hash, FIELD_WORD, .required = true, .help = "Of that event, in hex."),
    FIELD_END,
};

static const Field seen_fields[] = {
    FIELD(SeenBody, units, FIELD_JSON, .required = true, .items = seen_unit_fields),
    FIELD_END,
};

static const Field seen_args[] = {
    FIELD(SeenBody, unit, FIELD_WORD, .required = true),
    FIELD(SeenBody, units, FIELD_JSON, .required = true, .items = seen_unit_fields),
    FIELD_END,
};

static const Field no_fields[] = {FIELD_END};

static const EventKind below_events[] = {
    {EVENT_BELOW_SEEN, seen_fields, sizeof(SeenBody)},
    {0},
};

static bool seen_decide(Decision *decision, const void *args, GError **error)
{
    const SeenBody *body = args;

    return decision_emit(decision, EVENT_BELOW_SEEN, decision_unit(decision), body, error);
}

static const Command below_commands[] = {
    {.name = COMMAND_BELOW_SEEN,
        .args = seen_args,
        .args_size = sizeof(SeenBody),
        .reply = no_fields,
        .decide = seen_decide,
        .help = "Notes where the chains of units below stand."},
    {0},
};

static bool row_keep(Db *db, const Event *event, const json_t *one, GError **error)
{
    uint8_t hash[DIGEST_SIZE];
    const char *hex = json_text(one, "hash");
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO unit_below (unit, below, seq, hash, seen_at)"
        " VALUES ($unit, $below, $seq, $hash, $at) ON CONFLICT (unit, below) DO UPDATE SET"
        " seq = excluded.seq, hash = excluded.hash, seen_at = excluded.seen_at",
        error);

    if (row == NULL)
        return false;
    if (hex == NULL || !hex_read(hex, hash, sizeof hash))
        return fail(error, FAIL_CORRUPT, "event %" G_GINT64_FORMAT " of %s names no hash",
            event->seq, event->unit);
    bind_text(row, "unit", event->unit);
    bind_text(row, "below", json_text(one, "unit"));
    bind_int(row, "seq", json_number(one, "seq", 0));
    bind_bytes(row, "hash", hash, sizeof hash);
    bind_int(row, "at", event->at);
    return statement_run(row, error);
}

static bool seen_apply(Db *db, const Event *event, GError **error)
{
    const json_t *units = json_object_get(event->body, "units");
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach ((json_t *) units, i, one) {
        if (!row_keep(db, event, one, error))
            return false;
    }
    return true;
}

static const Projection below_projections[] = {
    {.event = EVENT_BELOW_SEEN, .apply = seen_apply},
    {0},
};

const Part below_part = {
    .events = below_events,
    .commands = below_commands,
    .projections = below_projections,
};

/* ---- looking ---- */

static void args_free(void *args)
{
    json_decref(args);
}

/* The arguments to which the row belongs: those of the last unit, while they have room. */
static json_t *units_of(GPtrArray *made, const char *parent)
{
    const json_t *last = made->len == 0 ? NULL : made->pdata[made->len - 1];
    json_t *units = json_object_get(last, "units");

    if (last != NULL && g_strcmp0(json_text(last, "unit"), parent) == 0 &&
        json_array_size(units) < UNITS_AT_ONCE)
        return units;
    json_t *args = json_pack("{s:s, s:[]}", "unit", parent, "units");
    g_ptr_array_add(made, args);
    return json_object_get(args, "units");
}

static json_t *seen_unit(Statement *row)
{
    size_t size = 0;
    char hex[DIGEST_HEX] = "";
    const void *hash = row_bytes(row, 3, &size);

    if (size == DIGEST_SIZE)
        hex_write(hash, size, hex);
    const SeenUnit seen = {(char *) row_text(row, 1), row_int(row, 2), hex};
    return fields_write(seen_unit_fields, FIELD_EVENT, &seen);
}

GPtrArray *below_unseen(Db *db, bool all, GError **error)
{
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(args_free);
    StoreStep step = STORE_FAILED;
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT u.parent, u.unit, h.seq, h.hash FROM unit u JOIN head h ON h.unit = u.unit"
        " JOIN head above ON above.unit = u.parent"
        " LEFT JOIN unit_below b ON b.unit = u.parent AND b.below = u.unit"
        " WHERE b.below IS NULL OR (CAST($all AS BIGINT) = 1 AND b.seq < h.seq)"
        " ORDER BY u.parent, u.unit",
        error);

    if (rows == NULL)
        return NULL;
    bind_int(rows, "all", all);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(units_of(made, row_text(rows, 0)), seen_unit(rows));
    return step == STORE_DONE ? g_steal_pointer(&made) : NULL;
}

static bool differences_add(
    Statement *rows /* may be NULL */, const char *format, GPtrArray *out, GError **error)
{
    StoreStep step = STORE_FAILED;

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(
            out, g_strdup_printf("unit %s%s%s", row_text(rows, 1), format, row_text(rows, 0)));
    return step == STORE_DONE;
}

bool below_check(Db *db, GPtrArray *out_differences, GError **error)
{
    g_autoptr(Statement) lost = store_prepare(db,
        "SELECT b.unit, b.below FROM unit_below b WHERE COALESCE((SELECT CASE WHEN j.hash = b.hash"
        " THEN 1 ELSE 0 END FROM journal j WHERE j.unit = b.below AND j.seq = b.seq), 0) = 0"
        " ORDER BY b.unit, b.below",
        error);
    g_autoptr(Statement) headless = store_prepare(db,
        "SELECT u.parent, u.unit FROM unit u WHERE u.parent IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM head h WHERE h.unit = u.parent) ORDER BY u.unit",
        error);

    return differences_add(lost,
               " lacks events, or all of them, that were there: they are on record in the journal "
               "of ",
               out_differences, error) &&
           differences_add(
               headless, " names a unit above it that has no journal: ", out_differences, error);
}
