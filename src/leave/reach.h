/* SPDX-License-Identifier: Apache-2.0 */
/* reach - tests whether principals can be reached, and which numbers are proved to work.
 *
 * A test asks every holder of the roles of catalog/duty/reach.json at once; who answers after its
 * window is late, who is on leave is asked but not counted as missing. A number is verified by its
 * last success, bad by a later failure, stale after the days that catalog says. */
#pragma once

#include "engine/query.h"

extern const Query reach_queries[];
