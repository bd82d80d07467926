/* SPDX-License-Identifier: Apache-2.0 */
/* idempotency - a command sent twice under one key is done once.
 *
 * What is stored in the command's own transaction is where its events stand, never its reply: a
 * repeat is answered out of today's state (see command.h). It is kept for 24 hours; keys are each
 * account's own. Refusals are not stored, nor what emitted nothing: that is done again.
 * Thread-safe.
 */
#pragma once

#include "engine/decision_private.h"
#include "engine/task.h"

typedef struct Idempotency Idempotency;

Idempotency *idempotency_new(void);
void idempotency_free(Idempotency *idempotency);

/* Marks the task's key as in flight: FAIL_CONFLICT (reason "in_flight") when it already is. */
bool idempotency_hold(Idempotency *idempotency, Task *task, GError **error);
/* Takes the mark away again, if this task set it. */
void idempotency_let_go(Idempotency *idempotency, Task *task);

/* Owned hex digest of what a key stands for: the order's target and arguments, but for members that
 * are secret and so never hashed fast, and the bytes of a raw body. */
char *idempotency_digest(const Order *order);

/* Looks for what was done under the task's key; *out_found says whether there was something, and
 * then `out_trace` is set. FAIL_INVALID (reason "idempotency_mismatch") when the key came with
 * something else. */
bool idempotency_find(
    Db *db, const Task *task, int64_t now, bool *out_found, Trace *out_trace, GError **error);
/* Stores what was done. FAIL_CONFLICT (reason "in_flight") when another process was first. */
bool idempotency_store(Db *db, const Task *task, const Trace *trace, int64_t now, GError **error);
/* Removes what is older than 24 hours. */
bool idempotency_sweep(Db *db, int64_t now, GError **error);
