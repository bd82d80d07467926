/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: HANDOVER_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module handover_module; /* one watch gives the post to the next */

#define HANDOVER_MODULES &handover_module
