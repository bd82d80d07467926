/* SPDX-License-Identifier: Apache-2.0 */
/* decision_private - a decision as the executor makes and ends it.
 *
 * A Decision lives inside one transaction, and may be made twice (see batch). Reactions run after
 * the deciding function, in the order of the events and of the tables; an event that a reaction
 * emits lies one deeper than its cause. */
#pragma once

#include "engine/engine_private.h"

#define REACTION_DEPTH 8

/* Where a decision is made; all borrowed, `head` is moved by what is emitted. */
typedef struct Seat {
    Engine *engine;
    Db *db;
    Journal *journal;
    Head *head;
    const char *unit;
    const Actor *actor; /* NULL without a session */
} Seat;

Decision *decision_new(const Seat *seat);
/* What is known of a decision that was committed before. */
typedef struct Trace {
    int64_t seq;    /* of its first event; 0: it emitted none */
    int64_t events; /* how many it emitted */
    char *shown;    /* decision_shown(); owned */
} Trace;
void trace_clear(Trace *trace);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trace, trace_clear)
/* The same decision once more, to be shown only: nothing can be emitted. `trace` is copied. */
Decision *decision_again(const Seat *seat, const Trace *trace);
/* Its trace; `shown` is owned. */
Trace decision_trace(const Decision *decision);
void decision_free(Decision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)

/* Runs the reactions to all that was emitted; afterwards nothing can be emitted any more. */
bool decision_react(Decision *decision, GError **error);
/* Takes a row of `wake` away. */
bool wake_drop(Db *db, const char *unit, const char *chore, const char *subject, GError **error);
/* Array of Event *, borrowed. */
const GPtrArray *decision_events(const Decision *decision);
/* What decision_refuse() was given: owned, NULL when it was not called. */
GError *decision_take_refusal(Decision *decision);
