/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: MATTER_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module kind_module;   /* GET /kinds */
extern const Module matter_module; /* opening, steps, ledger, timeline, reveal, purge */
extern const Module clock_module;  /* warn, late, escalate */
extern const Module notice_module; /* alarms at the desk */

#define MATTER_MODULES &kind_module, &matter_module, &clock_module, &notice_module
