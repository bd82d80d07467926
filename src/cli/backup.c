/* SPDX-License-Identifier: Apache-2.0 */
/* backup - `backup FILE` and `restore FILE`. */
#include "app/archive.h"
#include "cli/commands.h"

#include <stdio.h>

static void report_tell(const char *done, const ArchiveReport *report)
{
    printf("%s: %" G_GINT64_FORMAT " events of %" G_GINT64_FORMAT " units, all of them fit\n", done,
        report->events, report->units);
}

static bool backup_run(Cli *cli, GError **error)
{
    ArchiveReport report = {0};
    Store *store = cli_store_reader(cli, error);

    if (store == NULL || !archive_make(store, cli_data(cli), cli_operand(cli, 0), &report, error))
        return false;
    report_tell(cli_operand(cli, 0), &report);
    return true;
}

static bool restore_run(Cli *cli, GError **error)
{
    ArchiveReport report = {0};
    App *app = cli_app_restoring(cli, error);

    if (app == NULL || !archive_restore(app, cli_operand(cli, 0), &report, error))
        return false;
    report_tell("restored", &report);
    return true;
}

static const CliOption restore_options[] = {
    {"marker", "FILE", "the second marker that `serve` is given, to be set too"},
    {NULL},
};

const CliCommand backup_command = {
    .name = "backup",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .help =
        "Writes the whole database into one new file, while the server runs too, and checks it.",
    .run = backup_run,
};

const CliCommand restore_command = {
    .name = "restore",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .help = "Checks such a file and takes it into an empty database, of either kind.",
    .options = restore_options,
    .run = restore_run,
};
