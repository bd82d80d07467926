/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/comparison.h"

#define EVENTS_FEW 20000 /* so many are replayed in a few seconds */

struct Comparison {
    const Engine *engine;
    Store *scratch;
};

Comparison *comparison_new(const Engine *engine, GError **error)
{
    g_autoptr(Comparison) comparison = g_new0(Comparison, 1);
    bool replay = false;

    comparison->engine = engine;
    comparison->scratch = store_open_slate(engine_store(engine), error);
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

/* And counts the events. */
static bool unit_replay(const Engine *engine, SchemaSides *sides, GError **error)
{
    g_autoptr(JournalReader) reader = journal_read(sides->a, sides->unit, 0, error);
    g_autoptr(GError) failure = NULL;

    while (reader != NULL) {
        g_autoptr(Event) event = journal_next(reader, &failure);

        if (event == NULL)
            break;
        if (!engine_apply(engine, sides->b, event, error))
            return false;
        sides->events++;
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
    SchemaSides sides = {.a = live, .b = replayed, .unit = unit};

    return (snapshot != NULL && unit_replay(engine, &sides, error) &&
               schema_compare_unit(engine_schema(engine), &sides, out_differences, error)) ||
           fail_in(error, "comparing unit %s", unit);
}

bool comparison_of_strays(Comparison *comparison, GPtrArray *out_differences, GError **error)
{
    g_autoptr(Db) live = store_reader(engine_store(comparison->engine), error);

    return live != NULL &&
           schema_find_strays(engine_schema(comparison->engine), live, out_differences, error);
}

/* --- choosing --- */

typedef struct Candidate {
    char *unit;
    int64_t events;
} Candidate;

static void candidate_free(void *data)
{
    Candidate *candidate = data;

    g_free(candidate->unit);
    g_free(candidate);
}

static void *candidate_read(Statement *row)
{
    Candidate *candidate = g_new0(Candidate, 1);

    candidate->unit = g_strdup(row_text(row, 0));
    candidate->events = MAX(1, row_int(row, 1));
    return candidate;
}

static GPtrArray *candidates_load(const Comparison *comparison, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(comparison->engine), error);
    g_autoptr(Statement) heads =
        db == NULL ? NULL : store_prepare(db, "SELECT unit, seq FROM head ORDER BY unit", error);

    return statement_rows(heads, candidate_read, candidate_free, error);
}

static int64_t events_from(const GPtrArray *candidates, guint first)
{
    int64_t events = 0;

    for (guint i = first; i < candidates->len; i++)
        events += ((const Candidate *) candidates->pdata[i])->events;
    return events;
}

/* Draws an event of those from `first` on, and puts its unit there. */
static void candidate_draw(GPtrArray *candidates, guint first)
{
    double left = g_random_double_range(0, (double) events_from(candidates, first));
    guint drawn = first;

    while (drawn + 1 < candidates->len) {
        left -= (double) ((const Candidate *) candidates->pdata[drawn])->events;
        if (left < 0)
            break;
        drawn++;
    }
    void *candidate = candidates->pdata[first];
    candidates->pdata[first] = candidates->pdata[drawn];
    candidates->pdata[drawn] = candidate;
}

bool comparison_run(Comparison *comparison, guint most, GPtrArray *out_differences,
    guint *out_compared, guint *out_units, GError **error)
{
    g_autoptr(GPtrArray) candidates = candidates_load(comparison, error);

    if (candidates == NULL)
        return false;
    bool all = most == 0 || events_from(candidates, 0) <= EVENTS_FEW;
    guint count = all ? candidates->len : MIN(most, candidates->len);
    for (guint i = 0; i < count; i++) {
        candidate_draw(candidates, i);
        const Candidate *next = candidates->pdata[i];
        if (!comparison_of_unit(comparison, next->unit, out_differences, error))
            return false;
    }
    *out_compared = count;
    *out_units = candidates->len;
    return count < candidates->len || comparison_of_strays(comparison, out_differences, error);
}
