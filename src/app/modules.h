/* SPDX-License-Identifier: Apache-2.0 */
/* modules - every capability of the program: one row each. */
#pragma once

#include "engine/module.h"

/* NULL-ended. */
extern const Module *const app_modules[];
