/* SPDX-License-Identifier: Apache-2.0 */
/* deadline - by when a unit must report an incident upward, by rules that are data
 * (catalog/rules/reporting.json and an operator's own files of that form).
 *
 * National rules always count, and with them those of the one local profile the unit has chosen;
 * the earliest due time wins, for the telephone and the written report apart. A rule that came to
 * apply only by a later judgement counts from that judgement: what was in time stays in time.
 * Pure functions: no clock, no database. */
#pragma once

#include "incident/report_rules.h"
#include "incident/taxonomy.h"

#include <stdint.h>

/* What was held of the incident since `at`; the first counts from the beginning. */
typedef struct Judgement {
    int level; /* LEVEL_NONE: not judged, taken as the mildest */
    bool sensitive;
    int64_t at;
} Judgement;

/* Times that are not known are FIELD_UNSET. */
typedef struct ReportCase {
    const Taxonomy *taxonomy;
    const char *class; /* or NULL */
    const char *kind;  /* or NULL */
    const Judgement *judgements;
    size_t judgements_size; /* at least 1, oldest first */
    const json_t *metrics;  /* figures for rules with a condition; may be NULL */
    ReportSide from, to;
    const char *profile; /* "" or NULL: "default" */
    int64_t occurred_at, known_at, received_at;
    int64_t opened_at; /* always known: the last resort */
} ReportCase;

typedef enum ReportChannel { REPORT_PHONE, REPORT_WRITTEN } ReportChannel;

typedef struct Deadline {
    const json_t *rule; /* borrowed row of the file */
    const char
        *counted_from; /* "occurred_at", "known_at", "received_at", "opened_at", "judged_at" */
    bool fallback;     /* the time the rule counts from is not known: another one stands in */
    int64_t started_at;
    int64_t due_at;
} Deadline;

/* The strictest rule that applies; false when none does. */
bool deadline_find(
    const ReportRules *rules, const ReportCase *of, ReportChannel channel, Deadline *out_deadline);
/* {id, profile, source, mark, channel, limit_minutes, clock_start, counted_from, fallback, from,
 * to, version}: a new reference, journal JSON. */
json_t *deadline_json(const ReportRules *rules, const Deadline *deadline);

/* When the next follow-up is due after the one at `last_at`; false when no rule asks for one. */
bool follow_up_find(
    const ReportRules *rules, const ReportCase *of, int64_t last_at, Deadline *out_deadline);
