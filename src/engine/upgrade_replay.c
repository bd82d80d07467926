/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/upgrade_private.h"

#define EVENTS_AT_ONCE 1000
#define BYTES_AT_ONCE (8 * 1024 * 1024)

/* The events of one unit that are applied in one transaction. */
typedef struct Stretch {
    const char *unit;
    int64_t after, until;
} Stretch;

typedef struct Chain {
    char *unit;
    int64_t last;
} Chain;

static void chain_free(void *data)
{
    Chain *chain = data;

    g_free(chain->unit);
    g_free(chain);
}

static void *chain_of_row(Statement *row)
{
    Chain *chain = g_new0(Chain, 1);

    chain->unit = g_strdup(row_text(row, 0));
    chain->last = row_int(row, 1);
    return chain;
}

static GPtrArray *chains_read(Upgrade *upgrade, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(upgrade_source(upgrade),
        "SELECT unit, MAX(seq) FROM journal GROUP BY unit ORDER BY unit", error);

    return statement_rows(statement, chain_of_row, chain_free, error);
}

static int64_t reached_of(const Upgrade *upgrade, const char *unit)
{
    const int64_t *seq = g_hash_table_lookup(upgrade->reached, unit);

    return seq == NULL ? 0 : *seq;
}

static void reached_set(Upgrade *upgrade, const char *unit, int64_t seq)
{
    int64_t *kept = g_new(int64_t, 1);

    *kept = seq;
    g_hash_table_replace(upgrade->reached, g_strdup(unit), kept);
}

/* Finds how far the stretch goes: so many events, and no more text than fits a transaction. */
static bool stretch_measure(Upgrade *upgrade, Stretch *stretch, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(upgrade_source(upgrade),
        "SELECT seq, LENGTH(text) FROM journal"
        " WHERE unit = $unit AND seq > $after ORDER BY seq LIMIT $limit",
        error);
    int64_t bytes = 0;
    StoreStep step = STORE_FAILED;

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", stretch->unit);
    bind_int(statement, "after", stretch->after);
    bind_int(statement, "limit", EVENTS_AT_ONCE);
    while (bytes < BYTES_AT_ONCE && (step = statement_step(statement, error)) == STORE_ROW) {
        stretch->until = row_int(statement, 0);
        bytes += row_int(statement, 1);
    }
    return step != STORE_FAILED;
}

static bool stretch_copy(Upgrade *upgrade, const Stretch *stretch, GError **error)
{
    TablePick pick = {.table = "journal",
        .where = "unit = $text AND seq > $from AND seq <= $until ORDER BY seq",
        .text = stretch->unit,
        .from = stretch->after,
        .until = stretch->until};

    if (upgrade->from == NULL)
        return true;
    if (!schema_copy_pick(&pick, upgrade->from, upgrade->to, error))
        return false;
    pick.table = "vault";
    return schema_copy_pick(&pick, upgrade->from, upgrade->to, error);
}

/* The hash of the last event is kept, to know this record by it. */
static bool stretch_note(
    Upgrade *upgrade, const Stretch *stretch, const Event *last, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(upgrade->to,
        "INSERT INTO upgrade_unit (unit, seq, hash) VALUES ($unit, $seq, $hash)"
        " ON CONFLICT (unit) DO UPDATE SET seq = $seq, hash = $hash"
        " WHERE upgrade_unit.seq = $after",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", stretch->unit);
    bind_int(statement, "seq", stretch->until);
    bind_bytes(statement, "hash", last->hash, DIGEST_SIZE);
    bind_int(statement, "after", stretch->after);
    if (!statement_run(statement, error))
        return false;
    return statement_changes(statement) == 1 ||
           fail_as(error, FAIL_CONFLICT, "in_use", "another process upgrades this database");
}

static bool stretch_apply(Upgrade *upgrade, const Stretch *stretch, GError **error)
{
    g_autoptr(JournalReader) reader =
        journal_read(upgrade->to, stretch->unit, stretch->after, error);

    if (reader == NULL)
        return false;
    for (;;) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(Event) event = journal_next(reader, &problem);

        if (event == NULL && problem == NULL)
            return fail(error, FAIL_CORRUPT, "events of unit %s are missing", stretch->unit);
        if (event == NULL) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
        if (!engine_apply(upgrade->engine, upgrade->to, event, error))
            return false;
        if (event->seq >= stretch->until)
            return stretch_note(upgrade, stretch, event, error);
    }
}

static bool stretch_take(Upgrade *upgrade, const Stretch *stretch, GError **error)
{
    if (upgrade->in_one)
        return stretch_copy(upgrade, stretch, error) && stretch_apply(upgrade, stretch, error);
    g_autoptr(StoreTxn) txn = store_begin(upgrade->to, error);
    return txn != NULL && stretch_copy(upgrade, stretch, error) &&
           stretch_apply(upgrade, stretch, error) && store_commit(g_steal_pointer(&txn), error);
}

static bool chain_take(Upgrade *upgrade, const Chain *chain, GError **error)
{
    Stretch stretch = {.unit = chain->unit, .after = reached_of(upgrade, chain->unit)};

    while (stretch.after < chain->last) {
        stretch.until = stretch.after;
        if (!upgrade_goes_on(upgrade, error) || !stretch_measure(upgrade, &stretch, error))
            return false;
        if (stretch.until <= stretch.after)
            return fail(error, FAIL_CORRUPT, "events of unit %s are missing", chain->unit);
        if (!stretch_take(upgrade, &stretch, error))
            return false;
        upgrade->done += stretch.until - stretch.after;
        stretch.after = stretch.until;
        reached_set(upgrade, chain->unit, stretch.until);
        upgrade_tell_progress(upgrade);
    }
    return true;
}

bool upgrade_replay(Upgrade *upgrade, int64_t *out_events, GError **error)
{
    g_autoptr(GPtrArray) chains = chains_read(upgrade, error);

    if (chains == NULL)
        return false;
    int64_t before = upgrade->done;
    upgrade->total = upgrade->done;
    for (guint i = 0; i < chains->len; i++) {
        const Chain *chain = chains->pdata[i];
        upgrade->total += MAX(chain->last - reached_of(upgrade, chain->unit), 0);
    }
    for (guint i = 0; i < chains->len; i++) {
        if (!chain_take(upgrade, chains->pdata[i], error))
            return false;
    }
    *out_events = upgrade->done - before;
    return true;
}
