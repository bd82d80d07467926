/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backup.h"
#include "cli/commands.h"
#include "journal/verify.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>

static bool backup_run(Cli *cli, GError **error)
{
    const char *path = cli_operand(cli, 0);
    App *app = cli_app_reading(cli, error);
    GStatBuf about;

    if (app == NULL || !store_backup(app_store(app), path, error))
        return false;
    if (g_stat(path, &about) != 0)
        return fail(error, FAIL_UNAVAILABLE, "%s: %s", path, g_strerror(errno));
    printf("%s: %" G_GINT64_FORMAT " bytes\n", path, (gint64) about.st_size);
    return true;
}

/* A backup must hold a journal that fits before it takes the place of anything. */
static bool backup_check(const char *path, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    VerifyReport report = {0};
    g_autoptr(Store) store = store_open_beside(url, error);
    if (store == NULL)
        return false;
    g_autoptr(Db) db = store_reader(store, error);
    if (db == NULL || !journal_verify(db, NULL, &report, error))
        return fail_in(error, "%s is no backup", path);
    bool fits = report.unit == NULL ||
                fail(error, FAIL_CORRUPT, "%s: unit %s, event %" G_GINT64_FORMAT ": %s", path,
                    report.unit, report.seq, report.problem);
    if (fits)
        printf("%" G_GINT64_FORMAT " events of %" G_GINT64_FORMAT " units fit\n", report.events,
            report.units);
    verify_report_clear(&report);
    return fits;
}

/* Only into a place where there is no database: nothing is ever overwritten. */
static bool place_make(Cli *cli, const char *to, GError **error)
{
    if (cli_option(cli, "db") != NULL)
        return fail(error, FAIL_INVALID,
            "restore into a data directory; for PostgreSQL, use its "
            "own tools (pg_restore)");
    if (g_file_test(to, G_FILE_TEST_EXISTS))
        return fail_as(error, FAIL_CONFLICT, "exists",
            "%s exists already: restore into an empty data directory", to);
    return g_mkdir_with_parents(cli_data(cli), 0700) == 0 ||
           fail(error, FAIL_UNAVAILABLE, "making %s: %s", cli_data(cli), g_strerror(errno));
}

static bool restore_run(Cli *cli, GError **error)
{
    const char *from = cli_operand(cli, 0);
    g_autofree char *url = g_strconcat("sqlite:", from, NULL);
    g_autofree char *to = g_build_filename(cli_data(cli), "shaodian.db", NULL);

    if (!place_make(cli, to, error) || !backup_check(from, error))
        return false;
    g_autoptr(Store) store = store_open_beside(url, error);
    if (store == NULL || !store_backup(store, to, error))
        return false;
    /* Opening brings the tables to this version, and says so if that can't be. */
    return cli_app(cli, error) != NULL;
}

const CliCommand backup_command = {
    .name = "backup",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .help = "Writes the whole database to one new file, also while the server runs (SQLite).",
    .run = backup_run,
};

const CliCommand restore_command = {
    .name = "restore",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .help = "Checks a backup and puts it into a data directory that has no database.",
    .run = restore_run,
};
