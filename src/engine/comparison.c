/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/comparison.h"

struct Comparison {
    const Engine *engine;
    Store *scratch;
};

Comparison *comparison_new(const Engine *engine, GError **error)
{
    g_autoptr(Comparison) comparison = g_new0(Comparison, 1);
    bool replay = false;

    comparison->engine = engine;
    comparison->scratch = store_open_scratch(engine_store(engine), error);
    g_autoptr(Db) db =
        comparison->scratch == NULL ? NULL : store_writer(comparison->scratch, error);
    if (db == NULL || !schema_apply(engine_schema(engine), db, &replay, error))
        return NULL;
    return g_steal_pointer(&comparison);
}

void comparison_free(Comparison *comparison)
{
    if (comparison == NULL)
        return;
    store_free(comparison->scratch);
    g_free(comparison);
}

GPtrArray *comparison_units(const Comparison *comparison, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(comparison->engine), error);
    g_autoptr(Statement) units =
        db == NULL ? NULL : store_prepare(db, "SELECT unit FROM head ORDER BY unit", error);

    return statement_rows(units, row_first_text, g_free, error);
}

static bool unit_replay(
    const Engine *engine, Db *live, Db *replayed, const char *unit, GError **error)
{
    g_autoptr(JournalReader) reader = journal_read(live, unit, 0, error);
    g_autoptr(GError) failure = NULL;

    while (reader != NULL) {
        g_autoptr(Event) event = journal_next(reader, &failure);

        if (event == NULL)
            break;
        if (!engine_apply(engine, replayed, event, error))
            return false;
    }
    if (failure == NULL)
        return reader != NULL;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool comparison_of_unit(
    Comparison *comparison, const char *unit, GPtrArray *out_differences, GError **error)
{
    const Engine *engine = comparison->engine;
    g_autoptr(Db) replayed = store_writer(comparison->scratch, error);
    g_autoptr(Db) live = replayed == NULL ? NULL : store_reader(engine_store(engine), error);
    g_autoptr(StoreTxn) undone = live == NULL ? NULL : store_begin(replayed, error);
    g_autoptr(StoreTxn) snapshot = undone == NULL ? NULL : store_begin_read(live, error);

    return (snapshot != NULL && unit_replay(engine, live, replayed, unit, error) &&
               schema_compare_unit(
                   engine_schema(engine), live, replayed, unit, out_differences, error)) ||
           fail_in(error, "comparing unit %s", unit);
}

bool comparison_of_strays(Comparison *comparison, GPtrArray *out_differences, GError **error)
{
    g_autoptr(Db) live = store_reader(engine_store(comparison->engine), error);

    return live != NULL &&
           schema_find_strays(engine_schema(comparison->engine), live, out_differences, error);
}

/* The first `most` become a choice of all at random. */
static void units_shuffle(GPtrArray *units, guint most)
{
    for (guint i = 0; i < most; i++) {
        guint other = (guint) g_random_int_range((gint32) i, (gint32) units->len);
        void *unit = units->pdata[i];

        units->pdata[i] = units->pdata[other];
        units->pdata[other] = unit;
    }
}

bool comparison_run(Comparison *comparison, guint most, GPtrArray *out_differences,
    guint *out_compared, guint *out_units, GError **error)
{
    g_autoptr(GPtrArray) units = comparison_units(comparison, error);

    if (units == NULL)
        return false;
    guint count = most == 0 ? units->len : MIN(most, units->len);
    units_shuffle(units, count);
    for (guint i = 0; i < count; i++) {
        if (!comparison_of_unit(comparison, units->pdata[i], out_differences, error))
            return false;
    }
    *out_compared = count;
    *out_units = units->len;
    return count < units->len || comparison_of_strays(comparison, out_differences, error);
}
