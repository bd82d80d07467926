/* SPDX-License-Identifier: Apache-2.0 */
/* module - roster_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module roster_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part duty_post_part;     /* posts that keep duty */
extern const Part roster_part;        /* events, tables, reading */
extern const Part roster_draft_part;  /* drafting */
extern const Part roster_change_part; /* changing, publishing, withdrawing */
extern const Part coverage_part;      /* proof that every minute is stood */
extern const Part away_part;          /* leave opens gaps in it */
extern const Part keeping_part;       /* must a unit keep duty at all */

/* Who stands another's shift, filing upward, the monthly sheet. */
extern const Part shift_change_part;        /* asking for a swap or stand-in */
extern const Part shift_change_decide_part; /* a leader's word on it */
extern const Part filing_part;              /* rosters called for by a date */
extern const Part filing_send_part;         /* filing one */
extern const Part duty_sheet_part;          /* what each stood in a month */
extern const Part rest_day_part;            /* rest days taken in return */

/* On paper, in spreadsheets, in calendars. */
extern const Part roster_wall_part;   /* on one A4 */
extern const Part roster_import_part; /* out of a spreadsheet */
extern const Part calendar_link_part; /* secret links for calendar programs */
