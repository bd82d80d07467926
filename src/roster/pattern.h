/* SPDX-License-Identifier: Apache-2.0 */
/* pattern - how a post is stood: which shifts begin on which days, from when and how long.
 *
 * Data of catalog/duty/patterns.json and rules.json; an operator's own files of the same name in
 * DATA/catalog/duty take their place. A shift belongs to the day on which it begins, so the shifts
 * of one range of days and those of the next join without a minute lost or doubled. */
#pragma once

#include "engine/county.h"
#include "unit/workday.h"

#define SERVICE_DUTY_RULES "duty_rules"
#define PATTERN_SHIFT_DAYS_MAX 4 /* no shift is longer */

typedef struct PatternShift {
    const char *name;  /* borrowed from the file */
    int64_t begins_ms; /* after the day's first moment */
    int64_t length_ms;
    bool on[3];      /* by DayKind */
    bool weekday[8]; /* by 1 … 7 */
} PatternShift;

typedef struct Pattern {
    const char *name;
    GArray *shifts; /* of PatternShift */
    bool every_day; /* the kind of the day makes no difference */
} Pattern;

typedef struct DutyRules DutyRules;

/* Reads patterns and rules out of `files` (borrowed; NULL: those built in): an operator's file with
 * a fault is refused there, its fault appended to `faults`, and the built-in one serves. */
DutyRules *duty_rules_new(CountyFiles *files, GPtrArray *faults, GError **error);
void duty_rules_free(DutyRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DutyRules, duty_rules_free)

/* NULL when there is none of that name. */
const Pattern *duty_rules_pattern(const DutyRules *rules, const char *name);
/* The files, borrowed. */
const json_t *duty_rules_patterns(const DutyRules *rules);
/* {"name", "hard", "label"} of a rule; NULL when there is none. */
const json_t *duty_rules_rule(const DutyRules *rules, const char *name);
/* Rest that a shift of that length asks for, at a post of that role. */
int64_t duty_rules_rest_ms(const DutyRules *rules, const char *role, int64_t length_ms);
/* Does one of the roles put a person into the rotation of posts of `role`? And may it stand there
 * at all? */
bool duty_rules_in_rotation(const DutyRules *rules, const char *role, char *const *held);
bool duty_rules_may_stand(const DutyRules *rules, const char *role, char *const *held);
/* Is it regular staff? */
bool duty_rules_is_regular(const DutyRules *rules, const char *engagement);
int64_t duty_rules_number(const DutyRules *rules, const char *name, int64_t fallback);
/* What a day of duty is worth: {name, label, source, night, owed_tenths, allowance_fen}. */
const json_t *duty_rules_sheet(const DutyRules *rules);
/* Hours before a gap at which to warn, the first first; -1 behind the last. */
int64_t duty_rules_warn_ms(const DutyRules *rules, size_t stage);

/* One shift that a pattern asks for. */
typedef struct Slot {
    const char *name; /* borrowed from the pattern */
    int64_t day;      /* on which it begins */
    DayKind kind;     /* the weightiest of the days on which it stands half a day or more */
    int64_t begins_at, ends_at;
} Slot;

/* The shifts that begin on the days from … to, both included, in order of time: array of Slot. As
 * known at `known_at`; FAIL_NOT_FOUND ("no_calendar") when a day's kind is not. */
GArray *pattern_slots(const Pattern *pattern, const Workdays *workdays, const int64_t days[2],
    int64_t known_at, GError **error);
