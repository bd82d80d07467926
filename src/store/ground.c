/* SPDX-License-Identifier: Apache-2.0 */
#include "store/ground.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES 3

typedef struct Footing {
    char *path;
    dev_t device;
    ino_t inode;
} Footing;

struct Ground {
    Footing files[FILES]; /* the database, as it was named, then what SQLite keeps beside it */
    gint emptied;         /* atomic: once so, whatever fills the file later is another record */
};

bool ground_check(const char *path, GError **error)
{
    g_autofree char *log = g_strconcat(path, "-wal", NULL);
    struct stat about;

    if (stat(path, &about) == 0 ? about.st_size > 0 : errno != ENOENT)
        return true;
    if (stat(log, &about) != 0 || about.st_size == 0)
        return true;
    return fail_as(error, FAIL_CONFLICT, "orphan_log",
        "%s is missing or empty, but its log is there and may hold what was written last: put the "
        "database back beside it; or, to give it up, move %s away",
        path, log);
}

static bool footing_note(Footing *file, char *path /* taken */, GError **error)
{
    struct stat about;

    file->path = path;
    if (stat(path, &about) != 0)
        return fail(error, FAIL_UNAVAILABLE, "can't look at %s: %s", path, g_strerror(errno));
    file->device = about.st_dev;
    file->inode = about.st_ino;
    return true;
}

Ground *ground_new(const char *path, GError **error)
{
    /* SQLite puts the log beside the file, not beside a link to it. */
    char *real = realpath(path, NULL);
    Ground *ground = g_new0(Ground, 1);
    const char *base = real == NULL ? path : real;
    bool noted = footing_note(&ground->files[0], g_canonicalize_filename(path, NULL), error) &&
                 footing_note(&ground->files[1], g_strconcat(base, "-wal", NULL), error) &&
                 footing_note(&ground->files[2], g_strconcat(base, "-shm", NULL), error);

    free(real);
    if (noted)
        return ground;
    ground_free(ground);
    return NULL;
}

void ground_free(Ground *ground)
{
    if (ground == NULL)
        return;
    for (size_t i = 0; i < FILES; i++)
        g_free(ground->files[i].path);
    g_free(ground);
}

static bool refuse_emptied(const char *path, GError **error)
{
    return fail_as(
        error, FAIL_UNAVAILABLE, "data_gone", "%s was emptied: stop, restore and start", path);
}

bool ground_holds(Ground *ground, GError **error)
{
    if (g_atomic_int_get(&ground->emptied))
        return refuse_emptied(ground->files[0].path, error);
    for (size_t i = 0; i < FILES; i++) {
        const Footing *file = &ground->files[i];
        struct stat about;

        if (stat(file->path, &about) != 0)
            return fail_as(error, FAIL_UNAVAILABLE, "data_gone",
                "%s was moved or removed (%s): put the very same file back, or stop, restore and "
                "start",
                file->path, g_strerror(errno));
        if (about.st_dev != file->device || about.st_ino != file->inode)
            return fail_as(error, FAIL_UNAVAILABLE, "data_gone",
                "another file lies at %s: put the one before back, or stop, restore and start",
                file->path);
        /* The log is emptied after each whole checkpoint, the other two never are. */
        if (i != 1 && about.st_size == 0) {
            g_atomic_int_set(&ground->emptied, 1);
            return refuse_emptied(file->path, error);
        }
    }
    return true;
}
