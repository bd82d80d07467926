/* SPDX-License-Identifier: Apache-2.0 */
/* verify - does the record still fit itself?
 *
 * Checks for every event: text is canonical and equals the columns, seq without gap, time not
 * running back but where EVENT_TIME_CORRECTED says from when, hash = H(prev ‖ text), every vault
 * value gives the digest in the text (a purged one is right without), no value is missing or left
 * over; and the head row: same seq, time, digest and hash as the last event. The first thing that
 * does not fit is named. A page is held at a time. What it can't see: a tail cut together with a
 * head row set to match; witnesses are for that. */
#pragma once

#include "journal/journal.h"

typedef struct VerifyReport {
    int64_t units; /* with at least one event, whole */
    int64_t events;
    char *unit;    /* of the first fault; NULL when everything fits */
    int64_t seq;   /* of the first fault; 0: the head row */
    char *problem; /* "hash does not fit", "event is missing", "column `at` differs", … */
} VerifyReport;
void verify_report_clear(VerifyReport *report);

/* Checks one unit or, with NULL, all of them, on one snapshot. False with an error only when the
 * database can't be read; a fault is in the report. */
bool journal_verify(Db *db, const char *unit, VerifyReport *out_report, GError **error);
