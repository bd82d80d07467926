/* SPDX-License-Identifier: Apache-2.0 */
/* tables - compares the derived tables of a database with its journal, beside a running server. */
#pragma once

#include "store/store.h"

typedef struct TablesReport {
    bool is_other_version; /* not compared: only tables of this version can be */
    guint compared, units; /* so many of so many */
    guint differences;
    char *first; /* of them */
} TablesReport;

void tables_report_clear(TablesReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TablesReport, tables_report_clear)

/* Those of `unit`, or with NULL of `most` units chosen at random, 0: of all. */
bool tables_compare(
    Store *store, const char *unit, guint most, TablesReport *out_report, GError **error);
