/* SPDX-License-Identifier: Apache-2.0 */
/* sign_in_gate - who may try a password at the door where nobody is signed in yet.
 *
 * Wrong passwords lock a name for the place they come from, so that a stranger far away keeps
 * nobody out: GUESSES_HERE of them from one source lock that name for that source. Many from many
 * places (GUESSES_EVERYWHERE in an hour) lock it for every source but those from which the account
 * signed in lately and the terminals of its room. While it is locked nothing is tried, counted or
 * prolonged. A place with very many wrong ones over all names (source_tally) is locked for all
 * names that are not known there. A name that is no account's is counted and locked in the same
 * way, so that nothing tells which names there are; only the events are missing. Where addresses
 * tell nobody apart (this machine, a proxy that is not named) all are one source. */
#pragma once

#include "engine/command.h"
#include "unit/account.h"
#include "unit/source_tally.h"

#define GUESSES_HERE ACCOUNT_FAILURES_MAX
#define GUESSES_EVERYWHERE 50
#define GUESSES_LOCK_MS ACCOUNT_LOCK_MS
#define GUESSES_HOUR_MS HOUR_MS
#define KNOWN_SOURCES_MAX 10
#define KNOWN_SOURCE_MS (90 * 24 * HOUR_MS)

typedef struct SignIn {
    const char *login;      /* name@UNIT, as login_normal() has it */
    const char *source;     /* NULL: not told apart */
    const Account *account; /* NULL: there is none, or it is disabled */
    SourceTally *tally;     /* NULL: wrong ones are not counted by place alone */
} SignIn;

/* Did the account sign in from there lately, or is a terminal of its room there? */
bool sign_in_is_known(Db *db, const SignIn *sign_in, int64_t now, bool *out_is, GError **error);
/* FAIL_DENIED ("account_locked") while the name is locked for the source. */
bool sign_in_open(Db *db, const SignIn *sign_in, int64_t now, GError **error);
/* In decide(), of a guess that was let in and is wrong: emits the locks that it brings. */
bool sign_in_wrong(Decision *decision, const SignIn *sign_in, GError **error);
/* In settle(), with what decide() found: counts a wrong guess and locks; after a right one forgets
 * those of this source and knows it. */
bool sign_in_count(Decision *decision, const SignIn *sign_in, bool right, GError **error);
/* In settle(): the account's locks are over, and nothing counts any more. */
bool sign_in_forgive(Decision *decision, const char *login, GError **error);
/* In settle(): a terminal of the decision's unit stands there (`source` NULL: nothing is kept). */
bool terminal_source_keep(Decision *decision, const char *source, GError **error);
/* Is the account locked now by guesses at sign-in, for whomever? */
bool account_is_guessed(Db *db, const Account *account, int64_t now, bool *out_is, GError **error);
/* Its locks since, newest first: [{at, until, source, strangers}]; a new reference, NULL when there
 * are none. */
json_t *account_locks(Db *db, const Account *account, int64_t since);
extern const Field account_lock_shown[];
