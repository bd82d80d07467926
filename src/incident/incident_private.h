/* SPDX-License-Identifier: Apache-2.0 */
/* incident_private - shared by the files of this folder only. */
#pragma once

#include "dispatch/dispatch.h"
#include "incident/incident_rules.h"
#include "incident/module.h"
#include "incident/report_text.h"
#include "matter/matter.h"
#include "unit/unit.h"

#define KIND_INCIDENT "incident"

#define TYPE_PHONE_REPORT "phone_report" /* a call of ours, as an item where it was taken */
#define TYPE_CORRECTION "correction"     /* what was told is not so, or goes on elsewhere */
#define REPORT_SENDING "incident.report" /* kept: the dispatch that is being sent as a report */

#define CHORE_MISSING "incident.missing"

const IncidentRules *incident_rules_of(const Engine *engine);
/* Members of `over` put over those of `values`: a new reference. */
json_t *incident_values_over(const json_t *values, const json_t *over);
/* Integer member, FIELD_UNSET when absent or unknown. */
int64_t incident_value_int(const json_t *values, const char *name);

/* Keeps the text of the rules that decide here, once for each version. */
bool incident_rules_keep(Decision *decision, GError **error);

/* --- figures and level (suggest.c) --- */

/* The values that rules look at, by the names of the rules: a new reference. */
json_t *incident_metrics_of(const IncidentRules *rules, const Kind *kind, const json_t *values);
/* The suggestion for these values as level_classify() gives it; NULL when no kind is known. */
json_t *incident_suggestion_of(const IncidentRules *rules, const Kind *kind, const json_t *values);
/* Writes suggestion, level, its origin and the row of judgements into `fields`, where they differ
 * from what the matter has. */
bool incident_suggest(Decision *decision, const Matter *matter, json_t *fields, GError **error);
/* The leader decides that it need not be reported. */
bool incident_waive(Decision *decision, const Matter *matter, json_t *fields, GError **error);
/* A person decides: level and reason as given, or the suggestion confirmed. */
bool incident_judge(Decision *decision, const Matter *matter, json_t *fields, GError **error);

/* --- missing persons (missing.c) --- */

typedef struct MissingBody {
    int64_t due_at; /* FIELD_UNSET: counted, or none missing any more */
} MissingBody;

/* Plans the day on which the missing count as dead. */
bool missing_plan(Decision *decision, const Matter *matter, GError **error);

/* Module.show */
void incident_show(const Engine *engine, const void *data, json_t *shown);

/* --- what need not be reported (exempt_events.c) --- */

/* Says what the step with these fields began or ended. */
bool exempt_note(Decision *decision, const Matter *matter, const json_t *fields, GError **error);
extern const Part exempt_part;
extern const Query exempt_queries[];

extern const EventKind missing_events[];
extern const Projection missing_projections[];
extern const Chore missing_chores[];
extern const Hook incident_hooks[];
extern const Reaction incident_reactions[];
