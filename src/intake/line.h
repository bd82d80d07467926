/* SPDX-License-Identifier: Apache-2.0 */
/* line - what one typed line says of a kind's fields.
 *
 * Pure: nothing is stored, nothing asked. A figure stands in `fields` only where it is said
 * plainly; what is about, hearsay or readable in two ways is `doubtful` and stays unknown, never 0.
 */
#pragma once

#include "intake/words.h"

/* Characters of a line; more is refused by the callers. */
#define LINE_MAX_SIGNS 4000

/* `kind`: as GET /kinds/{kind} shows it, choices filled in (catalog_show). `line`: valid UTF-8.
 *
 * A new reference {"line", "kind", "fields": {NAME: value}, "doubtful": [NAME], "marks": [{"field",
 * "text", "number", "doubtful"}]}: each figure with the words that say it. Values are as POST
 * /units/{unit}/matters takes them; the field that takes the line has it without its telephone
 * numbers. */
json_t *line_read(const LineWords *words, const json_t *kind, const char *line);

/* The same numbers alone: NULL when there is none in the line, else a new reference
 * {"text": without them, "phones": [as stored]}. */
json_t *line_hide_phones(const LineWords *words, const char *line);
