/* SPDX-License-Identifier: Apache-2.0 */
/* place - where it is said to have happened: what ends like a place, before what happened there. */
#pragma once

#include "intake/token.h"

/* Owned, as typed; NULL when the line names no place. `tokens` are of the lexicon of places, with
 * the words of the kind's figures beside it. */
char *line_place(const LineText *text, const GArray *tokens);
