/* SPDX-License-Identifier: Apache-2.0 */
/* postman - carries dispatches from outboxes to their receivers, and receipts back.
 *
 * What is to be carried stands in the derived table `outbox`; a row goes when the sender's journal
 * knows that it came. Everything he does is a command that may be repeated, so losing his memory
 * of failed attempts loses nothing. One thread at a time. */
#pragma once

#include "engine/executor.h"

typedef struct Postman Postman;

/* Both are borrowed and must outlive him. */
Postman *postman_new(Executor *executor, Engine *engine);
void postman_free(Postman *postman);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Postman, postman_free)

/* Carries all that lies in the outboxes, round after round, until nothing moves any more; what
 * fails waits longer and longer (1 s, doubled up to five minutes). Returns how many were carried,
 * -1 when the database can't be read. */
int64_t postman_deliver(Postman *postman, GError **error);
/* How many items lie in the outboxes, failed ones included; -1 on failure. */
int64_t postman_waiting(Postman *postman, GError **error);
