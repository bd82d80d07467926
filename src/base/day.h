/* SPDX-License-Identifier: Apache-2.0 */
/* day - a calendar day of Beijing as a number: days since 1970-01-01, as moment_day() counts them.
 *
 * As text it is always "YYYY-MM-DD". */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define DAY_TEXT_LENGTH 10

/* FAIL_INVALID unless it is a day that exists, of the years 1970 to 9999. */
bool day_parse(const char *text, int64_t *out_day, GError **error);
/* Owned. */
char *day_print(int64_t day);
/* 1 Monday … 7 Sunday. */
int day_weekday(int64_t day);
int day_year(int64_t day);
/* The first day of the month that holds `day`, `months` further on (may be negative). */
int64_t day_month_first(int64_t day, int months);
/* "08:30" is 510, the minute of a day; false and nothing set unless the text is two digits, a colon
 * and two digits, 00:00 to 23:59. NULL is no time. */
bool day_minute_parse(const char *text, int64_t *out_minute);
/* Owned. */
char *day_minute_print(int64_t minute);
