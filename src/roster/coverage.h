/* SPDX-License-Identifier: Apache-2.0 */
/* coverage - proof that posts are stood: every minute that no published roster covers, or that two
 * cover at once.
 *
 * A pure function of patterns, live shifts and people. A shift counts only while its person is
 * there: not on leave, not left. Behind the last published shift of a post begins one gap without
 * an end, "unrostered". */
#pragma once

#include "roster/team.h"

#define GAP_OPEN INT64_MAX /* the end of a gap that has none */

#define GAP_UNCOVERED "uncovered"     /* the pattern asks for a shift, none is published */
#define GAP_VACANT "vacant"           /* a shift without a person */
#define GAP_ON_LEAVE "on_leave"       /* its person is on leave */
#define GAP_PERSON_LEFT "person_left" /* its person has left the unit */
#define GAP_DOUBLED "doubled"         /* two persons at one post */
#define GAP_UNROSTERED "unrostered"   /* nothing is published from then on */
#define GAP_NO_POST "no_post"         /* the unit must keep duty and says of no post how */
#define GAP_NO_PHONE "no_phone"       /* it keeps duty by phone, and has no number */

typedef struct CoverageCase {
    GPtrArray *posts;  /* DutyPost * */
    GPtrArray *slots;  /* GArray of Slot for each post, as far as the calendar is known */
    GPtrArray *shifts; /* Shift *: live, in order of time */
    GPtrArray *team;   /* Member * */
    int64_t from_at;   /* what ends before does not matter */
} CoverageCase;

typedef struct Gap {
    const char *post; /* borrowed from the case */
    const char *kind;
    const char *shift; /* concerned; NULL: there is none */
    int64_t from_at, until_at;
} Gap;

void coverage_case_clear(CoverageCase *of);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CoverageCase, coverage_case_clear)

/* Every gap, by post, then in order of time: array of Gap. */
GArray *coverage_find(const CoverageCase *of);
/* Is it one to be told of? The end of a roster is when it is nearer than `ahead_until`. */
bool gap_counts(const Gap *gap, int64_t ahead_until);
/* Until when every post has published shifts; FIELD_UNSET: one has none at all. */
int64_t coverage_until(const CoverageCase *of);

/* Looks again and records what is found if it is not what was found before. For whoever has
 * changed shifts, leave or people of the decision's own unit. */
bool coverage_refresh(Decision *decision, GError **error);
