/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "cli/commands.h"
#include "cli/password.h"
#include "unit/unit.h"

#include <stdio.h>

static const CliOption setup_options[] = {
    {"unit", "CODE", "the unit at the top (needed)"},
    {"name", "NAME", "its name (needed unless it was imported)"},
    {"level", "LEVEL", "province, city, county, township or bureau (likewise)"},
    {"sysadmin", "NAME", "the person who keeps units and people (needed)"},
    {"secadmin", "NAME", "the person who keeps accounts and roles (needed)"},
    {"auditor", "NAME", "the person who looks at what these two do (needed)"},
    {NULL},
};

/* Their options are named as the roles are, and so are their logins. */
static const char *const administrators[] = {"sysadmin", "secadmin", "auditor", NULL};

static bool options_check(const Cli *cli, GError **error)
{
    if (cli_option(cli, "unit") == NULL)
        return fail(error, FAIL_INVALID, "--unit is missing");
    for (size_t i = 0; administrators[i] != NULL; i++)
        if (cli_option(cli, administrators[i]) == NULL)
            return fail(error, FAIL_INVALID, "--%s is missing", administrators[i]);
    return true;
}

/* As the command wants it: what is there already stays as it is. A new reference. */
static json_t *unit_json(const Cli *cli, App *app, GError **error)
{
    const char *code = cli_option(cli, "unit");
    const char *name = cli_option(cli, "name"), *level = cli_option(cli, "level");
    g_autoptr(Db) db = store_reader(app_store(app), error);
    if (db == NULL)
        return NULL;
    g_autoptr(Unit) known = unit_get(db, code, NULL);
    if (known != NULL)
        return json_pack(
            "{s:s, s:s, s:s}", "code", code, "name", known->name, "level", known->level);
    if (name != NULL && level != NULL)
        return json_pack("{s:s, s:s, s:s}", "code", code, "name", name, "level", level);
    fail(error, FAIL_INVALID, "unit %s is not there yet: --name and --level are missing", code);
    return NULL;
}

/* Asks for the three passwords in this order. A new reference. */
static json_t *administrators_json(const Cli *cli, GError **error)
{
    json_auto_t *all = json_array();
    for (size_t i = 0; administrators[i] != NULL; i++) {
        const char *role = administrators[i];
        g_autofree char *whose = g_strdup_printf("Password of %s", role);
        g_autofree char *password = password_ask(whose, error);
        if (password == NULL) {
            fail_in(error, "%s", role);
            return NULL;
        }
        json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s}", "role", role, "login", role,
                                       "name", cli_option(cli, role), "password", password));
    }
    return g_steal_pointer(&all);
}

static bool setup_run(Cli *cli, GError **error)
{
    App *app = options_check(cli, error) ? cli_app_new(cli, NULL, error) : NULL;
    json_t *unit = app == NULL ? NULL : unit_json(cli, app, error);
    json_auto_t *args = json_object();
    if (unit == NULL)
        return false;
    json_object_set_new(args, "unit", unit);
    json_t *three = administrators_json(cli, error);
    if (three == NULL)
        return false;
    json_object_set_new(args, "administrators", three);
    g_autoptr(Actor) system = actor_system();
    const Command *command = engine_command(app_engine(app), "setup.own");
    Executor *executor = app_executor(app, error);
    if (executor == NULL || !executor_run(executor, command, system, args, NULL, error))
        return false;
    for (size_t i = 0; administrators[i] != NULL; i++)
        printf("%s@%s may sign in\n", administrators[i], cli_option(cli, "unit"));
    return true;
}

const CliCommand setup_command = {
    .name = "setup",
    .help = "Sets up the unit at the top and its three administrators, as the page does at the "
            "first start, also after `import units`; three passwords are read from stdin.",
    .options = setup_options,
    .run = setup_run,
};
