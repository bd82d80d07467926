/* SPDX-License-Identifier: Apache-2.0 */
/* report_check - is a file of reporting rules sound? Every name in it is known, every limit is one,
 * and what replaces a national row is no milder. For report_rules only. */
#pragma once

#include "incident/report_rules.h"

typedef struct ReportCheck {
    const ReportRules *rules; /* the rows of the file stand last in them */
    const json_t *file;
    const char *name; /* of the file */
    bool is_first;
    guint deadlines_from, follow_up_from, supplement_from, exempt_from; /* where its rows begin */
} ReportCheck;

/* NULL when the row replaces what it may: one of the factory. */
const char *report_replaces_problem(const GPtrArray *rows, const json_t *row);
/* FAIL_INVALID names file, row and fault. */
bool report_check(const ReportCheck *check, GError **error);
