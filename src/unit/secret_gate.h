/* SPDX-License-Identifier: Apache-2.0 */
/* secret_gate - the one place where guesses at a secret are counted and stopped.
 *
 * A door is what a secret opens: an account (by password and one-time code), a person's PIN, a
 * room's terminal. Enough wrong guesses lock it for a while. While it is locked nothing is tried: a
 * guess is refused, even the right one, is not counted and does not make the lock last longer. A
 * right guess forgets the wrong ones. Every command that tests a secret goes through here, in
 * prepare() if it is slow, in decide() and in settle(). */
#pragma once

#include "engine/command.h"
#include "unit/account.h"

/* How many guesses a kind of door stands. */
typedef struct SecretLock {
    const char *event; /* emitted on the door when it locks; its body says `until` */
    int64_t most;      /* wrong guesses that lock it */
    int64_t within_ms; /* so long a wrong guess counts; 0: until a right one */
    int64_t lock_ms;
    const char *reason; /* of the refusal while it is locked */
    const char *says;
} SecretLock;

typedef struct SecretDoor {
    const SecretLock *lock;
    const char *id;       /* borrowed; of the decision's unit */
    int64_t locked_until; /* FIELD_UNSET: never locked */
} SecretDoor;

SecretDoor account_door(const Account *account);

/* FAIL_DENIED while the door is locked; for prepare(), so that nothing slow is done in vain. */
bool secret_door_open(const SecretDoor *door, int64_t now, GError **error);
/* In decide(), once for each guess: FAIL_DENIED while the door is locked, whatever was guessed.
 * Emits the lock when a wrong guess was the last one allowed. */
bool secret_try(Decision *decision, const SecretDoor *door, bool right, GError **error);
/* In settle(), with what decide() tried: counts a wrong guess, forgets the earlier ones after a
 * right one. The caller refuses (decision_refuse). */
bool secret_count(Decision *decision, const SecretDoor *door, bool right, GError **error);
/* In settle(): no wrong guess counts any more, because somebody ended the lock. */
bool secret_forgive(Decision *decision, const char *id, GError **error);

/* One's own password once more, for commands of somebody signed in: *out_right says whether it
 * fits. For prepare(). */
bool own_password_test(
    const Preparation *preparation, const char *password, bool *out_right, GError **error);
/* secret_try() and secret_count() on the door of the decision's own account. */
bool own_password_try(Decision *decision, bool right, GError **error);
bool own_password_count(Decision *decision, bool right, GError **error);
