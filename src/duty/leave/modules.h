/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: LEAVE_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module leave_module, leave_answer_module; /* asking and reading, answering */
extern const Module duty_data_module;                  /* words and limits a county may change */
extern const Module reach_module;                      /* can the principals be reached */
extern const Module equipment_module;                  /* does the room's equipment work */
extern const Module away_module;                       /* of roster/: leave opens gaps in it */

#define LEAVE_MODULES                                                                              \
    &duty_data_module, &leave_module, &leave_answer_module, &reach_module, &equipment_module,      \
        &away_module
