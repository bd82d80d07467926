/* SPDX-License-Identifier: Apache-2.0 */
/* wanted - one duty to report, as obligation_rules finds it. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

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
