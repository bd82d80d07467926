/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backup.h"

#include "store/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* All pages in one step: the copy reads one snapshot and keeps no writer waiting. */
static bool copy_pages(sqlite3 *from, sqlite3 *to, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return sqlite_fail(to, sqlite3_errcode(to), error);
    sqlite3_backup_step(backup, -1);
    int code = sqlite3_backup_finish(backup);
    return code == SQLITE_OK || sqlite_fail(to, code, error);
}

static bool copy_to(Db *db, const char *path, GError **error)
{
    /* Made here, so that nobody else may read it. */
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(error, FAIL_UNAVAILABLE, "%s", g_strerror(errno));
    close(file);
    sqlite3 *to = NULL;
    int code = sqlite3_open_v2(
        path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    bool done =
        code == SQLITE_OK ? copy_pages(db->connection, to, error) : sqlite_fail(to, code, error);
    /* One file, not one with a log beside it. */
    if (done && sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        done = sqlite_fail(to, sqlite3_errcode(to), error);
    /* A copy of all pages has all that lies in free parts of them, too. */
    bool clean = false;
    done = done && sqlite_scrub_on(to, &clean, error);
    if (done && !clean)
        done = fail(error, FAIL_UNAVAILABLE, "somebody else holds %s", path);
    sqlite3_close(to);
    return done;
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

static bool put_in_place(const char *part, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (!sync_path(part, O_RDWR, error))
        return false;
    /* link() refuses a path that has come to exist meanwhile; rename() would replace it. */
    if (link(part, path) != 0)
        return fail(error, FAIL_UNAVAILABLE, "can't write %s: %s", path, g_strerror(errno));
    return sync_path(folder, O_RDONLY | O_DIRECTORY, error);
}

/* What lies there is taken for the database's own, and thrown away. */
static bool is_taken(const Store *store, const char *path)
{
    static const char *const endings[] = {
        "-wal", "-shm", "-journal", ".lock", ".next", ".next-wal", ".next-shm", ".next-journal"};
    g_autofree char *own = sqlite_real_path(store->target);
    g_autofree char *real = sqlite_real_path(path);

    for (size_t i = 0; own && real && i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(own, endings[i], NULL);
        if (g_str_equal(real, name))
            return true;
    }
    return false;
}

bool store_backup(Store *store, const char *path, GError **error)
{
    if (store_kind(store) != STORE_SQLITE)
        return fail(error, FAIL_UNAVAILABLE, "only SQLite is copied page by page");
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return fail_as(error, FAIL_CONFLICT, "exists", "%s exists already", path);
    if (is_taken(store, path))
        return fail(error, FAIL_INVALID,
            "%s is a name that the database uses itself: name another file", path);
    g_autoptr(Db) db = store_reader(store, error);
    if (!db)
        return false;
    g_autofree char *part = g_strconcat(path, ".part", NULL);
    sqlite_unlink(part);
    bool done = copy_to(db, part, error) && put_in_place(part, path, error);
    sqlite_unlink(part);
    return done || fail_in(error, "backing up to %s", path);
}

bool store_check_pages(Store *store, GError **error)
{
    if (store_kind(store) != STORE_SQLITE)
        return true;
    g_autoptr(Db) db = store_reader(store, error);
    if (!db)
        return false;
    g_autoptr(Statement) check = store_prepare(db, "PRAGMA integrity_check(1)", error);
    if (!check || statement_step(check, error) != STORE_ROW)
        return false;
    if (g_strcmp0(row_text(check, 0), "ok") == 0)
        return true;
    /* Its first line only says which database. */
    g_auto(GStrv) lines = g_strsplit(row_text(check, 0), "\n", -1);
    guint count = g_strv_length(lines);
    return fail(error, FAIL_CORRUPT, "the file is damaged: %s", count > 1 ? lines[1] : lines[0]);
}
