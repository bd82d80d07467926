/* SPDX-License-Identifier: Apache-2.0 */
/* module - handover_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module handover_module;
