/* SPDX-License-Identifier: Apache-2.0 */
/* gather - what one watch has to tell the next: everything open or flagged, from the tables where
 * it lives.
 *
 * An item is {"item": "WHAT:ID", "what", "kind", "state", "level", "due_at", "late", "quiet"}:
 * plain facts fit for the journal. Its words are added only for showing. */
#pragma once

#include "engine/field.h"
#include "store/store.h"

typedef struct GatherSpan {
    int64_t since;    /* begin of the watch that ends: what changed in it is told item by item */
    int64_t ahead_at; /* what falls due before then, too */
    int64_t now;
} GatherSpan;

/* Items in the order of telling: a new array, or NULL. */
json_t *gather_items(Db *db, const char *unit, const GatherSpan *span, GError **error);
/* Why an item comes up again, as it is shown. */
extern const Field carried_shown[];
/* Adds title, number, word, times carried … to items for showing. */
bool items_show(Db *db, const char *unit, json_t *items, GError **error);
