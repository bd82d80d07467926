/* SPDX-License-Identifier: Apache-2.0 */
/* equipment - what a duty room is reached by, and whether it works.
 *
 * The list is the unit's own. A check that looked at all of it counts for the day; a day without
 * one by its hour rings. A fault opens one task, and the next check of the same thing finds it
 * again. */
#pragma once

#include "engine/query.h"

extern const Query equipment_queries[];
