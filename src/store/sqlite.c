/* SPDX-License-Identifier: Apache-2.0 */
#include "store/ground.h"
#include "store/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#define OWN_LOCK_BYTE (INT64_C(1) << 60)
#define CHECKPOINT_MS 200
#define LOG_LARGE                                                                                  \
    8192 /* pages: 32 MiB, from where on the file is cut when nobody is in its way                 \
          */
#define LOG_URGENT                                                                                 \
    24576               /* pages: 96 MiB, from where on writers wait for readers that are in it    \
                         */
#define LOG_WAIT_MS 200 /* so long; the next time comes after LOG_ROUNDS */
#define LOG_ROUNDS 25   /* of CHECKPOINT_MS: 5 s */
#define LOG_STILL 50    /* rounds without a write, after which the file is cut whatever it holds */

/* What is kept for the whole database: the lock and the thread that checkpoints. */
typedef struct SqliteState {
    int lock;     /* open file, -1 for a scratch store */
    int own_lock; /* the database file itself, so that no removal parts it from its lock; -1 */
    Ground *ground;
    pthread_t thread;
    bool running;
    bool stop; /* under the mutex */
    pthread_mutex_t mutex;
    pthread_cond_t stopped;
    sqlite3 *connection;
    int pages; /* of the log when it was last looked at */
    int still; /* rounds since it grew */
    int rest;  /* rounds until writers are kept waiting again */
} SqliteState;

static void note_holder(const SqliteState *state)
{
    int lock = state->lock;
    char pid[32];
    int length = g_snprintf(pid, sizeof pid, "%d\n", (int) getpid());
    /* Only a help to whoever is refused: the lock holds without it. */
    if (ftruncate(lock, 0) != 0 || pwrite(lock, pid, (size_t) length, 0) != length)
        g_debug("the lock file can't be written");
}

static bool fail_in_use(const char *path, int lock, GError **error)
{
    char pid[32] = "";
    ssize_t length = pread(lock, pid, sizeof pid - 1, 0);
    g_strchomp(pid);
    return fail_as(error, FAIL_CONFLICT, "in_use",
        "another process%s%s%s holds %s: stop it, or give another --data or --db",
        length > 0 ? " (" : "", pid, length > 0 ? ")" : "", path);
}

/* Beside the file, which may be exchanged under it. */
static bool lock_take(const char *path, SqliteState *state, GError **error)
{
    g_autofree char *real = sqlite_real_path(path);
    if (!real)
        return fail(error, FAIL_UNAVAILABLE, "the folder of %s does not exist", path);
    g_autofree char *name = g_strconcat(real, ".lock", NULL);
    state->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (state->lock < 0)
        return fail(error, FAIL_UNAVAILABLE, "can't open %s: %s", name, g_strerror(errno));
    return flock(state->lock, LOCK_EX | LOCK_NB) == 0 || fail_in_use(path, state->lock, error);
}

/* On the file: a byte far behind those that SQLite locks. Before its first connection and until its
 * last one is closed, since closing any descriptor of a file ends SQLite's own locks. */
static bool own_lock_take(const char *path, SqliteState *state, GError **error)
{
    struct flock byte = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = OWN_LOCK_BYTE, .l_len = 1};

    state->own_lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (state->own_lock < 0)
        return fail(error, FAIL_UNAVAILABLE, "can't open %s: %s", path, g_strerror(errno));
    if (fcntl(state->own_lock, F_OFD_SETLK, &byte) == 0)
        return true;
    if (errno == EAGAIN || errno == EACCES)
        return fail_in_use(path, state->lock, error);
    /* A file system without such locks has the other one. */
    return true;
}

static void own_lock_drop(SqliteState *state)
{
    if (state->own_lock >= 0)
        close(state->own_lock);
    state->own_lock = -1;
}

static bool sqlite_is_alive(void *connection)
{
    return true;
}

/* Waits until the next checkpoint is due; false when the thread must end. */
static bool checkpoint_wait(SqliteState *state)
{
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    next.tv_nsec += CHECKPOINT_MS * 1000000L;
    if (next.tv_nsec >= 1000000000L) {
        next.tv_nsec -= 1000000000L;
        next.tv_sec++;
    }
    pthread_mutex_lock(&state->mutex);
    while (!state->stop && pthread_cond_timedwait(&state->stopped, &state->mutex, &next) == 0)
        continue;
    bool stop = state->stop;
    pthread_mutex_unlock(&state->mutex);
    return !stop;
}

static void log_cut(SqliteState *state, int wait_ms)
{
    sqlite3_busy_timeout(state->connection, wait_ms);
    sqlite3_wal_checkpoint_v2(state->connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

/* Copies the log into the database beside the writer, so that its own commits seldom have to, and
 * gives its file back once all of it is copied. Only who reads it still can keep it long. */
static void log_shorten(SqliteState *state)
{
    int pages = 0, copied = 0;
    sqlite3_wal_checkpoint_v2(state->connection, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
    state->still = pages == state->pages ? state->still + 1 : 0;
    state->pages = pages;
    state->rest = MAX(0, state->rest - 1);
    if (pages > LOG_URGENT && state->rest == 0) {
        state->rest = LOG_ROUNDS;
        log_cut(state, LOG_WAIT_MS);
    } else if (pages > 0 && pages == copied && (pages > LOG_LARGE || state->still > LOG_STILL)) {
        state->still = 0;
        log_cut(state, 0);
    }
}

static void *checkpoint_thread(void *data)
{
    SqliteState *state = data;
    while (checkpoint_wait(state))
        log_shorten(state);
    return NULL;
}

static bool checkpoint_start(Store *store, SqliteState *state, GError **error)
{
    state->connection = sqlite_connect(store, true, error);
    /* The first to read opens the log; from then on it lies there until the store is closed. */
    if (!state->connection ||
        !sqlite_run(state->connection, "SELECT COUNT(*) FROM sqlite_master", error))
        return false;
    pthread_mutex_init(&state->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&state->stopped, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&state->thread, NULL, checkpoint_thread, state) != 0)
        return fail(error, FAIL_UNAVAILABLE, "can't start a thread");
    state->running = true;
    return true;
}

static void checkpoint_stop(SqliteState *state)
{
    if (state->running) {
        pthread_mutex_lock(&state->mutex);
        state->stop = true;
        pthread_cond_signal(&state->stopped);
        pthread_mutex_unlock(&state->mutex);
        pthread_join(state->thread, NULL);
        pthread_cond_destroy(&state->stopped);
        pthread_mutex_destroy(&state->mutex);
    }
    if (state->connection)
        sqlite_disconnect(state->connection);
}

/* What a `rebuild --check` that was killed has left: copies of personal values. */
static void scratches_remove(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
    g_autofree char *prefix = g_strconcat(name, ".scratch-", NULL);
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *entry = NULL;

    while (entries != NULL && (entry = g_dir_read_name(entries)) != NULL) {
        g_autofree char *whole = g_build_filename(folder, entry, NULL);
        if (g_str_has_prefix(entry, prefix))
            g_unlink(whole);
    }
}

static bool sqlite_open(Store *store, GError **error)
{
    /* Counting what it allocates would put one lock around every allocation of every thread.
     * Refused, and no loss, once SQLite is in use. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    SqliteState *state = g_new0(SqliteState, 1);
    state->lock = state->own_lock = -1;
    store->state = state;
    /* The file is made here, 0600: SQLite would let everybody read what it makes. */
    if (!ground_check(store->target, error) || !lock_take(store->target, state, error) ||
        !own_lock_take(store->target, state, error))
        return false;
    note_holder(state);
    scratches_remove(store->target);
    if (!checkpoint_start(store, state, error))
        return false;
    state->ground = ground_new(store->target, error);
    return state->ground != NULL;
}

static bool sqlite_stands(Store *store, GError **error)
{
    const SqliteState *state = store->state;
    return !state || !state->ground || ground_holds(state->ground, error);
}

static int number_take(void *data, int columns, char **values, char **names)
{
    int64_t *number = data;
    if (*number == INT64_MIN && columns > 0 && values[0])
        *number = g_ascii_strtoll(values[0], NULL, 10);
    return 0;
}

static bool sqlite_ask(
    void *connection, const char *sql, int wait_ms, int64_t *out_number, GError **error)
{
    sqlite3_busy_timeout(connection, wait_ms);
    *out_number = INT64_MIN;
    int code = sqlite3_exec(connection, sql, number_take, out_number, NULL);
    return code == SQLITE_OK || sqlite_fail(connection, code, error);
}

/* Beside the database, where personal values are guarded alike; where that can't be written, in
 * TMPDIR, 0600 as well. */
static bool sqlite_open_scratch(Store *scratch, const Store *of, GError **error)
{
    g_free(scratch->target);
    scratch->target = g_strconcat(of->target, ".scratch-XXXXXX", NULL);
    int file = g_mkstemp_full(scratch->target, O_RDWR | O_CLOEXEC, 0600);
    if (file < 0 && errno == EROFS) {
        g_free(scratch->target);
        scratch->target = g_build_filename(g_get_tmp_dir(), "shaodian.scratch-XXXXXX", NULL);
        file = g_mkstemp_full(scratch->target, O_RDWR | O_CLOEXEC, 0600);
    }
    if (file < 0)
        return fail(error, FAIL_UNAVAILABLE, "can't make a temporary file beside %s: %s",
            of->target, g_strerror(errno));
    close(file);
    return true;
}

void sqlite_unlink(const char *path)
{
    const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(path, endings[i], NULL);
        g_unlink(name);
    }
}

void sqlite_quiet(Store *store)
{
    SqliteState *state = store->state;
    store_hang_up(store);
    if (!state)
        return;
    checkpoint_stop(state);
    state->running = state->stop = false;
    state->connection = NULL;
    g_clear_pointer(&state->ground, ground_free);
    own_lock_drop(state);
}

bool sqlite_resume(Store *store, GError **error)
{
    SqliteState *state = store->state;
    if (!own_lock_take(store->target, state, error) || !checkpoint_start(store, state, error))
        return false;
    state->ground = ground_new(store->target, error);
    return state->ground != NULL;
}

static void sqlite_close(Store *store)
{
    if (store->scratch && *store->target)
        sqlite_unlink(store->target);
    SqliteState *state = store->state;
    if (!state)
        return;
    checkpoint_stop(state);
    ground_free(state->ground);
    own_lock_drop(state);
    if (state->lock >= 0)
        close(state->lock);
    g_free(state);
}

static bool sqlite_commit(void *connection, GError **error)
{
    /* A full disk ends the transaction by itself; then there is nothing to commit. */
    if (sqlite3_get_autocommit(connection))
        return fail_as(error, FAIL_UNAVAILABLE, "disk_full", "the transaction was rolled back");
    return sqlite_run(connection, "COMMIT", error);
}

static void sqlite_rollback(void *connection)
{
    if (!sqlite3_get_autocommit(connection))
        sqlite3_exec(connection, "ROLLBACK", NULL, NULL, NULL);
}

const Backend sqlite_backend = {
    .kind = STORE_SQLITE,
    .begin = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN",
    .guard_journal =
        "CREATE TRIGGER IF NOT EXISTS journal_no_update BEFORE UPDATE ON journal BEGIN "
        "SELECT RAISE(ABORT, 'the journal refuses UPDATE'); END; "
        "CREATE TRIGGER IF NOT EXISTS journal_no_delete BEFORE DELETE ON journal BEGIN "
        "SELECT RAISE(ABORT, 'the journal refuses DELETE'); END;",
    .open = sqlite_open,
    .close = sqlite_close,
    .open_scratch = sqlite_open_scratch,
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .scrub = sqlite_scrub,
    .is_alive = sqlite_is_alive,
    .stands = sqlite_stands,
    .ask = sqlite_ask,
    .run = sqlite_run,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize,
    .bind = sqlite_bind,
    .step = sqlite_step,
    .rewind = sqlite_rewind,
    .unbind = sqlite_unbind,
    .columns = sqlite_columns,
    .column_name = sqlite_column_name,
    .column_type = sqlite_column_type,
    .column_int = sqlite_column_int,
    .column_text = sqlite_column_text,
    .column_bytes = sqlite_column_bytes,
};
