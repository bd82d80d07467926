/* SPDX-License-Identifier: Apache-2.0 */
#include "store/next.h"
#include "store/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MIB (INT64_C(1024) * 1024)
/* For the log and for what is written last. */
#define ROOM_SPARE (160 * MIB)

static char *path_beside(const Store *live)
{
    g_autofree char *real = sqlite_real_path(live->target);
    return g_strconcat(real ? real : live->target, ".next", NULL);
}

static int64_t size_of(const char *path)
{
    GStatBuf about;
    return g_stat(path, &about) == 0 ? (int64_t) about.st_size : 0;
}

bool sqlite_find_next(const Store *live, int64_t *out_bytes)
{
    g_autofree char *path = path_beside(live);
    *out_bytes = size_of(path);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* An operator prepares as root what the server's user must go on with. */
static void owner_keep(const char *of, const char *path)
{
    const char *const endings[] = {"", ".lock"};
    GStatBuf about;
    if (geteuid() != 0 || g_stat(of, &about) != 0)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(path, endings[i], NULL);
        if (chown(name, about.st_uid, about.st_gid) != 0)
            g_debug("%s keeps its owner", name);
    }
}

Store *sqlite_open_next(Store *live, GError **error)
{
    g_autofree char *path = path_beside(live);
    g_autoptr(Store) next = store_make(&sqlite_backend, path);
    next->follows = true;
    next->faults = live->faults;
    if (!next->backend->open(next, error))
        return NULL;
    owner_keep(live->target, path);
    return g_steal_pointer(&next);
}

/* Under its lock. */
static bool file_remove(Store *next, GError **error)
{
    sqlite_quiet(next);
    sqlite_unlink(next->target);
    return !g_file_test(next->target, G_FILE_TEST_EXISTS) ||
           fail(error, FAIL_UNAVAILABLE, "can't remove %s", next->target);
}

bool sqlite_discard_next(Store *next, GError **error)
{
    bool done = file_remove(next, error);
    store_free(next);
    return done;
}

bool sqlite_clear_next(Store *next, GError **error)
{
    g_autofree char *lock = g_strconcat(next->target, ".lock", NULL);
    if (!file_remove(next, error) || !sqlite_resume(next, error))
        return false;
    owner_keep(lock, next->target);
    return true;
}

bool store_check_room(const Store *live, GError **error)
{
    struct statvfs about;
    if (live->backend->kind != STORE_SQLITE || statvfs(live->target, &about) != 0)
        return true;
    g_autofree char *path = path_beside(live), *log = g_strconcat(path, "-wal", NULL);
    int64_t wanted = MAX(size_of(live->target) - size_of(path) - size_of(log), 0) + ROOM_SPARE;
    int64_t given = (int64_t) about.f_bavail * (int64_t) about.f_frsize;
    if (given >= wanted)
        return true;
    g_autofree char *folder = g_path_get_dirname(path);
    return fail_as(error, FAIL_UNAVAILABLE, "disk_full",
        "the tables are made anew in %s, which wants %" G_GINT64_FORMAT
        " MiB of room and has %" G_GINT64_FORMAT ": make room; nothing was changed",
        folder, wanted / MIB + 1, given / MIB);
}

static bool sync_path(const char *path, int flags, GError **error)
{
    int file = open(path, flags | O_CLOEXEC);
    bool done = file >= 0 && fsync(file) == 0;
    if (!done)
        fail(error, FAIL_UNAVAILABLE, "can't write %s: %s", path, g_strerror(errno));
    if (file >= 0)
        close(file);
    return done;
}

/* All of the log into the file, and no log any more: that is refused while anybody else has the
 * file open, and whoever opens it later finds a file that has no log. */
static bool log_end(sqlite3 *connection, const char *path, GError **error)
{
    const char *const endings[] = {"-wal", "-journal"};
    g_autoptr(GError) problem = NULL;
    if (!sqlite_run(connection, "PRAGMA wal_checkpoint(TRUNCATE)", &problem) ||
        !sqlite_run(connection, "PRAGMA journal_mode = DELETE", &problem)) {
        if (g_str_equal(fail_reason(problem), "busy"))
            return fail_as(error, FAIL_CONFLICT, "in_use",
                "another process reads %s (a backup, doctor, audit): let it end", path);
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(path, endings[i], NULL);
        if (g_file_test(name, G_FILE_TEST_EXISTS))
            return fail_as(error, FAIL_CONFLICT, "in_use", "another process reads %s", path);
    }
    return true;
}

static bool next_finish(Store *next, GError **error)
{
    sqlite_quiet(next);
    sqlite3 *connection = sqlite_connect(next, true, error);
    if (!connection)
        return false;
    bool done = !store_fault_strikes(next, error) && log_end(connection, next->target, error);
    sqlite_disconnect(connection);
    return done && sync_path(next->target, O_RDWR, error);
}

/* The folder is written before the rename, so that no cut of power brings the old log back beside
 * the new file. */
static bool put_over(Store *live, const char *next, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (store_fault_strikes(live, error) || !sync_path(folder, O_RDONLY | O_DIRECTORY, error))
        return false;
    if (g_rename(next, path) != 0)
        return fail(error, FAIL_UNAVAILABLE, "renaming %s: %s", next, g_strerror(errno));
    return sync_path(folder, O_RDONLY | O_DIRECTORY, error);
}

static bool live_give_way(Store *live, const char *next, GError **error)
{
    g_autofree char *path = sqlite_real_path(live->target);
    if (!path)
        return fail(error, FAIL_UNAVAILABLE, "%s is gone", live->target);
    sqlite_quiet(live);
    sqlite3 *connection = sqlite_connect(live, true, error);
    if (!connection)
        return false;
    /* Nobody begins to read the old file while it is exchanged. */
    bool done = log_end(connection, path, error) &&
                sqlite_run(connection, "BEGIN EXCLUSIVE", error) &&
                put_over(live, next, path, error);
    sqlite_disconnect(connection);
    return done;
}

bool store_replace(Store *live, Store *next, GError **error)
{
    bool done = next_finish(next, error) && live_give_way(live, next->target, error);
    store_free(next);
    store_free(live);
    return done;
}
