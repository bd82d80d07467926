/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: LEAVE_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module leave_module, leave_answer_module; /* asking and reading, answering */
extern const Module reach_module;                      /* can the principals be reached */
extern const Module equipment_module;                  /* does the room's equipment work */

#define LEAVE_MODULES &leave_module, &leave_answer_module, &reach_module, &equipment_module
