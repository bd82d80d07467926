/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <stdio.h>

static const CliOption rebuild_options[] = {
    {"check", NULL, "change nothing: replay beside the database and compare"},
    {NULL},
};

static bool rebuild_check(const Engine *engine, GError **error)
{
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);

    if (!engine_rebuild_check(engine, differences, error))
        return false;
    for (guint i = 0; i < differences->len; i++)
        printf("%s\n", (const char *) differences->pdata[i]);
    if (differences->len > 0)
        return fail(error, FAIL_CORRUPT, "%u tables are not what the journal makes of them",
            differences->len);
    printf("all derived tables equal the journal\n");
    return true;
}

static bool rebuild_run(Cli *cli, GError **error)
{
    bool checks = cli_flag(cli, "check");
    App *app = checks ? cli_app_reading(cli, error) : cli_app_rebuilt(cli, error);

    if (app == NULL)
        return false;
    if (checks)
        return rebuild_check(app_engine(app), error);
    printf("all derived tables were made anew from the journal\n");
    return true;
}

const CliCommand rebuild_command = {
    .name = "rebuild",
    .help = "Makes the derived tables anew from the journal, or checks that they equal it.",
    .options = rebuild_options,
    .run = rebuild_run,
};
