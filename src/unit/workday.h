/* SPDX-License-Identifier: Apache-2.0 */
/* workday - which days are worked: workdays, rest days, holidays.
 *
 * Holidays and the weekends worked in exchange are facts of a yearly notice of the State Council;
 * they stand in catalog/calendar/cn-YYYY.json and an operator's own file of the same year takes
 * its place; so does what is entered on the page (workday_notice). A year without a notice is
 * refused, never guessed, but for its first day: 1 January is a holiday by law. A notice may be
 * changed in the course of the year: each version counts from the day it was issued, so it can be
 * asked what was known when. Read at start; a year that comes later takes its place under a lock,
 * and what it replaces stays in memory, since names of it may be in use. */
#pragma once

#include "base/day.h"

#include <jansson.h>

#define SERVICE_WORKDAYS "workdays"
#define WORKDAYS_NOW INT64_MAX /* everything known */

typedef enum DayKind { DAY_WORKDAY, DAY_REST, DAY_HOLIDAY } DayKind;

typedef struct Workday {
    DayKind kind;     /* a weekend worked in exchange is a DAY_WORKDAY */
    const char *name; /* of the holiday, in festivals.json; NULL on other days; borrowed */
    bool statutory;   /* one of the days the law itself names */
    bool made_up;     /* a weekend that is worked */
} Workday;

typedef struct Workdays Workdays;

/* The built-in years and those of FOLDER/calendar (may be NULL): a file with a fault is left out
 * and its fault appended to `faults` (may be NULL). */
Workdays *workdays_new(const char *folder, GPtrArray *faults, GError **error);
void workdays_free(Workdays *workdays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workdays, workdays_free)
/* Reads one more year, in place of one known. FAIL_INVALID names `name` and what is wrong. */
bool workdays_add(
    Workdays *workdays, const char *name, const char *text, size_t size, GError **error);

/* Has the sum of what was entered changed since `*mark` was last set? Sets it. */
bool workdays_marked(Workdays *workdays, int64_t mark);

/* What the day is, as known at `known_at`. FAIL_NOT_FOUND (reason "no_calendar") when the notice of
 * its year is not known. */
bool workdays_day(
    const Workdays *workdays, int64_t day, int64_t known_at, Workday *out_workday, GError **error);
/* Is the year known then? */
bool workdays_has_year(const Workdays *workdays, int year, int64_t known_at);
/* {"zh", "en"} of a holiday's name, borrowed; NULL when there is none. */
const json_t *workdays_label(const Workdays *workdays, const char *name);
/* The notices of a year in order of their days, as the file has them: a new reference. */
json_t *workdays_notices(const Workdays *workdays, int number);

/* "workday", "rest", "holiday". */
const char *day_kind_word(DayKind kind);
/* FAIL_CORRUPT when it is no such word. */
bool day_kind_read(const char *word, DayKind *out_kind, GError **error);
