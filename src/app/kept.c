/* SPDX-License-Identifier: Apache-2.0 */
#include "app/kept.h"

#include "matter/catalog.h"
#include "unit/below.h"
#include "unit/seal.h"

void kept_report_clear(KeptReport *report)
{
    g_clear_pointer(&report->differences, g_ptr_array_unref);
}

static bool secrets_check(Db *db, const char *unit, KeptReport *report, GError **error)
{
    g_auto(SealsReport) seals = {0};

    if (!seals_check(db, unit, &seals, error))
        return false;
    report->sealed = seals.fit;
    report->unsealed = seals.absent;
    if (seals.broken > 0)
        g_ptr_array_add(report->differences, g_strdup(seals.first));
    return true;
}

bool kept_check(Db *db, const char *unit, KeptReport *out_report, GError **error)
{
    KeptReport report = {.differences = g_ptr_array_new_with_free_func(g_free)};

    if (!secrets_check(db, unit, &report, error) ||
        !catalog_kept_check(db, report.differences, error) ||
        !below_check(db, report.differences, error)) {
        kept_report_clear(&report);
        return false;
    }
    *out_report = report;
    return true;
}
