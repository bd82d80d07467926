/* SPDX-License-Identifier: Apache-2.0 */
/* choice - which choice of a field a line names: what came, and by which road. */
#pragma once

#include "intake/token.h"

/* The name of the choice, borrowed from `field` (a field of a kind as GET /kinds shows it) or from
 * the words; NULL when the line names none. */
const char *line_choice(const LineWords *words, const LineText *text, const json_t *field);
