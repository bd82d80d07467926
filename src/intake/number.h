/* SPDX-License-Identifier: Apache-2.0 */
/* number - a number as it is written or spoken: "12", "3,500", "1.2万", "一百二十", "三四十".
 *
 * A number is taken whole or not at all. What is about, a range, or readable in two ways is not
 * exact; what belongs to a plate, a date, a kilometre or a house is no count of people. */
#pragma once

#include "intake/words.h"

typedef struct LineNumber {
    guint from, to; /* signs, with what it counts and what says "about" */
    guint digits;   /* where the number itself begins */
    gint64 value;
    bool exact;  /* said plainly, and this value */
    bool vague;  /* a range, or readable in two ways: there is no value to propose */
    bool people; /* counts people by a word of its own ("人", "名") */
    bool bare;   /* counts nothing that is named: it may count people */
    bool weak;   /* such a word stands there, but only if nothing else is named after it ("个") */
    unsigned unit; /* UnitFlag of what it counts; 0: none known */
} LineNumber;

/* Reads the number that begins at `at`; false when none does. `out->to` is always behind `at`. */
bool line_number_read(const LineWords *words, const LineText *text, guint at, LineNumber *out);
