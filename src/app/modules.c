/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

#include "demo/mark.h"
#include "duty/modules.h"
#include "engine/record.h"
#include "matter/modules.h"
#include "unit/unit_module.h"

const Module *const app_modules[] = {
    UNIT_MODULES,
    MATTER_MODULES,
    &record_module,
    DUTY_MODULES,
    &demo_module,
    NULL,
};
