/* SPDX-License-Identifier: Apache-2.0 */
/* nightly - looks at the whole record once a day at a quiet hour and keeps what it came to.
 *
 * A thread of low priority: every hash is made again, then the tables of each unit are compared
 * with its journal, one unit's snapshot at a time, so that nobody waits for it and no log grows
 * behind it. The outcome is a command to the unit at the top. Nothing runs with a manual clock. */
#pragma once

#include "engine/executor.h"

typedef struct Nightly Nightly;

/* `hour` is of Beijing. Both are borrowed and must outlive it. */
Nightly *nightly_new(Executor *executor, Engine *engine, int hour, GError **error);
void nightly_free(Nightly *nightly);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Nightly, nightly_free)

/* When it was done last and how many differences it found; *out_at 0: never, as far as is known.
 * From any thread; waits for nothing. */
void nightly_read(Nightly *nightly, int64_t *out_at, int64_t *out_differences);
/* Does it now, on the caller's thread. */
bool nightly_do(Nightly *nightly, GError **error);
