/* SPDX-License-Identifier: Apache-2.0 */
/* qr - a text as a square of dark and light modules, for a phone's camera to read.
 *
 * Level M: still read with a seventh of it smudged. The square has no quiet zone; who draws it
 * leaves four modules free on every side. */
#pragma once

#include "base/fail.h"

#define QR_TEXT_MAX 600 /* bytes */
#define QR_QUIET 4      /* modules */

typedef struct Qr {
    int width;     /* modules a side */
    bool *is_dark; /* width * width, row after row */
} Qr;

/* FAIL_INVALID: empty or longer than QR_TEXT_MAX. */
Qr *qr_new(const char *text, GError **error);
void qr_free(Qr *qr);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qr, qr_free)

/* The same as an SVG picture with its quiet zone, black on white, one unit a module: owned text,
 * to be put into a page or answered as image/svg+xml. */
char *qr_svg(const char *text, GError **error);
