/* SPDX-License-Identifier: Apache-2.0 */
/* obligation_private - what the files of this folder share about obligations. */
#pragma once

#include "matter/act.h"
#include "matter/matter_private.h"
#include "matter/obligation.h"

#define CHORE_OBLIGATION "obligation.ring"
#define OBLIGATION_RUNG "rung"

extern const Field obligation_fields[]; /* of its row, and of its part of an event */

void obligation_free(Obligation *obligation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Obligation, obligation_free)
void obligation_destroy(void *obligation); /* the same, for arrays */
Obligation *obligation_copy(const Obligation *one);

/* Takes in an obligation.changed or obligation.rang: both are lists of changes. */
bool obligations_fold(Matter *matter, const Event *event, GError **error);
/* When it rings next; FIELD_UNSET when it never will. */
int64_t obligation_next_at(const Obligation *one);
/* The name of its kind, for pages: "report_phone", "followup", … Owned. */
char *obligation_word(const Obligation *one);

/* ---- rows ---- */
bool obligations_load(Matter *matter, Db *db, GError **error);
/* Writes those that the event changed, and when the matter rings next for any. */
bool obligations_write(Db *db, const Matter *matter, const Event *event, GError **error);

/* ---- show ---- */
json_t *obligations_show(const Matter *matter);
extern const Field obligation_reply[];
