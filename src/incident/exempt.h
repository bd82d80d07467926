/* SPDX-License-Identifier: Apache-2.0 */
/* exempt - what need not be reported: never where somebody is dead, missing or trapped, where it is
 * sensitive or of level III and worse; else by a row of the reporting rules ("exempt": kinds x
 * figures x words) or by the duty leader.
 *
 * A row speaks for kinds that a person has chosen, not for classes: what nobody has named yet is
 * reported. Whatever is not known, or told in words that a row does not foresee, is reported.
 * Pure functions: values in, answer out. */
#pragma once

#include "incident/report_check.h"
#include "incident/report_rules.h"

typedef struct ExemptCase {
    const Taxonomy *taxonomy;
    const json_t *values; /* of the matter's fields */
} ExemptCase;

/* What nobody may leave unreported. */
bool must_be_reported(const json_t *values);
/* Could a row of any profile hold? Only then the profile must be known. */
bool exempt_may_hold(const ReportRules *rules, const ExemptCase *of);
/* The row that holds, borrowed; NULL: it must be reported as all else. */
const json_t *exempt_row(const ReportRules *rules, const ExemptCase *of, const char *profile);
/* The row of that id, borrowed; NULL: there is none any more. */
const json_t *exempt_row_named(const ReportRules *rules, const char *id);
/* FAIL_INVALID names the row that would silence too much. */
bool exempt_check(const ReportCheck *check, GError **error);
