/* SPDX-License-Identifier: Apache-2.0 */
/* due - what the passing of time asks for, served in order and never twice at once.
 *
 * A row whose chore fails keeps its place in the table; in memory it is put off, so that it neither
 * spins nor stands before others. A chore must move its row forward or away: serving ends. */
#include "engine/engine_private.h"
#include "engine/executor_private.h"

#include <pthread.h>
#include <time.h>

#define PAGE 64
#define POLL_MS 250
#define PUT_OFF_FIRST SECOND_MS
#define PUT_OFF_MOST HOUR_MS
#define PUT_OFF_LIMIT 65536

/* A row that failed: when to try it again. */
typedef struct PutOff {
    int64_t at;    /* the row's time when it failed; another time makes a new row of it */
    int64_t delay; /* the last one */
    int64_t not_before;
} PutOff;

typedef struct Job {
    DueRow row;   /* texts owned */
    int64_t turn; /* when it may be served: its time, or later when it was put off */
    Due *due;
    GError *error; /* outcome */
} Job;

struct Due {
    Lanes *lanes;            /* borrowed */
    Engine *engine;          /* borrowed */
    pthread_mutex_t serving; /* held by whoever serves; guards `put_off` and the listener */
    GHashTable *put_off;     /* "unit chore subject" -> PutOff * */
    ExecutorServed listener;
    void *listener_data;
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t moved;
    size_t pending; /* jobs not yet answered */
    bool stopping;
    bool has_timer;
    pthread_t timer;
    int64_t served, failed;
};

static void job_free(void *data)
{
    Job *job = data;

    g_free((char *) job->row.unit);
    g_free((char *) job->row.chore);
    g_free((char *) job->row.subject);
    g_clear_error(&job->error);
    g_free(job);
}

Due *due_new(Lanes *lanes, Engine *engine)
{
    Due *due = g_new0(Due, 1);
    pthread_condattr_t attributes;

    due->lanes = lanes;
    due->engine = engine;
    due->put_off = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    pthread_mutex_init(&due->serving, NULL);
    pthread_mutex_init(&due->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&due->moved, &attributes);
    pthread_condattr_destroy(&attributes);
    return due;
}

void due_free(Due *due)
{
    if (due == NULL)
        return;
    pthread_mutex_lock(&due->mutex);
    due->stopping = true;
    pthread_cond_broadcast(&due->moved);
    pthread_mutex_unlock(&due->mutex);
    if (due->has_timer)
        pthread_join(due->timer, NULL);
    g_hash_table_unref(due->put_off);
    pthread_cond_destroy(&due->moved);
    pthread_mutex_destroy(&due->mutex);
    pthread_mutex_destroy(&due->serving);
    g_free(due);
}

void due_on_served(Due *due, ExecutorServed served, void *data)
{
    pthread_mutex_lock(&due->serving);
    due->listener = served;
    due->listener_data = data;
    pthread_mutex_unlock(&due->serving);
}

static char *row_name_of(const DueRow *row)
{
    return g_strdup_printf("%s %s %s", row->unit, row->chore, row->subject);
}

static int64_t row_turn(const Due *due, const DueRow *row)
{
    g_autofree char *name = row_name_of(row);
    const PutOff *put_off = g_hash_table_lookup(due->put_off, name);

    if (put_off == NULL || put_off->at != row->at)
        return row->at;
    return MAX(row->at, put_off->not_before);
}

static Job *job_read(Due *due, Statement *statement)
{
    Job *job = g_new0(Job, 1);

    job->row.unit = g_strdup(row_text(statement, 0));
    job->row.chore = g_strdup(row_text(statement, 1));
    job->row.subject = g_strdup(row_text(statement, 2));
    job->row.at = row_int(statement, 3);
    job->turn = row_turn(due, &job->row);
    job->due = due;
    return job;
}

static void row_put_off(Due *due, const DueRow *row)
{
    char *name = row_name_of(row);
    const PutOff *before = g_hash_table_lookup(due->put_off, name);
    PutOff *after = g_new0(PutOff, 1);

    after->at = row->at;
    after->delay = before == NULL || before->at != row->at ? PUT_OFF_FIRST
                                                           : MIN(2 * before->delay, PUT_OFF_MOST);
    after->not_before = clock_now(engine_clock(due->engine)) + after->delay;
    if (g_hash_table_size(due->put_off) >= PUT_OFF_LIMIT)
        g_hash_table_remove_all(due->put_off);
    g_hash_table_insert(due->put_off, name, after);
}

/* The next PAGE rows of one table, before any other is asked. */
#define FIRST_OF(table)                                                                            \
    "SELECT * FROM (SELECT unit, chore, subject, at FROM " table " WHERE at <= $now AND at >= $at" \
    " AND (at, unit, chore, subject) > ($at, $unit, $chore, $subject)"                             \
    " ORDER BY at, unit, chore, subject LIMIT 64) AS " table "_rows"

/* Appends up to PAGE rows that are due, behind the last of `jobs`; *out_more when there may be
 * others. */
static bool page_read(Due *due, int64_t now, GPtrArray *jobs, bool *out_more, GError **error)
{
    const Job *last = jobs->len == 0 ? NULL : g_ptr_array_index(jobs, jobs->len - 1);
    g_autoptr(Db) db = store_reader(engine_store(due->engine), error);
    g_autoptr(Statement) statement = NULL;
    StoreStep step = STORE_DONE;
    guint before = jobs->len;

    statement =
        db == NULL
            ? NULL
            : store_prepare(db,
                  "SELECT unit, chore, subject, at FROM (" FIRST_OF("due") " UNION ALL " FIRST_OF(
                      "wake") ") AS rows"
                              " ORDER BY at, unit, chore, subject LIMIT 64",
                  error);
    if (statement == NULL)
        return false;
    bind_int(statement, "now", now);
    bind_int(statement, "at", last == NULL ? INT64_MIN : last->row.at);
    bind_text(statement, "unit", last == NULL ? "" : last->row.unit);
    bind_text(statement, "chore", last == NULL ? "" : last->row.chore);
    bind_text(statement, "subject", last == NULL ? "" : last->row.subject);
    while ((step = statement_step(statement, error)) == STORE_ROW)
        g_ptr_array_add(jobs, job_read(due, statement));
    *out_more = jobs->len - before == PAGE;
    return step == STORE_DONE;
}

static int job_compare(const void *a, const void *b)
{
    const Job *left = *(Job *const *) a;
    const Job *right = *(Job *const *) b;

    return left->turn < right->turn ? -1 : left->turn > right->turn;
}

/* How many were never put off: all rows behind those come later than they do. */
static size_t jobs_fresh(const GPtrArray *jobs)
{
    size_t fresh = 0;

    for (guint i = 0; i < jobs->len; i++) {
        const Job *job = g_ptr_array_index(jobs, i);

        fresh += job->turn == job->row.at ? 1 : 0;
    }
    return fresh;
}

/* Array of Job *: those whose turn comes first, in that order; at most `most`. */
static GPtrArray *jobs_pick(Due *due, int64_t now, size_t most, GError **error)
{
    g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(job_free);
    bool more = true;
    guint ready = 0;

    while (more && jobs_fresh(jobs) < most) {
        if (!page_read(due, now, jobs, &more, error))
            return NULL;
    }
    g_ptr_array_sort(jobs, job_compare);
    while (ready < jobs->len && ready < most &&
           ((const Job *) g_ptr_array_index(jobs, ready))->turn <= now)
        ready++;
    g_ptr_array_set_size(jobs, (int) ready);
    return g_steal_pointer(&jobs);
}

static void job_answer(void *data, int status, json_t *reply, const GError *error)
{
    Job *job = data;
    Due *due = job->due;

    pthread_mutex_lock(&due->mutex);
    job->error = error == NULL ? NULL : g_error_copy(error);
    due->pending--;
    pthread_cond_broadcast(&due->moved);
    pthread_mutex_unlock(&due->mutex);
}

/* job_answer() is called unless this fails. */
static bool job_push(Due *due, Job *job, GError **error)
{
    Task *task =
        task_new_chore(engine_chore(due->engine, job->row.chore), &job->row, job_answer, job);

    if (lanes_push(due->lanes, task))
        return true;
    task->done = NULL;
    task_end(task);
    return fail_as(error, FAIL_UNAVAILABLE, "busy", "the queue of commands is full");
}

/* Queues them all and waits for all, so that they share a transaction. */
static void jobs_run(Due *due, GPtrArray *jobs)
{
    pthread_mutex_lock(&due->mutex);
    due->pending = jobs->len;
    pthread_mutex_unlock(&due->mutex);
    for (guint i = 0; i < jobs->len; i++) {
        Job *job = g_ptr_array_index(jobs, i);
        g_autoptr(GError) error = NULL;

        if (!job_push(due, job, &error))
            job_answer(job, 0, NULL, error);
    }
    pthread_mutex_lock(&due->mutex);
    while (due->pending > 0)
        pthread_cond_wait(&due->moved, &due->mutex);
    pthread_mutex_unlock(&due->mutex);
}

/* Notes the outcome; false when the row was not to blame. */
static bool job_settle(Due *due, const Job *job, GError **error)
{
    if (g_error_matches(job->error, FAIL, FAIL_UNAVAILABLE)) {
        g_propagate_error(error, g_error_copy(job->error));
        return false;
    }
    pthread_mutex_lock(&due->mutex);
    due->served += job->error == NULL ? 1 : 0;
    due->failed += job->error == NULL ? 0 : 1;
    pthread_mutex_unlock(&due->mutex);
    if (job->error != NULL)
        row_put_off(due, &job->row);
    if (due->listener != NULL)
        due->listener(due->listener_data, &job->row, job->error);
    return true;
}

static bool due_is_stopping(Due *due)
{
    bool stopping = false;

    pthread_mutex_lock(&due->mutex);
    stopping = due->stopping;
    pthread_mutex_unlock(&due->mutex);
    return stopping;
}

/* Serves what comes next; *out_served is raised. False at the end and on failure. */
static bool round_serve(Due *due, int64_t now, int64_t *out_served, GError **error)
{
    Clock *clock = engine_clock(due->engine);
    bool by_hand = clock_is_manual(clock);
    g_autoptr(GPtrArray) jobs = jobs_pick(due, now, by_hand ? 1 : PAGE, error);

    if (jobs == NULL || jobs->len == 0 || due_is_stopping(due))
        return false;
    if (by_hand)
        clock_move(clock, ((const Job *) g_ptr_array_index(jobs, 0))->turn);
    jobs_run(due, jobs);
    for (guint i = 0; i < jobs->len; i++) {
        const Job *job = g_ptr_array_index(jobs, i);

        if (!job_settle(due, job, error))
            return false;
        *out_served += job->error == NULL ? 1 : 0;
    }
    return true;
}

int64_t due_serve(Due *due, int64_t now, GError **error)
{
    GError *failure = NULL;
    int64_t served = 0;

    pthread_mutex_lock(&due->serving);
    while (round_serve(due, now, &served, &failure)) {
    }
    pthread_mutex_unlock(&due->serving);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return -1;
    }
    if (clock_is_manual(engine_clock(due->engine)))
        clock_move(engine_clock(due->engine), now);
    return served;
}

/* False when it is time to end. */
static bool timer_wait(Due *due)
{
    struct timespec until = {0};
    bool stopping = false;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += POLL_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&due->mutex);
    if (!due->stopping)
        pthread_cond_timedwait(&due->moved, &due->mutex, &until);
    stopping = due->stopping;
    pthread_mutex_unlock(&due->mutex);
    return !stopping;
}

static void *timer_run(void *data)
{
    Due *due = data;

    while (timer_wait(due)) {
        g_autoptr(GError) error = NULL;
        ClockView time;

        clock_look(engine_clock(due->engine), &time);
        /* A false ring stays rung: after a start with a doubtful clock, nothing rings. */
        if (!time.rings)
            continue;
        /* A failure is not the rows': the next poll tries again, and due_lag shows it. */
        due_serve(due, time.now, &error);
    }
    return NULL;
}

bool due_start_timer(Due *due, GError **error)
{
    if (due->has_timer || clock_is_manual(engine_clock(due->engine)))
        return true;
    if (pthread_create(&due->timer, NULL, timer_run, due) != 0)
        return fail(error, FAIL_UNAVAILABLE, "the timer's thread can't be started");
    due->has_timer = true;
    return true;
}

int64_t due_lag(Due *due)
{
    g_autoptr(Db) db = store_reader(engine_store(due->engine), NULL);
    g_autoptr(Statement) statement = db == NULL
                                         ? NULL
                                         : store_prepare(db,
                                               "SELECT MIN(at) FROM (SELECT MIN(at) AS at FROM due"
                                               " UNION ALL SELECT MIN(at) AS at FROM wake) AS rows",
                                               NULL);
    int64_t now = clock_now(engine_clock(due->engine));

    if (statement == NULL || statement_step(statement, NULL) != STORE_ROW)
        return INT64_MAX;
    if (row_is_null(statement, 0))
        return 0;
    return MAX(0, now - row_int(statement, 0));
}

void due_count(Due *due, json_t *counters)
{
    pthread_mutex_lock(&due->mutex);
    json_object_set_new(counters, "due_served_total", json_integer(due->served));
    json_object_set_new(counters, "due_failed_total", json_integer(due->failed));
    pthread_mutex_unlock(&due->mutex);
}
