/* SPDX-License-Identifier: Apache-2.0 */
/* standing_row - columns of `standing` and `standing_note` as structs, for the files of this
 * folder. */
#pragma once

#include "engine/field_row.h"
#include "unit/standing.h"

extern const Field standing_fields[];
/* Of a StandingNote. */
extern const Field standing_note_fields[];

#define STANDING_COLUMNS                                                                           \
    "s.unit, s.leader, s.leader_phone, s.leader_since, s.officer, s.officer_phone,"                \
    " s.officer_since, s.officers, s.open_unknown, s.open_1, s.open_2, s.open_3, s.open_4,"        \
    " s.late_clocks, s.last_at"
