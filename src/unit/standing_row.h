/* SPDX-License-Identifier: Apache-2.0 */
/* standing_row - rows of the table `standing` as Standing structs, for the files of this folder.
 *
 * The statement selects STANDING_COLUMNS from `standing s` first; its own columns follow from
 * STANDING_COUNT on. */
#pragma once

#include "unit/standing.h"

#define STANDING_COLUMNS                                                                           \
    "s.unit, s.leader, s.leader_phone, s.leader_since, s.officer, s.officer_phone,"                \
    " s.officer_since, s.officers, s.open_unknown, s.open_1, s.open_2, s.open_3, s.open_4,"        \
    " s.late_clocks, s.last_at, s.flags, s.presence, s.presence_since, s.gaps, s.next_gap_at,"     \
    " s.roster_until, s.filed_until, s.handover_at, s.away, s.filing_due_at, s.handovers_late"
#define STANDING_COUNT 26

Standing *standing_of_row(Statement *statement);
