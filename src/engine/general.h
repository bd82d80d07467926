/* SPDX-License-Identifier: Apache-2.0 */
/* general - engine_module: what the engine itself adds to the program, whatever the field is: the
 * record read back, attachments, the nightly look at the whole, the files a county may change. */
#pragma once

#include "engine/module.h"

extern const Module engine_module;
