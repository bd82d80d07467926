/* SPDX-License-Identifier: Apache-2.0 */
#include "base/password.h"
#include "base/text.h"
#include "engine/engine.h"
#include "unit/account_change.h"
#include "unit/password_gate.h"
#include "unit/person.h"
#include "unit/person_change.h"
#include "unit/role.h"
#include "unit/secret_gate.h"
#include "unit/sign_in_gate.h"
#include "unit/unit_rows.h"

typedef struct OpenArgs {
    char *unit;
    char *person;
    char *login;
    char *password; /* after prepare(): its hash */
    char *hash;     /* of account.open_hashed */
} OpenArgs;

static const Field open_args[] = {
    FIELD(OpenArgs, unit, FIELD_WORD, .required = true),
    FIELD(OpenArgs, person, FIELD_WORD, .required = true, .max = 40),
    FIELD(OpenArgs, login, FIELD_WORD, .required = true, .max = 64,
        .help = "\"name\" or \"name@UNIT\": lower-case letters, digits, dot, dash, underscore."),
    FIELD(OpenArgs, password, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = PASSWORD_MAX),
    FIELD_END,
};

static const Field open_hashed_args[] = {
    FIELD(OpenArgs, unit, FIELD_WORD, .required = true),
    FIELD(OpenArgs, person, FIELD_WORD, .required = true, .max = 40),
    FIELD(OpenArgs, login, FIELD_WORD, .required = true, .max = 64),
    FIELD(
        OpenArgs, hash, FIELD_TEXT, .required = true, .personal = true, .secret = true, .max = 300),
    FIELD_END,
};

typedef struct OpenReply {
    char *id;
    char *login;
} OpenReply;

static const Field open_reply[] = {
    FIELD(OpenReply, id, FIELD_WORD, .required = true),
    FIELD(OpenReply, login, FIELD_WORD, .required = true),
    FIELD_END,
};

static bool open_prepare(const Preparation *preparation, void *args, GError **error)
{
    OpenArgs *open = args;
    return password_take(&open->password, open->login, "password", error);
}

/* Who knows another administrator's password is both, and the three are one: it is set at the
 * server's command line, where two are needed to come in. Nobody's own (POST /me/password). */
static bool administrator_is_left(Decision *decision, const char *person, GError **error)
{
    const Roles *roles = engine_service(decision_engine(decision), SERVICE_ROLES);
    g_auto(GStrv) held = person_roles(decision_db(decision), person, error);

    if (held == NULL)
        return false;
    for (char **role = held; !actor_is_system(decision_actor(decision)) && *role != NULL; role++)
        if (roles_is_administrator(roles, *role))
            return fail_as(error, FAIL_DENIED, "administrator_password",
                "an administrator's password is set at the command line: shaodian user passwd");
    return true;
}

/* A first account has nothing to take over; a second one of the same person would have. */
static bool is_first_account(Decision *decision, const OpenArgs *open, GError **error)
{
    int64_t accounts = 0;
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT COUNT(*) FROM account WHERE unit = $unit AND person = $person", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "person", open->person);
    if (statement_step(row, error) != STORE_ROW)
        return false;
    accounts = row_int(row, 0);
    return accounts == 0 || administrator_is_left(decision, open->person, error);
}

static const char *open_hash(const OpenArgs *open)
{
    return open->hash != NULL ? open->hash : open->password;
}

static bool open_decide(Decision *decision, const void *args, GError **error)
{
    const OpenArgs *open = args;
    g_autofree char *id = NULL;
    return is_first_account(decision, open, error) &&
           account_open(decision, open->person, open->login, open_hash(open), &id, error);
}

static bool open_settle(Decision *decision, const void *args, GError **error)
{
    return account_secret_set(decision, decision_shown(decision), open_hash(args), error);
}

static bool open_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const OpenArgs *open = args;
    g_autofree char *login = login_normal(open->login, open->unit);
    *out_reply = json_pack("{s:s, s:s}", "id", decision_shown(decision), "login", login);
    return true;
}

typedef struct AccountArgs {
    char *id;
    char *password; /* after prepare(): its hash */
    char *old;
    char *new; /* after prepare(): its hash */
    bool disabled;
    bool matched; /* made by prepare() */
} AccountArgs;

static const Field id_args[] = {
    FIELD(AccountArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static const Field change_args[] = {
    FIELD(AccountArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD(AccountArgs, disabled, FIELD_BOOL, .required = true),
    FIELD_END,
};

static const Field password_args[] = {
    FIELD(AccountArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD(AccountArgs, password, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = PASSWORD_MAX),
    FIELD_END,
};

static const Field own_password_args[] = {
    FIELD(AccountArgs, old, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = PASSWORD_MAX),
    FIELD(AccountArgs, new, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = PASSWORD_MAX),
    FIELD_END,
};

static bool change_settle(Decision *decision, const void *args, GError **error)
{
    return sessions_sweep(decision, error);
}

/* A session left open must not be enough for what one's own password guards: not to set another
 * one, nor to guess on. */
static bool others_only(Decision *decision, const Account *account, GError **error)
{
    const Actor *actor = decision_actor(decision);

    return actor == NULL || g_strcmp0(actor->account, account->id) != 0 ||
           fail_as(error, FAIL_CONFLICT, "own_account", "somebody else must do that to yours");
}

static bool disable_check(Decision *decision, const Account *account, GError **error)
{
    if (!others_only(decision, account, error))
        return false;
    return account->disabled_at == FIELD_UNSET ||
           fail_as(error, FAIL_CONFLICT, "wrong_state", "the account is disabled already");
}

static bool enable_check(Decision *decision, const Account *account, GError **error)
{
    if (account->disabled_at == FIELD_UNSET)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "the account is in use");
    g_autoptr(Person) person = person_of_decision(decision, account->person, error);
    return person != NULL;
}

static bool change_decide(Decision *decision, const void *args, GError **error)
{
    const AccountArgs *change = args;
    g_autoptr(Account) account = account_get(decision_db(decision), change->id, error);
    if (account == NULL)
        return false;
    bool right = change->disabled ? disable_check(decision, account, error)
                                  : enable_check(decision, account, error);
    return right &&
           decision_emit(decision, change->disabled ? "account.disabled" : "account.enabled",
               account->id, NULL, error);
}

static bool unlock_decide(Decision *decision, const void *args, GError **error)
{
    const AccountArgs *account_args = args;
    g_autoptr(Account) account = account_get(decision_db(decision), account_args->id, error);
    if (account == NULL || !others_only(decision, account, error))
        return false;
    int64_t now = decision_now(decision);
    bool locked = account->locked_until != FIELD_UNSET && account->locked_until > now;
    bool guessed = false;
    if (!account_is_guessed(decision_db(decision), account, now, &guessed, error))
        return false;
    if (!locked && !guessed)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "the account is not locked");
    return decision_emit(decision, "account.unlocked", account->id, NULL, error);
}

static bool unlock_settle(Decision *decision, const void *args, GError **error)
{
    const char *id = ((const AccountArgs *) args)->id;
    g_autoptr(Account) account = account_get(decision_db(decision), id, error);
    return account != NULL && secret_forgive(decision, id, error) &&
           sign_in_forgive(decision, account->login, error);
}

const Command account_commands[] = {
    {.name = "account.open",
        .method = "POST",
        .path = "/units/{unit}/accounts",
        .permission = "account.manage",
        .status = 201,
        .begins = true,
        .args = open_args,
        .args_size = sizeof(OpenArgs),
        .reply = open_reply,
        .prepare = open_prepare,
        .prepares = PREPARES_SECRET,
        .decide = open_decide,
        .settle = open_settle,
        .conclude = open_conclude,
        .help = "Opens an account for a person of the unit."},
    {.name = "account.open_hashed",
        .permission = "account.manage",
        .begins = true,
        .args = open_hashed_args,
        .args_size = sizeof(OpenArgs),
        .decide = open_decide,
        .settle = open_settle,
        .conclude = open_conclude,
        .help = "Opens an account with a password hashed before: imports and the demo."},
    {.name = "account.change",
        .method = "PATCH",
        .path = "/accounts/{id}",
        .permission = "account.manage",
        .args = change_args,
        .args_size = sizeof(AccountArgs),
        .decide = change_decide,
        .settle = change_settle,
        .help = "Disables an account, which ends its sessions at once, or puts it to use again."},
    {.name = "account.unlock",
        .method = "POST",
        .path = "/accounts/{id}/unlock",
        .permission = "account.manage",
        .args = id_args,
        .args_size = sizeof(AccountArgs),
        .decide = unlock_decide,
        .settle = unlock_settle,
        .help = "Ends the locks that too many wrong passwords brought, of anybody but oneself."},
    {0},
};

static bool set_prepare(const Preparation *preparation, void *args, GError **error)
{
    AccountArgs *set = args;
    g_autoptr(Account) account = account_get(preparation->db, set->id, error);
    return account != NULL && password_take(&set->password, account->login, "password", error);
}

static bool set_decide(Decision *decision, const void *args, GError **error)
{
    const AccountArgs *set = args;
    g_autoptr(Account) account = account_get(decision_db(decision), set->id, error);
    return account != NULL && others_only(decision, account, error) &&
           administrator_is_left(decision, account->person, error) &&
           account_password_emit(decision, account->id, set->password, error);
}

static bool set_settle(Decision *decision, const void *args, GError **error)
{
    const AccountArgs *set = args;
    return account_secret_set(decision, set->id, set->password, error) &&
           sessions_end_of(decision, set->id, NULL, error);
}

static bool own_prepare(const Preparation *preparation, void *args, GError **error)
{
    AccountArgs *own = args;
    g_autoptr(Account) account = account_get(preparation->db, preparation->actor->account, error);
    if (account == NULL)
        return false;
    if (!own_password_test(preparation, own->old, &own->matched, error))
        return false;
    return !own->matched || password_take(&own->new, account->login, "new", error);
}

static bool own_decide(Decision *decision, const void *args, GError **error)
{
    const AccountArgs *own = args;
    const char *account = decision_actor(decision)->account;
    return own_password_try(decision, own->matched, error) &&
           (!own->matched || account_password_emit(decision, account, own->new, error));
}

static bool own_settle(Decision *decision, const void *args, GError **error)
{
    const AccountArgs *own = args;
    const Actor *actor = decision_actor(decision);
    if (!own_password_count(decision, own->matched, error))
        return false;
    if (own->matched)
        return account_secret_set(decision, actor->account, own->new, error) &&
               sessions_end_of(decision, actor->account, actor->session, error);
    GError *refusal = NULL;
    fail_field(&refusal, "old", "wrong_password");
    decision_refuse(decision, refusal);
    return true;
}

const Command password_commands[] = {
    {.name = "account.set_password",
        .method = "PUT",
        .path = "/accounts/{id}/password",
        .permission = "account.manage",
        .args = password_args,
        .args_size = sizeof(AccountArgs),
        .prepare = set_prepare,
        .prepares = PREPARES_SECRET,
        .decide = set_decide,
        .settle = set_settle,
        .help = "Sets somebody else's password anew; their sessions end."},
    {.name = "account.change_password",
        .method = "POST",
        .path = "/me/password",
        .handed = true,
        .args = own_password_args,
        .args_size = sizeof(AccountArgs),
        .prepare = own_prepare,
        .prepares = PREPARES_SECRET,
        .decide = own_decide,
        .settle = own_settle,
        .help = "Changes one's own password; one's other sessions end."},
    {0},
};
