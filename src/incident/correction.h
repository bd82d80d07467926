/* SPDX-License-Identifier: Apache-2.0 */
/* correction - what was told is not so, or is told elsewhere now: said by itself to those who were
 * told.
 *
 * To units of the system it goes as a dispatch, at once and without sign-off: whoever waits for a
 * signature believes the wrong thing meanwhile. To those outside somebody must telephone or write:
 * that is an obligation of report "correction", within the limits of a change (Order 493 art. 13).
 */
#pragma once

#include "incident/report_act.h"

/* Words of catalog/rules/report_text.json, "corrections". */
#define CORRECTION_CHANGED "changed"     /* what stands in it: {changed} */
#define CORRECTION_DISMISSED "dismissed" /* it is unfounded: {note} */
#define CORRECTION_MERGED "merged"       /* it goes on as another: {other}, its number */

/* Sends it to each unit that was told of the matter. `values`: what the words want besides number
 * and title; may be NULL. */
bool correction_send(Decision *decision, const Matter *matter, const char *word,
    const json_t *values, GError **error);
/* Has anybody outside the system been told of it? */
bool correction_is_owed(const Matter *matter);

/* Before a step: notes which of the values that reports carry it changes. */
bool correction_note(
    Decision *decision, const Matter *matter, const json_t *fields, GError **error);
/* After it: tells them, where there are any. */
bool correction_follow(Decision *decision, const Matter *matter, GError **error);
