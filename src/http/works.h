/* SPDX-License-Identifier: Apache-2.0 */
/* works - what was begun and is looked for later: GET /works/{id}, its result, calling it off.
 *
 * In memory only: a work is lost when the program ends, and nothing is lost with it but the answer.
 * A work is its account's alone; what it came to is kept for some minutes, handed out once, and all
 * results together stay within a number of bytes: the oldest go first. Thread-safe. */
#pragma once

#include "base/work.h"
#include "http/reply.h"

#define WORKS_PREFIX "/api/v1/works"
#define WORKS_KEPT_MS (10 * 60 * 1000) /* a result, from its end */
#define WORKS_BYTES (128 * 1024 * 1024)

typedef struct Works Works;
Works *works_new(void);
void works_free(Works *works);

/* A new one, which waits: its id, owned. `owner` is copied, `work` referenced. */
char *works_add(Works *works, const char *owner, Work *work);
/* It runs. */
void works_begin(Works *works, const char *id);
/* It has come to this reply, which is taken. */
void works_end(Works *works, const char *id, Reply *reply);

/* {"id", "state", "done", "of", "result"}: a new reference, NULL when the owner has no such work.
 * States: waiting, running, done, failed, cancelled. */
json_t *works_show(Works *works, const char *id, const char *owner);
/* What it came to, once; it is gone then. FAIL_NOT_FOUND; FAIL_CONFLICT ("not_ready"). */
Reply *works_take(Works *works, const char *id, const char *owner, GError **error);
/* Calls it off; one that has ended is forgotten. FAIL_NOT_FOUND. */
bool works_cancel(Works *works, const char *id, const char *owner, GError **error);
/* Forgets what was kept for so long at `now` (monotonic). */
void works_sweep(Works *works, int64_t now);
unsigned works_count(Works *works);
