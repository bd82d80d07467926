/* SPDX-License-Identifier: Apache-2.0 */
/* deadline - does one row of the reporting rules hold for an incident, and by when?
 *
 * Rows are data (catalog/rules/reporting.json and an operator's own files of that form). A row that
 * came to hold only by a later judgement counts from that judgement: what was in time stays in
 * time. Whom a row binds and who is to be told is office; what follows from all rows together is
 * obligation_rules. Pure functions: no clock, no database. */
#pragma once

#include "incident/directory.h"
#include "incident/report_rules.h"
#include "incident/taxonomy.h"

#include <stdint.h>

/* What was held of the incident since `at`; the first counts from the beginning. */
typedef struct Judgement {
    int level; /* LEVEL_NONE: not judged, taken as the mildest */
    bool sensitive;
    int64_t at;
    const json_t *metrics; /* the figures then; NULL: those of the case, as if always known */
    bool exempt;           /* it needed not be reported: no row held */
} Judgement;

/* Times that are not known are FIELD_UNSET. */
typedef struct ReportCase {
    const Taxonomy *taxonomy;
    const char *class; /* or NULL */
    const char *kind;  /* or NULL */
    const Judgement *judgements;
    size_t judgements_size; /* at least 1, oldest first */
    const json_t *metrics;  /* figures for rules with a condition: report_metrics(); may be NULL */
    ReportSender sender;    /* directory_sender() */
    const char *profile;    /* directory_profile(); "" or NULL: the factory's values */
    int64_t occurred_at, known_at, received_at;
    int64_t opened_at; /* always known: the last resort */
} ReportCase;

typedef struct Deadline {
    const json_t *rule; /* borrowed row of the file */
    const char
        *counted_from; /* "occurred_at", "known_at", "received_at", "opened_at", "judged_at" */
    bool fallback;     /* the time the rule counts from is not known: another one stands in */
    int64_t started_at;
    int64_t due_at;
} Deadline;

/* The figures that rules with a condition look at, of the fields of an incident: a new reference.
 */
json_t *report_metrics(const json_t *values);

/* Is the incident of one of the row's classes? */
bool deadline_covers(const ReportCase *of, const json_t *rule);
/* Do class, level as judged last and condition of the row hold? `part` is the row, or the part of a
 * follow-up row, with the levels. */
bool deadline_holds(const ReportCase *of, const json_t *rule);
bool follow_up_holds(const ReportCase *of, const json_t *rule, const json_t *part);
/* Does the row hold by the level itself, not only because what is sensitive goes the way of the
 * worst? Only then it takes the place of another. */
bool deadline_holds_by_level(const ReportCase *of, const json_t *rule);
/* From when to when a row that holds counts, with this limit. */
Deadline deadline_count(const ReportCase *of, const json_t *rule, int64_t limit_minutes);
/* Due earlier? */
bool deadline_is_stricter(const Deadline *a, const Deadline *b);
/* The first time after `last_at` at which the part of a follow-up row wants one; false when it
 * names no rhythm. */
bool follow_up_next(const ReportCase *of, const json_t *part, int64_t last_at, int64_t *out_at);
/* When an incident began, as a row with this "clock_start" sees it. */
int64_t report_start(const ReportCase *of, const char *clock_start);
