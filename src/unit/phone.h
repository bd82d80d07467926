/* SPDX-License-Identifier: Apache-2.0 */
/* phone - Chinese telephone numbers: checked, and written one way.
 *
 * Stored form: "13807310000", "0731-88881234", "4008001234", "12345"; an extension follows a
 * landline as "-8012". Full-width digits, +86, 0086, 86, spaces, dashes and brackets are read. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum PhoneKind {
    PHONE_MOBILE,
    PHONE_LANDLINE,
    PHONE_SERVICE, /* 400 and 800 */
    PHONE_SHORT,   /* 110, 12345 … */
    PHONE_DATA,    /* 140, 141, 144, 146, 148: nobody answers there */
    PHONE_SATELLITE,
} PhoneKind;

/* The stored form (owned), or NULL when it is no number. Kind and out may be NULL. */
char *phone_normal(const char *text, PhoneKind *out_kind);
