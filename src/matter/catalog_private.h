/* SPDX-License-Identifier: Apache-2.0 */
/* catalog_private - what a catalog is made of, for the files that fill it and look into it. */
#pragma once

#include "engine/module.h"
#include "matter/catalog.h"

struct Catalog {
    const Roles *roles;           /* borrowed */
    GHashTable *lists;            /* name -> json_t * of items */
    GPtrArray *kinds;             /* newest of each name, borrowed from `versions` */
    GHashTable *versions;         /* digest -> Kind * */
    const Module *const *modules; /* whose effects steps may ask for; NULL: of none */
    EffectScope scope;            /* its kind is set for each */
};
