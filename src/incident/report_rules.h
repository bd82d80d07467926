/* SPDX-License-Identifier: Apache-2.0 */
/* report_rules - the reporting deadlines of catalog/rules/reporting.json and of an operator's own
 * files, read and checked; and which units the sides that they name mean. */
#pragma once

#include "incident/rule_text.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ReportRules ReportRules;

ReportRules *report_rules_new(void);
void report_rules_free(ReportRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportRules, report_rules_free)
/* Adds the rules of one file; FAIL_INVALID names the file and the rule. The first file also brings
 * the sides, elements and report types. */
bool report_rules_add(
    ReportRules *rules, const char *name, const char *bytes, size_t size, GError **error);
/* The files as one text, borrowed. */
const RuleText *report_rules_text(const ReportRules *rules);
const char *report_rules_version(const ReportRules *rules);
/* The first file, borrowed: elements, report types, sensitive flags. */
const json_t *report_rules_json(const ReportRules *rules);
bool report_rules_has_profile(const ReportRules *rules, const char *profile);

/* One end of a report. */
typedef struct ReportSide {
    const char *level;            /* "township", "county", … */
    const char *const *functions; /* NULL-ended */
} ReportSide;

/* Rows, borrowed. */
const GPtrArray *report_rules_deadlines(const ReportRules *rules);
const GPtrArray *report_rules_follow_up(const ReportRules *rules);
/* Does a rule ask `from` to report to `to`, or to someone above whom `to` lies on the way? */
bool report_sides_fit(
    const ReportRules *rules, const json_t *rule, const ReportSide *from, const ReportSide *to);
/* 1 village … 6 nation; 0: no such level. */
int level_rank(const char *level);
