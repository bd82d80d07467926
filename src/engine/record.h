/* SPDX-License-Identifier: Apache-2.0 */
/* record - the journal as anyone with the right may read and check it: exact lines and the head. */
#pragma once

#include "engine/module.h"

extern const Part record_part;
