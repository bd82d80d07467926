/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c. */
#pragma once

#include "engine/module.h"

extern const Module incident_module;
