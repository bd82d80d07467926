/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/executor.h"

#include "base/queue.h"
#include "base/text.h"
#include "engine/batch.h"
#include "engine/engine_private.h"
#include "engine/executor_private.h"
#include "engine/idempotency.h"
#include "engine/relay.h"

#include <pthread.h>
#include <stdatomic.h>

#define QUEUE_LIMIT 16384
#define SECRET_LIMIT 256 /* that wait in each lane */
#define SECRET_EACH 64   /* of them from one source */
#define SECRET_THREADS 2
#define BATCH_SQLITE 256
#define BATCH_POSTGRES 32
#define WORKERS_POSTGRES 4
#define SWEEP_MS HOUR_MS

typedef struct Worker {
    Executor *executor;
    pthread_t thread;
    bool sweeps;
    int64_t swept_at; /* monotonic */
} Worker;

typedef struct Counters {
    _Atomic int64_t done, refused, lost, batches, events, replayed;
    _Atomic int64_t last_at;            /* monotonic */
    _Atomic(const char *) last_refusal; /* a literal, or NULL */
} Counters;

struct Executor {
    Engine *engine; /* borrowed */
    Feed *feed;     /* borrowed, may be NULL */
    Relay *relay;   /* NULL where no other process writes, or nobody listens */
    Lanes *lanes;
    Pool *pool; /* borrowed, or */
    Pool *own_pool;
    Turns *secrets; /* of Task * waiting for a prepare() with a secret */
    Idempotency *idempotency;
    Due *due;
    Worker workers[WORKERS_POSTGRES];
    size_t worker_most;                /* that are to run */
    size_t worker_count;               /* that run */
    pthread_t keepers[SECRET_THREADS]; /* of secrets */
    size_t keeper_count;               /* that run */
    size_t batch_most;
    Counters counters;
};

/* Ends a task; its key is free again before the reply goes out, so that a client may repeat at
 * once. */
static void executor_end(Executor *executor, Task *task)
{
    idempotency_let_go(executor->idempotency, task);
    if (task->error == NULL && task->command != NULL && task->command->committed != NULL)
        task->command->committed(executor->engine);
    if (task->error == NULL)
        atomic_fetch_add(&executor->counters.done, 1);
    else if (g_error_matches(task->error, FAIL, FAIL_UNAVAILABLE))
        atomic_fetch_add(&executor->counters.lost, 1);
    else
        atomic_fetch_add(&executor->counters.refused, 1);
    task_end(task);
}

static void executor_refuse(Executor *executor, Task *task, GError *error /* taken */)
{
    task_refuse(task, error);
    executor_end(executor, task);
}

/* Old keys go in a transaction of their own; what fails is tried again in an hour. */
static void worker_sweep(Worker *worker, Db *db)
{
    int64_t now = clock_monotonic();

    if (!worker->sweeps || db == NULL || now - worker->swept_at < SWEEP_MS)
        return;
    worker->swept_at = now;
    idempotency_sweep(db, clock_now(engine_clock(worker->executor->engine)), NULL);
}

static void executor_publish(Executor *executor, const GArray *entries)
{
    const FeedEntry *first = (const FeedEntry *) entries->data;

    if (executor->relay != NULL)
        relay_publish(executor->relay, first, entries->len);
    else if (executor->feed != NULL)
        feed_publish(executor->feed, first, entries->len);
}

/* Why nothing is carried out. What is only busy is no state, but a moment. */
static const char *refusal_of(const GError *error)
{
    static const char *const words[] = {"data_gone", "database_away", "disk_full", "read_only"};

    for (size_t i = 0; error != NULL && i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(words[i], fail_reason(error)))
            return words[i];
    }
    return NULL;
}

static void batch_count(Executor *executor, guint events, const GError *error)
{
    Counters *counters = &executor->counters;

    atomic_fetch_add(&counters->batches, 1);
    atomic_fetch_add(&counters->events, events);
    atomic_store(&counters->last_refusal, refusal_of(error));
    atomic_store(&counters->last_at, clock_monotonic());
}

static void batch_serve(Worker *worker, Journal *journal, Task **tasks, size_t count)
{
    Executor *executor = worker->executor;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(FeedEntry));
    g_autoptr(Db) db = store_writer(engine_store(executor->engine), &error);
    const BatchSeat seat = {.engine = executor->engine, .db = db, .journal = journal};

    if (db == NULL)
        batch_refuse(tasks, count, error);
    else
        batch_run(&seat, tasks, count, entries, &error);
    batch_count(executor, entries->len, error);
    for (size_t i = 0; i < count; i++)
        executor_end(executor, tasks[i]);
    executor_publish(executor, entries);
    worker_sweep(worker, db);
}

static void *worker_run(void *data)
{
    Worker *worker = data;
    Executor *executor = worker->executor;
    g_autoptr(Journal) journal = journal_new();
    g_autoptr(GPtrArray) held = g_ptr_array_new();
    Task *tasks[BATCH_SQLITE];
    size_t count = 0;

    while ((count = lanes_take(executor->lanes, tasks, executor->batch_most, held)) > 0) {
        batch_serve(worker, journal, tasks, count);
        lanes_give_back(executor->lanes, held);
    }
    return NULL;
}

static void executor_queue(Executor *executor, Task *task)
{
    GError *error = NULL;

    if (lanes_push(executor->lanes, task))
        return;
    fail_as(&error, FAIL_UNAVAILABLE, "busy", "the queue of commands is full");
    executor_refuse(executor, task, error);
}

static bool task_prepare(Executor *executor, Task *task, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(executor->engine), error);
    bool done = false;
    const Preparation preparation = {
        .engine = executor->engine,
        .db = db,
        .actor = task->actor,
        .now = clock_now(engine_clock(executor->engine)),
        .work = task->work,
    };

    if (db == NULL || !work_goes_on(task->work, error))
        return false;
    done = task->command->prepare(&preparation, task->input, error);
    return store_sound(db, error) && done;
}

/* A task that came out of its prepare(). */
static void task_prepared(Executor *executor, Task *task, GError *error /* taken */)
{
    if (error == NULL)
        executor_queue(executor, task);
    else
        executor_refuse(executor, task, error);
}

static void *keeper_run(void *data)
{
    Executor *executor = data;
    void *item = NULL;

    while ((item = turns_take(executor->secrets)) != NULL) {
        GError *error = NULL;

        if (pool_goes_on(executor->pool, &error))
            task_prepare(executor, item, &error);
        task_prepared(executor, item, error);
    }
    return NULL;
}

/* A task while the pool has it. */
typedef struct Preparing {
    Executor *executor;
    Task *task;
    GError *error;
} Preparing;

static void preparing_run(void *data, Work *work)
{
    Preparing *preparing = data;

    task_prepare(preparing->executor, preparing->task, &preparing->error);
}

static void preparing_end(void *data)
{
    g_autofree Preparing *preparing = data;

    task_prepared(preparing->executor, preparing->task, preparing->error);
}

/* Whose works they are: a session's, or a room's that has none. */
static const char *task_owner(const Task *task)
{
    if (task->actor == NULL)
        return NULL;
    return task->actor->session != NULL ? task->actor->session : task->actor->terminal;
}

static bool pool_take(Executor *executor, Task *task, GError **error)
{
    Preparing *preparing = g_new0(Preparing, 1);
    const PoolOrder order = {.is_long = task->weight != WORK_QUICK,
        .owner = task_owner(task),
        .work = task->work,
        .run = preparing_run,
        .end = preparing_end,
        .data = preparing};

    *preparing = (Preparing){executor, task, NULL};
    if (pool_submit(executor->pool, &order, error))
        return true;
    g_free(preparing);
    return false;
}

static bool refuse_secret(GError **error)
{
    return fail_as(error, FAIL_UNAVAILABLE, "busy", "too many passwords are being compared");
}

static bool secret_take(Executor *executor, Task *task, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(executor->engine), error);
    Turn turn = {.lane = TURN_SIGNED, .source = task_owner(task)};
    void *displaced = NULL;

    if (db == NULL)
        return false;
    if (task->command->turn != NULL)
        task->command->turn(db, task->input, clock_now(engine_clock(executor->engine)), &turn);
    else if (task->actor == NULL)
        turn.lane = TURN_STRANGER;
    if (!turns_push(executor->secrets, &turn, task, &displaced))
        return refuse_secret(error);
    if (displaced != NULL) {
        GError *refusal = NULL;

        refuse_secret(&refusal);
        executor_refuse(executor, displaced, refusal);
    }
    return true;
}

/* Hands a task on to where its prepare() runs. False: it is still the caller's. */
static bool executor_prepare(Executor *executor, Task *task, GError **error)
{
    if (command_is_work(task->command))
        return pool_take(executor, task, error);
    return secret_take(executor, task, error);
}

static bool executor_start(Executor *executor, GError **error)
{
    for (size_t i = 0; i < executor->worker_most; i++) {
        Worker *worker = &executor->workers[i];

        worker->executor = executor;
        worker->sweeps = i == 0;
        if (pthread_create(&worker->thread, NULL, worker_run, worker) != 0)
            return fail(error, FAIL_UNAVAILABLE, "a thread of the executor can't be started");
        executor->worker_count++;
    }
    for (size_t i = 0; i < SECRET_THREADS; i++) {
        if (pthread_create(&executor->keepers[i], NULL, keeper_run, executor) != 0)
            return fail(error, FAIL_UNAVAILABLE, "a thread for secrets can't be started");
        executor->keeper_count++;
    }
    return true;
}

static bool pool_find(Executor *executor, GError **error)
{
    executor->pool = engine_service(executor->engine, SERVICE_POOL);
    if (executor->pool == NULL)
        executor->pool = executor->own_pool = pool_new(POOL_THREADS, error);
    return executor->pool != NULL;
}

Executor *executor_new(Engine *engine, Feed *feed, GError **error)
{
    g_autoptr(Executor) executor = g_new0(Executor, 1);
    bool is_single = store_kind(engine_store(engine)) == STORE_SQLITE;

    executor->engine = engine;
    executor->feed = feed;
    executor->batch_most = is_single ? BATCH_SQLITE : BATCH_POSTGRES;
    executor->worker_most = is_single ? 1 : WORKERS_POSTGRES;
    executor->lanes = lanes_new(QUEUE_LIMIT, executor->worker_most);
    executor->secrets = turns_new(SECRET_LIMIT, SECRET_EACH);
    executor->idempotency = idempotency_new();
    executor->due = due_new(executor->lanes, engine);
    if (feed != NULL && !relay_start(engine, feed, &executor->relay, error))
        return NULL;
    if (!pool_find(executor, error) || !executor_start(executor, error))
        return NULL;
    return g_steal_pointer(&executor);
}

void executor_free(Executor *executor)
{
    if (executor == NULL)
        return;
    /* In the order in which tasks flow, so that each stage is emptied before the next ends. */
    due_free(executor->due);
    if (executor->pool != NULL)
        pool_drain(executor->pool);
    turns_close(executor->secrets);
    for (size_t i = 0; i < executor->keeper_count; i++)
        pthread_join(executor->keepers[i], NULL);
    lanes_close(executor->lanes);
    for (size_t i = 0; i < executor->worker_count; i++)
        pthread_join(executor->workers[i].thread, NULL);
    relay_free(executor->relay);
    pool_free(executor->own_pool);
    turns_free(executor->secrets);
    lanes_free(executor->lanes);
    idempotency_free(executor->idempotency);
    g_free(executor);
}

static const Field *argument_of(const Command *command, const char *name)
{
    for (const Field *field = command->args; field != NULL && field->name != NULL; field++) {
        if (g_str_equal(field->name, name) && field->type == FIELD_WORD)
            return field;
    }
    return NULL;
}

static const char *argument_word(const Task *task, const char *name)
{
    const Field *field = argument_of(task->command, name);

    return field == NULL ? NULL : *(char **) ((char *) task->input + field->offset);
}

static char *task_unit(Engine *engine, Db *db, const Task *task, GError **error)
{
    const char *unit = argument_word(task, "unit");
    const char *id = argument_word(task, "id");
    char *found = NULL;

    if (task->command->unit_of != NULL)
        return task->command->unit_of(engine, db, task->input, error);
    if (unit != NULL)
        found = g_strdup(unit);
    else if (id != NULL)
        found = text_unit_of(id);
    else if (task->actor != NULL)
        found = g_strdup(task->actor->unit);
    if (found == NULL)
        fail(error, FAIL_NOT_FOUND, "'%s' names no unit", id == NULL ? "" : id);
    else if (!text_is_code(found)) {
        g_clear_pointer(&found, g_free);
        fail(error, FAIL_NOT_FOUND, "there is no such unit");
    }
    return found;
}

static bool task_read(Task *task, const Order *order, GError **error)
{
    static const Field no_fields[] = {FIELD_END};
    const Command *command = task->command;
    const Field *fields = command->args == NULL ? no_fields : command->args;
    void *input = g_malloc0(MAX(command->args_size, 1));

    if (!fields_read(fields, FIELD_HTTP, order->args, "", input, error)) {
        g_free(input);
        return false;
    }
    if (command->raw_max > 0 && order->raw != NULL)
        G_STRUCT_MEMBER(GBytes *, input, command->raw_offset) = g_bytes_ref(order->raw);
    task->input = input;
    return true;
}

/* Is there somebody for it: a person, or where the room is enough, the room? */
static bool task_attended(const Task *task, GError **error)
{
    const Actor *actor = task->actor;
    bool room = task->command->session == SESSION_ROOM;

    if (command_is_open(task->command))
        return true;
    if (actor == NULL)
        return fail_as(error, FAIL_DENIED, "signed_out", "nobody is signed in");
    if (room && actor->terminal == NULL)
        return fail_as(error, FAIL_CONFLICT, "no_terminal", "this is no terminal of a room");
    if (!room && actor_is_room(actor))
        return fail_as(error, FAIL_DENIED, "nobody_acts", "who writes? Choose yourself first");
    return true;
}

/* *out_found when it was done under its key before, and so has its outcome. */
static bool task_repeat(Engine *engine, Db *db, Task *task, bool *out_found, GError **error)
{
    g_auto(Trace) trace = {0};

    if (!idempotency_find(db, task, clock_now(engine_clock(engine)), out_found, &trace, error))
        return false;
    return !*out_found || batch_repeat(engine, db, task, &trace, error);
}

static bool task_is_permitted(Engine *engine, Db *db, Task *task, GError **error)
{
    bool permitted = false;

    task->unit = task_unit(engine, db, task, error);
    permitted = task->unit != NULL && batch_permits(engine, db, task, error);
    return store_sound(db, error) && permitted;
}

/* Everything that can be refused before queueing; *out_found as task_repeat() has it. */
static bool task_admit(
    Executor *executor, Task *task, const Order *order, bool *out_found, GError **error)
{
    Engine *engine = executor->engine;
    g_autoptr(Db) db = NULL;
    bool admitted = false;

    if (!task_attended(task, error))
        return false;
    if (!task_read(task, order, error))
        return false;
    db = store_reader(engine_store(engine), error);
    if (db == NULL)
        return false;
    admitted = task_is_permitted(engine, db, task, error) &&
               idempotency_hold(executor->idempotency, task, error) &&
               task_repeat(engine, db, task, out_found, error);
    return store_sound(db, error) && admitted;
}

void executor_submit(Executor *executor, const Order *order)
{
    Task *task = task_new(order);
    GError *error = NULL;
    bool found = false;

    bool admitted = task_admit(executor, task, order, &found, &error);
    if (admitted && found) {
        atomic_fetch_add(&executor->counters.replayed, 1);
        executor_end(executor, task);
    } else if (admitted && task->command->prepare == NULL)
        executor_queue(executor, task);
    else if (!admitted || !executor_prepare(executor, task, &error))
        executor_refuse(executor, task, error);
}

Pool *executor_pool(Executor *executor)
{
    return executor->pool;
}

int64_t executor_serve_due(Executor *executor, int64_t now, GError **error)
{
    return due_serve(executor->due, now, error);
}

bool executor_start_timer(Executor *executor, GError **error)
{
    return due_start_timer(executor->due, error);
}

void executor_on_served(Executor *executor, ExecutorServed served, void *data)
{
    due_on_served(executor->due, served, data);
}

int64_t executor_due_lag(Executor *executor)
{
    return due_lag(executor->due);
}

ExecutorLast executor_last(Executor *executor)
{
    return (ExecutorLast){.at = atomic_load(&executor->counters.last_at),
        .refusal = atomic_load(&executor->counters.last_refusal)};
}

json_t *executor_counters(const Executor *executor)
{
    const Counters *counters = &executor->counters;
    json_t *object = json_object();

    json_object_set_new(object, "commands_total", json_integer(counters->done));
    json_object_set_new(object, "commands_refused_total", json_integer(counters->refused));
    json_object_set_new(object, "commands_unavailable_total", json_integer(counters->lost));
    json_object_set_new(object, "commands_replayed_total", json_integer(counters->replayed));
    json_object_set_new(object, "batches_total", json_integer(counters->batches));
    json_object_set_new(object, "events_total", json_integer(counters->events));
    json_object_set_new(
        object, "queue_length", json_integer((json_int_t) lanes_length(executor->lanes)));
    json_object_set_new(
        object, "secret_queue_length", json_integer((json_int_t) turns_length(executor->secrets)));
    pool_count(executor->pool, object);
    due_count(executor->due, object);
    return object;
}
