/* SPDX-License-Identifier: Apache-2.0 */
/* doctor - what an operator should know about an installation, a line for each thing.
 *
 * It changes nothing and works beside a running server. A check that can't be made is a finding,
 * not an end. */
#pragma once

#include "app/app.h"

typedef enum Finding { FINDING_OK, FINDING_WARN, FINDING_FAIL } Finding;

typedef struct Doctor {
    AppOptions options; /* data and db */
    Settings *settings; /* NULL: they can't be read */
    int64_t now;
    int counts[FINDING_FAIL + 1];
} Doctor;

/* One line: what was looked at, how it is, and what to do about it when it is not right. */
void doctor_say(Doctor *doctor, Finding finding, const char *what, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The database, its record and who administers it. */
void doctor_look_at_record(Doctor *doctor);
/* Whether it is of just this version; only then can it be looked into further. */
bool doctor_look_at_version(Doctor *doctor, const Schema *schema, Db *db);
/* Whether the derived tables are empty though the journal is not. */
void doctor_look_at_derived(Doctor *doctor, const Schema *schema, Db *db);
/* An upgrade that was prepared, or that did not come to its end. */
void doctor_look_at_rest(Doctor *doctor, Store *store);
/* Doubts of the clock, units that live in the future, and who keeps the time. */
void doctor_look_at_clock(Doctor *doctor, Db *db);
/* Kinds, lists and rules, built in and the operator's own. */
void doctor_look_at_catalog(Doctor *doctor);
