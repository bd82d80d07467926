/* SPDX-License-Identifier: Apache-2.0 */
/* workday_notice - the yearly notice of the State Council as it is entered on the page: its text
 * is read, shown, and on a second word recorded in the journal of the unit at the top. */
#pragma once

#include "engine/engine.h"
#include "unit/workday.h"

/* What the text says, in the form of catalog/calendar/cn-YEAR.json: owned; and what of it is not
 * sure, a line each, put at the end of `doubts`. FAIL_INVALID (field "text") when it is no such
 * notice. */
json_t *notice_read(const char *text, json_t *doubts, GError **error);

/* The calendar with everything that was entered, by this process or another: borrowed; NULL when
 * the database fails. */
const Workdays *workdays_now(const Engine *engine, Db *db, GError **error);
