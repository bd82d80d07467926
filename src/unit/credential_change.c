/* SPDX-License-Identifier: Apache-2.0 */
/* One's own PIN, passkeys and one-time codes: every change asks for the password, since a session
 * left open or a colleague at the same terminal must not be enough. */
#include "base/digest.h"
#include "base/password.h"
#include "credential/base64url.h"
#include "credential/passkey.h"
#include "credential/totp.h"
#include "document/qr.h"
#include "engine/engine.h"
#include "engine/made.h"
#include "unit/account_change.h"
#include "unit/credential.h"
#include "unit/person.h"
#include "unit/pin.h"
#include "unit/secret_gate.h"
#include "unit/unit_rows.h"

#define CHALLENGE_BYTES 32
#define CREDENTIAL_TEXT_MAX 8192
#define CODE_REFUSAL "wrong code"

typedef struct CredentialArgs {
    char *id;
    char *password;
    char *pin; /* after prepare(): its hash */
    char *name;
    char *client_data;
    char *attestation;
    char *code;
    char *origin;
    char *reason;
    bool matched; /* made by prepare() */
} CredentialArgs;

#define PASSWORD_FIELD                                                                             \
    FIELD(CredentialArgs, password, FIELD_TEXT, .required = true, .personal = true,                \
        .secret = true, .max = PASSWORD_MAX, .help = "One's own, once more.")
#define ORIGIN_FIELD                                                                               \
    FIELD(CredentialArgs, origin, FIELD_TEXT, .max = 300, .help = "Filled in by the server.")

static const Field pin_args[] = {
    FIELD(CredentialArgs, pin, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = PIN_MAX, .help = "6 to 12 digits."),
    PASSWORD_FIELD,
    FIELD_END,
};

static const Field challenge_args[] = {ORIGIN_FIELD, FIELD_END};

static const Field passkey_args[] = {
    FIELD(CredentialArgs, name, FIELD_TEXT, .line = true, .required = true, .min = 1, .max = 30,
        .help = "What its owner calls it."),
    FIELD(CredentialArgs, client_data, FIELD_TEXT, .required = true, .max = CREDENTIAL_TEXT_MAX,
        .help = "clientDataJSON in base64url."),
    FIELD(CredentialArgs, attestation, FIELD_TEXT, .required = true, .max = CREDENTIAL_TEXT_MAX,
        .help = "attestationObject in base64url."),
    PASSWORD_FIELD,
    ORIGIN_FIELD,
    FIELD_END,
};

#define CODE_FIELD                                                                                 \
    FIELD(CredentialArgs, code, FIELD_WORD, .max = 16, .personal = true, .secret = true,           \
        .help = "Of the generator of codes that goes or makes room, where it is one.")

static const Field totp_args[] = {PASSWORD_FIELD, CODE_FIELD, FIELD_END};

static const Field confirm_args[] = {
    FIELD(CredentialArgs, code, FIELD_WORD, .required = true, .max = 16, .personal = true,
        .secret = true, .help = "What the program shows now: proof that the secret arrived."),
    FIELD_END,
};

static const Field remove_args[] = {
    FIELD(CredentialArgs, id, FIELD_WORD, .required = true, .max = 40),
    PASSWORD_FIELD,
    CODE_FIELD,
    FIELD_END,
};

static const Field revoke_args[] = {
    FIELD(CredentialArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD(CredentialArgs, reason, FIELD_TEXT, .required = true, .min = 2, .max = 200,
        .help = "Why: lost, forgotten, gone to another unit."),
    FIELD_END,
};

/* --- the password --- */

static bool gate_prepare(const Preparation *preparation, void *args, GError **error)
{
    CredentialArgs *change = args;
    return own_password_test(preparation, change->password, &change->matched, error);
}

static void refusal_free(void *refusal)
{
    g_error_free(refusal);
}

/* Tests a code besides the password, since a generator of codes goes, or makes room for another,
 * only for who has both; a wrong one counts like a wrong password. */
static bool code_try(
    Decision *decision, const CredentialArgs *change, const Credential *totp, GError **error)
{
    GError *refusal = NULL;
    if (totp == NULL || !change->matched)
        return own_password_try(decision, change->matched, error);
    if (change->code == NULL)
        return fail_field(error, "code", "required");
    if (!credential_usable(totp, error))
        return false;
    int64_t *step = g_new0(int64_t, 1);
    *step = totp->counter;
    decision_keep(decision, "step", step, g_free);
    bool right = totp_check(totp->secret, change->code, decision_now(decision), step, &refusal);
    if (!right)
        decision_keep(decision, CODE_REFUSAL, refusal, refusal_free);
    return own_password_try(decision, right, error);
}

/* After own_password_try() or code_try(). */
static bool gate_passed(const Decision *decision, const CredentialArgs *change)
{
    return change->matched && decision_kept(decision, CODE_REFUSAL) == NULL;
}

/* Counts the guess and refuses the wrong one. */
static bool gate_settle(Decision *decision, const CredentialArgs *change, GError **error)
{
    const GError *wrong_code = decision_kept(decision, CODE_REFUSAL);
    GError *refusal = wrong_code == NULL ? NULL : g_error_copy(wrong_code);
    if (!change->matched)
        fail_field(&refusal, "password", "wrong_password");
    if (refusal != NULL)
        decision_refuse(decision, refusal);
    return own_password_count(decision, refusal == NULL, error);
}

/* --- PIN --- */

static bool pin_prepare(const Preparation *preparation, void *args, GError **error)
{
    CredentialArgs *change = args;
    g_autoptr(Person) person = person_get(preparation->db, preparation->actor->person, error);
    if (person == NULL)
        return false;
    const char *problem = pin_problem(change->pin, person->unit, person->phone);
    if (problem != NULL)
        return fail_field(error, "pin", problem);
    if (!gate_prepare(preparation, args, error))
        return false;
    char *hash = change->matched ? password_hash(change->pin, error) : g_strdup("");
    if (hash == NULL)
        return false;
    g_free(change->pin);
    change->pin = hash;
    return true;
}

static bool pin_decide(Decision *decision, const void *args, GError **error)
{
    const CredentialArgs *change = args;
    char *person = decision_actor(decision)->person;
    const Credential pin = {
        .person = person, .kind = (char *) CREDENTIAL_PIN, .secret = change->pin};
    if (!own_password_try(decision, change->matched, error))
        return false;
    return !change->matched || (credential_remove_all(decision, person, CREDENTIAL_PIN, error) &&
                                   credential_add(decision, &pin, error));
}

/* Keeps the secret of what was added; of those removed nothing stays. */
static bool secret_change(Decision *decision, const Credential *added, GError **error)
{
    return credential_keep(decision, added, error) &&
           credential_destroy(decision, decision_actor(decision)->person, error);
}

static bool pin_settle(Decision *decision, const void *args, GError **error)
{
    const CredentialArgs *change = args;
    const Credential pin = {.id = (char *) decision_shown(decision), .secret = change->pin};
    return gate_settle(decision, change, error) &&
           (!change->matched || secret_change(decision, &pin, error));
}

/* --- passkeys --- */

static bool site_needed(const char *origin, char **out_site, GError **error)
{
    *out_site = passkey_site(origin == NULL ? "" : origin);
    return *out_site != NULL || fail_as(error, FAIL_CONFLICT, "site_unnamed",
                                    "a passkey needs the server's name, not an address");
}

static bool challenge_decide(Decision *decision, const void *args, GError **error)
{
    g_autofree char *site = NULL;
    return site_needed(((const CredentialArgs *) args)->origin, &site, error);
}

static char **handles_of(Decision *decision, const char *person)
{
    g_autoptr(GPtrArray) found = credentials_of(
        decision_db(decision), decision_unit(decision), person, CREDENTIAL_PASSKEY, NULL);
    g_autoptr(GStrvBuilder) handles = g_strv_builder_new();
    for (guint i = 0; found != NULL && i < found->len; i++)
        g_strv_builder_add(handles, ((const Credential *) found->pdata[i])->handle);
    return g_strv_builder_end(handles);
}

static json_t *algorithms_json(void)
{
    json_t *list = json_array();
    for (const int64_t *one = passkey_algorithms; *one != 0; one++)
        json_array_append_new(list, json_integer(*one));
    return list;
}

static bool challenge_settle(Decision *decision, const void *args, GError **error)
{
    uint8_t bytes[CHALLENGE_BYTES];
    random_bytes(bytes, sizeof bytes);
    char *text = base64url_write(bytes, sizeof bytes);
    decision_keep(decision, "challenge", text, g_free);
    const CredentialChallenge challenge = {
        text, "register", decision_actor(decision)->person, CHALLENGE_MS};
    return credential_challenge_keep(decision, &challenge, error);
}

typedef struct ChallengeReply {
    char *challenge, *site, *user, *name;
    json_t *algorithms;
    char **known;
} ChallengeReply;

static const Field challenge_reply[] = {
    FIELD(ChallengeReply, challenge, FIELD_WORD, .required = true, .help = "Signed by the key."),
    FIELD(ChallengeReply, site, FIELD_WORD, .required = true),
    FIELD(ChallengeReply, user, FIELD_WORD, .required = true, .help = "Handle of the person."),
    FIELD(ChallengeReply, name, FIELD_TEXT),
    FIELD(ChallengeReply, algorithms, FIELD_JSON, .required = true, .items = fields_integer,
        .help = "COSE numbers."),
    FIELD(ChallengeReply, known, FIELD_WORDS, .required = true, .help = "Keys there are already."),
    FIELD_END,
};

static bool challenge_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const Actor *actor = decision_actor(decision);
    g_autofree char *site = passkey_site(((const CredentialArgs *) args)->origin);
    g_autofree char *handle =
        base64url_write((const uint8_t *) actor->person, strlen(actor->person));
    g_auto(GStrv) known = handles_of(decision, actor->person);
    json_auto_t *algorithms = algorithms_json();
    const ChallengeReply reply = {.challenge = decision_kept(decision, "challenge"),
        .site = site,
        .user = handle,
        .name = actor->name,
        .algorithms = algorithms,
        .known = known};
    *out_reply = fields_write(challenge_reply, FIELD_HTTP, &reply);
    return true;
}

static bool passkey_room(Decision *decision, GError **error)
{
    const Actor *actor = decision_actor(decision);
    g_autoptr(GPtrArray) found = credentials_of(
        decision_db(decision), actor->unit, actor->person, CREDENTIAL_PASSKEY, error);
    if (found == NULL)
        return false;
    return found->len < PASSKEYS_MAX ||
           fail_as(error, FAIL_CONFLICT, "too_many_passkeys", "remove one before");
}

static void key_free(void *key)
{
    passkey_clear(key);
    g_free(key);
}

static Credential passkey_kept(
    const Passkey *key, const CredentialArgs *change, char *site, char *person)
{
    return (Credential){.person = person,
        .kind = (char *) CREDENTIAL_PASSKEY,
        .name = change->name,
        .secret = key->public_key,
        .handle = key->id,
        .site = site,
        .algorithm = key->algorithm,
        .counter = key->counter};
}

static bool passkey_decide(Decision *decision, const void *args, GError **error)
{
    const CredentialArgs *change = args;
    char *person = decision_actor(decision)->person;
    g_autofree char *site = NULL;
    if (!own_password_try(decision, change->matched, error))
        return false;
    if (!change->matched)
        return true;
    if (!site_needed(change->origin, &site, error) || !passkey_room(decision, error))
        return false;
    g_autofree char *text = passkey_challenge(change->client_data);
    const CredentialChallenge challenge = {text, "register", person, 0};
    const PasskeyAsked asked = {.challenge = text, .origin = change->origin, .site = site};
    Passkey *key = g_new0(Passkey, 1);
    decision_keep(decision, "key", key, key_free);
    if ((text != NULL && !credential_challenge_check(decision, &challenge, error)) ||
        !passkey_register(&asked, change->client_data, change->attestation, key, error))
        return false;
    const Credential added = passkey_kept(key, change, site, person);
    return credential_add(decision, &added, error);
}

static bool passkey_settle(Decision *decision, const void *args, GError **error)
{
    const CredentialArgs *change = args;
    if (!gate_settle(decision, change, error))
        return false;
    if (!change->matched)
        return true;
    const Passkey *key = decision_kept(decision, "key");
    g_autofree char *site = passkey_site(change->origin);
    g_autofree char *text = passkey_challenge(change->client_data);
    Credential kept = passkey_kept(key, change, site, decision_actor(decision)->person);
    kept.id = (char *) decision_shown(decision);
    return challenge_use(decision, text, error) && secret_change(decision, &kept, error);
}

/* --- one-time codes --- */

typedef struct TotpReply {
    char *secret;
    char *uri;
    char *qr;
} TotpReply;

static const Field totp_reply[] = {
    FIELD(TotpReply, secret, FIELD_TEXT, .required = true),
    FIELD(TotpReply, uri, FIELD_TEXT, .required = true, .help = "otpauth://totp/…"),
    FIELD(TotpReply, qr, FIELD_TEXT, .help = "The same as an SVG picture for a phone to read."),
    FIELD_END,
};

static bool totp_decide(Decision *decision, const void *args, GError **error)
{
    const Actor *actor = decision_actor(decision);
    g_autoptr(Credential) totp =
        credential_of(decision_db(decision), actor->unit, actor->person, CREDENTIAL_TOTP);
    if (totp != NULL)
        decision_keep(decision, "replaced", g_strdup(totp->id), g_free);
    return code_try(decision, args, totp, error);
}

static bool totp_settle(Decision *decision, const void *args, GError **error)
{
    const char *replaced = decision_kept(decision, "replaced");
    if (!gate_settle(decision, args, error))
        return false;
    if (!gate_passed(decision, args))
        return true;
    const int64_t *step = decision_kept(decision, "step");
    char *secret = totp_secret();
    decision_keep(decision, "secret", secret, g_free);
    const CredentialChallenge challenge = {
        secret, "totp", decision_actor(decision)->person, TOTP_WAIT_MS};
    return (replaced == NULL || credential_count(decision, replaced, *step, error)) &&
           credential_challenge_keep(decision, &challenge, error);
}

static bool totp_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const Actor *actor = decision_actor(decision);
    const char *secret = decision_kept(decision, "secret");
    g_autoptr(Account) account = account_get(decision_db(decision), actor->account, error);
    if (account == NULL)
        return false;
    g_autofree char *uri = totp_uri(secret, account->login, "Shaodian");
    g_autofree char *qr = qr_svg(uri, NULL);
    const TotpReply reply = {.secret = (char *) secret, .uri = uri, .qr = qr};
    *out_reply = fields_write(totp_reply, FIELD_HTTP, &reply);
    return true;
}

static bool confirm_decide(Decision *decision, const void *args, GError **error)
{
    char *person = decision_actor(decision)->person;
    g_autofree char *secret = challenge_open(decision, "totp", person, error);
    const Credential added = {.person = person, .kind = (char *) CREDENTIAL_TOTP, .secret = secret};
    int64_t *step = g_new0(int64_t, 1);
    decision_keep(decision, "step", step, g_free);
    if (secret == NULL)
        return false;
    return totp_check(secret, ((const CredentialArgs *) args)->code, decision_now(decision), step,
               error) &&
           credential_remove_all(decision, person, CREDENTIAL_TOTP, error) &&
           credential_add(decision, &added, error);
}

static bool confirm_settle(Decision *decision, const void *args, GError **error)
{
    g_autofree char *secret =
        challenge_open(decision, "totp", decision_actor(decision)->person, error);
    const Credential kept = {.id = (char *) decision_shown(decision),
        .secret = secret,
        .counter = *(int64_t *) decision_kept(decision, "step")};
    return secret != NULL && challenge_use(decision, secret, error) &&
           secret_change(decision, &kept, error);
}

/* --- removing --- */

/* Owned person of a credential of the unit that is in use; `owner` NULL: anybody's. */
static char *credential_owner(Decision *decision, const char *id, const char *owner, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "SELECT person FROM credential WHERE unit = $unit AND id = $id AND removed_at IS NULL",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "id", id);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW && (owner == NULL || g_strcmp0(row_text(statement, 0), owner) == 0))
        return g_strdup(row_text(statement, 0));
    if (step != STORE_FAILED)
        fail_as(error, FAIL_NOT_FOUND, "no_such_credential", "there is no such credential");
    return NULL;
}

static bool owner_find(Decision *decision, const char *id, const char *owner, GError **error)
{
    char *person = credential_owner(decision, id, owner, error);
    if (person != NULL)
        decision_keep(decision, "owner", person, g_free);
    return person != NULL;
}

static bool revoke_settle(Decision *decision, const void *args, GError **error)
{
    return credential_destroy(decision, decision_kept(decision, "owner"), error);
}

static bool remove_decide(Decision *decision, const void *args, GError **error)
{
    const CredentialArgs *change = args;
    const Actor *actor = decision_actor(decision);
    g_autoptr(Credential) totp =
        credential_of(decision_db(decision), actor->unit, actor->person, CREDENTIAL_TOTP);
    bool goes = totp != NULL && g_strcmp0(totp->id, change->id) == 0;
    if (!code_try(decision, change, goes ? totp : NULL, error))
        return false;
    return !gate_passed(decision, change) ||
           (owner_find(decision, change->id, actor->person, error) &&
               credential_remove(decision, change->id, NULL, error));
}

static bool remove_settle(Decision *decision, const void *args, GError **error)
{
    return gate_settle(decision, args, error) &&
           (!gate_passed(decision, args) || revoke_settle(decision, args, error));
}

static bool revoke_decide(Decision *decision, const void *args, GError **error)
{
    const CredentialArgs *change = args;
    if (!owner_find(decision, change->id, NULL, error))
        return false;
    if (g_strcmp0(decision_kept(decision, "owner"), decision_actor(decision)->person) == 0)
        return fail_as(error, FAIL_CONFLICT, "own_credential", "one's own asks for the password");
    return credential_remove(decision, change->id, change->reason, error);
}

const Command credential_commands[] = {
    {.name = "pin.set",
        .method = "PUT",
        .path = "/me/pin",
        .args = pin_args,
        .args_size = sizeof(CredentialArgs),
        .prepare = pin_prepare,
        .prepares = PREPARES_SECRET,
        .decide = pin_decide,
        .settle = pin_settle,
        .reply = made_reply,
        .conclude = made_conclude,
        .help = "Sets one's own PIN for the room's terminals."},
    {.name = "passkey.challenge",
        .method = "POST",
        .path = "/me/passkeys/challenge",
        .args = challenge_args,
        .args_size = sizeof(CredentialArgs),
        .decide = challenge_decide,
        .settle = challenge_settle,
        .reply = challenge_reply,
        .conclude = challenge_conclude,
        .once = true,
        .help = "What a browser needs to make a passkey; answered once, within two minutes."},
    {.name = "passkey.add",
        .method = "POST",
        .path = "/me/passkeys",
        .status = 201,
        .args = passkey_args,
        .args_size = sizeof(CredentialArgs),
        .prepare = gate_prepare,
        .prepares = PREPARES_SECRET,
        .decide = passkey_decide,
        .settle = passkey_settle,
        .reply = made_reply,
        .conclude = made_conclude,
        .help = "Adds a passkey that verifies its person."},
    {.name = "totp.begin",
        .method = "PUT",
        .path = "/me/totp",
        .args = totp_args,
        .args_size = sizeof(CredentialArgs),
        .reply = totp_reply,
        .prepare = gate_prepare,
        .prepares = PREPARES_SECRET,
        .decide = totp_decide,
        .settle = totp_settle,
        .conclude = totp_conclude,
        .once = true,
        .help = "A new secret for one-time codes; nothing changes until its first code is in. Who "
                "has a "
                "generator of codes already sends one of its codes."},
    {.name = "totp.confirm",
        .method = "POST",
        .path = "/me/totp/confirm",
        .args = confirm_args,
        .args_size = sizeof(CredentialArgs),
        .decide = confirm_decide,
        .settle = confirm_settle,
        .reply = made_reply,
        .conclude = made_conclude,
        .help = "The first code of the new secret: from now on signing in asks for one."},
    {.name = "credential.remove",
        .method = "POST",
        .path = "/me/credentials/{id}/remove",
        .args = remove_args,
        .args_size = sizeof(CredentialArgs),
        .prepare = gate_prepare,
        .prepares = PREPARES_SECRET,
        .decide = remove_decide,
        .settle = remove_settle,
        .help = "Removes one's own PIN, passkey or, with one of its codes, generator of codes."},
    {.name = "credential.revoke",
        .method = "POST",
        .path = "/credentials/{id}/revoke",
        .permission = "account.manage",
        .args = revoke_args,
        .args_size = sizeof(CredentialArgs),
        .decide = revoke_decide,
        .settle = revoke_settle,
        .help =
            "Removes somebody else's lost PIN, passkey or generator of codes, with the reason."},
    {0},
};
