/* SPDX-License-Identifier: Apache-2.0 */
/* What the result codes of SQLite mean. */
#include "store/sqlite_private.h"

#include <errno.h>

/* The result code that says what the system said behind it. */
static int code_behind(sqlite3 *connection, int code)
{
    /* The shared memory of the log is a file too. */
    if (code == SQLITE_IOERR_SHMSIZE)
        return SQLITE_FULL;
    if (!connection || (code & 0xff) != SQLITE_IOERR)
        return code;
    switch (sqlite3_system_errno(connection)) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return SQLITE_FULL;
    case EROFS:
        return SQLITE_READONLY;
    default:
        return code;
    }
}

bool sqlite_fail(sqlite3 *connection, int code, GError **error)
{
    const char *message = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    code = code_behind(connection, code);
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return fail(error, FAIL_CONFLICT, "%s", message);
    case SQLITE_FULL:
        return fail_as(error, FAIL_UNAVAILABLE, "disk_full", "the disk is full");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail_as(error, FAIL_UNAVAILABLE, "busy", "%s", message);
    case SQLITE_READONLY:
        return fail_as(error, FAIL_UNAVAILABLE, "read_only", "%s", message);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
        return fail_as(error, FAIL_UNAVAILABLE, "database_away", "%s", message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail_as(error, FAIL_CORRUPT, STORE_DAMAGED,
            "%s: its file is damaged: keep a copy of it, stop, restore the last backup", message);
    default:
        return fail(error, FAIL_CORRUPT, "%s", message);
    }
}
