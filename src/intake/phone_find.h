/* SPDX-License-Identifier: Apache-2.0 */
/* phone_find - telephone numbers inside a line: the digits that nobody but their reader may see. */
#pragma once

#include "intake/words.h"

typedef struct PhoneSpan {
    guint from, to; /* signs */
    char *number;   /* owned; in the stored form of unit/phone.h where it has one */
} PhoneSpan;

/* In order, none in another: a new array of PhoneSpan that clears itself. */
GArray *line_phones_find(const LineWords *words, const LineText *text);
/* Owned: the line with a stand-in where each number stood. */
char *line_phones_hide(const LineWords *words, const LineText *text, const GArray *phones);
