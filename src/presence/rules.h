/* SPDX-License-Identifier: Apache-2.0 */
/* rules - how presence is judged: catalog/duty/presence.json, and the night as the unit has set it.
 */
#pragma once

#include "engine/county.h"
#include "engine/engine.h"
#include "presence/judge.h"
#include "unit/role.h"

#define MISS_STAGES_MAX 8

typedef struct MissStage {
    int64_t after_ms; /* after the miss */
    const char *tell; /* role, or TELL_ABOVE */
} MissStage;

#define TELL_ABOVE "above"

typedef struct PresenceRules {
    JudgeRules judge;
    int64_t night_from, night_until; /* minutes of the day */
    int64_t mean_ms;                 /* between two random challenges */
    int64_t quiet_ms;                /* none so long after real input */
    int64_t day_ms, night_ms;        /* to answer */
    int64_t too_old_ms;              /* one that could not be asked so long is not asked */
    MissStage miss[MISS_STAGES_MAX];
    size_t stages;
    int64_t first_ms; /* a new post may be without a roster so long */
    int64_t roll_ms, roll_least_ms, roll_most_ms;
    json_t *file; /* owned */
} PresenceRules;

bool presence_rules_read(
    const Engine *engine, Db *db, const char *unit, PresenceRules *out, GError **error);
/* Refuses an operator's file that is built right and makes no sense. */
void presence_rules_check(CountyFiles *files, const Roles *roles, GPtrArray *faults);
void presence_rules_clear(PresenceRules *rules);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PresenceRules, presence_rules_clear)
bool presence_is_night(const PresenceRules *rules, int64_t at);
