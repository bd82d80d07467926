/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

#include "card/modules.h"
#include "daybook/modules.h"
#include "demo/mark.h"
#include "dispatch/modules.h"
#include "engine/blob.h"
#include "engine/county.h"
#include "engine/record.h"
#include "engine/selfcheck.h"
#include "handover/modules.h"
#include "incident/modules.h"
#include "leave/modules.h"
#include "log/modules.h"
#include "matter/modules.h"
#include "presence/modules.h"
#include "register/modules.h"
#include "roster/modules.h"
#include "unit/unit_module.h"

const Module *const app_modules[] = {
    UNIT_MODULES,
    MATTER_MODULES,
    &record_module,
    &selfcheck_module,
    DISPATCH_MODULES,
    LOG_MODULES,
    ROSTER_MODULES,
    HANDOVER_MODULES,
    REGISTER_MODULES,
    DAYBOOK_MODULES,
    PRESENCE_MODULES,
    &county_module,
    LEAVE_MODULES,
    CARD_MODULES,
    &incident_module,
    &blob_module,
    &demo_module,
    NULL,
};
