/* SPDX-License-Identifier: Apache-2.0 */
/* module - intake_module: the desk's line, read before it is stored. */
#pragma once

#include "engine/module.h"

extern const Module intake_module;
