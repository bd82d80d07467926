/* SPDX-License-Identifier: Apache-2.0 */
#include "store/rehearsal.h"

#include "store/backend_private.h"

void store_arm(Store *store, int calls)
{
    g_atomic_int_set(store->faults, calls);
}

int store_armed(Store *store)
{
    return MAX(g_atomic_int_get(store->faults), 0);
}

void store_rehearse(Store *store, StoreRehearsed look, void *data)
{
    store->rehearsed = look;
    store->rehearsed_data = data;
}

bool store_is_rehearsed(Db *db, GError **error)
{
    const Store *store = db->store;

    if (!db->writer || store->rehearsed == NULL)
        return false;
    store->rehearsed(store->rehearsed_data, db);
    fail(error, FAIL_UNAVAILABLE, "this was only a rehearsal");
    return true;
}
