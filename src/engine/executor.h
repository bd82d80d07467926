/* SPDX-License-Identifier: Apache-2.0 */
/* executor - runs commands, one after the other for each unit, many in one transaction.
 *
 * SQLite: one writer thread; a batch is whatever is queued (at most 256). PostgreSQL: several
 * workers; a batch is the queues of one or several units (at most 32), their head rows locked first
 * in the order of their codes, and no unit is in two workers' hands. Each command runs
 * under a savepoint, so a refused one harms no other. A reply never precedes its COMMIT. */
#pragma once

#include "engine/engine.h"
#include "engine/pool.h"

typedef struct Executor Executor;

/* The service under which modules find it, for what runs many commands (an import). */
#define SERVICE_EXECUTOR "executor"

/* Called on an executor thread after COMMIT or refusal; must be quick. `status` is the HTTP status
 * of success; on refusal `reply` is NULL and `error` set, borrowed. The reply is the callee's
 * alone: jansson's counts of references are not for two threads. */
typedef void (*ExecutorDone)(
    void *data, int status, json_t *reply /* taken */, const GError *error);

typedef struct Order {
    const Command *command;
    const Actor *actor;   /* copied; NULL with SESSION_NONE / SESSION_BEGINS */
    const json_t *args;   /* referenced; path parameters and body merged, not yet checked */
    GBytes *raw;          /* referenced; of a command with raw_max, else NULL */
    const char *idem_key; /* Idempotency-Key, or NULL; without an actor it is not used */
    const char *target;   /* "POST /api/v1/…": what a key stands for, with the arguments */
    /* What the caller asks of the state that the command meets, on the executor's thread and inside
     * its transaction, just before decide(): false with an error refuses it. May be NULL. */
    bool (*holds)(void *data, Db *db, GError **error);
    Work *work; /* of a command that is a work: referenced; NULL: nobody watches it */
    ExecutorDone done;
    void *data; /* of holds() and done() */
} Order;

/* Starts the threads; the pool is the service SERVICE_POOL, or without one the executor's own.
 * `feed` may be NULL. */
typedef struct Feed Feed;
Executor *executor_new(Engine *engine, Feed *feed, GError **error);
/* Calls off the works, finishes what is queued, then ends the threads. */
void executor_free(Executor *executor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Executor, executor_free)

/* Checks arguments and permission, has prepare() run where there is one, and queues. A refusal
 * before queueing calls done() too, on the caller's thread. FAIL_UNAVAILABLE (reason "busy") when a
 * queue is full, "too_many_works" when the session has as many works under way as one may. */
void executor_submit(Executor *executor, const Order *order);
/* Where its works are done: borrowed. */
Pool *executor_pool(Executor *executor);
/* Submits and waits: for the command line, the demo and tests. The reply is a new reference. */
bool executor_run(Executor *executor, const Command *command, const Actor *actor,
    const json_t *args, json_t **out_reply, GError **error);

/* A command that somebody waits for; args, reply and error are its own. */
typedef struct Awaited {
    const Command *command;
    json_t *args;
    json_t *reply; /* NULL when refused */
    GError *error; /* NULL when done */
} Awaited;
void awaited_clear(Awaited *run);
/* Submits all, in their order, and waits for the last; commands of one unit are done in that order.
 * What is queued together is committed together as far as the executor can. */
void executor_run_all(Executor *executor, const Actor *actor, Awaited *runs, size_t count);

/* Serves every `due` row up to `now` in order of time; with a manual clock, moves it from due time
 * to due time and at last to `now`. A row whose chore fails is tried again later and later (1 s,
 * doubled up to an hour) and holds up no other. Returns how many were served, -1 when the database
 * or the queue is not to be had. */
int64_t executor_serve_due(Executor *executor, int64_t now, GError **error);
/* Serves what is due four times a second on a thread of its own, until executor_free. With a
 * manual clock nothing starts: whoever moves the clock serves. */
bool executor_start_timer(Executor *executor, GError **error);
/* Called on the serving thread after each row: `error` is NULL when it was served. It may run
 * commands but must not serve. With a manual
 * clock this is the moment to let the postman deliver. One listener only, set before serving. */
typedef struct DueRow {
    const char *unit;
    const char *chore;
    const char *subject;
    int64_t at;
} DueRow;
typedef void (*ExecutorServed)(void *data, const DueRow *row, const GError *error);
void executor_on_served(Executor *executor, ExecutorServed served, void *data);
/* Milliseconds by which the oldest unserved due row is late; 0: none; INT64_MAX when the database
 * can't be asked. The self-check of clocks. */
int64_t executor_due_lag(Executor *executor);
/* What became of the last transaction: whether commands can be carried out at all. */
typedef struct ExecutorLast {
    int64_t at;          /* monotonic; 0: there was none */
    const char *refusal; /* why all of it was refused, a literal; NULL: it was done */
} ExecutorLast;
ExecutorLast executor_last(Executor *executor);
/* Counters for /metrics: a new reference to {"commands_total": …, …}. */
json_t *executor_counters(const Executor *executor);
