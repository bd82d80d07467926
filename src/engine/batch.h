/* SPDX-License-Identifier: Apache-2.0 */
/* batch - many tasks in one transaction, each under a savepoint of its own.
 *
 * A refused task leaves nothing behind and harms no other. When the transaction as a whole fails,
 * every task of it is refused with FAIL_UNAVAILABLE. */
#pragma once

#include "engine/feed.h"
#include "engine/task.h"

typedef struct BatchSeat {
    Engine *engine;
    Db *db; /* a writer */
    Journal *journal;
} BatchSeat;

/* Gives every task its outcome; the transaction has ended on return. Appends to `entries`, of
 * FeedEntry, what was committed. */
void batch_run(const BatchSeat *seat, Task **tasks, size_t count, GArray *entries);
/* Refuses them all because of `cause`. */
void batch_refuse(Task **tasks, size_t count, const GError *cause);
/* Checks that the actor may do the command to `unit`, now. */
bool batch_permits(Engine *engine, Db *db, const Task *task, GError **error);
