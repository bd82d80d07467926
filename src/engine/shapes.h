/* SPDX-License-Identifier: Apache-2.0 */
/* shapes - the tables of all replies under names of their own, for the OpenAPI document.
 *
 * A table that stands in several replies stands once under components/schemas. It is called as the
 * struct it describes where no other table of a reply describes one of that name, else after the
 * first operation, and the member, in which it stands: names are the same for the same tables. */
#pragma once

#include "engine/module.h"

typedef struct Shapes Shapes;
/* Borrows the modules. */
Shapes *shapes_new(const Part *const *parts);
void shapes_free(Shapes *shapes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shapes, shapes_free)

/* {"$ref": …} to the table of a reply of these modules, or the shape of {} for NULL: a new
 * reference. */
json_t *shapes_refer(const Shapes *shapes, const Field *table);
/* All of them, name by name: a new reference. */
json_t *shapes_json(const Shapes *shapes);
