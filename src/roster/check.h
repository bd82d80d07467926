/* SPDX-License-Identifier: Apache-2.0 */
/* check - what a roster breaks: a pure function of shifts, people and patterns.
 *
 * It is asked before every change, before publishing, and of what the solver made: nothing that
 * breaks a rule is published without that being said. */
#pragma once

#include "roster/team.h"

typedef struct RosterCase {
    const DutyRules *rules;
    GPtrArray *posts;  /* DutyPost * */
    GPtrArray *shifts; /* Shift *: those judged, in order of time */
    GPtrArray *others; /* Shift *: live shifts of other rosters around them, in order of time */
    GPtrArray *team;   /* Member * */
    GPtrArray *slots;  /* GArray of Slot for each post: what its pattern asks for */
    int64_t days[2];   /* first and last, as numbers */
} RosterCase;

typedef struct Broken {
    const char *rule; /* name in catalog/duty/rules.json */
    bool hard;
    const char *post; /* all borrowed from the case; NULL where it concerns none */
    const char *shift;
    const char *other; /* the shift it collides with */
    const char *person;
    int64_t from_at, until_at;
} Broken;

void roster_case_free(RosterCase *of);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RosterCase, roster_case_free)

/* Every broken rule, in order of time: array of Broken. */
GArray *roster_check(const RosterCase *of);
/* Appends to `found` where the turns of the year are spread unevenly. */
void spread_check(const RosterCase *of, GArray *found);
bool broken_same(const Broken *a, const Broken *b);
/* {rule, hard, label, post, shift, other, person, from_at, until_at}: a new reference. */
extern const Field broken_fields[];
json_t *broken_json(const DutyRules *rules, const Broken *broken);
json_t *brokens_json(const DutyRules *rules, const GArray *brokens);
