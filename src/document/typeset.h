/* SPDX-License-Identifier: Apache-2.0 */
/* typeset - lays a paper out on A4 and draws it.
 *
 * The lines of a document stand on an even grid: a row that is higher than what is left of the page
 * goes on on the next one line by line. Used by the thread of the press only, which owns the fonts.
 */
#pragma once

#include "document/paper.h"

typedef struct Typeset Typeset;
/* Loads nothing yet; one thread makes, uses and frees it. */
Typeset *typeset_new(void);
void typeset_free(Typeset *typeset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Typeset, typeset_free)

/* The paper as a PDF. FAIL_UNAVAILABLE when there is no memory for it. */
GBytes *typeset_pdf(Typeset *typeset, const Paper *paper, GError **error);
/* Name of the family that stands in for the wanted one on this machine: owned. */
char *typeset_family(Typeset *typeset);
