/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tables.h"

#include "app/app.h"
#include "app/modules.h"
#include "engine/comparison.h"

void tables_report_clear(TablesReport *report)
{
    g_clear_pointer(&report->first, g_free);
}

static bool version_fits(Store *store, const Schema *schema, bool *out_fits, GError **error)
{
    SchemaState state = SCHEMA_SAME;
    g_autoptr(Db) db = store_reader(store, error);

    if (db == NULL || !schema_examine(schema, db, &state, error))
        return false;
    *out_fits = state == SCHEMA_SAME;
    return true;
}

static bool engine_compare(
    const Engine *engine, const char *unit, guint most, TablesReport *report, GError **error)
{
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Comparison) comparison = comparison_new(engine, error);

    report->compared = report->units = 1;
    if (comparison == NULL ||
        !(unit != NULL ? comparison_of_unit(comparison, unit, differences, error)
                       : comparison_run(comparison, most, differences, &report->compared,
                             &report->units, error)))
        return false;
    report->differences = differences->len;
    if (differences->len > 0)
        report->first = g_strdup(differences->pdata[0]);
    return true;
}

bool tables_compare(
    Store *store, const char *unit, guint most, TablesReport *out_report, GError **error)
{
    bool fits = false;
    g_autoptr(Clock) clock = clock_new_system();
    g_autoptr(Schema) schema = app_schema_new(error);

    *out_report = (TablesReport){0};
    if (schema == NULL || !version_fits(store, schema, &fits, error))
        return false;
    out_report->is_other_version = !fits;
    if (!fits)
        return true;
    g_autoptr(Engine) engine = engine_new(store, clock, schema, app_modules, error);
    return engine != NULL && engine_compare(engine, unit, most, out_report, error);
}
