/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a unit from the database. */
#include "incident/directory.h"

#include "base/fail.h"

static GHashTable *duty_kept(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(
        db, "SELECT DISTINCT unit FROM duty_post WHERE kept = 1 AND unit IN " UNITS_AROUND, error);
    if (rows == NULL)
        return NULL;
    bind_text(rows, "around", unit);
    g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    StoreStep step;
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_hash_table_add(kept, g_strdup(row_text(rows, 0)));
    return step == STORE_DONE ? g_steal_pointer(&kept) : NULL;
}

Directory *directory_read(Db *db, const char *unit, GError **error)
{
    g_autoptr(GPtrArray) around = units_around(db, unit, error);
    g_autoptr(GHashTable) kept = around != NULL ? duty_kept(db, unit, error) : NULL;
    if (kept == NULL)
        return NULL;
    GPtrArray *units = g_ptr_array_new_with_free_func((GDestroyNotify) directory_unit_free);
    for (guint i = 0; i < around->len; i++) {
        Unit *one = g_steal_pointer(&around->pdata[i]);
        g_ptr_array_add(units, directory_unit_new(one, g_hash_table_contains(kept, one->code)));
    }
    Directory *directory = directory_new(unit, units);
    if (directory == NULL)
        fail_as(error, FAIL_NOT_FOUND, "no_such_unit", "there is no unit %s", unit);
    return directory;
}
