/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend_private.h"

#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#define READERS_MAX 16
#define WAIT_SECONDS 10

static int writers_max(const Store *store)
{
    return store->backend->kind == STORE_SQLITE ? 1 : INT_MAX;
}

Store *store_make(const Backend *backend, const char *target)
{
    Store *store = g_new0(Store, 1);
    store->backend = backend;
    store->faults = &store->fault;
    store->target = g_strdup(target);
    store->idle_readers = g_ptr_array_new();
    store->idle_writers = g_ptr_array_new();
    store->open = g_ptr_array_new();
    pthread_mutex_init(&store->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&store->returned, &attributes);
    pthread_condattr_destroy(&attributes);
    return store;
}

static void statement_free(void *data)
{
    Statement *statement = data;
    g_ptr_array_unref(statement->names);
    g_free(statement->sql);
    statement->db->store->backend->finalize(statement);
}

typedef struct Kept {
    void *value;
    GDestroyNotify free;
} Kept;

static void kept_free(void *data)
{
    Kept *kept = data;
    kept->free(kept->value);
    g_free(kept);
}

void db_keep(Db *db, const char *name, void *value, GDestroyNotify free)
{
    if (!db->txn.db) {
        free(value);
        return;
    }
    Kept *kept = g_new0(Kept, 1);
    kept->value = value;
    kept->free = free;
    g_hash_table_replace(db->kept, (char *) name, kept);
}

void *db_kept(const Db *db, const char *name)
{
    const Kept *kept = g_hash_table_lookup(db->kept, name);
    return kept ? kept->value : NULL;
}

/* Who cuts holds the mutex: a connection comes and goes under it. */
static void db_connection_set(Db *db, void *connection)
{
    Store *store = db->store;
    pthread_mutex_lock(&store->mutex);
    g_ptr_array_remove_fast(store->open, db);
    if (db->connection)
        store->backend->disconnect(db->connection);
    db->connection = connection;
    if (connection)
        g_ptr_array_add(store->open, db);
    pthread_mutex_unlock(&store->mutex);
}

static void db_free(Db *db)
{
    g_clear_error(&db->trouble);
    g_hash_table_unref(db->statements);
    g_hash_table_unref(db->kept);
    db_connection_set(db, NULL);
    g_free(db);
}

void store_hang_up(Store *store)
{
    int idle = (int) (store->idle_readers->len + store->idle_writers->len);
    g_warn_if_fail(store->readers + store->writers == idle);
    for (guint i = 0; i < store->idle_readers->len; i++)
        db_free(store->idle_readers->pdata[i]);
    for (guint i = 0; i < store->idle_writers->len; i++)
        db_free(store->idle_writers->pdata[i]);
    g_ptr_array_set_size(store->idle_readers, 0);
    g_ptr_array_set_size(store->idle_writers, 0);
    store->readers = store->writers = 0;
}

void store_free(Store *store)
{
    if (!store)
        return;
    store_hang_up(store);
    g_ptr_array_unref(store->idle_readers);
    g_ptr_array_unref(store->idle_writers);
    g_ptr_array_unref(store->open);
    store->backend->close(store);
    pthread_cond_destroy(&store->returned);
    pthread_mutex_destroy(&store->mutex);
    g_free(store->schema);
    g_free(store->next);
    g_free(store->version);
    g_free(store->target);
    g_free(store);
}

void store_set_version(Store *store, const char *version)
{
    g_free(store->version);
    store->version = g_strdup(version);
}

StoreKind store_kind(const Store *store)
{
    return store->backend->kind;
}

int64_t store_room(const Store *store)
{
    struct statvfs about;
    if (store->backend->kind != STORE_SQLITE || statvfs(store->target, &about) != 0)
        return INT64_MAX;
    return (int64_t) about.f_bavail * (int64_t) about.f_frsize;
}

void store_hold(Store *store, const char *reason)
{
    g_atomic_pointer_set(&store->held, reason);
}

void store_cut(Store *store, bool writers)
{
    if (!store->backend->cut)
        return;
    pthread_mutex_lock(&store->mutex);
    for (guint i = 0; i < store->open->len; i++) {
        const Db *db = store->open->pdata[i];
        if (writers || !db->writer)
            store->backend->cut(db->connection);
    }
    pthread_mutex_unlock(&store->mutex);
}

static Db *db_open(Store *store, bool writer, GError **error)
{
    Db *db = g_new0(Db, 1);
    db->store = store;
    db->writer = writer;
    db->statements = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, statement_free);
    db->kept = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, kept_free);
    /* Where the file was may now lie another, which must not be taken for it. */
    void *connection =
        store_stands(store, error) ? store->backend->connect(store, writer, error) : NULL;
    if (!connection) {
        db_free(db);
        return NULL;
    }
    db_connection_set(db, connection);
    return db;
}

/* Called with the mutex held; an idle connection, or NULL with *out_open set when one more may be
 * opened, or NULL when the wait was in vain. */
static Db *wait_for_db(Store *store, GPtrArray *idle, int *count, bool *out_open)
{
    int most = idle == store->idle_writers ? writers_max(store) : READERS_MAX;
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += WAIT_SECONDS;
    while (idle->len == 0 && *count >= most)
        if (pthread_cond_timedwait(&store->returned, &store->mutex, &deadline) != 0)
            return NULL;
    if (idle->len > 0)
        return g_ptr_array_steal_index(idle, idle->len - 1);
    (*count)++;
    *out_open = true;
    return NULL;
}

static void count_down(Store *store, int *count)
{
    pthread_mutex_lock(&store->mutex);
    (*count)--;
    pthread_cond_broadcast(&store->returned);
    pthread_mutex_unlock(&store->mutex);
}

static Db *db_take(Store *store, bool writer, GError **error)
{
    GPtrArray *idle = writer ? store->idle_writers : store->idle_readers;
    int *count = writer ? &store->writers : &store->readers;
    bool open = false;
    const char *held = g_atomic_pointer_get(&store->held);
    if (held) {
        fail_as(error, FAIL_UNAVAILABLE, held, "the database is not asked");
        return NULL;
    }
    pthread_mutex_lock(&store->mutex);
    Db *db = wait_for_db(store, idle, count, &open);
    pthread_mutex_unlock(&store->mutex);
    if (db && !store->backend->is_alive(db->connection)) {
        db_free(db);
        db = NULL;
        open = true;
    }
    if (open)
        db = db_open(store, writer, error);
    else if (!db)
        fail_as(error, FAIL_UNAVAILABLE, "busy", "every connection to the database is in use");
    if (db)
        g_clear_error(&db->trouble);
    if (open && !db)
        count_down(store, count);
    return db;
}

Db *store_reader(Store *store, GError **error)
{
    return db_take(store, false, error);
}

Db *store_writer(Store *store, GError **error)
{
    if (store->beside) {
        fail(error, FAIL_CONFLICT, "the database is open for reading only");
        return NULL;
    }
    return db_take(store, true, error);
}

void db_release(Db *db)
{
    if (!db)
        return;
    Store *store = db->store;
    g_warn_if_fail(db->busy == 0);
    if (db->txn.db)
        store_rollback(&db->txn);
    int *count = db->writer ? &store->writers : &store->readers;
    if (db->busy > 0 || !store->backend->is_alive(db->connection)) {
        db_free(db);
        count_down(store, count);
        return;
    }
    pthread_mutex_lock(&store->mutex);
    g_ptr_array_add(db->writer ? store->idle_writers : store->idle_readers, db);
    pthread_cond_broadcast(&store->returned);
    pthread_mutex_unlock(&store->mutex);
}

Store *db_store(const Db *db)
{
    return db->store;
}

bool store_run(Db *db, const char *sql, GError **error)
{
    if (store_fault_strikes(db->store, error))
        return false;
    GError *failure = NULL;
    if (db->store->backend->run(db->connection, sql, &failure))
        return true;
    damage_note(db->store, failure);
    g_propagate_error(error, failure);
    return false;
}

bool store_run_script(Db *db, const char *script, GError **error)
{
    return store_run(db, script, error);
}

/* The same for one statement whose outcome nothing waits for. */
static bool store_post(Db *db, const char *sql, GError **error)
{
    const Backend *backend = db->store->backend;
    if (!backend->post_script)
        return store_run_prepared(db, sql, error);
    return !store_fault_strikes(db->store, error) &&
           backend->post_script(db->connection, sql, error);
}

bool store_settle(Db *db, GError **error)
{
    const Backend *backend = db->store->backend;
    return !backend->settle || backend->settle(db->connection, error);
}

/* A connection that broke outside a transaction is made anew, so that a writer that is kept for
 * long finds a server that was restarted. */
static bool db_revive(Db *db, GError **error)
{
    const Backend *backend = db->store->backend;
    if (db->busy > 0 || backend->is_alive(db->connection))
        return true;
    void *connection = backend->connect(db->store, db->writer, error);
    if (!connection)
        return false;
    g_hash_table_remove_all(db->statements);
    db_connection_set(db, connection);
    return true;
}

static StoreTxn *begin(Db *db, const char *sql, GError **error)
{
    g_return_val_if_fail(!db->txn.db, NULL);
    if ((db->writer && !store_stands(db->store, error)) || !db_revive(db, error) ||
        !store_post(db, sql, error))
        return NULL;
    db->savepoint = false;
    db->released = false;
    db->touched = 0;
    g_clear_error(&db->trouble);
    db->txn.db = db;
    return &db->txn;
}

StoreTxn *store_begin(Db *db, GError **error)
{
    return begin(db, db->store->backend->begin, error);
}

StoreTxn *store_begin_read(Db *db, GError **error)
{
    return begin(db, db->store->backend->begin_read, error);
}

bool store_commit(StoreTxn *txn, GError **error)
{
    Db *db = txn->db;
    const Backend *backend = db->store->backend;
    bool done = (!db->writer || store_stands(db->store, error)) && store_sound(db, error) &&
                !store_is_rehearsed(db, error) && !store_fault_strikes(db->store, error) &&
                backend->commit(db->connection, error);
    if (!done)
        backend->rollback(db->connection);
    /* Asked again behind the COMMIT: what is called done was in its place when it was done. */
    done = done && (!db->writer || store_stands(db->store, error));
    txn->db = NULL;
    g_hash_table_remove_all(db->kept);
    return done;
}

void store_rollback(StoreTxn *txn)
{
    if (!txn || !txn->db)
        return;
    Db *db = txn->db;
    db->store->backend->rollback(db->connection);
    txn->db = NULL;
    g_hash_table_remove_all(db->kept);
}

bool store_scrub(Store *store, bool *out_done, GError **error)
{
    *out_done = false;
    return store->backend->scrub(store, out_done, error) || fail_in(error, "scrubbing");
}

bool store_log_began(Db *db, int64_t *out_at, GError **error)
{
    const Backend *backend = db->store->backend;

    if (backend->log_began == NULL)
        return fail(error, FAIL_UNAVAILABLE, "this database keeps no log of its own");
    return backend->log_began(db->connection, out_at, error);
}

int64_t store_touched(const Db *db)
{
    return db->touched;
}

bool store_savepoint(Db *db, GError **error)
{
    g_return_val_if_fail(db->txn.db && !db->savepoint, false);
    if (db->released && !store_post(db, "RELEASE SAVEPOINT command", error))
        return false;
    db->released = false;
    db->savepoint = store_post(db, "SAVEPOINT command", error);
    return db->savepoint;
}

bool store_savepoint_release(Db *db, GError **error)
{
    g_return_val_if_fail(db->savepoint, false);
    db->savepoint = false;
    db->released = true;
    return true;
}

bool store_savepoint_rollback(Db *db, GError **error)
{
    g_return_val_if_fail(db->savepoint, false);
    db->savepoint = false;
    g_hash_table_remove_all(db->kept);
    /* What was posted is undone, whether it failed or not. */
    store_settle(db, NULL);
    g_clear_error(&db->trouble);
    db->released = store_run(db, "ROLLBACK TO SAVEPOINT command", error);
    return db->released;
}
