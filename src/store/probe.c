/* SPDX-License-Identifier: Apache-2.0 */
#include "store/probe.h"

#include "store/backend_private.h"

struct Probe {
    Store *store;
    void *connection; /* NULL: none, or the last one is spent */
};

Probe *probe_new(Store *store)
{
    Probe *probe = g_new0(Probe, 1);
    probe->store = store;
    return probe;
}

static void hang_up(Probe *probe)
{
    if (probe->connection)
        probe->store->backend->disconnect(probe->connection);
    probe->connection = NULL;
}

void probe_free(Probe *probe)
{
    if (!probe)
        return;
    hang_up(probe);
    g_free(probe);
}

static bool connect(Probe *probe, GError **error)
{
    const Backend *backend = probe->store->backend;
    if (!store_stands(probe->store, error))
        return false;
    if (probe->connection && !backend->is_alive(probe->connection))
        hang_up(probe);
    if (!probe->connection)
        probe->connection = backend->connect(probe->store, true, error);
    return probe->connection != NULL;
}

bool probe_read(Probe *probe, const char *sql, int wait_ms, int64_t *out_number, GError **error)
{
    if (!connect(probe, error))
        return false;
    if (probe->store->backend->ask(probe->connection, sql, wait_ms, out_number, error))
        return true;
    hang_up(probe);
    return false;
}

/* On SQLite a lock that others hold so long is waited for here, not by them. */
static bool write_alone(Probe *probe, const char *sql, int wait_ms, GError **error)
{
    const Backend *backend = probe->store->backend;
    int64_t number;
    if (backend->kind != STORE_SQLITE)
        return backend->ask(probe->connection, sql, wait_ms, &number, error);
    return backend->ask(probe->connection, backend->begin, wait_ms, &number, error) &&
           backend->ask(probe->connection, sql, wait_ms, &number, error) &&
           backend->commit(probe->connection, error);
}

bool probe_write(Probe *probe, const char *sql, int wait_ms, GError **error)
{
    if (!connect(probe, error))
        return false;
    if (write_alone(probe, sql, wait_ms, error))
        return store_stands(probe->store, error);
    hang_up(probe);
    return false;
}
