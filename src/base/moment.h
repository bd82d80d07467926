/* SPDX-License-Identifier: Apache-2.0 */
/* moment - a point in time as text: RFC 3339, always with an offset.
 *
 * Written in Beijing time (+08:00, no daylight saving; DOMAIN 0); any offset is read. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define MOMENT_LENGTH 30
/* "2026-11-21T02:40:00.123+08:00"; milliseconds are left out when they are zero. */
char *moment_print(int64_t at);
/* FAIL_INVALID unless `text` is RFC 3339 with date, time and offset. Years 1970 to 9999. */
bool moment_parse(const char *text, int64_t *out_at, GError **error);
/* Days since 1970-01-01 of the Beijing calendar day that holds `at`, and the day's first moment. */
int64_t moment_day(int64_t at);
int64_t moment_day_start(int64_t day);
/* Calendar fields in Beijing time. */
void moment_split(int64_t at, int *out_year, int *out_month, int *out_day, int *out_minute_of_day);
