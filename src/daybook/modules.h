/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: DAYBOOK_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module silence_module; /* when nobody did anything */
extern const Module day_log_module; /* a day as one paper */
extern const Module volume_module;  /* a year of them as a book */

#define DAYBOOK_MODULES &silence_module, &day_log_module, &volume_module
