/* SPDX-License-Identifier: Apache-2.0 */
#include "app/marker.h"

#include "base/digest.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILES 2

struct Markers {
    char *database; /* path; NULL: it is no file */
    char *paths[FILES];
    int count;
};

static char *path_beside(const char *database)
{
    size_t length = strlen(database);
    size_t kept = g_str_has_suffix(database, ".db") ? length - strlen(".db") : length;

    return g_strdup_printf("%.*s.id", (int) kept, database);
}

Markers *markers_new(const char *data, const char *url, const char *twin)
{
    Markers *markers = g_new0(Markers, 1);

    if (g_str_has_prefix(url, "sqlite:"))
        markers->database = g_strdup(url + strlen("sqlite:"));
    markers->paths[markers->count++] = markers->database != NULL
                                           ? path_beside(markers->database)
                                           : g_build_filename(data, "shaodian.id", NULL);
    if (twin != NULL)
        markers->paths[markers->count++] = g_strdup(twin);
    return markers;
}

void markers_free(Markers *markers)
{
    if (markers == NULL)
        return;
    for (int i = 0; i < markers->count; i++)
        g_free(markers->paths[i]);
    g_free(markers->database);
    g_free(markers);
}

/* The number of a file: 0 when there is no file, -1 when it says none. */
static int64_t file_read(const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    gint64 id = 0;

    /* A pipe or a device would be read for ever. */
    if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return -1;
    if (!g_file_get_contents(path, &text, NULL, &problem))
        return g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? 0 : -1;
    text[strcspn(text, "\n")] = '\0';
    return g_ascii_string_to_signed(text, 10, 1, INT64_MAX, &id, NULL) ? id : -1;
}

static bool fail_gone(const char *path, GError **error)
{
    return fail_as(error, FAIL_CONFLICT, "data_gone",
        "%s says that a record was kept here, and there is none: put it back, or take in a backup "
        "with `shaodian restore FILE`; only to begin anew without it: rm %s",
        path, path);
}

static bool is_missing(const char *database)
{
    struct stat about;

    return stat(database, &about) != 0 || about.st_size == 0;
}

bool markers_check_file(const Markers *markers, GError **error)
{
    if (markers->database == NULL || !is_missing(markers->database))
        return true;
    for (int i = 0; i < markers->count; i++) {
        if (file_read(markers->paths[i]) != 0)
            return fail_gone(markers->paths[i], error);
    }
    return true;
}

int64_t installation_id(Db *db)
{
    g_autoptr(Statement) row = store_prepare(db, "SELECT id FROM installation WHERE one = 1", NULL);

    return row != NULL && statement_step(row, NULL) == STORE_ROW ? row_int(row, 0) : 0;
}

static bool holds_record(Db *db)
{
    g_autoptr(Statement) any = store_prepare(db, "SELECT 1 FROM head", NULL);

    return any != NULL && statement_step(any, NULL) == STORE_ROW;
}

bool markers_check(const Markers *markers, Db *db, GError **error)
{
    int64_t here = installation_id(db);

    for (int i = 0; i < markers->count; i++) {
        const char *path = markers->paths[i];
        int64_t wanted = file_read(path);

        if (wanted == 0 || wanted == here)
            continue;
        if (here == 0 && !holds_record(db))
            return fail_gone(path, error);
        /* A database of a version that had no number is taken for the one that is wanted. */
        if (here == 0 && wanted > 0)
            continue;
        return fail_as(error, FAIL_CONFLICT, "other_data",
            "%s names another record than this database holds: put the right one back; or, when "
            "this is it: rm %s",
            path, path);
    }
    return true;
}

static int64_t id_wanted(const Markers *markers)
{
    int64_t id = 0;

    for (int i = 0; i < markers->count && id <= 0; i++)
        id = file_read(markers->paths[i]);
    if (id > 0)
        return id;
    random_bytes(&id, sizeof id);
    return (id & INT64_MAX) | 1;
}

/* Of two processes that do it at once on one server, the first one's stands. */
static bool id_insert(Db *db, int64_t id, int64_t now, GError **error)
{
    g_autoptr(Statement) insert = store_prepare(db,
        "INSERT INTO installation (one, id, made_at) VALUES (1, $id, $at)"
        " ON CONFLICT (one) DO NOTHING",
        error);

    if (insert == NULL)
        return false;
    bind_int(insert, "id", id);
    bind_int(insert, "at", now);
    return statement_run(insert, error);
}

static bool file_write(const char *path, int64_t id, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = g_strdup_printf(
        "%" G_GINT64_FORMAT "\nWhich record of Shaodian belongs here: do not copy or remove.\n",
        id);

    return file_read(path) == id ||
           g_file_set_contents_full(path, text, -1,
               G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &problem) ||
           fail(error, FAIL_UNAVAILABLE, "%s", problem->message);
}

void markers_forget(const Markers *markers)
{
    for (int i = 0; i < markers->count; i++)
        g_unlink(markers->paths[i]);
}

bool markers_follow(const Markers *markers, Db *db, int64_t now, GError **error)
{
    if (installation_id(db) == 0 && !id_insert(db, id_wanted(markers), now, error))
        return false;
    int64_t id = installation_id(db);
    if (id == 0)
        return fail(error, FAIL_UNAVAILABLE, "the number of the record can't be read");
    for (int i = 0; i < markers->count; i++) {
        if (!file_write(markers->paths[i], id, error))
            return false;
    }
    return true;
}
