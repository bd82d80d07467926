/* SPDX-License-Identifier: Apache-2.0 */
/* The versions that were used, as the database keeps them. */
#include "matter/kind_private.h"

#include <string.h>

bool catalog_load_versions(Catalog *catalog, Db *db, GError **error)
{
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Statement) rows =
        store_prepare(db, "SELECT digest, name, text FROM catalog_version ORDER BY digest", error);
    StoreStep step = STORE_FAILED;

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        const char *text = row_text(rows, 2), *name = row_text(rows, 1);

        /* Rule files are kept in the same table; they are read by those who decide by them. */
        if (!g_str_has_prefix(name, "kind:") || catalog_version(catalog, row_text(rows, 0)) != NULL)
            continue;
        Kind *kind = kind_read(catalog, name + 5, text, strlen(text), faults);
        if (kind != NULL)
            catalog_add_version(catalog, kind);
    }
    return step == STORE_DONE;
}

bool catalog_keep(Db *db, const char *digest, const char *name, const char *text, GError **error)
{
    g_autoptr(Statement) insert = store_prepare(db,
        "INSERT INTO catalog_version (digest, name, text) VALUES ($digest, $name, $text) "
        "ON CONFLICT (digest) DO NOTHING",
        error);

    if (insert == NULL)
        return false;
    bind_text(insert, "digest", digest);
    bind_text(insert, "name", name);
    bind_text(insert, "text", text);
    return statement_run(insert, error);
}
