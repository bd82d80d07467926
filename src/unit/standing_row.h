/* SPDX-License-Identifier: Apache-2.0 */
/* standing_row - rows of the table `standing` as Standing structs, for the files of this folder.
 *
 * The statement selects unit, leader, leader_phone, leader_since, officer, officer_phone,
 * officer_since, officers, open_unknown, open_1 … open_4, late_clocks, last_at, in this order. */
#pragma once

#include "unit/standing.h"

Standing *standing_of_row(Statement *statement);
