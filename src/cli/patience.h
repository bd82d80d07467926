/* SPDX-License-Identifier: Apache-2.0 */
/* patience - how long a program that was told to end waits for what it still does.
 *
 * Nearly everything ends at its next step; a roster's solver and a page of a foreign library know
 * no steps. What was answered was committed, so not waiting for them loses nothing but their
 * answer. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct Patience Patience;

/* From now on so many milliseconds; then a line in the log and _exit(0). NULL when no thread could
 * be started: it then takes as long as it takes. */
Patience *patience_new(int ms);
/* It has ended in time. NULL is allowed. */
void patience_free(Patience *patience);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Patience, patience_free)
