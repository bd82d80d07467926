/* SPDX-License-Identifier: Apache-2.0 */
/* credential - what a person shows besides a password: a PIN at the room's terminals, passkeys,
 * one-time codes for work from elsewhere.
 *
 * Ids are UNIT-SEQ. The journal says that it was added and removed; its secret side lives in the
 * kept table credential_secret and nowhere else. A person has one PIN and one generator of codes,
 * and up to PASSKEYS_MAX passkeys. */
#pragma once

#include "engine/command.h"

#define CREDENTIAL_PIN "pin"
#define CREDENTIAL_PASSKEY "passkey"
#define CREDENTIAL_TOTP "totp"
#define PASSKEYS_MAX 10
#define PIN_FAILURES_MAX 5
#define CHALLENGE_MS (INT64_C(2) * 60 * 1000)
#define TOTP_WAIT_MS (INT64_C(10) * 60 * 1000) /* for the first code of a new secret */

typedef struct Credential {
    char *unit;
    char *id;
    char *person;
    char *kind;
    char *name;
    int64_t added_at;
    int64_t locked_until; /* FIELD_UNSET: never locked */
    char *secret;
    char *handle;
    char *site;
    int64_t algorithm;
    int64_t counter;
    bool altered; /* not what the journal recorded: ask credential_usable() before it opens anything
                   */
} Credential;

void credential_free(Credential *credential);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Credential, credential_free)

/* A person's credentials in use, oldest first; `kind` NULL: of every kind. Array of Credential *.
 */
GPtrArray *credentials_of(
    Db *db, const char *unit, const char *person, const char *kind, GError **error);
/* The first of a kind; NULL when there is none. */
Credential *credential_of(Db *db, const char *unit, const char *person, const char *kind);

/* May its secret be compared with? FAIL_CORRUPT ("secret_altered"). */
bool credential_usable(const Credential *credential, GError **error);

/* Emits credential.added, with the seal of its secret side, and has the decision show it; settle()
 * then keeps that. Of `added` person, kind and name count, and what credential_keep() stores. */
bool credential_add(Decision *decision, const Credential *added, GError **error);
/* Emits credential.removed; `reason` NULL: its owner gives none. */
bool credential_remove(Decision *decision, const char *id, const char *reason, GError **error);
/* Emits credential.removed for every one of the kind in use. */
bool credential_remove_all(
    Decision *decision, const char *person, const char *kind, GError **error);
/* In settle(): stores the secret side of `credential->id`. */
bool credential_keep(Decision *decision, const Credential *credential, GError **error);
/* In settle(): destroys it. */
bool credential_destroy(Decision *decision, const char *person, GError **error);
/* In settle(): the counter after a use. */
bool credential_count(Decision *decision, const char *id, int64_t counter, GError **error);

/* In settle(): a challenge, single use, that waits for its answer by a person or at a terminal.
 */
typedef struct CredentialChallenge {
    const char *challenge;
    const char *purpose;
    const char *subject;
    int64_t lasts_ms;
} CredentialChallenge;
bool credential_challenge_keep(
    Decision *decision, const CredentialChallenge *challenge, GError **error);
/* FAIL_DENIED with "wrong_challenge" (never asked, or run out) or "replayed". */
bool credential_challenge_check(
    Decision *decision, const CredentialChallenge *challenge, GError **error);
/* In settle(): it was answered. */
bool challenge_use(Decision *decision, const char *challenge, GError **error);
/* Owned text of the person's open challenge of a purpose. FAIL_CONFLICT ("wrong_challenge"). */
char *challenge_open(Decision *decision, const char *purpose, const char *subject, GError **error);
