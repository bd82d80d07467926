/* SPDX-License-Identifier: Apache-2.0 */
#include "credential/passkey.h"

#include "base/digest.h"
#include "base/fail.h"
#include "base/json.h"
#include "credential/attestation.h"
#include "credential/base64url.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <string.h>

#define FLAG_PRESENT 0x01
#define FLAG_VERIFIED 0x04
#define FLAG_CREDENTIAL 0x40
#define AUTH_DATA_MIN 37 /* site's hash, flags, counter */
#define KEY_ID_AT                                                                                  \
    55 /* and the model of the device, two bytes of length: Web Authentication 6.5.2 */
#define PUBLIC_KEY_MAX 512

const int64_t passkey_algorithms[] = {COSE_ES256, COSE_EDDSA, COSE_RS256, 0};

typedef fido_cred_t Credential;
static void credential_free(Credential *credential)
{
    fido_cred_free(&credential);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Credential, credential_free)

typedef fido_assert_t Assertion;
static void assertion_free(Assertion *assertion)
{
    fido_assert_free(&assertion);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Assertion, assertion_free)

void passkey_clear(Passkey *passkey)
{
    g_clear_pointer(&passkey->id, g_free);
    g_clear_pointer(&passkey->public_key, g_free);
}

static bool refuse_malformed(GError **error, const char *what)
{
    return fail_as(error, FAIL_INVALID, "malformed", "%s can't be read", what);
}

static json_t *client_read(GBytes *bytes)
{
    gsize size = 0;
    const char *text = bytes == NULL ? NULL : g_bytes_get_data(bytes, &size);
    json_t *json = text == NULL ? NULL : json_read(text, size, JSON_INTEGERS, NULL);
    if (json_is_object(json))
        return json;
    json_decref(json);
    return NULL;
}

char *passkey_challenge(const char *client_data)
{
    g_autoptr(GBytes) bytes = base64url_read(client_data, PASSKEY_CLIENT_DATA_MAX);
    json_auto_t *json = client_read(bytes);
    return json == NULL ? NULL : g_strdup(json_text(json, "challenge"));
}

/* What the browser says it did, and for which page. */
static bool client_check(
    const PasskeyAsked *asked, GBytes *client_data, const char *type, GError **error)
{
    json_auto_t *json = client_read(client_data);
    if (json == NULL)
        return refuse_malformed(error, "the client data");
    if (g_strcmp0(json_text(json, "type"), type) != 0)
        return fail_as(error, FAIL_DENIED, "wrong_type", "it answers something else");
    if (g_strcmp0(json_text(json, "challenge"), asked->challenge) != 0)
        return fail_as(error, FAIL_DENIED, "wrong_challenge", "it answers another challenge");
    const char *origin = json_text(json, "origin");
    if (origin == NULL || g_ascii_strcasecmp(origin, asked->origin) != 0 ||
        json_flag(json, "crossOrigin"))
        return fail_as(error, FAIL_DENIED, "foreign_origin", "it was made for another page");
    return true;
}

/* What the authenticator says: for which site, and whether it saw its person. */
static bool auth_check(
    const PasskeyAsked *asked, const uint8_t *auth_data, gsize size, GError **error)
{
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
    uint8_t site[DIGEST_SIZE];

    if (size < AUTH_DATA_MIN || size > PASSKEY_AUTH_DATA_MAX)
        return refuse_malformed(error, "the authenticator's data");
    digest_pair(digest, asked->site, strlen(asked->site), "", 0, site);
    if (!bytes_equal(site, auth_data, sizeof site))
        return fail_as(error, FAIL_DENIED, "wrong_site", "it was made for another site");
    uint8_t flags = auth_data[DIGEST_SIZE];
    if ((flags & FLAG_PRESENT) == 0)
        return fail_as(error, FAIL_DENIED, "not_present", "nobody touched the device");
    if ((flags & FLAG_VERIFIED) == 0)
        return fail_as(error, FAIL_DENIED, "not_verified", "the device verified nobody");
    return true;
}

/* libfido2 believes the lengths that the key claims. */
static bool key_fits(const uint8_t *auth_data, gsize size)
{
    if ((auth_data[DIGEST_SIZE] & FLAG_CREDENTIAL) == 0 || size < KEY_ID_AT)
        return false;
    gsize id = (gsize) auth_data[KEY_ID_AT - 2] << 8 | auth_data[KEY_ID_AT - 1];
    return id <= size - KEY_ID_AT &&
           attestation_fits(auth_data + KEY_ID_AT + id, size - KEY_ID_AT - id);
}

/* The new key when it is of this algorithm: owned, else NULL. */
static Credential *credential_read(int64_t algorithm, const uint8_t *auth_data, gsize size)
{
    g_autoptr(Credential) credential = fido_cred_new();
    if (credential == NULL || fido_cred_set_type(credential, (int) algorithm) != FIDO_OK ||
        fido_cred_set_authdata_raw(credential, auth_data, size) != FIDO_OK)
        return NULL;
    return g_steal_pointer(&credential);
}

static bool credential_take(Credential *credential, int64_t algorithm, Passkey *out, GError **error)
{
    const uint8_t *id = fido_cred_id_ptr(credential);
    const uint8_t *key = fido_cred_pubkey_ptr(credential);
    if (id == NULL || key == NULL || fido_cred_id_len(credential) > PASSKEY_ID_MAX)
        return refuse_malformed(error, "the new key");
    *out = (Passkey){.id = base64url_write(id, fido_cred_id_len(credential)),
        .public_key = base64url_write(key, fido_cred_pubkey_len(credential)),
        .algorithm = algorithm,
        .counter = fido_cred_sigcount(credential)};
    return true;
}

bool passkey_register(const PasskeyAsked *asked, const char *client_data, const char *attestation,
    Passkey *out, GError **error)
{
    g_autoptr(GBytes) client = base64url_read(client_data, PASSKEY_CLIENT_DATA_MAX);
    g_autoptr(GBytes) wrapped = base64url_read(attestation, ATTESTATION_MAX);
    const uint8_t *auth_data = NULL;
    gsize size = 0;

    if (client == NULL || wrapped == NULL)
        return refuse_malformed(error, "the registration");
    if (!client_check(asked, client, "webauthn.create", error) ||
        !attestation_read(
            g_bytes_get_data(wrapped, NULL), g_bytes_get_size(wrapped), &auth_data, &size, error) ||
        !auth_check(asked, auth_data, size, error))
        return false;
    if (!key_fits(auth_data, size))
        return refuse_malformed(error, "the new key");
    for (const int64_t *algorithm = passkey_algorithms; *algorithm != 0; algorithm++) {
        g_autoptr(Credential) credential = credential_read(*algorithm, auth_data, size);
        if (credential != NULL)
            return credential_take(credential, *algorithm, out, error);
    }
    return fail_as(error, FAIL_DENIED, "unknown_algorithm", "the new key is of no kind known here");
}

static bool es256_verifies(const Assertion *assertion, const uint8_t *bytes, gsize size)
{
    es256_pk_t *key = es256_pk_new();
    bool holds = key != NULL && es256_pk_from_ptr(key, bytes, size) == FIDO_OK &&
                 fido_assert_verify(assertion, 0, COSE_ES256, key) == FIDO_OK;
    es256_pk_free(&key);
    return holds;
}

static bool eddsa_verifies(const Assertion *assertion, const uint8_t *bytes, gsize size)
{
    eddsa_pk_t *key = eddsa_pk_new();
    bool holds = key != NULL && eddsa_pk_from_ptr(key, bytes, size) == FIDO_OK &&
                 fido_assert_verify(assertion, 0, COSE_EDDSA, key) == FIDO_OK;
    eddsa_pk_free(&key);
    return holds;
}

static bool rs256_verifies(const Assertion *assertion, const uint8_t *bytes, gsize size)
{
    rs256_pk_t *key = rs256_pk_new();
    bool holds = key != NULL && rs256_pk_from_ptr(key, bytes, size) == FIDO_OK &&
                 fido_assert_verify(assertion, 0, COSE_RS256, key) == FIDO_OK;
    rs256_pk_free(&key);
    return holds;
}

/* libfido2 has a type of its own for each kind of key. */
static bool key_verifies(const Assertion *assertion, const Passkey *known)
{
    g_autoptr(GBytes) key = base64url_read(known->public_key, PUBLIC_KEY_MAX);
    gsize size = 0;
    const uint8_t *bytes = key == NULL ? NULL : g_bytes_get_data(key, &size);

    if (bytes == NULL)
        return false;
    if (known->algorithm == COSE_ES256)
        return es256_verifies(assertion, bytes, size);
    if (known->algorithm == COSE_EDDSA)
        return eddsa_verifies(assertion, bytes, size);
    return known->algorithm == COSE_RS256 && rs256_verifies(assertion, bytes, size);
}

typedef struct Parts {
    GBytes *client;
    GBytes *auth_data;
    GBytes *signature;
} Parts;

static bool signature_holds(
    const PasskeyAsked *asked, const Passkey *known, const Parts *parts, int64_t *out_counter)
{
    g_autoptr(Assertion) assertion = fido_assert_new();
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
    uint8_t client[DIGEST_SIZE];

    digest_pair(digest, g_bytes_get_data(parts->client, NULL), g_bytes_get_size(parts->client), "",
        0, client);
    if (assertion == NULL || fido_assert_set_count(assertion, 1) != FIDO_OK ||
        fido_assert_set_clientdata_hash(assertion, client, sizeof client) != FIDO_OK ||
        fido_assert_set_rp(assertion, asked->site) != FIDO_OK ||
        fido_assert_set_authdata_raw(assertion, 0, g_bytes_get_data(parts->auth_data, NULL),
            g_bytes_get_size(parts->auth_data)) != FIDO_OK ||
        fido_assert_set_sig(assertion, 0, g_bytes_get_data(parts->signature, NULL),
            g_bytes_get_size(parts->signature)) != FIDO_OK ||
        fido_assert_set_up(assertion, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_uv(assertion, FIDO_OPT_TRUE) != FIDO_OK)
        return false;
    *out_counter = fido_assert_sigcount(assertion, 0);
    return key_verifies(assertion, known);
}

static bool parts_assert(const PasskeyAsked *asked, const Passkey *known, const Parts *parts,
    int64_t *out_counter, GError **error)
{
    int64_t counter = 0;

    if (parts->client == NULL || parts->auth_data == NULL || parts->signature == NULL)
        return refuse_malformed(error, "the assertion");
    if (!client_check(asked, parts->client, "webauthn.get", error) ||
        !auth_check(asked, g_bytes_get_data(parts->auth_data, NULL),
            g_bytes_get_size(parts->auth_data), error))
        return false;
    if (!signature_holds(asked, known, parts, &counter))
        return fail_as(error, FAIL_DENIED, "bad_signature", "the signature is not of this key");
    /* A device that counts must have counted on; one that never counts says 0 each time. */
    if ((counter != 0 || known->counter != 0) && counter <= known->counter)
        return fail_as(error, FAIL_DENIED, "replayed", "the device has been further than this");
    *out_counter = counter;
    return true;
}

bool passkey_assert(const PasskeyAsked *asked, const Passkey *known, const PasskeyAnswer *answer,
    int64_t *out_counter, GError **error)
{
    Parts parts = {.client = base64url_read(answer->client_data, PASSKEY_CLIENT_DATA_MAX),
        .auth_data = base64url_read(answer->authenticator_data, PASSKEY_AUTH_DATA_MAX),
        .signature = base64url_read(answer->signature, PASSKEY_SIGNATURE_MAX)};
    bool holds = parts_assert(asked, known, &parts, out_counter, error);

    g_clear_pointer(&parts.client, g_bytes_unref);
    g_clear_pointer(&parts.auth_data, g_bytes_unref);
    g_clear_pointer(&parts.signature, g_bytes_unref);
    return holds;
}

char *passkey_site(const char *origin)
{
    g_autoptr(GUri) uri = g_uri_parse(origin, G_URI_FLAGS_NONE, NULL);
    const char *host = uri == NULL ? NULL : g_uri_get_host(uri);

    if (host == NULL || *host == '\0' || g_hostname_is_ip_address(host))
        return NULL;
    return g_ascii_strdown(host, -1);
}
