/* SPDX-License-Identifier: Apache-2.0 */
/* passkey - a WebAuthn credential: its registration and its assertions, checked.
 *
 * What a browser sends is a JSON text that the authenticator signed together with its own data. A
 * registration needs no attestation ('none'): whose key it is follows from the session it comes in.
 * Always asked: the person was there and was verified by the device (finger, face or its PIN). Each
 * refusal has a reason of its own: malformed, wrong_type, wrong_challenge, foreign_origin,
 * wrong_site, not_present, not_verified, unknown_algorithm, bad_signature, replayed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PASSKEY_CLIENT_DATA_MAX 4096
#define PASSKEY_AUTH_DATA_MAX 2048
#define PASSKEY_SIGNATURE_MAX 1024
#define PASSKEY_ID_MAX 1023

/* What was asked for. */
typedef struct PasskeyAsked {
    const char *challenge; /* base64url, as given to the browser */
    const char *origin;    /* "https://host[:port]": the only page that may answer */
    const char *site;      /* the RP ID: host name of the origin */
} PasskeyAsked;

/* What is kept of a key; texts in base64url. */
typedef struct Passkey {
    char *id;
    char *public_key;
    int64_t algorithm; /* COSE: -7, -8 or -257 */
    int64_t counter;   /* of the last use; stays 0 with devices that do not count */
} Passkey;

void passkey_clear(Passkey *passkey);

/* What a browser answers, in base64url. */
typedef struct PasskeyAnswer {
    const char *client_data;
    const char *authenticator_data;
    const char *signature;
} PasskeyAnswer;

/* Algorithms that a registration may choose from, the best first; 0 ends. */
extern const int64_t passkey_algorithms[];

/* Owned challenge that a client data claims to answer; NULL when it can't be read. */
char *passkey_challenge(const char *client_data);
/* Fills `out`. FAIL_DENIED, or FAIL_INVALID when malformed. */
bool passkey_register(const PasskeyAsked *asked, const char *client_data, const char *attestation,
    Passkey *out, GError **error);
/* The counter to keep from now on. FAIL_DENIED, or FAIL_INVALID when malformed. */
bool passkey_assert(const PasskeyAsked *asked, const Passkey *known, const PasskeyAnswer *answer,
    int64_t *out_counter, GError **error);
/* Owned RP ID of an origin; NULL when its host is an address: a passkey wants a name. */
char *passkey_site(const char *origin);
