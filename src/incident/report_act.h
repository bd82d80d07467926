/* SPDX-License-Identifier: Apache-2.0 */
/* report_act - one telling of an incident to somebody, and what it meets. */
#pragma once

#include "incident/incident_private.h"
#include "matter/obligation.h"

typedef struct ReportAct {
    const char *unit;   /* who was told; NULL: none of the system */
    const char *office; /* then which office; else NULL */
    bool written;       /* else by telephone */
    int64_t at;         /* when it left this unit */
    const char *by;     /* dispatch or account */
} ReportAct;

/* Meets what runs towards whoever was told and may be told by that channel. Telling somebody else
 * meets nothing. */
bool report_act_meet(
    Decision *decision, const Matter *matter, const ReportAct *act, GError **error);
/* Begins, moves and waives what the rules now say, and what the figures told then. */
bool report_obligations_update(Decision *decision, const Matter *matter, GError **error);

/* What is told to a unit of the system by telephone comes there as an item too, to be confirmed or
 * disputed. */
bool report_phone_send(Decision *decision, const Matter *matter, const ReportAct *act,
    const json_t *fields, GError **error);
/* When the receiver of `dispatch` first heard of the sender's matter: by an earlier call or paper.
 * In and out: `at`. */
bool report_first_heard(Db *db, const Dispatch *dispatch, int64_t *at, GError **error);
/* May the times on which running obligations count be changed so? Later ones are for a leader,
 * earlier ones need a note. */
bool report_starts_check(
    Decision *decision, const Matter *matter, const json_t *fields, GError **error);

/* What the rules want of an incident from before obligations: what an act of `acts` (of ReportAct
 * *) told is met, what was due before and was not told counts from now. */
bool report_obligations_adopt(
    Decision *decision, const Matter *matter, const GPtrArray *acts, GError **error);
/* What was told to offices outside the system by `told` must be told anew to them: within the
 * limits of a change, by whichever channel. `why` is a word of obligations. */
bool report_correction_owe(
    Decision *decision, const Matter *matter, const Matter *told, const char *why, GError **error);
/* The words of that name, {NAME} in them replaced by what `values` holds: owned. */
char *report_words_fill(const json_t *words, const char *name, const json_t *values);

/* The fields of the sender's matter that it carries: a new reference, NULL without any. */
json_t *report_carried(const Dispatch *dispatch);
/* When the call was that it is about; FIELD_UNSET when it is about none or does not say. */
int64_t report_called_at(const Dispatch *dispatch);

/* Is it one of telling the thing itself, not of how it goes on? */
bool report_tells(const Obligation *one);
/* Is it towards this unit, or this office where there is no unit? */
bool report_is_to(const Obligation *one, const char *unit, const char *office);
/* The figures that a report carries: a new reference. */
json_t *report_figures(const json_t *values);
