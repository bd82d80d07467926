/* SPDX-License-Identifier: Apache-2.0 */
/* incident_rules - levels, kinds and reporting limits in one, as built in or as an operator has
 * them: engine service SERVICE_INCIDENT_RULES. Built at start, then read-only and shared. */
#pragma once

#include "incident/obligation_rules.h"

#define SERVICE_INCIDENT_RULES "incident_rules"

typedef struct IncidentRules IncidentRules;

/* The built-in files, and those of FOLDER/rules in their place: divisions.json, levels.json,
 * report_text.json, reporting.json; files reporting-NAME.json there add to the reporting rules. A
 * file with a fault is left out and its fault appended to `faults` (owned texts; may be NULL).
 * `folder` may be NULL.
 */
IncidentRules *incident_rules_new(const char *folder, GPtrArray *faults, GError **error);
void incident_rules_free(IncidentRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IncidentRules, incident_rules_free)

/* Borrowed. */
const LevelRules *incident_levels(const IncidentRules *rules);
const Taxonomy *incident_taxonomy(const IncidentRules *rules);
const ReportRules *incident_reporting(const IncidentRules *rules);
/* Words of the reports (rules/report_text.json). */
const json_t *incident_report_words(const IncidentRules *rules);
