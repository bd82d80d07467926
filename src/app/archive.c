/* SPDX-License-Identifier: Apache-2.0 */
#include "app/archive.h"

#include "engine/blob.h"
#include "store/backup.h"

#include <glib/gstdio.h>

/* --- checking --- */

static bool report_check(const VerifyReport *report, ArchiveReport *out_report, GError **error)
{
    if (report->unit != NULL)
        return fail(error, FAIL_CORRUPT, "unit %s, event %" G_GINT64_FORMAT ": %s", report->unit,
            report->seq, report->problem);
    out_report->units = report->units;
    out_report->events = report->events;
    return true;
}

static bool record_check(Db *db, ArchiveReport *out_report, GError **error)
{
    VerifyReport report = {0};
    bool fits = record_verify(db, NULL, &report, error) && report_check(&report, out_report, error);

    verify_report_clear(&report);
    return fits;
}

static bool store_check(Store *store, ArchiveReport *out_report, GError **error)
{
    g_autoptr(Db) db = store_reader(store, error);
    return db != NULL && record_check(db, out_report, error);
}

static Store *file_open(const char *path, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);

    /* A pipe would be waited for. */
    if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        fail(error, FAIL_INVALID, "%s is no file: name the one that `shaodian backup` made", path);
        return NULL;
    }
    return store_open_beside(url, error);
}

/* --- files beside the one that is wanted --- */

typedef struct Passing {
    char *path;
} Passing;

/* SQLite's own files go with it. */
static void passing_unlink(const Passing *passing)
{
    const char *const endings[] = {"", "-wal", "-shm", "-journal", ".part", ".lock"};

    for (size_t i = 0; passing->path != NULL && i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(passing->path, endings[i], NULL);
        g_unlink(name);
    }
}

/* What a run that was killed left there goes first. */
static void passing_begin(Passing *passing, char *path /* taken */)
{
    passing->path = path;
    passing_unlink(passing);
}

static void passing_remove(Passing *passing)
{
    passing_unlink(passing);
    g_clear_pointer(&passing->path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Passing, passing_remove)

/* --- making --- */

/* The number that an empty database got makes way for the one that comes with the record. */
static bool number_drop(Db *to, GError **error)
{
    g_autoptr(Statement) drop = store_prepare(to, "DELETE FROM installation", error);
    return drop != NULL && statement_run(drop, error);
}

/* One snapshot of the kept tables, with the others made from them. One transaction, of any length:
 * a restore that is killed leaves an empty database as it was, and nothing to go on from; rows pass
 * one by one, so that no memory is held for it. */
static bool kept_take(App *app, Db *from, GError **error)
{
    g_autoptr(Db) to = store_writer(app_store(app), error);
    g_autoptr(StoreTxn) snapshot = to == NULL ? NULL : store_begin_read(from, error);
    g_autoptr(StoreTxn) txn = snapshot == NULL ? NULL : store_begin(to, error);

    return txn != NULL && number_drop(to, error) &&
           schema_copy_kept(app_schema(app), from, to, error) &&
           engine_replay(app_engine(app), to, error) && store_commit(g_steal_pointer(&txn), error);
}

static bool file_fill(Store *from, const char *data, const char *path, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    const AppOptions options = {.data = data, .db = url, .marking = MARKING_NONE};
    g_autoptr(App) app = app_open(&options, error);
    g_autoptr(Db) db = app == NULL ? NULL : store_reader(from, error);

    return db != NULL && schema_check(app_schema(app), db, error) && kept_take(app, db, error);
}

/* Of a database that is no file: a file is made beside the one that is wanted, then copied. */
static bool copy_by_rows(Store *from, const char *data, const char *path, GError **error)
{
    g_auto(Passing) passing = {0};

    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return fail_as(error, FAIL_CONFLICT, "exists", "%s exists already", path);
    passing_begin(&passing, g_strconcat(path, ARCHIVE_ROWS, NULL));
    if (!file_fill(from, data, passing.path, error))
        return false;
    g_autoptr(Store) filled = file_open(passing.path, error);
    return filled != NULL && store_backup(filled, path, error);
}

bool archive_make(
    Store *from, const char *data, const char *path, ArchiveReport *out_report, GError **error)
{
    bool done = store_kind(from) == STORE_SQLITE ? store_backup(from, path, error)
                                                 : copy_by_rows(from, data, path, error);

    if (!done)
        return false;
    g_autoptr(Store) copy = file_open(path, error);
    if (copy != NULL && store_check_pages(copy, error) && store_check(copy, out_report, error))
        return true;
    g_unlink(path);
    return fail_in(error, "the record does not fit itself, no backup was kept");
}

/* --- taking in --- */

static bool target_check(App *app, GError **error)
{
    g_autoptr(Db) db = store_reader(app_store(app), error);
    g_autoptr(Statement) any = db == NULL ? NULL : store_prepare(db, "SELECT 1 FROM head", error);
    StoreStep step = any == NULL ? STORE_FAILED : statement_step(any, error);

    if (step == STORE_ROW)
        return fail_as(error, FAIL_CONFLICT, "not_empty",
            "there is a record in this database already; restore into an empty one");
    return step == STORE_DONE;
}

/* A copy of a file of an older version, brought up to date. */
static Store *newer_copy(App *app, Store *file, Passing *passing, GError **error)
{
    bool replay = false;

    passing_begin(passing, g_build_filename(app_data(app), ARCHIVE_RESTORING, NULL));
    g_autofree char *url = g_strconcat("sqlite:", passing->path, NULL);
    if (!store_backup(file, passing->path, error))
        return NULL;
    g_autoptr(Store) copy = store_open(url, error);
    g_autoptr(Db) db = copy == NULL ? NULL : store_writer(copy, error);
    if (db == NULL || !schema_apply(app_schema(app), db, &replay, error))
        return NULL;
    g_clear_pointer(&db, db_release);
    return g_steal_pointer(&copy);
}

static bool version_find(App *app, Store *file, SchemaState *out_state, GError **error)
{
    g_autoptr(Db) db = store_reader(file, error);
    return db != NULL && schema_examine(app_schema(app), db, out_state, error);
}

static bool store_take(App *app, Store *from, GError **error)
{
    g_autoptr(Db) db = store_reader(from, error);
    return db != NULL && kept_take(app, db, error);
}

static bool file_take(App *app, Store *file, ArchiveReport *out_report, GError **error)
{
    SchemaState state = SCHEMA_SAME;
    g_auto(Passing) passing = {0};
    g_autoptr(Store) newer = NULL;

    if (!store_check_pages(file, error) || !version_find(app, file, &state, error) ||
        !store_check(file, out_report, error))
        return false;
    if (out_report->events == 0)
        return fail(error, FAIL_INVALID, "there is no event in it");
    if (state == SCHEMA_SAME)
        return store_take(app, file, error);
    newer = newer_copy(app, file, &passing, error);
    return newer != NULL && store_take(app, newer, error);
}

bool archive_restore(App *app, const char *path, ArchiveReport *out_report, GError **error)
{
    if (!target_check(app, error))
        return false;
    g_autoptr(Store) file = file_open(path, error);
    if (file == NULL || !file_take(app, file, out_report, error))
        return fail_in(error, "%s", path);
    return app_mark(app, error);
}
