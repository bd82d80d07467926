/* SPDX-License-Identifier: Apache-2.0 */
/* pool - the one place where slow things are done: a few threads and two bounded lines of works.
 *
 * Quick works (a page to print, a file to hash) may use every thread but one; long ones (a year's
 * book, an import, a solver) never more than half of them: so a quick one always finds a thread
 * that is soon free, and a long one is never kept waiting by them alone. Whoever asks (a session)
 * may have a few works at once and no more, waiting or running, so that nobody fills the lines
 * alone. Its threads give way to those that answer and write. Nothing here outlives the program: a
 * work that is lost at its end has changed nothing that it did not commit. */
#pragma once

#include "base/work.h"

#include <jansson.h>
#include <stddef.h>

#define SERVICE_POOL "pool"
#define POOL_THREADS 4
#define POOL_QUICK_EACH 8 /* quick works of one owner at once */
#define POOL_LONG_EACH 2

typedef struct PoolOrder {
    bool is_long;
    const char *owner; /* copied: whose share it is of; NULL: nobody's */
    Work *work;        /* referenced */
    /* On a thread of the pool, exactly once, also when the work was called off before its turn: it
     * looks itself. */
    void (*run)(void *data, Work *work);
    /* After it, when its owner may ask for the next: tells whoever waits. */
    void (*end)(void *data);
    void *data;
} PoolOrder;

typedef struct Pool Pool;
/* FAIL_UNAVAILABLE when a thread can't be started. `threads` is 2 or more. */
Pool *pool_new(size_t threads, GError **error);
/* Drains it and ends the threads. */
void pool_free(Pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pool, pool_free)

/* Never waits. FAIL_UNAVAILABLE: "too_many_works" when the owner has as many as one may, "busy"
 * when the line is full, "stopping" after pool_stop; neither run() nor end() is then called. */
bool pool_submit(Pool *pool, const PoolOrder *order, GError **error);
/* Calls off every work, waiting or running, and takes no more. Waits for nothing. */
void pool_stop(Pool *pool);
/* FAIL_UNAVAILABLE ("stopping") once it was stopped: for what else is slow and waits. */
bool pool_goes_on(Pool *pool, GError **error);
/* Stops it and waits until every work has ended. */
void pool_drain(Pool *pool);
/* Adds its counters for /metrics to the object. */
void pool_count(Pool *pool, json_t *object);
