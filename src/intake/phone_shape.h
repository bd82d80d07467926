/* SPDX-License-Identifier: Apache-2.0 */
/* phone_shape - what digits look like that are a telephone number; made once, then only read. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum PhoneNeed {
    NEEDS_NOTHING,
    NEEDS_SENSE, /* seven or eight digits: no date, no count, no serial number */
    NEEDS_WORD,  /* the same in two pieces: only where a word says so */
} PhoneNeed;

typedef struct PhoneShape {
    GRegex *regex;
    PhoneNeed need;
    bool extends; /* an extension may follow */
} PhoneShape;

/* Longer shapes first: the first that fits takes the digits. Of PhoneShape; owned. */
GArray *phone_shapes_new(void);
