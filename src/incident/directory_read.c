/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a unit from the database. */
#include "incident/directory.h"

#include "base/fail.h"

#include <string.h>

/* Asked of each: there are few, and another walk through the tree costs more. */
static bool duty_kept(Db *db, const char *unit, bool *out_kept, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_texts(db, "SELECT 1 FROM duty_post WHERE unit = $unit AND kept = 1 LIMIT 1",
            error, "unit", unit, NULL);
    return statement_found(row, out_kept, error);
}

static bool is_among(const GPtrArray *units, const char *code)
{
    for (guint i = 0; i < units->len; i++)
        if (strcmp(((const DirectoryUnit *) units->pdata[i])->unit->code, code) == 0)
            return true;
    return false;
}

/* Adds the unit, all above it and the bureaus there, as far as they are not among `units`. */
static bool around_add(Db *db, const char *unit, GPtrArray *units, GError **error)
{
    g_autoptr(GPtrArray) around = units_around(db, unit, error);
    for (guint i = 0; around != NULL && i < around->len; i++) {
        const Unit *one = around->pdata[i];
        bool keeps_duty = false;
        if (is_among(units, one->code))
            continue;
        if (!duty_kept(db, one->code, &keeps_duty, error))
            return false;
        g_ptr_array_add(units, directory_unit_new(g_steal_pointer(&around->pdata[i]), keeps_duty));
    }
    return around != NULL;
}

/* A bureau led by the bureau above it belongs to a government that lies on no way up from it. */
static bool government_add(Db *db, const char *unit, GPtrArray *units, GError **error)
{
    g_autoptr(Directory) directory = directory_new(unit, g_ptr_array_ref(units));
    const char *government = directory != NULL ? directory_sender(directory).government : NULL;
    return government == NULL || is_among(units, government) ||
           around_add(db, government, units, error);
}

Directory *directory_read(Db *db, const char *unit, GError **error)
{
    g_autoptr(GPtrArray) units =
        g_ptr_array_new_with_free_func((GDestroyNotify) directory_unit_free);
    if (!around_add(db, unit, units, error) || !government_add(db, unit, units, error))
        return NULL;
    Directory *directory = directory_new(unit, g_ptr_array_ref(units));
    if (directory == NULL)
        fail_as(error, FAIL_NOT_FOUND, "no_such_unit", "there is no unit %s", unit);
    return directory;
}
