/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: LOG_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module log_module; /* the duty log */

#define LOG_MODULES &log_module
