/* SPDX-License-Identifier: Apache-2.0 */
/* obligation_rules - what a unit owes to whom by when, as the reporting rules want it now.
 *
 * One duty to each receiver by each channel: the strictest row decides, the others stand beside it.
 * No receiver swallows another. Pure: the same case, rules and directory give the same duties. */
#pragma once

#include "incident/deadline.h"
#include "incident/directory.h"
#include "incident/wanted.h"

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
