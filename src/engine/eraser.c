/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/eraser.h"

#include "engine/decision_private.h"
#include "store/next.h"

#include <pthread.h>
#include <time.h>

#define LOOK_MS 1000

typedef struct Owed {
    char *unit;
    int64_t seq;
} Owed;

struct Eraser {
    Engine *engine; /* borrowed */
    EraserFailed failed;
    void *failed_data;
    pthread_t thread;
    bool running;
    pthread_mutex_t mutex;
    pthread_cond_t ending;
    bool stopping; /* under the mutex */
};

bool erasures_read(Db *db, Erasures *out, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT SUM(CASE WHEN done_at IS NULL THEN 1 ELSE 0 END),"
        " MIN(CASE WHEN done_at IS NULL THEN asked_at END), MAX(done_at) FROM erasure",
        error);

    if (row == NULL || statement_step(row, error) != STORE_ROW)
        return false;
    *out = (Erasures){.waiting = row_int(row, 0),
        .since_at = row_int_or(row, 1, FIELD_UNSET),
        .last_at = row_int_or(row, 2, FIELD_UNSET)};
    return true;
}

static void owed_free(void *data)
{
    g_free(((Owed *) data)->unit);
    g_free(data);
}

static void *owed_read(Statement *row)
{
    Owed *owed = g_new0(Owed, 1);

    owed->unit = g_strdup(row_text(row, 0));
    owed->seq = row_int(row, 1);
    return owed;
}

/* What was committed before the cleaning began, and no more. */
static GPtrArray *owed_list(Engine *engine, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(engine), error);
    g_autoptr(Statement) rows =
        db == NULL
            ? NULL
            : store_prepare(db, "SELECT unit, seq FROM erasure WHERE done_at IS NULL", error);

    return statement_rows(rows, owed_read, owed_free, error);
}

static bool owed_settle(Db *db, const Owed *owed, int64_t now, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "UPDATE erasure SET done_at = $now WHERE unit = $unit AND seq = $seq", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", owed->unit);
    bind_int(statement, "seq", owed->seq);
    bind_int(statement, "now", now);
    return statement_run(statement, error);
}

static bool list_settle(Engine *engine, const GPtrArray *list, GError **error)
{
    g_autoptr(Db) db = store_writer(engine_store(engine), error);
    g_autoptr(StoreTxn) txn = db == NULL ? NULL : store_begin(db, error);

    for (guint i = 0; txn != NULL && i < list->len; i++)
        if (!owed_settle(db, list->pdata[i], clock_now(engine_clock(engine)), error))
            return false;
    return txn != NULL && store_commit(g_steal_pointer(&txn), error);
}

/* An upgrade that was prepared holds copies of what is purged, and only the program that prepared
 * it could purge them there. It is begun anew; one that is being prepared now is waited for. */
static bool prepared_discard(Store *live, bool *out_gone, GError **error)
{
    g_autoptr(GError) problem = NULL;
    bool there = false;
    int64_t bytes = 0;

    if (!store_find_next(live, &there, &bytes, error))
        return false;
    *out_gone = !there;
    if (!there)
        return true;
    Store *next = store_open_next(live, &problem);
    if (next != NULL) {
        *out_gone = store_discard_next(next, error);
        return *out_gone;
    }
    if (g_str_equal(fail_reason(problem), "in_use"))
        return true;
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

/* What can't be done now is tried again at the next look: the rows stay. */
static bool erase(Engine *engine, GError **error)
{
    g_autoptr(GPtrArray) list = owed_list(engine, error);
    bool done = false;

    if (list == NULL || list->len == 0)
        return list != NULL;
    if (!prepared_discard(engine_store(engine), &done, error) || !done)
        return done;
    return store_scrub(engine_store(engine), &done, error) &&
           (!done || list_settle(engine, list, error));
}

static bool eraser_waits(Eraser *eraser)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK_MS / 1000;
    pthread_mutex_lock(&eraser->mutex);
    while (
        !eraser->stopping && pthread_cond_timedwait(&eraser->ending, &eraser->mutex, &until) == 0)
        continue;
    bool goes_on = !eraser->stopping;
    pthread_mutex_unlock(&eraser->mutex);
    return goes_on;
}

static void *eraser_run(void *data)
{
    Eraser *eraser = data;

    while (eraser_waits(eraser)) {
        g_autoptr(GError) error = NULL;

        if (!erase(eraser->engine, &error))
            eraser->failed(eraser->failed_data, error);
    }
    return NULL;
}

Eraser *eraser_new(Engine *engine, EraserFailed failed, void *data, GError **error)
{
    Eraser *eraser = g_new0(Eraser, 1);
    pthread_condattr_t attributes;

    eraser->engine = engine;
    eraser->failed = failed;
    eraser->failed_data = data;
    pthread_mutex_init(&eraser->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&eraser->ending, &attributes);
    pthread_condattr_destroy(&attributes);
    eraser->running = pthread_create(&eraser->thread, NULL, eraser_run, eraser) == 0;
    if (eraser->running)
        return eraser;
    eraser_free(eraser);
    fail(error, FAIL_UNAVAILABLE, "the eraser's thread can't be started");
    return NULL;
}

void eraser_free(Eraser *eraser)
{
    if (eraser == NULL)
        return;
    pthread_mutex_lock(&eraser->mutex);
    eraser->stopping = true;
    pthread_cond_signal(&eraser->ending);
    pthread_mutex_unlock(&eraser->mutex);
    if (eraser->running)
        pthread_join(eraser->thread, NULL);
    pthread_cond_destroy(&eraser->ending);
    pthread_mutex_destroy(&eraser->mutex);
    g_free(eraser);
}
