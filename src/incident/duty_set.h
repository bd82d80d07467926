/* SPDX-License-Identifier: Apache-2.0 */
/* duty_set - duties gathered by receiver and channel: the strictest of each decides, the others
 * stand beside it, and what may be done by any channel goes with what must be done no later. */
#pragma once

#include "incident/deadline.h"
#include "incident/office.h"
#include "incident/wanted.h"

/* What one row wants of one receiver. */
typedef struct Duty {
    const char *channel;
    Deadline deadline;
    const json_t *limit_rule; /* as in Wanted */
    int hop;                  /* as in Wanted */
} Duty;

typedef struct DutySet DutySet;

DutySet *duty_set_new(void);
void duty_set_free(DutySet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DutySet, duty_set_free)

void duty_set_add(DutySet *set, const Office *office, const Duty *duty);
/* To the receiver of another duty. */
void duty_set_add_again(DutySet *set, const Wanted *told, const Duty *duty);
/* Of Wanted *, earliest due first. `version` is that of the rules. */
GPtrArray *duty_set_wanted(DutySet *set, const char *report, const char *version);
