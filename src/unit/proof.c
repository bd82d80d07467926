/* SPDX-License-Identifier: Apache-2.0 */
/* Who stands at a terminal shows who they are: to come on watch, before an act of legal weight, or
 * to write without being on watch. A proof lasts two minutes and is an event of its own. */
#include "base/digest.h"
#include "base/json.h"
#include "base/password.h"
#include "credential/base64url.h"
#include "credential/passkey.h"
#include "engine/engine.h"
#include "unit/credential.h"
#include "unit/person.h"
#include "unit/pin.h"
#include "unit/secret_gate.h"
#include "unit/terminal.h"
#include "unit/unit_rows.h"

#define CHALLENGE_BYTES 32
#define PROOF_TEXT_MAX 8192

typedef struct ProofBody {
    char *person;
    char *method;
} ProofBody;

static const Field given_fields[] = {
    FIELD(ProofBody, person, FIELD_WORD, .required = true),
    FIELD(ProofBody, method, FIELD_WORD, .required = true),
    FIELD_END,
};

const EventKind proof_events[] = {
    {"proof.given", given_fields, sizeof(ProofBody)},
    {0},
};

typedef struct ProofArgs {
    char *person;
    char *pin;
    char *credential;
    char *client_data;
    char *authenticator_data;
    char *signature;
    char *origin;
    bool matched; /* made by prepare() */
} ProofArgs;

static const Field challenge_args[] = {
    FIELD(ProofArgs, person, FIELD_WORD, .required = true, .max = 40),
    FIELD(ProofArgs, origin, FIELD_TEXT, .max = 300, .help = "Filled in by the server."),
    FIELD_END,
};

static const Field give_args[] = {
    FIELD(ProofArgs, person, FIELD_WORD, .required = true, .max = 40),
    FIELD(ProofArgs, pin, FIELD_TEXT, .personal = true, .secret = true, .max = PIN_MAX,
        .help = "Either this, or the four of a passkey."),
    FIELD(ProofArgs, credential, FIELD_TEXT, .max = 1400, .help = "Id of the passkey."),
    FIELD(ProofArgs, client_data, FIELD_TEXT, .max = PROOF_TEXT_MAX,
        .help = "clientDataJSON in base64url."),
    FIELD(ProofArgs, authenticator_data, FIELD_TEXT, .max = PROOF_TEXT_MAX),
    FIELD(ProofArgs, signature, FIELD_TEXT, .max = PROOF_TEXT_MAX),
    FIELD(ProofArgs, origin, FIELD_TEXT, .max = 300, .help = "Filled in by the server."),
    FIELD_END,
};

static const Field end_args[] = {
    FIELD(ProofArgs, person, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

/* --- what a PIN opens --- */

static const SecretLock pin_lock = {
    .event = "credential.locked",
    .most = PIN_FAILURES_MAX,
    .within_ms = TERMINAL_LOCK_MS,
    .lock_ms = TERMINAL_LOCK_MS,
    .reason = "pin_locked",
    .says = "too many wrong PINs",
};

/* Wrong PINs at one computer, whosesoever they are. */
static const SecretLock terminal_lock = {
    .event = "terminal.locked",
    .most = TERMINAL_FAILURES_MAX,
    .within_ms = TERMINAL_LOCK_MS,
    .lock_ms = TERMINAL_LOCK_MS,
    .reason = "terminal_locked",
    .says = "too many wrong PINs here",
};

static SecretDoor pin_door(const Credential *pin)
{
    return (SecretDoor){.lock = &pin_lock, .id = pin->id, .locked_until = pin->locked_until};
}

static SecretDoor terminal_door(const Terminal *terminal)
{
    return (SecretDoor){
        .lock = &terminal_lock, .id = terminal->id, .locked_until = terminal->locked_until};
}

/* --- proving --- */

static bool give_prepare(const Preparation *preparation, void *args, GError **error)
{
    ProofArgs *give = args;
    const Actor *actor = preparation->actor;
    if (give->pin == NULL)
        return give->client_data != NULL || fail_field(error, "pin", "required");
    g_autoptr(Credential) pin =
        credential_of(preparation->db, actor->unit, give->person, CREDENTIAL_PIN);
    const SecretDoor door = pin == NULL ? (SecretDoor){0} : pin_door(pin);
    if (pin != NULL &&
        (!secret_door_open(&door, preparation->now, error) || !credential_usable(pin, error)))
        return false;
    give->matched = pin != NULL && password_matches(pin->secret, give->pin);
    return true;
}

static bool terminal_open(Decision *decision, GError **error)
{
    g_autoptr(Terminal) terminal =
        terminal_get(decision_db(decision), decision_actor(decision)->terminal, error);
    if (terminal == NULL)
        return false;
    const SecretDoor door = terminal_door(terminal);
    return secret_door_open(&door, decision_now(decision), error);
}

static bool proof_emit(Decision *decision, const char *person, const char *method, GError **error)
{
    ProofBody body = {.person = (char *) person, .method = (char *) method};
    return decision_emit(decision, "proof.given", decision_actor(decision)->terminal, &body, error);
}

static bool pin_decide(Decision *decision, const ProofArgs *give, GError **error)
{
    g_autoptr(Credential) pin =
        credential_of(decision_db(decision), decision_unit(decision), give->person, CREDENTIAL_PIN);
    if (pin == NULL)
        return fail_as(error, FAIL_CONFLICT, "no_pin", "this person has set no PIN yet");
    g_autoptr(Terminal) terminal =
        terminal_get(decision_db(decision), decision_actor(decision)->terminal, error);
    if (terminal == NULL)
        return false;
    const SecretDoor own = pin_door(pin), room = terminal_door(terminal);
    return secret_try(decision, &own, give->matched, error) &&
           secret_try(decision, &room, give->matched, error) &&
           (!give->matched || proof_emit(decision, give->person, METHOD_PIN, error));
}

/* Borrowed: the passkey of this id among the person's. */
static const Credential *passkey_among(const GPtrArray *keys, const char *handle)
{
    for (guint i = 0; i < keys->len; i++) {
        const Credential *key = keys->pdata[i];
        if (g_strcmp0(key->handle, handle) == 0)
            return key;
    }
    return NULL;
}

static bool assertion_check(Decision *decision, const ProofArgs *give, const Credential *key,
    int64_t *out_counter, GError **error)
{
    g_autofree char *site = passkey_site(give->origin == NULL ? "" : give->origin);
    g_autofree char *text = passkey_challenge(give->client_data);
    g_autofree char *subject =
        g_strdup_printf("%s %s", decision_actor(decision)->terminal, give->person);
    const CredentialChallenge challenge = {text, "prove", subject, 0};
    const PasskeyAsked asked = {.challenge = text, .origin = give->origin, .site = key->site};
    const Passkey known = {.id = key->handle,
        .public_key = key->secret,
        .algorithm = key->algorithm,
        .counter = key->counter};
    const PasskeyAnswer answer = {
        .client_data = give->client_data,
        .authenticator_data = give->authenticator_data == NULL ? "" : give->authenticator_data,
        .signature = give->signature == NULL ? "" : give->signature,
    };
    if (!credential_usable(key, error))
        return false;
    if (g_strcmp0(site, key->site) != 0)
        return fail_as(error, FAIL_DENIED, "wrong_site", "the passkey belongs to another site");
    return (text == NULL || credential_challenge_check(decision, &challenge, error)) &&
           passkey_assert(&asked, &known, &answer, out_counter, error);
}

static bool passkey_decide(Decision *decision, const ProofArgs *give, GError **error)
{
    g_autoptr(GPtrArray) keys = credentials_of(
        decision_db(decision), decision_unit(decision), give->person, CREDENTIAL_PASSKEY, error);
    if (keys == NULL)
        return false;
    const Credential *key = passkey_among(keys, give->credential);
    if (key == NULL)
        return fail_as(error, FAIL_DENIED, "no_such_credential", "this is none of their passkeys");
    int64_t *counter = g_new0(int64_t, 1);
    decision_keep(decision, "counter", counter, g_free);
    decision_keep(decision, "key", g_strdup(key->id), g_free);
    return assertion_check(decision, give, key, counter, error) &&
           proof_emit(decision, give->person, METHOD_PASSKEY, error);
}

static bool person_here(Decision *decision, const char *person, GError **error)
{
    g_autofree char *account = NULL;
    if (!account_of_person(decision_db(decision), decision_unit(decision), person, &account, error))
        return false;
    return account != NULL ||
           fail_as(error, FAIL_NOT_FOUND, "no_such_person", "nobody of this unit with an account");
}

static bool give_decide(Decision *decision, const void *args, GError **error)
{
    const ProofArgs *give = args;
    if (!terminal_open(decision, error) || !person_here(decision, give->person, error))
        return false;
    return give->pin != NULL ? pin_decide(decision, give, error)
                             : passkey_decide(decision, give, error);
}

static bool proof_keep(Decision *decision, const char *person, const char *method, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO proof (unit, terminal, person, method, until)"
        " VALUES ($unit, $terminal, $person, $method, $until)"
        " ON CONFLICT (unit, terminal, person)"
        " DO UPDATE SET method = excluded.method, until = excluded.until",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "terminal", decision_actor(decision)->terminal);
    bind_text(statement, "person", person);
    bind_text(statement, "method", method);
    bind_int(statement, "until", decision_now(decision) + PROOF_MS);
    return statement_run(statement, error);
}

/* The terminal's own count goes on after a right one: it tells nothing about the others'. */
static bool pin_count(Decision *decision, const ProofArgs *give, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Credential) pin =
        credential_of(db, decision_unit(decision), give->person, CREDENTIAL_PIN);
    g_autoptr(Terminal) terminal = terminal_get(db, decision_actor(decision)->terminal, error);
    GError *refusal = NULL;
    if (pin == NULL || terminal == NULL)
        return false;
    const SecretDoor own = pin_door(pin), room = terminal_door(terminal);
    if (!secret_count(decision, &own, give->matched, error))
        return false;
    if (give->matched)
        return true;
    fail_as(&refusal, FAIL_DENIED, "wrong_pin", "the PIN is wrong");
    decision_refuse(decision, refusal);
    return secret_count(decision, &room, false, error);
}

static bool passkey_right(Decision *decision, const ProofArgs *give, GError **error)
{
    const int64_t *counter = decision_kept(decision, "counter");
    g_autofree char *text = passkey_challenge(give->client_data);
    return credential_count(decision, decision_kept(decision, "key"), *counter, error) &&
           challenge_use(decision, text, error);
}

static const char *proof_method(const ProofArgs *give)
{
    return give->pin != NULL ? METHOD_PIN : METHOD_PASSKEY;
}

static bool give_settle(Decision *decision, const void *args, GError **error)
{
    const ProofArgs *give = args;
    bool by_pin = give->pin != NULL;
    if (!(by_pin ? pin_count(decision, give, error) : passkey_right(decision, give, error)))
        return false;
    return (by_pin && !give->matched) ||
           proof_keep(decision, give->person, proof_method(give), error);
}

typedef struct ProofReply {
    char *person;
    char *name;
    char *method;
    int64_t lasts_ms;
} ProofReply;

static const Field give_reply[] = {
    FIELD(ProofReply, person, FIELD_WORD, .required = true),
    FIELD(ProofReply, name, FIELD_TEXT),
    FIELD(ProofReply, method, FIELD_WORD, .required = true, .help = "pin or passkey."),
    FIELD(ProofReply, lasts_ms, FIELD_INT, .required = true),
    FIELD_END,
};

static bool give_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const ProofArgs *give = args;
    g_autofree char *name = person_name(decision_db(decision), give->person);
    const ProofReply reply = {.person = give->person,
        .name = name,
        .method = (char *) proof_method(give),
        .lasts_ms = PROOF_MS};
    *out_reply = fields_write(give_reply, FIELD_HTTP, &reply);
    return true;
}

/* --- the challenge of a passkey --- */

static bool challenge_decide(Decision *decision, const void *args, GError **error)
{
    const ProofArgs *ask = args;
    g_autofree char *site = passkey_site(ask->origin == NULL ? "" : ask->origin);
    if (site == NULL)
        return fail_as(error, FAIL_CONFLICT, "site_unnamed",
            "a passkey needs the server's name, not an address");
    return terminal_open(decision, error) && person_here(decision, ask->person, error);
}

static bool challenge_settle(Decision *decision, const void *args, GError **error)
{
    g_autofree char *subject = g_strdup_printf(
        "%s %s", decision_actor(decision)->terminal, ((const ProofArgs *) args)->person);
    uint8_t bytes[CHALLENGE_BYTES];
    random_bytes(bytes, sizeof bytes);
    char *text = base64url_write(bytes, sizeof bytes);
    decision_keep(decision, "challenge", text, g_free);
    const CredentialChallenge challenge = {text, "prove", subject, CHALLENGE_MS};
    return credential_challenge_keep(decision, &challenge, error);
}

typedef struct ChallengeReply {
    char *challenge;
    char *site;
    char **known;
} ChallengeReply;

static const Field challenge_reply[] = {
    FIELD(ChallengeReply, challenge, FIELD_WORD, .required = true, .help = "Signed by the key."),
    FIELD(ChallengeReply, site, FIELD_WORD, .required = true),
    FIELD(ChallengeReply, known, FIELD_WORDS, .required = true, .help = "Keys of that person."),
    FIELD_END,
};

static bool challenge_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const ProofArgs *ask = args;
    g_autoptr(GPtrArray) keys = credentials_of(
        decision_db(decision), decision_unit(decision), ask->person, CREDENTIAL_PASSKEY, error);
    if (keys == NULL)
        return false;
    g_autofree char *site = passkey_site(ask->origin);
    g_autoptr(GStrvBuilder) handles = g_strv_builder_new();
    for (guint i = 0; i < keys->len; i++)
        g_strv_builder_add(handles, ((const Credential *) keys->pdata[i])->handle);
    g_auto(GStrv) known = g_strv_builder_end(handles);
    const ChallengeReply reply = {
        .challenge = decision_kept(decision, "challenge"), .site = site, .known = known};
    *out_reply = fields_write(challenge_reply, FIELD_HTTP, &reply);
    return true;
}

/* --- ending a proof early --- */

static bool end_decide(Decision *decision, const void *args, GError **error)
{
    return true;
}

static bool end_settle(Decision *decision, const void *args, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM proof WHERE unit = $unit AND terminal = $terminal AND person = $person",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "terminal", decision_actor(decision)->terminal);
    bind_text(statement, "person", ((const ProofArgs *) args)->person);
    return statement_run(statement, error);
}

const Command proof_commands[] = {
    {.name = "proof.challenge",
        .method = "POST",
        .path = "/terminal/challenge",
        .session = SESSION_ROOM,
        .args = challenge_args,
        .args_size = sizeof(ProofArgs),
        .decide = challenge_decide,
        .settle = challenge_settle,
        .reply = challenge_reply,
        .conclude = challenge_conclude,
        .once = true,
        .help = "What a browser needs to ask for a passkey; answered once, within two minutes."},
    {.name = "proof.give",
        .method = "POST",
        .path = "/terminal/proof",
        .session = SESSION_ROOM,
        .args = give_args,
        .args_size = sizeof(ProofArgs),
        .prepare = give_prepare,
        .prepares = PREPARES_SECRET,
        .decide = give_decide,
        .settle = give_settle,
        .reply = give_reply,
        .conclude = give_conclude,
        .help = "Somebody at the terminal shows who they are: good for two minutes."},
    {.name = "proof.end",
        .method = "POST",
        .path = "/terminal/proof/end",
        .session = SESSION_ROOM,
        .args = end_args,
        .args_size = sizeof(ProofArgs),
        .decide = end_decide,
        .settle = end_settle,
        .help = "Ends a proof before its two minutes."},
    {0},
};
