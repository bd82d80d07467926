/* SPDX-License-Identifier: Apache-2.0 */
/* batch - many tasks in one transaction.
 *
 * A refused task leaves nothing behind and harms no other. First all are decided in a row, without
 * a savepoint and without waiting for what each has posted: mostly nothing fails, and who is
 * refused mostly is before writing. Otherwise the transaction is rolled back and all are decided
 * once more, stepwise, each under a savepoint: what decides keeps nothing outside the database.
 * When the transaction as a whole fails, every task of it is refused with FAIL_UNAVAILABLE. */
#pragma once

#include "engine/decision_private.h"
#include "engine/feed.h"
#include "engine/task.h"

typedef struct BatchSeat {
    Engine *engine;
    Db *db; /* a writer */
    Journal *journal;
} BatchSeat;

/* Gives every task its outcome; the transaction has ended on return. Puts into `entries`, of
 * FeedEntry and empty, what was committed. Sets `error` when the transaction failed as a whole. */
void batch_run(const BatchSeat *seat, Task **tasks, size_t count, GArray *entries, GError **error);
/* Refuses them all because of `cause`. */
void batch_refuse(Task **tasks, size_t count, const GError *cause);
/* Gives the task the outcome that its command, done before, has by today's state. */
bool batch_repeat(Engine *engine, Db *db, Task *task, const Trace *trace, GError **error);
/* Checks that the actor may do the command to `unit`, now. */
bool batch_permits(Engine *engine, Db *db, const Task *task, GError **error);
