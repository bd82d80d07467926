/* SPDX-License-Identifier: Apache-2.0 */
/* Which backend an address means. */
#include "store/backend_private.h"

#include <string.h>

/* "fault:N:URL" opens URL and lets the N-th call fail; for tests of what must survive that. */
static const char *take_fault(const char *url, gint *out_fault)
{
    *out_fault = 0;
    if (!g_str_has_prefix(url, "fault:"))
        return url;
    char *end;
    *out_fault = (gint) g_ascii_strtoll(url + strlen("fault:"), &end, 10);
    return *end == ':' ? end + 1 : end;
}

static Store *make_for_url(const char *url, GError **error)
{
    if (g_str_has_prefix(url, "sqlite:") && url[strlen("sqlite:")] != '\0')
        return store_make(&sqlite_backend, url + strlen("sqlite:"));
    if (g_str_has_prefix(url, "postgresql://") || g_str_has_prefix(url, "postgres://"))
        return store_make(&postgres_backend, url);
    fail(error, FAIL_INVALID, "the database must be sqlite:PATH or postgresql://…");
    return NULL;
}

Store *store_open(const char *url, GError **error)
{
    gint fault;
    url = take_fault(url, &fault);
    g_autoptr(Store) store = make_for_url(url, error);
    if (!store || !store->backend->open(store, error))
        return NULL;
    store->fault = fault;
    return g_steal_pointer(&store);
}

Store *store_open_beside(const char *url, GError **error)
{
    g_autoptr(Store) store = make_for_url(url, error);
    if (!store)
        return NULL;
    store->beside = true;
    if (store->backend->kind == STORE_POSTGRES)
        return store->backend->open(store, error) ? g_steal_pointer(&store) : NULL;
    if (g_file_test(store->target, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&store);
    fail(error, FAIL_NOT_FOUND, "there is no database at %s", store->target);
    return NULL;
}

Store *store_open_slate(Store *store, GError **error)
{
    if (store->backend->kind == STORE_SQLITE)
        return store_open_scratch(store, error);
    /* Without a name: SQLite's own temporary file, which nobody else can open and no kill leaves
     * behind. */
    Store *slate = store_make(&sqlite_backend, "");
    slate->scratch = true;
    return slate;
}

Store *store_open_scratch(Store *store, GError **error)
{
    g_autoptr(Store) scratch = store_make(store->backend, store->target);
    scratch->scratch = true;
    if (!store->backend->open_scratch(scratch, store, error))
        return NULL;
    return g_steal_pointer(&scratch);
}
