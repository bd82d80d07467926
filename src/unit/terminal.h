/* SPDX-License-Identifier: Apache-2.0 */
/* terminal - a computer of the room, enrolled once: its session is the room's and nobody's.
 *
 * Ids are UNIT-SEQ. It holds no right of a person. Each request names the person who writes; that
 * person must have come on watch at this terminal, or have shown a moment ago who they are. */
#pragma once

#include "engine/actor.h"

#define TERMINAL_TOKEN_MARK 't' /* begins a terminal's token; a session's is hex */
#define TERMINAL_CODE_MS HOUR_MS
#define TERMINAL_FAILURES_MAX 10 /* wrong PINs within TERMINAL_LOCK_MS, whosesoever they are */
#define TERMINAL_LOCK_MS (INT64_C(15) * 60 * 1000)
#define PROOF_MS (INT64_C(2) * 60 * 1000)

typedef struct Terminal {
    char *unit;
    char *id;
    char *name;
    int64_t added_at;
    int64_t enrolled_at;  /* FIELD_UNSET: its code was not entered yet */
    int64_t locked_until; /* FIELD_UNSET: never locked */
    int64_t revoked_at;   /* FIELD_UNSET: in use */
} Terminal;

void terminal_free(Terminal *terminal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Terminal, terminal_free)

/* The terminal, revoked or not; NULL with FAIL_NOT_FOUND ("no_such_terminal"). */
Terminal *terminal_get(Db *db, const char *id, GError **error);
/* What the Guard answers for a terminal's token. */
Actor *terminal_actor(Db *db, const char *token, const char *acting, int64_t now, GError **error);
/* Owned id of the account by which a person acts: their first in use; NULL when there is none. */
bool account_of_person(
    Db *db, const char *unit, const char *person, char **out_account, GError **error);
