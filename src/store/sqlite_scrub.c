/* SPDX-License-Identifier: Apache-2.0 */
/* What `secure_delete` leaves: pages that were split keep, between the list of their cells and the
 * cells, copies of what has moved to another page. SQLite never reads there, so it may be filled
 * with zeros in the file itself, a few pages at a time: while nobody can write (the write lock is
 * ours) and the log is empty (so that no newer copy of a page can come over it). A commit then
 * makes every other connection forget the pages it holds in memory. A crash in between does no
 * harm. */
#include "store/sqlite_private.h"

#include <string.h>

#define CHUNK 2048          /* pages cleaned while writers wait: 8 MB */
#define TRIES 50            /* to get the file for oneself, before the caller is asked to wait */
#define WAIT_MS 100         /* that a try waits for readers, writers waiting behind it */
#define REST_US 20000       /* between tries */
#define PAGES_MAX (1 << 24) /* beyond, a page of another sort could look like one with cells */

typedef struct Scrub {
    sqlite3 *connection;
    sqlite3_file *file;
    int64_t size; /* of a page */
    int64_t pages;
    uint8_t *page; /* the one looked at */
} Scrub;

static int64_t be16(const uint8_t *at)
{
    return at[0] << 8 | at[1];
}

static int64_t be32(const uint8_t *at)
{
    return (int64_t) at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static bool page_read(Scrub *scrub, int64_t number, GError **error)
{
    int code = scrub->file->pMethods->xRead(
        scrub->file, scrub->page, (int) scrub->size, (number - 1) * scrub->size);

    return code == SQLITE_OK || sqlite_fail(NULL, code, error);
}

/* Fills with zeros; true when there was something else. */
static bool clear(uint8_t *from, int64_t length)
{
    for (int64_t i = 0; i < length; i++) {
        if (from[i] != 0) {
            memset(from + i, 0, (size_t) (length - i));
            return true;
        }
    }
    return false;
}

/* Free blocks among the cells: their first four bytes say where the next is and how long. */
static bool blocks_clear(const Scrub *scrub, int64_t first, int64_t cells)
{
    uint8_t *page = scrub->page;
    bool changed = false;

    for (int64_t block = first; block >= cells && block + 4 <= scrub->size;) {
        int64_t next = be16(page + block), length = be16(page + block + 2);

        if (length < 4 || block + length > scrub->size)
            break;
        changed = clear(page + block + 4, length - 4) || changed;
        block = next > block ? next : 0;
    }
    return changed;
}

/* Clears what lies between and behind the cells of a page of a tree; false when it was clear, or
 * the page is of another sort. `header`: where in the page its header begins. */
static bool cells_clear(const Scrub *scrub, int64_t header)
{
    const uint8_t *at = scrub->page + header;
    bool is_inner = *at == 2 || *at == 5;
    int64_t list = header + (is_inner ? 12 : 8) + 2 * be16(at + 3);
    int64_t cells = be16(at + 5) == 0 ? 65536 : be16(at + 5);

    if ((!is_inner && *at != 10 && *at != 13) || list > cells || cells > scrub->size)
        return false;
    bool changed = blocks_clear(scrub, be16(at + 1), cells);
    return clear(scrub->page + list, cells - list) || changed;
}

static bool page_write(Scrub *scrub, int64_t number, GError **error)
{
    int code = scrub->file->pMethods->xWrite(
        scrub->file, scrub->page, (int) scrub->size, (number - 1) * scrub->size);

    return code == SQLITE_OK || sqlite_fail(NULL, code, error);
}

static bool pages_clear(Scrub *scrub, int64_t from, int64_t until, GError **error)
{
    for (int64_t number = from; number < until; number++) {
        if (!page_read(scrub, number, error))
            return false;
        if (cells_clear(scrub, number == 1 ? 100 : 0) && !page_write(scrub, number, error))
            return false;
    }
    return true;
}

/* Pages in no tree, left from a time before `secure_delete`. */
static bool leaf_clear(Scrub *scrub, int64_t number, GError **error)
{
    if (number < 2 || number > scrub->pages)
        return true;
    return page_read(scrub, number, error) &&
           (!clear(scrub->page, scrub->size) || page_write(scrub, number, error));
}

static bool free_clear(Scrub *scrub, GError **error)
{
    g_autofree uint8_t *trunk = g_malloc((gsize) scrub->size);

    if (!page_read(scrub, 1, error))
        return false;
    int64_t number = be32(scrub->page + 32), left = scrub->pages;
    while (number >= 2 && number <= scrub->pages && left-- > 0) {
        if (!page_read(scrub, number, error))
            return false;
        memcpy(trunk, scrub->page, (size_t) scrub->size);
        int64_t count = MIN(be32(trunk + 4), scrub->size / 4 - 2);
        for (int64_t i = 0; i < count; i++)
            if (!leaf_clear(scrub, be32(trunk + 8 + 4 * i), error))
                return false;
        number = be32(trunk);
    }
    return true;
}

static bool run(Scrub *scrub, const char *sql, GError **error)
{
    int code = sqlite3_exec(scrub->connection, sql, NULL, NULL, NULL);

    return code == SQLITE_OK || sqlite_fail(scrub->connection, code, error);
}

static bool number_read(sqlite3 *connection, const char *sql, int64_t *out, GError **error)
{
    sqlite3_stmt *row = NULL;
    int code = sqlite3_prepare_v2(connection, sql, -1, &row, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(row);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return code == SQLITE_ROW || sqlite_fail(connection, code, error);
}

static bool log_is_empty(const Scrub *scrub)
{
    sqlite3_file *log = NULL;
    sqlite3_int64 size = 0;

    sqlite3_file_control(scrub->connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    return log == NULL || log->pMethods == NULL ||
           (log->pMethods->xFileSize(log, &size) == SQLITE_OK && size == 0);
}

/* Empties the log and takes the write lock, with nothing in between. */
static bool file_take(const Scrub *scrub)
{
    for (int i = 0; i < TRIES; i++) {
        if (sqlite3_wal_checkpoint_v2(
                scrub->connection, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK &&
            sqlite3_exec(scrub->connection, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK) {
            if (log_is_empty(scrub))
                return true;
            sqlite3_exec(scrub->connection, "ROLLBACK", NULL, NULL, NULL);
        }
        g_usleep(REST_US);
    }
    return false;
}

/* With the file for oneself: cleans from page `from` on, and lets go of it by a commit. */
static bool chunk_clear(Scrub *scrub, int64_t from, GError **error)
{
    int64_t until = 0;
    bool done = number_read(scrub->connection, "PRAGMA page_count", &scrub->pages, error);

    until = MIN(from + CHUNK, scrub->pages + 1);
    done = done && pages_clear(scrub, from, until, error) &&
           (until <= scrub->pages || free_clear(scrub, error));
    if (done && scrub->file->pMethods->xSync(scrub->file, SQLITE_SYNC_NORMAL) != SQLITE_OK)
        done = fail_as(error, FAIL_UNAVAILABLE, "database_away", "the file can't be synced");
    if (!done) {
        sqlite3_exec(scrub->connection, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    return run(scrub, "PRAGMA user_version = 0; COMMIT", error);
}

static bool scrub_run(Scrub *scrub, bool *out_done, GError **error)
{
    int64_t from = 1;

    *out_done = false;
    if (!number_read(scrub->connection, "PRAGMA page_size", &scrub->size, error) ||
        !number_read(scrub->connection, "PRAGMA page_count", &scrub->pages, error))
        return false;
    if (scrub->pages > PAGES_MAX)
        return fail(error, FAIL_UNAVAILABLE, "the file is too big to be cleaned page by page");
    scrub->page = g_malloc((gsize) scrub->size);
    sqlite3_file_control(scrub->connection, "main", SQLITE_FCNTL_FILE_POINTER, &scrub->file);
    do {
        if (!file_take(scrub))
            return true;
        if (!chunk_clear(scrub, from, error))
            return false;
        from += CHUNK;
    } while (from <= scrub->pages);
    *out_done = true;
    return true;
}

bool sqlite_scrub_on(sqlite3 *connection, bool *out_done, GError **error)
{
    Scrub scrub = {.connection = connection};
    bool ran = false;

    sqlite3_busy_timeout(connection, WAIT_MS);
    ran = scrub_run(&scrub, out_done, error);
    g_free(scrub.page);
    return ran;
}

bool sqlite_scrub(Store *store, bool *out_done, GError **error)
{
    sqlite3 *connection = sqlite_connect(store, true, error);

    if (connection == NULL)
        return false;
    bool ran = sqlite_scrub_on(connection, out_done, error);
    sqlite_disconnect(connection);
    return ran;
}
