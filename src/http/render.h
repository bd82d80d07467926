/* SPDX-License-Identifier: Apache-2.0 */
/* render - a Sheet on its way out as CSV, XLSX or PDF, with the words of its reader's language. */
#pragma once

#include "document/press.h"
#include "http/reply.h"
#include "http/words.h"

typedef struct Rendering {
    const Words *words;
    Press *press;      /* NULL: no PDF */
    const char *query; /* name of the query that answered */
    const char *format;
    const char *lang; /* NULL: not said */
    int64_t now;
    Work *work; /* NULL: nobody watches */
} Rendering;

/* NULL with an error: fields "format" and "lang" (not_a_choice), FAIL_UNAVAILABLE. */
Reply *render_sheet(const Rendering *rendering, const Sheet *sheet, GError **error);
