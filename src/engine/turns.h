/* SPDX-License-Identifier: Apache-2.0 */
/* turns - who waits to have a secret made or compared, and whose turn it is.
 *
 * Comparing a password costs much on purpose, and anybody may ask for it, so the line for it is
 * shared fairly. Three lanes: people signed in and rooms (PINs, passkeys); sign-ins from where
 * their account is known; strangers. Each is served while the others are full. Inside a lane the
 * sources (addresses) take turns, and inside a source the names that are tried there: a thousand
 * guesses from one place, or at one name, keep nobody else waiting longer than one guess. When a
 * lane is full, whoever comes with less takes the place of whoever has most. Thread-safe. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef enum TurnLane {
    TURN_SIGNED,   /* signed in already, or at a room's terminal */
    TURN_KNOWN,    /* from where this account signed in lately */
    TURN_STRANGER, /* the rest */
    TURN_LANES,
} TurnLane;

typedef struct Turn {
    TurnLane lane;
    const char *source; /* copied; NULL: nobody can tell where it comes from */
    const char *name;   /* copied; what is tried; NULL: nothing by name */
} Turn;

typedef struct Turns Turns;

/* `limit`: how many may wait in a lane; `each`: how many of them from one source that is known. */
Turns *turns_new(size_t limit, size_t each);
/* Must be empty. */
void turns_free(Turns *turns);
/* Puts the item, which is taken, into its line. False, and it is still the caller's, when there is
 * no place for it. *out_displaced: an item that lost its place to it, the caller's again, or NULL.
 */
bool turns_push(Turns *turns, const Turn *turn, void *item, void **out_displaced);
/* Waits for an item; NULL once everything is closed and empty. */
void *turns_take(Turns *turns);
/* Nothing is taken in any more; what waits is still served. */
void turns_close(Turns *turns);
size_t turns_length(Turns *turns);
