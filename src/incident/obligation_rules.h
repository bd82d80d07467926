/* SPDX-License-Identifier: Apache-2.0 */
/* obligation_rules - what a unit owes to whom by when, as the reporting rules want it now.
 *
 * One duty to each receiver by each channel: the strictest row decides, the others stand beside it.
 * No receiver swallows another. Pure: the same case, rules and directory give the same duties. */
#pragma once

#include "incident/deadline.h"
#include "incident/directory.h"

/* One duty to tell one receiver by one channel, as the rules want it now. */
typedef struct Wanted {
    char *report;             /* "initial", "supplement", "followup" */
    char *channel;            /* "phone", "written", "any" */
    char *office;             /* "emergency@430100": function at a government (division code, 6 or 9
                                 digits as units have it; nation "000000") */
    char *unit;               /* the unit it resolves to, NULL: nobody of the system */
    char *name;               /* "长沙市应急管理局", never NULL */
    const json_t *rule;       /* row of the strictest rule, borrowed */
    const json_t *limit_rule; /* row whose limit stands in for "at once"; NULL: the rule's own, or
                                 the factory's "at_once" */
    json_t *also; /* [{"rule", "version", "due_at"}] of the others with that receiver and channel */
    int64_t start_at, due_at;
    const char *counted_from; /* "occurred_at" | "known_at" | "received_at" | "opened_at" |
                                 "judged_at" | "changed_at" | "last_report" | "returned_at" */
    bool fallback;
    int hop; /* 2: the receiver of what law wants reported at once; 1: of the factory rows that say
                how long that may take; 0: another */
} Wanted;

void wanted_free(Wanted *wanted);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wanted, wanted_free)

/* The first report: of Wanted *, earliest due first. The directory must be the sender's. */
GPtrArray *obligations_wanted(
    const ReportRules *rules, const ReportCase *of, const Directory *directory);
/* Figures of dead or injured changed at `changed_at`: to the same receivers within the limits of
 * "at once" from then. Empty when no row covers the incident, or its days are over. */
GPtrArray *obligations_supplement(
    const ReportRules *rules, const ReportCase *of, const Directory *directory, int64_t changed_at);
/* The next follow-up after the report at `last_at`, to the receiver of the report "at once"; NULL
 * when none is asked, or nobody was to be told at first. */
Wanted *obligation_followup(
    const ReportRules *rules, const ReportCase *of, const Directory *directory, int64_t last_at);
/* {id, profile, source, mark, channel, limit_minutes, clock_start, counted_from, fallback, from,
 * to, limit_of, version}: a new reference, journal JSON. */
json_t *wanted_rule_json(const ReportRules *rules, const Wanted *wanted);
