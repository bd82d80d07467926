/* SPDX-License-Identifier: Apache-2.0 */
/* typeset - lays a paper out on A4 and draws it.
 *
 * The lines of a document stand on an even grid: a row that is higher than what is left of the page
 * goes on on the next one line by line. Used by the thread of the press only, which owns the fonts.
 */
#pragma once

#include "base/work.h"
#include "document/paper.h"

typedef struct Typeset Typeset;
/* Loads nothing yet; one thread makes, uses and frees it. */
Typeset *typeset_new(void);
void typeset_free(Typeset *typeset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Typeset, typeset_free)

/* A paper (borrowed meanwhile) being laid out and drawn in short steps, so that several are printed
 * in turn. */
typedef struct Printing Printing;
Printing *printing_new(Typeset *typeset, const Paper *paper);
/* Throws away what was not finished. */
void printing_free(Printing *printing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Printing, printing_free)
/* Some rows laid out, or a page drawn; false once every page is. */
bool printing_step(Printing *printing);
/* Tells the work how far it is. */
void printing_reach(const Printing *printing, Work *work);
/* The PDF, once. FAIL_UNAVAILABLE when there is no memory for it. */
GBytes *printing_finish(Printing *printing, GError **error);

/* Name of the family that stands in for the wanted one on this machine: owned. */
char *typeset_family(Typeset *typeset);
