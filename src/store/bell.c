/* SPDX-License-Identifier: Apache-2.0 */
#include "store/bell.h"

#include "base/clock.h"
#include "store/postgres_private.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define RETRY_MS (2 * SECOND_MS)

struct Bell {
    Store *store; /* borrowed */
    int stirred;  /* eventfd */
    PostgresConnection *connection;
    int64_t retry_at; /* monotonic: not before it is a lost connection made anew */
};

Bell *bell_new(Store *store)
{
    if (store_kind(store) != STORE_POSTGRES)
        return NULL;
    Bell *bell = g_new0(Bell, 1);
    bell->store = store;
    bell->stirred = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return bell;
}

static void bell_hang_up(Bell *bell)
{
    if (bell->connection)
        postgres_backend.disconnect(bell->connection);
    bell->connection = NULL;
}

void bell_free(Bell *bell)
{
    if (!bell)
        return;
    bell_hang_up(bell);
    close(bell->stirred);
    g_free(bell);
}

static bool bell_connect(Bell *bell, GError **error)
{
    if (bell->connection)
        return true;
    if (clock_monotonic() < bell->retry_at)
        return fail_as(error, FAIL_UNAVAILABLE, "database_away", "the database server is away");
    bell->retry_at = clock_monotonic() + RETRY_MS;
    bell->connection = postgres_backend.connect(bell->store, false, error);
    if (!bell->connection)
        return false;
    if (postgres_backend.run(bell->connection, "LISTEN shaodian", error))
        return true;
    bell_hang_up(bell);
    return false;
}

bool bell_ring(Bell *bell, const char *word, GError **error)
{
    if (!bell_connect(bell, error))
        return false;
    PGresult *result = PQexecParams(
        bell->connection->link, "SELECT pg_notify('shaodian', $1)", 1, NULL, &word, NULL, NULL, 0);
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        PQclear(result);
        return true;
    }
    postgres_fail(bell->connection, result, error);
    bell_hang_up(bell);
    return false;
}

/* Words that are here; those of this very bell are passed over. */
static bool bell_hear(Bell *bell, BellHeard heard, void *data, bool *out_any)
{
    PGconn *link = bell->connection->link;
    PGnotify *word = NULL;
    bool here = PQconsumeInput(link) == 1;
    while ((word = PQnotifies(link))) {
        if (word->be_pid != PQbackendPID(link)) {
            heard(data, word->extra);
            *out_any = true;
        }
        PQfreemem(word);
    }
    return here && PQstatus(link) == CONNECTION_OK;
}

/* True when it was stirred, or something came in. */
static bool bell_poll(Bell *bell, int wait_ms)
{
    struct pollfd waiting[] = {{.fd = bell->stirred, .events = POLLIN},
        {.fd = bell->connection ? PQsocket(bell->connection->link) : -1, .events = POLLIN}};
    uint64_t count = 0;
    bool ready = poll(waiting, G_N_ELEMENTS(waiting), wait_ms) > 0;
    bool stirred = read(bell->stirred, &count, sizeof count) == sizeof count;
    return ready || stirred;
}

bool bell_wait(Bell *bell, int wait_ms, BellHeard heard, void *data, GError **error)
{
    bool any = false;
    if (!bell_connect(bell, error)) {
        bell_poll(bell, wait_ms);
        return false;
    }
    /* What came with the answer to a ring is here already, and no poll tells of it. */
    if (bell_hear(bell, heard, data, &any) && !any && bell_poll(bell, wait_ms))
        bell_hear(bell, heard, data, &any);
    if (PQstatus(bell->connection->link) == CONNECTION_OK)
        return true;
    bell_hang_up(bell);
    return fail_as(error, FAIL_UNAVAILABLE, "database_away", "the database server is away");
}

void bell_stir(Bell *bell)
{
    uint64_t one = 1;
    if (write(bell->stirred, &one, sizeof one) != sizeof one)
        return; /* it is stirred already */
}
