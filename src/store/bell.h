/* SPDX-License-Identifier: Apache-2.0 */
/* bell - a word from one process on a PostgreSQL database to all others on it.
 *
 * LISTEN and NOTIFY on a connection of its own. Words get lost while that is away, or behind a
 * pooler that does not carry them: who hears by a bell looks for themself now and then. All but
 * bell_stir is for one thread. */
#pragma once

#include "store/store.h"

#define BELL_WORD_MAX 7999 /* bytes: more PostgreSQL does not take */

typedef struct Bell Bell;
/* NULL where no other process can be: on SQLite. Connects when it is first used. */
Bell *bell_new(Store *store);
void bell_free(Bell *bell);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bell, bell_free)

/* FAIL_UNAVAILABLE when the server is away. */
bool bell_ring(Bell *bell, const char *word, GError **error);
/* Waits until words of other processes have come and been given to `heard`, or bell_stir() was
 * called, or `wait_ms` are over, which is so too when the server is away (FAIL_UNAVAILABLE). */
typedef void (*BellHeard)(void *data, const char *word);
bool bell_wait(Bell *bell, int wait_ms, BellHeard heard, void *data, GError **error);
/* Ends a bell_wait, or the next one. From any thread. */
void bell_stir(Bell *bell);
