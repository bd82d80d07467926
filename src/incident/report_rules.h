/* SPDX-License-Identifier: Apache-2.0 */
/* report_rules - the reporting deadlines of catalog/rules/reporting.json and of an operator's own
 * files, read and checked: which rows there are, what sides they name, who replaces whom.
 *
 * National rows always count. Rows of the profile "default" are factory values and count until an
 * applicable row of the profile chosen replaces them by name; what replaces a national row may only
 * be stricter. */
#pragma once

#include "incident/rule_text.h"
#include "incident/taxonomy.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ReportRules ReportRules;

/* `taxonomy` (borrowed, must outlive it; may be NULL) says which classes there are: a row of one
 * that is not known is refused. */
ReportRules *report_rules_new(const Taxonomy *taxonomy);
void report_rules_free(ReportRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportRules, report_rules_free)
/* Adds the rules of one file; FAIL_INVALID names the file and the rule, and nothing of it counts.
 * The first file also brings the sides, functions, elements and report types. */
bool report_rules_add(
    ReportRules *rules, const char *name, const char *bytes, size_t size, GError **error);
/* The names of divisions (catalog/rules/divisions.json), for offices that are no unit here. */
bool report_rules_add_divisions(
    ReportRules *rules, const char *name, const char *bytes, size_t size, GError **error);
/* The files as one text, borrowed. */
const RuleText *report_rules_text(const ReportRules *rules);
const char *report_rules_version(const ReportRules *rules);
/* The first file, borrowed: elements, report types, sensitive flags. */
const json_t *report_rules_json(const ReportRules *rules);
/* Is there a row of the profile? "" , "default" and "national" always are. */
bool report_rules_has_profile(const ReportRules *rules, const char *profile);

/* Rows, borrowed. */
const GPtrArray *report_rules_deadlines(const ReportRules *rules);
const GPtrArray *report_rules_follow_up(const ReportRules *rules);
const GPtrArray *report_rules_supplement(const ReportRules *rules);
const GPtrArray *report_rules_exempt(const ReportRules *rules);
/* Borrowed; NULL: any class will do. */
const Taxonomy *report_rules_taxonomy(const ReportRules *rules);
/* Is there such a class, kind or group? */
bool report_rules_knows_class(const ReportRules *rules, const char *name);
/* The row of a side, a function or NULL; the name of a division of 2 or 4 digits or NULL. */
const json_t *report_rules_side(const ReportRules *rules, const char *name);
const json_t *report_rules_function(const ReportRules *rules, const char *name);
const char *report_rules_division(const ReportRules *rules, const char *code);
/* Is there a division of that code (short form)? Below cities there is no table: what it lies in.
 */
bool report_rules_has_division(const ReportRules *rules, const char *code);
/* Is the division of 2 digits a city right under the nation? */
bool report_rules_is_municipality(const ReportRules *rules, const char *code);
/* "at once" in minutes by "phone" or "written", where no row says how long that may take. */
int64_t report_rules_at_once(const ReportRules *rules, const char *channel);
/* Does a row of `own`, names with commas between, count for a unit of the profile `chosen`? */
bool report_profile_counts(const char *own, const char *chosen);
/* Is it one of the factory rows? */
bool report_row_is_default(const json_t *row);
/* Takes out of `rows` what one of `by` replaces. */
void report_rows_drop_replaced(GPtrArray *rows, const GPtrArray *by);
