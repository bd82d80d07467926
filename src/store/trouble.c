/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong with a database: by itself, or because it was asked to. */
#include "store/backend_private.h"

void damage_note(Store *store, const GError *failure)
{
    if (g_str_equal(fail_reason(failure), STORE_DAMAGED))
        g_atomic_int_set(&store->damaged, 1);
}

void db_blame(Db *db, GError *failure, GError **error)
{
    if (!failure)
        return;
    bool own = g_error_matches(failure, FAIL, FAIL_UNAVAILABLE) ||
               g_error_matches(failure, FAIL, FAIL_CORRUPT);
    if (own && !db->trouble)
        db->trouble = g_error_copy(failure);
    damage_note(db->store, failure);
    g_propagate_error(error, failure);
}

bool store_sound(const Db *db, GError **error)
{
    if (!db->trouble)
        return true;
    g_clear_error(error);
    g_propagate_error(error, g_error_copy(db->trouble));
    return false;
}

bool store_stands(Store *store, GError **error)
{
    return !store->backend->stands || store->backend->stands(store, error);
}

bool store_is_damaged(Store *store)
{
    return g_atomic_int_get(&store->damaged) != 0;
}

bool store_fault_strikes(Store *store, GError **error)
{
    if (g_atomic_int_get(store->faults) == 0)
        return false;
    /* The count passes 1 exactly once, whichever thread takes it there. */
    if (g_atomic_int_add(store->faults, -1) != 1)
        return false;
    fail_as(error, FAIL_UNAVAILABLE, "disk_full", "a fault that was asked for");
    return true;
}
