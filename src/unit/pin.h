/* SPDX-License-Identifier: Apache-2.0 */
/* pin - which PINs are no PIN: those that somebody at the terminal tries first.
 *
 * Ten wrong tries lock a terminal for a quarter of an hour, so what matters is that no PIN stands
 * among the first few hundred guesses: runs, patterns, dates, the numbers on the wall of the room.
 */
#pragma once

#define PIN_MIN 6
#define PIN_MAX 12

/* Why a PIN can't be taken, or NULL: "not_digits", "too_short", "too_long", "too_plain", "a_date",
 * "same_as_unit", "same_as_phone". `unit` is the code of its owner's unit, `phone` their own
 * number; each may be NULL. */
const char *pin_problem(const char *pin, const char *unit, const char *phone);
