/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <stdio.h>

static const CliOption upgrade_options[] = {
    {"prepare", NULL, "does the long part, while the server of the earlier version still runs"},
    {NULL},
};

static bool upgrade_run_command(Cli *cli, GError **error)
{
    if (cli_flag(cli, "prepare"))
        return cli_prepare(cli, error);
    if (cli_app(cli, error) == NULL)
        return false;
    printf("the database is of this version\n");
    return true;
}

const CliCommand upgrade_command = {
    .name = "upgrade",
    .help = "Brings the database to this version, as the start of the server does too.",
    .options = upgrade_options,
    .run = upgrade_run_command,
};
