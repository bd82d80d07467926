/* SPDX-License-Identifier: Apache-2.0 */
#include "app/kept.h"
#include "app/marker.h"
#include "base/clock.h"
#include "cli/doctor.h"
#include "cli/tables.h"
#include "engine/eraser.h"
#include "journal/journal.h"
#include "unit/role.h"

#define LATE_MS (INT64_C(60) * 1000)

/* The first column of the first row as a number; `fallback` when there is none. */
static int64_t number_of(Statement *statement /* may be NULL */, int64_t fallback, GError **error)
{
    StoreStep step = statement == NULL ? STORE_FAILED : statement_step(statement, error);

    return step != STORE_ROW || row_is_null(statement, 0) ? fallback : row_int(statement, 0);
}

static void look_at_collation(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    bool right = false;

    if (!store_collation_ok(db, &right, &error))
        doctor_say(doctor, FINDING_FAIL, "collation", "%s", error->message);
    else if (!right)
        doctor_say(doctor, FINDING_FAIL, "collation",
            "the database does not sort by bytes: backup, CREATE DATABASE … TEMPLATE template0 "
            "LOCALE 'C', restore");
    else
        doctor_say(doctor, FINDING_OK, "collation", "sorts by bytes");
}

/* The quick check; every hash is `audit verify`. */
static void look_at_journal(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;

    if (!heads_check(db, &error))
        doctor_say(doctor, FINDING_FAIL, "journal", "%s", error->message);
    else
        doctor_say(doctor, FINDING_OK, "journal",
            "every chain ends as its head says (`audit verify` checks all of it)");
}

static void look_at_kept(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_auto(KeptReport) report = {0};

    if (!kept_check(db, NULL, &report, &error))
        doctor_say(doctor, FINDING_FAIL, "kept", "%s", error->message);
    else if (report.differences->len > 0)
        doctor_say(doctor, FINDING_FAIL, "kept",
            "%u things beside the journal are not what it recorded: %s; somebody altered the "
            "database: keep a copy, set secrets anew (`shaodian user passwd`, revoke), or restore",
            report.differences->len, (const char *) report.differences->pdata[0]);
    else
        doctor_say(doctor, FINDING_OK, "kept",
            "%" G_GINT64_FORMAT " passwords, PINs, keys, tokens and sessions are those that the "
            "journal recorded; of %" G_GINT64_FORMAT " others, of an earlier version, it says "
            "nothing",
            report.sealed, report.unsealed);
}

/* All of them, which takes as long as a replay of the journal. */
static void look_at_tables(Doctor *doctor, Store *store)
{
    g_autoptr(GError) error = NULL;
    g_auto(TablesReport) report = {0};

    if (!tables_compare(store, NULL, 0, &report, &error))
        doctor_say(doctor, FINDING_FAIL, "tables", "%s", error->message);
    else if (report.differences > 0)
        doctor_say(doctor, FINDING_FAIL, "tables",
            "%s: somebody altered them; keep a copy, then `shaodian rebuild` makes them anew",
            report.first);
    else
        doctor_say(doctor, FINDING_OK, "tables", "of all %u units equal the journal", report.units);
}

static void look_at_clocks(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) due = store_prepare(db, "SELECT MIN(at) FROM due", &error);
    int64_t oldest = number_of(due, INT64_MAX, &error);

    if (error != NULL)
        doctor_say(doctor, FINDING_FAIL, "clocks", "%s", error->message);
    else if (oldest < doctor->now - LATE_MS)
        doctor_say(doctor, FINDING_WARN, "clocks",
            "one has been due for %" G_GINT64_FORMAT
            " minutes: start the server, or restart it when it runs",
            (doctor->now - oldest) / LATE_MS);
    else
        doctor_say(doctor, FINDING_OK, "clocks", "none is waiting to be served");
}

static void look_at_time(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) last = store_prepare(db, "SELECT MAX(at) FROM head", &error);
    int64_t at = number_of(last, 0, &error);

    if (error != NULL)
        doctor_say(doctor, FINDING_FAIL, "time", "%s", error->message);
    else if (at > doctor->now)
        doctor_say(doctor, FINDING_WARN, "time",
            "this machine's time is %" G_GINT64_FORMAT
            " s before the last event: set it, and keep it by NTP",
            (at - doctor->now) / 1000 + 1);
    else
        doctor_say(doctor, FINDING_OK, "time", "not before the last event");
}

static void look_at_server_log(Doctor *doctor, Db *db)
{
    int64_t began = 0;

    if (!store_log_began(db, &began, NULL))
        doctor_say(doctor, FINDING_WARN, "erasures",
            "what was purged also lies in PostgreSQL's pg_wal and archives, whose age this user "
            "may "
            "not see: grant pg_monitor, and keep archives no longer than backups");
    else
        doctor_say(doctor, FINDING_OK, "erasures",
            "PostgreSQL's pg_wal goes back %d days; it and archives hold what was purged since",
            (int) (MAX(doctor->now - began, 0) / DAY_MS));
}

static void look_at_erasures(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    Erasures erasures = {0};

    if (!erasures_read(db, &erasures, &error))
        doctor_say(doctor, FINDING_FAIL, "erasures", "%s", error->message);
    else if (erasures.waiting > 0 && erasures.since_at < doctor->now - HOUR_MS)
        doctor_say(doctor, FINDING_WARN, "erasures",
            "what was purged %" G_GINT64_FORMAT " hours ago may still lie in the files: start the "
            "server, or end long readers",
            (doctor->now - erasures.since_at) / HOUR_MS);
    else
        doctor_say(doctor, FINDING_OK, "erasures", "what was purged has left the files%s",
            erasures.waiting > 0 ? ", or is about to" : "");
    if (erasures.last_at != FIELD_UNSET && store_kind(db_store(db)) == STORE_POSTGRES)
        look_at_server_log(doctor, db);
}

/* At the top, since a unit without its own is administered from above. */
static int64_t administrators_at_top(Db *db, const char *role, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT COUNT(*) FROM role_grant g"
        " JOIN unit u ON u.unit = g.unit"
        " JOIN account a ON a.unit = g.unit AND a.person = g.person"
        " WHERE u.parent IS NULL AND g.role = $role AND a.disabled_at IS NULL",
        error);

    if (statement != NULL)
        bind_text(statement, "role", role);
    return number_of(statement, -1, error);
}

static bool look_at_role(Doctor *doctor, Db *db, const char *role)
{
    g_autoptr(GError) error = NULL;
    int64_t count = administrators_at_top(db, role, &error);

    if (error != NULL)
        doctor_say(doctor, FINDING_FAIL, "administrators", "%s", error->message);
    else if (count == 0)
        doctor_say(doctor, FINDING_FAIL, "administrators",
            "nobody is %s of the unit at the top: `shaodian user add NAME@UNIT --name … --role %s`",
            role, role);
    return count > 0;
}

static void look_at_administrators(Doctor *doctor, Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Roles) roles = roles_new_builtin(&error);
    g_autoptr(Statement) units = store_prepare(db, "SELECT COUNT(*) FROM unit", &error);
    bool all = true;

    if (error != NULL) {
        doctor_say(doctor, FINDING_FAIL, "administrators", "%s", error->message);
        return;
    }
    if (number_of(units, 0, &error) == 0) {
        doctor_say(doctor, FINDING_WARN, "administrators",
            "there is no unit yet: start the server and open its page with the code in setup-code");
        return;
    }
    for (const char *const *role = roles_names(roles); *role != NULL; role++)
        if (roles_is_administrator(roles, *role))
            all = look_at_role(doctor, db, *role) && all;
    if (all)
        doctor_say(doctor, FINDING_OK, "administrators", "all three are there at the top");
}

static void markers_say(Doctor *doctor, bool right, const GError *error)
{
    doctor_say(doctor, right ? FINDING_OK : FINDING_FAIL, "marker", "%s",
        right ? "the record is the one that belongs here" : error->message);
}

/* Is the record the one that belongs here? `db` is NULL where there is no database. */
static void look_at_marker(Doctor *doctor, const char *url, Db *db)
{
    g_autoptr(GError) error = NULL;
    const char *twin = doctor->options.marker != NULL ? doctor->options.marker
                                                      : settings_text(doctor->settings, "marker");
    g_autoptr(Markers) markers = markers_new(doctor->options.data, url, twin);
    bool right =
        markers_check_file(markers, &error) && (db == NULL || markers_check(markers, db, &error));

    if (db != NULL || !right)
        markers_say(doctor, right, error);
}

void doctor_look_at_record(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = app_database(&doctor->options, &error);
    g_autoptr(Store) store = url == NULL ? NULL : store_open_beside(url, &error);
    g_autoptr(Db) db = store == NULL ? NULL : store_reader(store, &error);
    g_autoptr(Schema) schema = db == NULL ? NULL : app_schema_new(&error);

    if (url != NULL)
        look_at_marker(doctor, url, db);
    if (schema == NULL) {
        bool is_absent = g_error_matches(error, FAIL, FAIL_NOT_FOUND);
        doctor_say(doctor, is_absent ? FINDING_WARN : FINDING_FAIL, "database", "%s%s",
            error->message, is_absent ? ": the first start of the server makes it" : "");
        return;
    }
    doctor_say(doctor, FINDING_OK, "database", "%s can be reached",
        store_kind(store) == STORE_SQLITE ? "the file" : "PostgreSQL");
    look_at_collation(doctor, db);
    doctor_look_at_rest(doctor, store);
    if (!doctor_look_at_version(doctor, schema, db))
        return;
    doctor_look_at_derived(doctor, schema, db);
    look_at_journal(doctor, db);
    look_at_kept(doctor, db);
    look_at_tables(doctor, store);
    look_at_clocks(doctor, db);
    look_at_time(doctor, db);
    doctor_look_at_clock(doctor, db);
    look_at_administrators(doctor, db);
    look_at_erasures(doctor, db);
}
