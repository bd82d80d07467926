/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: REGISTER_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module register_module; /* what the registers' kinds cannot say by themselves */
extern const Module paper_module;    /* blank forms with serials */

#define REGISTER_MODULES &register_module, &paper_module
