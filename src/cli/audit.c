/* SPDX-License-Identifier: Apache-2.0 */
#include "app/kept.h"
#include "cli/commands.h"
#include "cli/tables.h"
#include "engine/blob.h"

#include <stdio.h>

#define LINES_AT_ONCE 500
#define SAMPLE 5 /* units whose tables are compared; no more are all of them */

static const CliOption audit_options[] = {
    {"unit", "CODE", "the journal of this unit only"},
    {NULL},
};

static bool report_tell(const VerifyReport *report, GError **error)
{
    if (report->unit == NULL) {
        printf("%" G_GINT64_FORMAT " events of %" G_GINT64_FORMAT " units fit\n", report->events,
            report->units);
        return true;
    }
    return fail(error, FAIL_CORRUPT, "unit %s, event %" G_GINT64_FORMAT ": %s", report->unit,
        report->seq, report->problem);
}

/* A unit that was asked for by name must be there. */
static bool unit_known(Db *db, const char *unit, GError **error)
{
    Head head = {0};

    if (unit == NULL)
        return true;
    if (!head_read(db, unit, false, &head, error))
        return false;
    return head.seq > 0 || fail(error, FAIL_NOT_FOUND, "unit %s has no journal", unit);
}

static bool record_tell(Store *store, const char *unit, GError **error)
{
    VerifyReport report = {0};
    g_autoptr(Db) db = store_reader(store, error);

    if (db == NULL || !unit_known(db, unit, error) || !record_verify(db, unit, &report, error))
        return false;
    bool fits = report_tell(&report, error);
    verify_report_clear(&report);
    return fits;
}

/* The tables that pages read are not the record, but who alters them alters what is seen of it. */
static bool tables_tell(Store *store, const char *unit, GError **error)
{
    g_auto(TablesReport) report = {0};

    if (!tables_compare(store, unit, SAMPLE, &report, error))
        return false;
    if (report.is_other_version) {
        printf("tables were not compared: they are of another version of the program\n");
        return true;
    }
    if (report.differences > 0)
        return fail(error, FAIL_CORRUPT,
            "tables are not what the journal makes of them: %s; `rebuild --check` compares all, "
            "`rebuild` makes them anew",
            report.first);
    if (report.compared == report.units)
        printf("tables of all %u units compared: they equal the journal\n", report.units);
    else
        printf("tables of %u of %u units, chosen at random, equal the journal; `rebuild --check` "
               "compares all\n",
            report.compared, report.units);
    return true;
}

static bool kept_tell(Store *store, const char *unit, GError **error)
{
    g_auto(KeptReport) report = {0};
    g_autoptr(Db) db = store_reader(store, error);

    if (db == NULL || !kept_check(db, unit, &report, error))
        return false;
    if (report.differences->len > 0)
        return fail(error, FAIL_CORRUPT,
            "what is kept beside the journal is not what it recorded (%u): %s; somebody altered "
            "the database: keep a copy of it",
            report.differences->len, (const char *) report.differences->pdata[0]);
    printf("%" G_GINT64_FORMAT " passwords, PINs, keys, tokens and sessions are those that the "
           "journal recorded; of %" G_GINT64_FORMAT " others, set by an earlier version, it says "
           "nothing\n",
        report.sealed, report.unsealed);
    return true;
}

static bool verify_run(Cli *cli, GError **error)
{
    const char *unit = cli_option(cli, "unit");
    Store *store = cli_store_reader(cli, error);

    return store != NULL && record_tell(store, unit, error) && kept_tell(store, unit, error) &&
           tables_tell(store, unit, error);
}

static bool unit_export(Db *db, const char *unit, GError **error)
{
    int64_t after = 0;

    for (;;) {
        g_autoptr(GPtrArray) lines = journal_lines(db, unit, after, LINES_AT_ONCE, error);
        if (lines == NULL)
            return false;
        for (guint i = 0; i < lines->len; i++) {
            const JournalLine *line = lines->pdata[i];
            printf("%s %s\n", line->hash, line->text);
            after = line->seq;
        }
        if (lines->len < LINES_AT_ONCE)
            return true;
    }
}

static GPtrArray *units_of_journal(Db *db, GError **error)
{
    g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func(g_free);
    StoreStep step = STORE_ROW;
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT unit FROM head ORDER BY unit", error);

    if (statement == NULL)
        return NULL;
    while ((step = statement_step(statement, error)) == STORE_ROW)
        g_ptr_array_add(units, g_strdup(row_text(statement, 0)));
    return step == STORE_DONE ? g_steal_pointer(&units) : NULL;
}

static bool export_all(Db *db, GError **error)
{
    g_autoptr(GPtrArray) units = units_of_journal(db, error);

    if (units == NULL)
        return false;
    for (guint i = 0; i < units->len; i++) {
        if (!unit_export(db, units->pdata[i], error))
            return false;
    }
    return true;
}

static bool export_run(Cli *cli, GError **error)
{
    const char *unit = cli_option(cli, "unit");
    Store *store = cli_store_reader(cli, error);

    if (store == NULL)
        return false;
    g_autoptr(Db) db = store_reader(store, error);
    if (db == NULL)
        return false;
    g_autoptr(StoreTxn) txn = store_begin_read(db, error);
    if (txn == NULL || !unit_known(db, unit, error))
        return false;
    return unit == NULL ? export_all(db, error) : unit_export(db, unit, error);
}

const CliCommand audit_verify_command = {
    .name = "audit verify",
    .help = "Checks every event, hash, head and attachment of the record, and the tables of some "
            "units, "
            "and names the first that does not fit.",
    .options = audit_options,
    .run = verify_run,
};

const CliCommand audit_export_command = {
    .name = "audit export",
    .help = "Writes the journal, one line an event: its hash in hex, a space, its text.",
    .options = audit_options,
    .run = export_run,
};
