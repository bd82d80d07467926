/* SPDX-License-Identifier: Apache-2.0 */
/* pulse - is the program well? Looked at about once a second by a thread of its own.
 *
 * Whoever asks is answered from memory, whatever the database does. Well means: the files are in
 * their place, the database is the one that was opened, it can be read, there is room, and what was
 * written last was kept; when nothing was, a row of table pulse is written to find out; the chains
 * end where their heads say, and nobody was told that the files are damaged. Where a
 * server does not answer, nobody is let wait for it: the store is held, and those who wait already
 * are cut off. */
#pragma once

#include "engine/executor.h"
#include "http/server.h"

typedef struct Pulse Pulse;

/* Looks once, then goes on looking. Both are borrowed. */
Pulse *pulse_new(Executor *executor, Engine *engine, GError **error);
/* From here on it does without the executor, which may be freed. */
void pulse_part(Pulse *pulse);
void pulse_free(Pulse *pulse);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pulse, pulse_free)

/* What was found last. From any thread; waits for nothing. */
void pulse_read(Pulse *pulse, Health *out_health);
