/* SPDX-License-Identifier: Apache-2.0 */
/* eraser - sees to it that what was purged leaves the files too.
 *
 * Whoever destroys values asks for it in the same transaction: a row of the kept table `erasure`,
 * so that it is owed whatever happens. A thread looks for such rows, has the store cleaned
 * (store_scrub) and notes when it was done. */
#pragma once

#include "engine/engine.h"

typedef struct Eraser Eraser;

/* Hears, on its thread, each time that it could not clean; it tries again a moment later. */
typedef void (*EraserFailed)(void *data, const GError *error);

/* Starts the thread. `data` is borrowed and must outlive it. */
Eraser *eraser_new(Engine *engine, EraserFailed failed, void *data, GError **error);
/* Ends it, after what it is doing. */
void eraser_free(Eraser *eraser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Eraser, eraser_free)

/* In settle() or a reaction: what this decision destroys is to leave the files. */
bool erasure_ask(Decision *decision, GError **error);

typedef struct Erasures {
    int64_t waiting;  /* not done yet */
    int64_t since_at; /* when the oldest of these was asked for; FIELD_UNSET: none */
    int64_t last_at;  /* when one was done last; FIELD_UNSET: never */
} Erasures;
bool erasures_read(Db *db, Erasures *out, GError **error);
