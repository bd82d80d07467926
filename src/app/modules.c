/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

/* Each folder of the field declares its own in NAME/module.h; a row here is all that takes it in.
 * In this order: what a later one projects may read what an earlier one wrote. */
#define MODULES(row)                                                                               \
    row(unit) row(matter) row(intake) row(engine) row(dispatch) row(log) row(roster) row(handover) \
        row(register) row(daybook) row(presence) row(leave) row(card) row(incident) row(demo)

#define DECLARED(name) extern const Module name##_module;
MODULES(DECLARED)

#define LISTED(name) &name##_module,
const Module *const app_modules[] = {MODULES(LISTED) NULL};
