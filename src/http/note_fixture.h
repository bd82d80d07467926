/* SPDX-License-Identifier: Apache-2.0 */
/* note_fixture - for tests: a module of notes, a guard with two sessions, and a server on them.
 *
 * Token "good" is an officer of unit R1, "other" one of R2; note_sign_out() ends "good". */
#pragma once

#include "http/server.h"

typedef struct Desk Desk;

Desk *desk_new(void);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)
int desk_port(const Desk *desk);
void desk_sign_out(Desk *desk);
/* Runs note.write as the system: id of the note, owned. */
char *desk_write(Desk *desk, const char *unit, const char *text);

/* Sends `request` and returns everything until the server closes or `wanted` (may be NULL) has
 * come: owned. Fails the test after 20 s. */
char *desk_talk(Desk *desk, const char *request, const char *wanted);
/* The same in two halves, for streams. */
int desk_call(Desk *desk, const char *request);
char *desk_hear(int fd, const char *wanted);
