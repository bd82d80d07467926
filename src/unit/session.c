/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/session.h"

#include "base/digest.h"
#include "base/password.h"
#include "base/setting.h"
#include "base/text.h"
#include "credential/totp.h"
#include "engine/engine.h"
#include "unit/account_change.h"
#include "unit/credential.h"
#include "unit/me.h"
#include "unit/person.h"
#include "unit/seal.h"
#include "unit/secret_gate.h"
#include "unit/sign_in_gate.h"
#include "unit/unit_rows.h"

#include <string.h>

typedef struct SessionBody {
    char *account;
    char *address;
    char *agent;
    char *reason;
    char *seal;
} SessionBody;

static const Field began_fields[] = {
    FIELD(SessionBody, account, FIELD_WORD, .required = true),
    FIELD(SessionBody, address, FIELD_TEXT, .personal = true),
    FIELD(SessionBody, agent, FIELD_TEXT),
    SEAL_FIELD(SessionBody),
    FIELD_END,
};

static const Field ended_fields[] = {
    FIELD(SessionBody, account, FIELD_WORD, .required = true),
    FIELD(SessionBody, reason, FIELD_WORD, .required = true, .help = "signed_out or revoked."),
    FIELD_END,
};

const EventKind session_events[] = {
    {"session.began", began_fields, sizeof(SessionBody)},
    {"session.ended", ended_fields, sizeof(SessionBody)},
    {0},
};

typedef struct SignInArgs {
    char *account;
    char *password;
    char *otp;
    bool bearer;
    char *address;
    char *limit_name;
    char *agent;
    bool matched; /* made by prepare() */
} SignInArgs;

/* What decide() found of one-time codes, for settle(). */
typedef struct CodeFound {
    char *credential; /* NULL: the person has none */
    int64_t step;
    GError *refusal; /* NULL: right */
} CodeFound;

static void code_found_free(void *data)
{
    CodeFound *found = data;
    g_free(found->credential);
    g_clear_error(&found->refusal);
    g_free(found);
}

static const Field sign_in_args[] = {
    FIELD(SignInArgs, account, FIELD_WORD, .required = true, .max = 64, .help = "name@UNIT"),
    FIELD(SignInArgs, password, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = PASSWORD_MAX),
    FIELD(SignInArgs, otp, FIELD_WORD, .max = 16, .personal = true, .secret = true,
        .help = "One-time code, of whoever has one."),
    FIELD(SignInArgs, bearer, FIELD_BOOL, .help = "Reply with a token instead of a cookie."),
    FIELD(SignInArgs, address, FIELD_TEXT, .personal = true, .max = 64),
    FIELD(SignInArgs, limit_name, FIELD_TEXT, .personal = true, .max = 64),
    FIELD(SignInArgs, agent, FIELD_TEXT, .max = 300),
    FIELD_END,
};

/* The same words for an account that does not exist and for a wrong password. */
static bool refuse_sign_in(GError **error)
{
    return fail_as(error, FAIL_DENIED, "wrong_credentials", "account or password is wrong");
}

static char *sign_in_unit(Engine *engine, Db *db, const void *args, GError **error)
{
    g_autofree char *login = login_normal(((const SignInArgs *) args)->account, NULL);
    if (login != NULL)
        return g_strdup(strchr(login, '@') + 1);
    refuse_sign_in(error);
    return NULL;
}

static Account *sign_in_account(Db *db, const SignInArgs *args)
{
    g_autofree char *login = login_normal(args->account, NULL);
    g_autoptr(Account) account = login == NULL ? NULL : account_by_login(db, login, NULL);
    return account == NULL || account->disabled_at != FIELD_UNSET ? NULL
                                                                  : g_steal_pointer(&account);
}

static void sign_in_turn(Db *db, const void *args, int64_t now, Turn *out_turn)
{
    const SignInArgs *sign_in = args;
    g_autoptr(Account) account = sign_in_account(db, sign_in);
    const SignIn at = {"", sign_in->limit_name, account, NULL};
    bool is_known = false;
    /* Only whose turn it is: what can't be read waits with strangers. */
    out_turn->lane =
        sign_in_is_known(db, &at, now, &is_known, NULL) && is_known ? TURN_KNOWN : TURN_STRANGER;
    out_turn->source = sign_in->limit_name;
    out_turn->name = sign_in->account;
}

static SourceTally *tally_of(const Engine *engine)
{
    return engine_service(engine, SERVICE_SOURCE_TALLY);
}

/* The locks of the name at its place, of the place, and of the account as a whole. */
static bool sign_in_let(Db *db, const SignIn *at, int64_t now, GError **error)
{
    if (!sign_in_open(db, at, now, error))
        return false;
    if (at->account == NULL)
        return true;
    const SecretDoor door = account_door(at->account);
    return secret_door_open(&door, now, error);
}

static bool sign_in_prepare(const Preparation *preparation, void *args, GError **error)
{
    SignInArgs *sign_in = args;
    g_autoptr(Account) account = sign_in_account(preparation->db, sign_in);
    g_autofree char *login = login_normal(sign_in->account, NULL);
    const SignIn at = {login, sign_in->limit_name, account, tally_of(preparation->engine)};
    if (!sign_in_let(preparation->db, &at, preparation->now, error))
        return false;
    g_autoptr(GError) problem = NULL;
    g_autofree char *hash =
        account == NULL ? NULL : account_hash(preparation->db, account, &problem);
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (hash != NULL) {
        sign_in->matched = password_matches(hash, sign_in->password);
        return true;
    }
    /* As much work as for an account that exists, so that the time tells nothing. */
    g_autofree char *wasted = password_hash(sign_in->password, error);
    return wasted != NULL;
}

/* Checks the second factor of somebody whose password was right. False when nothing is to be
 * counted: no code was sent, or none is wanted. */
static bool code_check(
    Decision *decision, const SignInArgs *sign_in, const Account *account, GError **error)
{
    CodeFound *found = g_new0(CodeFound, 1);
    decision_keep(decision, "code", found, code_found_free);
    g_autoptr(Credential) totp =
        credential_of(decision_db(decision), account->unit, account->person, CREDENTIAL_TOTP);
    if (totp != NULL && !credential_usable(totp, error))
        return false;
    if (totp == NULL)
        return sign_in->otp == NULL || fail_field(error, "otp", "not_enabled");
    if (sign_in->otp == NULL)
        return fail_as(error, FAIL_DENIED, "otp_needed", "the account wants a one-time code");
    found->credential = g_strdup(totp->id);
    found->step = totp->counter;
    totp_check(totp->secret, sign_in->otp, decision_now(decision), &found->step, &found->refusal);
    return true;
}

static bool sign_in_right(const Decision *decision, const SignInArgs *sign_in)
{
    const CodeFound *found = decision_kept(decision, "code");
    return sign_in->matched && found != NULL && found->refusal == NULL;
}

static bool sign_in_decide(Decision *decision, const void *args, GError **error)
{
    const SignInArgs *sign_in = args;
    Db *db = decision_db(decision);
    g_autoptr(Account) account = sign_in_account(db, sign_in);
    bool matched = sign_in->matched && account != NULL;
    g_autofree char *login = login_normal(sign_in->account, NULL);
    const SignIn at = {login, sign_in->limit_name, account, tally_of(decision_engine(decision))};
    if (!sign_in_let(db, &at, decision_now(decision), error) ||
        (matched && !code_check(decision, sign_in, account, error)))
        return false;
    if (!sign_in_right(decision, sign_in))
        return sign_in_wrong(decision, &at, error);
    char *token = random_hex(SESSION_TOKEN_BYTES);
    decision_keep(decision, "token", token, g_free);
    g_autofree char *digest = digest_secret(token);
    g_autofree char *kept = g_strdup_printf("%s|%s", digest, account->id);
    g_autofree char *seal = seal_of(kept);
    SessionBody body = {
        .account = account->id, .address = sign_in->address, .agent = sign_in->agent, .seal = seal};
    return decision_emit(decision, "session.began", NULL, &body, error);
}

static const char *code_method(const Decision *decision)
{
    const CodeFound *found = decision_kept(decision, "code");
    return found != NULL && found->credential != NULL ? METHOD_TOTP : METHOD_PASSWORD;
}

static int64_t session_idle_ms(const Decision *decision)
{
    const Settings *settings =
        engine_service(decision_engine((Decision *) decision), SERVICE_SETTINGS);
    return settings == NULL ? 0 : settings_int(settings, SETTING_SESSION_IDLE) * MINUTE_MS;
}

static bool session_store(Decision *decision, const SignInArgs *sign_in, const char *account,
    const char *token, GError **error)
{
    g_autofree char *digest = digest_secret(token);
    g_autofree char *id = decision_first_id(decision);
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO session (digest, id, unit, account, created_at, expires_at, used_at,"
        " idle_ms, address, agent, method) VALUES ($digest, $id, $unit, $account, $now, $expires,"
        " $now, $idle, $address, $agent, $method)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "digest", digest);
    bind_text(statement, "id", id);
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "account", account);
    bind_int(statement, "now", decision_now(decision));
    bind_int(statement, "expires", decision_now(decision) + SESSION_LIFE_MS);
    bind_int(statement, "idle", session_idle_ms(decision));
    bind_text(statement, "address", sign_in->address);
    bind_text(statement, "agent", sign_in->agent);
    bind_text(statement, "method", code_method(decision));
    return statement_run(statement, error);
}

/* Room for one more: the oldest go. Not by the time alone, which stands still where a unit is ahead
 * of the clock, and never the one that has just begun: ids count up. */
static bool sessions_cap(Decision *decision, const char *account, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM session WHERE unit = $unit AND account = $account AND digest NOT IN"
        " (SELECT digest FROM session WHERE unit = $unit AND account = $account"
        "  ORDER BY created_at DESC, LENGTH(id) DESC, id DESC LIMIT $most)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "account", account);
    bind_int(statement, "most", SESSIONS_PER_ACCOUNT_MAX);
    return statement_run(statement, error);
}

/* NULL when it can't be read. */
static Actor *actor_made(
    Decision *decision, const Account *account, const char *session, GError **error)
{
    Db *db = decision_db(decision);
    char **roles = person_roles(db, account->person, error);
    if (roles == NULL)
        return NULL;
    Actor *actor = g_new0(Actor, 1);
    actor->account = g_strdup(account->id);
    actor->person = g_strdup(account->person);
    actor->name = person_name(db, account->person);
    actor->unit = g_strdup(account->unit);
    actor->roles = roles;
    actor->session = g_strdup(session);
    actor->method = g_strdup(code_method(decision));
    return actor;
}

static bool signed_in(
    Decision *decision, const SignInArgs *sign_in, const Account *account, GError **error)
{
    const CodeFound *found = decision_kept(decision, "code");
    const char *token = decision_kept(decision, "token");
    return (found->credential == NULL ||
               credential_count(decision, found->credential, found->step, error)) &&
           sessions_sweep(decision, error) &&
           session_store(decision, sign_in, account->id, token, error) &&
           sessions_cap(decision, account->id, error);
}

static bool sign_in_settle(Decision *decision, const void *args, GError **error)
{
    const SignInArgs *sign_in = args;
    g_autoptr(Account) account = sign_in_account(decision_db(decision), sign_in);
    g_autofree char *login = login_normal(sign_in->account, NULL);
    const SignIn at = {login, sign_in->limit_name, account, tally_of(decision_engine(decision))};
    bool right = sign_in_right(decision, sign_in);
    if (!sign_in_count(decision, &at, right, error))
        return false;
    if (right)
        return secret_forgive(decision, account->id, error) &&
               signed_in(decision, sign_in, account, error);
    CodeFound *found = decision_kept(decision, "code");
    GError *refusal = found == NULL ? NULL : g_steal_pointer(&found->refusal);
    if (refusal == NULL)
        refuse_sign_in(&refusal);
    decision_refuse(decision, refusal);
    return true;
}

static bool sign_in_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    g_autoptr(Account) account = sign_in_account(decision_db(decision), args);
    if (account == NULL)
        return refuse_sign_in(error);
    g_autoptr(Actor) actor = actor_made(decision, account, decision_shown(decision), error);
    if (actor == NULL)
        return false;
    const Asking asking = {.engine = decision_engine(decision),
        .db = decision_db(decision),
        .actor = actor,
        .now = decision_now(decision)};
    *out_reply = me_json(&asking);
    json_object_set_new(*out_reply, "token", json_string(decision_kept(decision, "token")));
    return true;
}

typedef struct SessionArgs {
    char *unit;
    char *id;
} SessionArgs;

static const Field no_args[] = {FIELD_END};

static const Field own_args[] = {
    FIELD(SessionArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static const Field unit_args[] = {
    FIELD(SessionArgs, unit, FIELD_WORD, .required = true),
    FIELD(SessionArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

/* Owned account of a session of the unit; NULL with FAIL_NOT_FOUND. */
static char *session_account(Db *db, const char *unit, const char *id, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT account FROM session WHERE unit = $unit AND id = $id", error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "id", id);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW)
        return g_strdup(row_text(statement, 0));
    if (step == STORE_DONE)
        fail_as(error, FAIL_NOT_FOUND, "no_such_session", "there is no such session");
    return NULL;
}

static bool session_end(
    Decision *decision, const char *id, const char *account, const char *reason, GError **error)
{
    SessionBody body = {.account = (char *) account, .reason = (char *) reason};
    return decision_emit(decision, "session.ended", id, &body, error);
}

static bool session_delete(Decision *decision, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        decision_db(decision), "DELETE FROM session WHERE unit = $unit AND id = $id", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "id", id);
    return statement_run(statement, error);
}

static bool sign_out_decide(Decision *decision, const void *args, GError **error)
{
    const Actor *actor = decision_actor(decision);
    if (actor->session == NULL)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_session", "there is no such session");
    return session_end(decision, actor->session, actor->account, "signed_out", error);
}

static bool sign_out_settle(Decision *decision, const void *args, GError **error)
{
    return session_delete(decision, decision_actor(decision)->session, error);
}

static bool end_own_decide(Decision *decision, const void *args, GError **error)
{
    const SessionArgs *end = args;
    g_autofree char *account =
        session_account(decision_db(decision), decision_unit(decision), end->id, error);
    if (account == NULL)
        return false;
    if (g_strcmp0(account, decision_actor(decision)->account) != 0)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_session", "there is no such session");
    return session_end(decision, end->id, account, "revoked", error);
}

static bool end_decide(Decision *decision, const void *args, GError **error)
{
    const SessionArgs *end = args;
    g_autofree char *account = session_account(decision_db(decision), end->unit, end->id, error);
    return account != NULL && session_end(decision, end->id, account, "revoked", error);
}

static bool end_settle(Decision *decision, const void *args, GError **error)
{
    return session_delete(decision, ((const SessionArgs *) args)->id, error);
}

static bool used_settle(Decision *decision, const void *args, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "UPDATE session SET used_at = $now WHERE unit = $unit AND id = $id AND used_at < $now",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "id", ((const SessionArgs *) args)->id);
    bind_int(statement, "now", decision_now(decision));
    return statement_run(statement, error);
}

const Command session_commands[] = {
    {.name = "session.begin",
        .method = "POST",
        .path = "/session",
        .session = SESSION_BEGINS,
        .args = sign_in_args,
        .args_size = sizeof(SignInArgs),
        .reply = me_reply,
        .unit_of = sign_in_unit,
        .prepare = sign_in_prepare,
        .prepares = PREPARES_SECRET,
        .turn = sign_in_turn,
        .decide = sign_in_decide,
        .settle = sign_in_settle,
        .conclude = sign_in_conclude,
        .once = true,
        .help =
            "Signs in. Five wrong passwords from one place lock the name there for a quarter of "
            "an hour, a hundred an hour lock the place for names not known there."},
    {.name = "session.end",
        .method = "DELETE",
        .path = "/session",
        .session = SESSION_ENDS,
        .handed = true,
        .args = no_args,
        .decide = sign_out_decide,
        .settle = sign_out_settle,
        .help = "Signs out."},
    {.name = "session.end_own",
        .method = "DELETE",
        .path = "/sessions/{id}",
        .args = own_args,
        .args_size = sizeof(SessionArgs),
        .decide = end_own_decide,
        .settle = end_settle,
        .help = "Ends another session of one's own."},
    {.name = "session.revoke",
        .method = "DELETE",
        .path = "/units/{unit}/sessions/{id}",
        .permission = "session.manage",
        .args = unit_args,
        .args_size = sizeof(SessionArgs),
        .decide = end_decide,
        .settle = end_settle,
        .help = "Ends somebody's session at once."},
    {.name = COMMAND_SESSION_USED,
        .args = own_args,
        .args_size = sizeof(SessionArgs),
        .settle = used_settle,
        .help = "Notes that a session is in use."},
    {0},
};
