/* SPDX-License-Identifier: Apache-2.0 */
/* idempotency - a command sent twice under one key is done once.
 *
 * The reply is stored in the command's own transaction and kept for 24 hours; keys are each
 * account's own. Refusals are not stored. Thread-safe. */
#pragma once

#include "engine/task.h"

typedef struct Idempotency Idempotency;

Idempotency *idempotency_new(void);
void idempotency_free(Idempotency *idempotency);

/* Marks the task's key as in flight: FAIL_CONFLICT (reason "in_flight") when it already is. */
bool idempotency_hold(Idempotency *idempotency, Task *task, GError **error);
/* Takes the mark away again, if this task set it. */
void idempotency_let_go(Idempotency *idempotency, Task *task);

/* Looks for a stored reply and puts it into the task as its outcome; *out_found says whether there
 * was one. FAIL_INVALID (reason "idempotency_mismatch") when the key came with something else. */
bool idempotency_find(Db *db, Task *task, int64_t now, bool *out_found, GError **error);
/* Stores the task's reply. FAIL_CONFLICT (reason "in_flight") when another process was first. */
bool idempotency_store(Db *db, const Task *task, int64_t now, GError **error);
/* Removes what is older than 24 hours. */
bool idempotency_sweep(Db *db, int64_t now, GError **error);
