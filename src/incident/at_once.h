/* SPDX-License-Identifier: Apache-2.0 */
/* at_once - how long "at once" may take: the law gives no minutes, so the factory's rows do, or
 * what a profile put in their place. */
#pragma once

#include "incident/report_rules.h"

typedef struct AtOnce {
    const json_t *rule; /* the row that says so; NULL: only the file's "at_once" does */
    int64_t limit_minutes;
} AtOnce;

/* Does the row say how long "at once" may take: a factory row, or one that replaces one? */
bool at_once_gives(const ReportRules *rules, const json_t *rule);
/* The value for a channel (for "any", that of the telephone) among the rows that hold. */
AtOnce at_once_find(const ReportRules *rules, const GPtrArray *rows, const char *channel);
