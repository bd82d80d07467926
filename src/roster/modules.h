/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: ROSTER_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module duty_post_module;     /* posts that keep duty */
extern const Module roster_module;        /* events, tables, reading */
extern const Module roster_draft_module;  /* drafting */
extern const Module roster_change_module; /* changing, publishing, withdrawing */
extern const Module coverage_module;      /* proof that every minute is stood */
extern const Module away_module;          /* leave opens gaps in it */

/* Who stands another's shift, filing upward, the monthly sheet. */
extern const Module shift_change_module;        /* asking for a swap or stand-in */
extern const Module shift_change_decide_module; /* a leader's word on it */
extern const Module filing_module;              /* rosters called for by a date */
extern const Module filing_send_module;         /* filing one */
extern const Module duty_sheet_module;          /* what each stood in a month */
extern const Module rest_day_module;            /* rest days taken in return */

/* On paper, in spreadsheets, in calendars. */
extern const Module roster_wall_module;   /* on one A4 */
extern const Module roster_import_module; /* out of a spreadsheet */
extern const Module calendar_link_module; /* secret links for calendar programs */

#define ROSTER_MODULES                                                                             \
    &duty_post_module, &roster_module, &roster_draft_module, &roster_change_module,                \
        &coverage_module, &shift_change_module, &shift_change_decide_module, &filing_module,       \
        &filing_send_module, &duty_sheet_module, &rest_day_module, &roster_wall_module,            \
        &roster_import_module, &calendar_link_module, &away_module
