/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

#include "card/module.h"
#include "daybook/module.h"
#include "demo/mark.h"
#include "dispatch/module.h"
#include "engine/general.h"
#include "handover/module.h"
#include "incident/module.h"
#include "leave/module.h"
#include "log/module.h"
#include "matter/module.h"
#include "presence/module.h"
#include "register/module.h"
#include "roster/module.h"
#include "unit/module.h"

const Module *const app_modules[] = {
    &unit_module,
    &matter_module,
    &engine_module,
    &dispatch_module,
    &log_module,
    &roster_module,
    &handover_module,
    &register_module,
    &daybook_module,
    &presence_module,
    &leave_module,
    &card_module,
    &incident_module,
    &demo_module,
    NULL,
};
