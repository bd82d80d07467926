/* SPDX-License-Identifier: Apache-2.0 */
/* figure - which number of a line belongs to which of its words.
 *
 * One number belongs to one word. Where two readings are possible, where a number is about or
 * hearsay, or counts only some of those meant, the figure is doubtful: it is shown and never stored
 * unasked. Nothing is ever read out of a part of a number, and a zero only where it is said. */
#pragma once

#include "intake/token.h"

typedef struct LineFigure {
    const char *field; /* borrowed */
    gint64 value;
    bool valued;    /* false: something is said, but no number */
    bool doubtful;  /* not to be stored unasked */
    guint from, to; /* signs */
    guint group;    /* figures said by one word; 0: by its own */
} LineFigure;

/* A new array of LineFigure, in order of what is said. `tokens` are of the lexicon of figures. */
GArray *line_figures(const LineWords *words, const LineText *text, const GArray *tokens);
