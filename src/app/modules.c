/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

#include "demo/mark.h"
#include "dispatch/modules.h"
#include "duty/card/modules.h"
#include "duty/leave/modules.h"
#include "duty/modules.h"
#include "duty/presence/modules.h"
#include "engine/blob.h"
#include "engine/record.h"
#include "engine/selfcheck.h"
#include "incident/modules.h"
#include "matter/modules.h"
#include "unit/unit_module.h"

const Module *const app_modules[] = {
    UNIT_MODULES,
    MATTER_MODULES,
    &record_module,
    &selfcheck_module,
    DISPATCH_MODULES,
    DUTY_MODULES,
    PRESENCE_MODULES,
    LEAVE_MODULES,
    CARD_MODULES,
    &incident_module,
    &blob_module,
    &demo_module,
    NULL,
};
