/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: DUTY_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module log_module; /* the duty log */

/* Rosters. */
extern const Module duty_post_module;     /* posts that keep duty */
extern const Module roster_module;        /* events, tables, reading */
extern const Module roster_draft_module;  /* drafting */
extern const Module roster_change_module; /* changing, publishing, withdrawing */
extern const Module coverage_module;      /* proof that every minute is stood */
#define ROSTER_MODULES                                                                             \
    &duty_post_module, &roster_module, &roster_draft_module, &roster_change_module, &coverage_module

/* Handovers, registers, the log as a paper. */
extern const Module handover_module; /* one watch gives the post to the next */
extern const Module register_module; /* what the registers' kinds cannot say by themselves */
extern const Module silence_module;  /* when nobody did anything */
extern const Module day_log_module;  /* a day as one paper */
extern const Module volume_module;   /* a year of them as a book */
extern const Module paper_module;    /* blank forms with serials */
#define RECORD_MODULES                                                                             \
    &handover_module, &register_module, &silence_module, &day_log_module, &volume_module,          \
        &paper_module

/* Who stands another's shift, filing upward, the monthly sheet. */
extern const Module shift_change_module;        /* asking for a swap or stand-in */
extern const Module shift_change_decide_module; /* a leader's word on it */
extern const Module filing_module;              /* rosters called for by a date */
extern const Module filing_send_module;         /* filing one */
extern const Module duty_sheet_module;          /* what each stood in a month */
extern const Module rest_day_module;            /* rest days taken in return */
#define ROTA_MODULES                                                                               \
    &shift_change_module, &shift_change_decide_module, &filing_module, &filing_send_module,        \
        &duty_sheet_module, &rest_day_module

/* Rosters on paper, in spreadsheets, in calendars. */
extern const Module roster_wall_module;   /* on one A4 */
extern const Module roster_import_module; /* out of a spreadsheet */
extern const Module calendar_link_module; /* secret links for calendar programs */
#define SHEET_MODULES &roster_wall_module, &roster_import_module, &calendar_link_module

#define DUTY_MODULES &log_module, ROSTER_MODULES, RECORD_MODULES, ROTA_MODULES, SHEET_MODULES
