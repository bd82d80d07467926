/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to a file of SQLite: how it is opened and set up. */
#include "store/sqlite_private.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

bool sqlite_run(void *connection, const char *script, GError **error)
{
    int code = sqlite3_exec(connection, script, NULL, NULL, NULL);
    return code == SQLITE_OK || sqlite_fail(connection, code, error);
}

char *sqlite_real_path(const char *path)
{
    char *real = realpath(path, NULL);
    if (real) {
        char *copy = g_strdup(real);
        free(real);
        return copy;
    }
    g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
    real = realpath(folder, NULL);
    if (!real)
        return NULL;
    char *joined = g_build_filename(real, name, NULL);
    free(real);
    return joined;
}

static const char settings[] =
    "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16000; PRAGMA temp_store = MEMORY; "
    "PRAGMA journal_size_limit = 33554432; PRAGMA trusted_schema = OFF; "
    "PRAGMA secure_delete = ON; ";

static const char *durability(const Store *store)
{
    if (store->scratch)
        return "PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;";
    if (store->follows)
        return "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;";
    return "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;";
}

static bool connection_set_up(sqlite3 *connection, const Store *store, bool writer, GError **error)
{
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_busy_timeout(connection, 10000);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (store->beside)
        return sqlite_run(connection,
            "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; "
            "PRAGMA cache_size = -16384; PRAGMA query_only = 1;",
            error);
    if (!sqlite_run(connection, settings, error))
        return false;
    if (!writer)
        return sqlite_run(connection, "PRAGMA cache_size = -4096; PRAGMA query_only = 1;", error);
    return sqlite_run(connection, durability(store), error);
}

/* Nobody can write there, and nothing waits in a log: evidence on a write-protected disk. SQLite
 * wants to lay its shared memory beside a file that it reads, unless it is told so. */
static bool is_still(const Store *store)
{
    g_autofree char *real = sqlite_real_path(store->target);
    g_autofree char *log = g_strconcat(real ? real : store->target, "-wal", NULL);
    struct statvfs about;
    struct stat of_log;
    return store->beside && statvfs(store->target, &about) == 0 &&
           (about.f_flag & ST_RDONLY) != 0 && (stat(log, &of_log) != 0 || of_log.st_size == 0);
}

static char *still_uri(const Store *store)
{
    g_autofree char *whole = g_canonicalize_filename(store->target, NULL);
    g_autofree char *escaped = g_uri_escape_string(whole, "/", FALSE);
    return g_strconcat("file:", escaped, "?immutable=1", NULL);
}

void *sqlite_connect(Store *store, bool writer, GError **error)
{
    sqlite3 *connection = NULL;
    g_autofree char *still = is_still(store) ? still_uri(store) : NULL;
    /* Never made here: a file that is gone would come back empty. */
    int mode = store->beside ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int code = sqlite3_open_v2(still ? still : store->target, &connection,
        mode | SQLITE_OPEN_NOMUTEX | (still ? SQLITE_OPEN_URI : 0), NULL);
    bool ready = code == SQLITE_OK || sqlite_fail(connection, code, error);
    if (ready && connection_set_up(connection, store, writer, error))
        return connection;
    fail_in(error, "%s", store->target);
    sqlite3_close(connection);
    return NULL;
}

void sqlite_disconnect(void *connection)
{
    if (sqlite3_close(connection) != SQLITE_OK)
        g_critical("a statement of this connection is still open");
}
