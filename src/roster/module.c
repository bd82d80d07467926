/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/module.h"

const Module roster_module = {
    "roster", PARTS(&duty_post_part, &roster_part, &roster_draft_part, &roster_change_part,
                  &coverage_part, &shift_change_part, &shift_change_decide_part, &filing_part,
                  &filing_send_part, &duty_sheet_part, &rest_day_part, &roster_wall_part,
                  &roster_import_part, &calendar_link_part, &away_part, &keeping_part)};
