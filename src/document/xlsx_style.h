/* SPDX-License-Identifier: Apache-2.0 */
/* xlsx_style - what a number in a cell means: which formats are dates, and a date's serial number
 * as text. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A code of a number format ("yyyy\"年\"m\"月\""): does it show a date or a time of day? */
bool xlsx_format_is_date(const char *code);
/* The same for a format that has no code, only a number. */
bool xlsx_builtin_is_date(int id);
/* "2026-10-01", "2026-10-01 08:30", "08:30:15" (a serial below 1): owned; NULL when no day has this
 * number. `from_1904` tells the second of the two calendars. */
char *xlsx_serial_text(double serial, bool from_1904);
/* A number as it would be typed: "3", "12.5": owned. */
char *xlsx_number_text(double number);
