/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/password.h"
#include "cli/commands.h"
#include "cli/password.h"
#include "unit/account.h"
#include "unit/person.h"
#include "unit/role.h"

#include <stdio.h>
#include <string.h>

static const CliOption add_options[] = {
    {"name", "NAME", "the person's name (needed)"},
    {"role", "ROLE[,ROLE]", "what they may do: officer, leader, head, … (default: member)"},
    {"phone", "NUMBER", "where they are reached"},
    {NULL},
};

static const CliOption list_options[] = {
    {"unit", "CODE", "the accounts of this unit only"},
    {NULL},
};

/* Runs a command as the system; `args` is taken. */
static bool act(App *app, const char *name, json_t *args, json_t **out_reply, GError **error)
{
    json_auto_t *given = args;
    json_auto_t *reply = NULL;
    g_autoptr(Actor) system = actor_system();
    Executor *executor = app_executor(app, error);

    if (executor == NULL || !executor_run(executor, engine_command(app_engine(app), name), system,
                                given, &reply, error))
        return false;
    if (out_reply != NULL)
        *out_reply = g_steal_pointer(&reply);
    return true;
}

static bool roles_check(App *app, char *const *roles, GError **error)
{
    const Roles *known = engine_service(app_engine(app), SERVICE_ROLES);

    for (size_t i = 0; roles[i] != NULL; i++) {
        if (!roles_has(known, roles[i]))
            return fail(error, FAIL_INVALID, "there is no role '%s'", roles[i]);
    }
    return true;
}

static bool roles_grant(
    App *app, const char *unit, const char *person, char *const *roles, GError **error)
{
    for (size_t i = 0; roles[i] != NULL; i++) {
        json_t *args =
            json_pack("{s:s, s:s, s:s}", "unit", unit, "person", person, "role", roles[i]);
        if (!act(app, "role.grant", args, NULL, error))
            return false;
    }
    return true;
}

/* "NAME@UNIT" taken apart. */
static bool login_split(const char *login, char **out_unit, GError **error)
{
    const char *at = strrchr(login, '@');

    if (at == NULL || at == login || at[1] == '\0')
        return fail(error, FAIL_INVALID, "'%s' is not NAME@UNIT", login);
    *out_unit = g_ascii_strup(at + 1, -1);
    return true;
}

/* All that can be known to go wrong is found before anything is done. */
static bool add_check(App *app, const char *login, char *const *roles, GError **error)
{
    g_autoptr(Db) db = store_reader(app_store(app), error);
    if (db == NULL || !roles_check(app, roles, error))
        return false;
    g_autoptr(Account) taken = account_by_login(db, login, NULL);
    return taken == NULL || fail(error, FAIL_CONFLICT, "%s exists already", login);
}

static bool person_add(Cli *cli, App *app, const char *unit, char **out_id, GError **error)
{
    json_auto_t *reply = NULL;
    json_t *args = json_pack("{s:s, s:s, s:s*}", "unit", unit, "name", cli_option(cli, "name"),
        "phone", cli_option(cli, "phone"));

    if (!act(app, "person.register", args, &reply, error))
        return false;
    *out_id = g_strdup(json_text(reply, "id"));
    return true;
}

static bool add_run(Cli *cli, GError **error)
{
    const char *login = cli_operand(cli, 0);
    const char *roles_text = cli_option(cli, "role");
    g_auto(GStrv) roles = g_strsplit(roles_text == NULL ? "member" : roles_text, ",", -1);
    g_autofree char *unit = NULL;
    g_autofree char *person = NULL;

    if (cli_option(cli, "name") == NULL)
        return fail(error, FAIL_INVALID, "--name is missing");
    App *app = login_split(login, &unit, error) ? cli_app(cli, error) : NULL;
    if (app == NULL || !add_check(app, login, roles, error))
        return false;
    g_autofree char *password = password_ask("Password", error);
    if (password == NULL)
        return false;
    const char *problem = password_problem(password, login);
    if (problem != NULL)
        return fail(error, FAIL_INVALID, "the password is %s", problem);
    if (!person_add(cli, app, unit, &person, error) ||
        !roles_grant(app, unit, person, roles, error))
        return false;
    json_t *args = json_pack("{s:s, s:s, s:s, s:s}", "unit", unit, "person", person, "login", login,
        "password", password);
    if (!act(app, "account.open", args, NULL, error))
        return false;
    printf("%s may sign in\n", login);
    return true;
}

static char *account_id(App *app, const char *login, GError **error)
{
    g_autoptr(Db) db = store_reader(app_store(app), error);
    if (db == NULL)
        return NULL;
    g_autoptr(Account) account = account_by_login(db, login, error);
    return account == NULL ? NULL : g_strdup(account->id);
}

static bool passwd_run(Cli *cli, GError **error)
{
    App *app = cli_app(cli, error);
    if (app == NULL)
        return false;
    g_autofree char *id = account_id(app, cli_operand(cli, 0), error);
    g_autofree char *password = id == NULL ? NULL : password_ask("Password", error);
    if (password == NULL)
        return false;
    json_t *args = json_pack("{s:s, s:s}", "id", id, "password", password);
    if (!act(app, "account.set_password", args, NULL, error))
        return false;
    printf("%s has a new password, and its sessions have ended\n", cli_operand(cli, 0));
    return true;
}

static void account_show(Db *db, Statement *statement, int64_t now)
{
    g_auto(GStrv) roles = person_roles(db, row_text(statement, 1), NULL);
    g_autofree char *joined = roles == NULL ? g_strdup("") : g_strjoinv(",", roles);
    const char *state = !row_is_null(statement, 3)    ? "disabled"
                        : row_int(statement, 4) > now ? "locked"
                                                      : "in use";

    printf("%s\t%s\t%s\t%s\n", row_text(statement, 0),
        row_is_null(statement, 2) ? "-" : row_text(statement, 2), *joined == '\0' ? "-" : joined,
        state);
}

static bool list_run(Cli *cli, GError **error)
{
    StoreStep step = STORE_FAILED;
    App *app = cli_app_reading(cli, error);
    if (app == NULL)
        return false;
    g_autoptr(Db) db = store_reader(app_store(app), error);
    if (db == NULL)
        return false;
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT a.login, a.person, p.name, a.disabled_at, a.locked_until FROM account a"
        " LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE CAST($unit AS TEXT) IS NULL OR a.unit = $unit ORDER BY a.unit, a.login",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", cli_option(cli, "unit"));
    while ((step = statement_step(statement, error)) == STORE_ROW)
        account_show(db, statement, clock_now(engine_clock(app_engine(app))));
    return step == STORE_DONE;
}

const CliCommand user_add_command = {
    .name = "user add",
    .operands = "NAME@UNIT",
    .least = 1,
    .most = 1,
    .help = "Registers a person with roles and an account; the password is read from stdin.",
    .options = add_options,
    .run = add_run,
};

const CliCommand user_passwd_command = {
    .name = "user passwd",
    .operands = "NAME@UNIT",
    .least = 1,
    .most = 1,
    .help = "Sets a password anew and ends the account's sessions; it is read from stdin.",
    .run = passwd_run,
};

const CliCommand user_list_command = {
    .name = "user list",
    .help = "Lists accounts: login, person, roles, state.",
    .options = list_options,
    .run = list_run,
};
