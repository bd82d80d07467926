/* SPDX-License-Identifier: Apache-2.0 */
/* What kinds find in the catalog besides other kinds. */
#include "matter/catalog_private.h"

const Roles *catalog_roles(const Catalog *catalog)
{
    return catalog->roles;
}

const json_t *catalog_list(const Catalog *catalog, const char *name)
{
    return g_hash_table_lookup(catalog->lists, name);
}
