/* SPDX-License-Identifier: Apache-2.0 */
/* refusal - what the port turned away: counted, and told once a minute a kind.
 *
 * Whoever floods the port must not flood the log as well. The first of a kind is told at once;
 * those of the minute after it are counted and told together when it is over. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define REFUSAL_KINDS_MAX 64 /* kinds beyond are counted as "other" */

typedef struct Refusals Refusals;

Refusals *refusals_new(void);
void refusals_free(Refusals *refusals);

/* From any thread. `kind` is a word, `detail` a sentence for the operator without personal values;
 * both are copied. `now` is monotonic. */
void refusals_note(Refusals *refusals, const char *kind, const char *detail, int64_t now);
/* Tells of the kinds whose minute is over. */
void refusals_tell(Refusals *refusals, int64_t now);
/* Appends how many there were of each kind, as metrics. */
void refusals_write(Refusals *refusals, GString *out);
