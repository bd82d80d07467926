/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

static bool journal_replay(const Engine *engine, Db *db, GError **error)
{
    g_autoptr(JournalReader) reader = journal_read(db, NULL, 0, error);
    g_autoptr(GError) failure = NULL;

    if (reader == NULL)
        return false;
    for (;;) {
        g_autoptr(Event) event = journal_next(reader, &failure);

        if (event == NULL)
            break;
        if (!engine_apply(engine, db, event, error))
            return false;
    }
    if (failure == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool engine_replay(const Engine *engine, Db *db, GError **error)
{
    return schema_clear_derived(engine_schema(engine), db, error) &&
           journal_replay(engine, db, error);
}

bool engine_rebuild(const Engine *engine, Db *db, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(db, error);

    if (txn == NULL || !engine_replay(engine, db, error) ||
        !store_commit(g_steal_pointer(&txn), error))
        return fail_in(error, "rebuilding");
    return true;
}

/* The journal of the snapshot `from`, replayed into the empty database `to`. */
static bool scratch_fill(const Engine *engine, Db *from, Db *to, GError **error)
{
    const Schema *schema = engine_schema(engine);
    bool replay = false;
    g_autoptr(StoreTxn) txn = NULL;

    if (!schema_apply(schema, to, &replay, error))
        return false;
    txn = store_begin(to, error);
    if (txn == NULL || !schema_copy_kept(schema, from, to, error) ||
        !store_commit(g_steal_pointer(&txn), error))
        return false;
    return engine_rebuild(engine, to, error);
}

bool engine_rebuild_check(const Engine *engine, GPtrArray *out_differences, GError **error)
{
    g_autoptr(Store) scratch = store_open_slate(engine_store(engine), error);
    g_autoptr(Db) replayed = scratch == NULL ? NULL : store_writer(scratch, error);
    g_autoptr(Db) live = replayed == NULL ? NULL : store_reader(engine_store(engine), error);
    /* One snapshot for the journal and the tables, while commands go on. */
    g_autoptr(StoreTxn) snapshot = live == NULL ? NULL : store_begin_read(live, error);

    if (snapshot == NULL)
        return false;
    return scratch_fill(engine, live, replayed, error) &&
           schema_compare_derived(engine_schema(engine), live, replayed, out_differences, error);
}
