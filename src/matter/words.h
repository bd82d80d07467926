/* SPDX-License-Identifier: Apache-2.0 */
/* words - what a matter holds, as people say it: for papers and dispatches that a step asks for.
 *
 * Personal values are never said: a paper lies about, and a dispatch goes elsewhere. */
#pragma once

#include "matter/matter.h"

typedef struct Saying {
    const Engine *engine;
    Db *db;
    const Kind *kind;
    const Matter *matter;
    const char *lang; /* "zh" or "en" */
} Saying;

/* Of the kind, a field or anything else that is labelled: borrowed. */
const char *saying_label(const Saying *saying, const Label *label);
/* Owned; NULL when nothing is known of it, when it is personal, and for rows and files. */
char *saying_value(const Saying *saying, const KindField *field);
/* `text` with the words of a value in the place of {NAME}, and of the matter's own {number} and
 * {title}; what is not known is left out. Owned. */
char *saying_fill(const Saying *saying, const char *text);
/* Names in braces that saying_fill() would not know, and personal ones: the first, owned; NULL. */
char *saying_unknown(const Kind *kind, const char *text);
/* Is the field for the program alone? */
bool saying_is_inner(const Kind *kind, const char *field);
