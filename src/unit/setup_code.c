/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/setup_code.h"

#include "base/digest.h"
#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIGNS "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#define LENGTH 25
#define GROUP 5
#define SHOWN (LENGTH + LENGTH / GROUP - 1) /* with a dash between groups */

struct SetupCode {
    char *path;
    char *shown; /* NULL: none is needed */
    atomic_bool is_closed;
    pthread_mutex_t lock; /* guards the tries */
    int64_t tried_at;     /* monotonic: the first wrong one of this minute */
    int tries;
};

/* The signs alone, in capitals: NULL when it can't be a code. Owned. */
static char *code_signs(const char *typed)
{
    g_autoptr(GString) signs = g_string_sized_new(LENGTH);

    for (const char *at = typed; *at != '\0'; at++) {
        char sign = g_ascii_toupper(*at);

        if (*at == '-' || g_ascii_isspace(*at))
            continue;
        if (strchr(SIGNS, sign) == NULL || signs->len == LENGTH)
            return NULL;
        g_string_append_c(signs, sign);
    }
    return signs->len == LENGTH ? g_string_free(g_steal_pointer(&signs), FALSE) : NULL;
}

static char *signs_show(const char *signs)
{
    GString *shown = g_string_sized_new(SHOWN);

    for (size_t i = 0; i < LENGTH; i++) {
        if (i > 0 && i % GROUP == 0)
            g_string_append_c(shown, '-');
        g_string_append_c(shown, signs[i]);
    }
    return g_string_free(shown, FALSE);
}

/* Each sign as likely as any other: bytes past the last whole round are thrown again. */
static char *code_make(void)
{
    const size_t count = strlen(SIGNS);
    char signs[LENGTH + 1] = "";

    for (size_t i = 0; i < LENGTH;) {
        uint8_t byte = 0;

        random_bytes(&byte, 1);
        if (byte < 256 / count * count)
            signs[i++] = SIGNS[byte % count];
    }
    return signs_show(signs);
}

/* Owned; NULL when there is no file, or not such a one as this program writes. */
static char *code_read(const char *path)
{
    char text[SHOWN + 8] = "";
    struct stat about = {0};
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    ssize_t size = -1;

    if (file < 0)
        return NULL;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 077) == 0)
        size = read(file, text, sizeof text - 1);
    close(file);
    g_autofree char *signs = size > 0 ? code_signs(text) : NULL;
    return signs == NULL ? NULL : signs_show(signs);
}

static bool fail_write(const char *path, GError **error)
{
    return fail(error, FAIL_UNAVAILABLE, "writing %s: %s", path, g_strerror(errno));
}

/* The whole text is on the disk before the name is: no reader ever meets a half. */
static bool file_fill(int file, const char *shown, const char *path, GError **error)
{
    g_autofree char *line = g_strconcat(shown, "\n", NULL);
    size_t size = strlen(line);
    bool is_whole = write(file, line, size) == (ssize_t) size && fsync(file) == 0;
    bool ok = is_whole || fail_write(path, error);

    close(file);
    return ok;
}

/* Under its name only if nobody else was first; then theirs holds. */
static bool code_write(const char *path, const char *shown, GError **error)
{
    g_autofree char *nonce = random_hex(8);
    g_autofree char *beside = g_strconcat(path, ".", nonce, NULL);
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (file < 0)
        return fail_write(beside, error);
    bool ok = file_fill(file, shown, beside, error) &&
              (link(beside, path) == 0 || errno == EEXIST || fail_write(path, error));
    unlink(beside);
    return ok;
}

/* Of two processes that start at once both end with the same code. Owned. */
static char *code_take(const char *path, GError **error)
{
    g_autofree char *kept = code_read(path);

    if (kept != NULL)
        return g_steal_pointer(&kept);
    if (unlink(path) != 0 && errno != ENOENT) {
        fail_write(path, error);
        return NULL;
    }
    g_autofree char *made = code_make();
    if (!code_write(path, made, error))
        return NULL;
    kept = code_read(path);
    if (kept == NULL)
        fail(error, FAIL_UNAVAILABLE, "%s is not what was written: remove it", path);
    return g_steal_pointer(&kept);
}

SetupCode *setup_code_open(const char *data, Db *db, GError **error)
{
    g_autoptr(SetupCode) code = g_new0(SetupCode, 1);
    bool is_empty = false;

    pthread_mutex_init(&code->lock, NULL);
    code->path = g_build_filename(data, SETUP_CODE_FILE, NULL);
    if (!journal_is_empty(db, false, &is_empty, error))
        return NULL;
    if (!is_empty)
        setup_code_close(code);
    else if ((code->shown = code_take(code->path, error)) == NULL)
        return NULL;
    return g_steal_pointer(&code);
}

void setup_code_free(SetupCode *code)
{
    if (code == NULL)
        return;
    pthread_mutex_destroy(&code->lock);
    g_free(code->path);
    g_free(code->shown);
    g_free(code);
}

const char *setup_code_text(const SetupCode *code)
{
    return code->shown;
}

/* Is this minute's measure of wrong tries full? Once it is over, it begins anew. */
static bool tries_are_up(SetupCode *code, int64_t now)
{
    if (now - code->tried_at >= SETUP_CODE_TRIES_MS)
        code->tries = 0;
    return code->tries >= SETUP_CODE_TRIES;
}

static void try_count(SetupCode *code, int64_t now)
{
    if (code->tries++ == 0)
        code->tried_at = now;
}

static bool code_fits(const SetupCode *code, const char *given)
{
    g_autofree char *signs = code_signs(given);
    g_autofree char *shown = signs == NULL ? NULL : signs_show(signs);

    return shown != NULL && bytes_equal(shown, code->shown, SHOWN);
}

bool setup_code_check(SetupCode *code, const char *given, int64_t now, GError **error)
{
    if (code == NULL || code->shown == NULL)
        return fail_as(error, FAIL_DENIED, "wrong_setup_code", "there is no set-up code");
    pthread_mutex_lock(&code->lock);
    bool is_up = tries_are_up(code, now);
    bool fits = !is_up && code_fits(code, given);
    if (!is_up && !fits)
        try_count(code, now);
    pthread_mutex_unlock(&code->lock);
    if (is_up)
        return fail_as(error, FAIL_DENIED, "setup_code_tries",
            "too many wrong set-up codes: try again in a minute");
    return fits ||
           fail_as(error, FAIL_DENIED, "wrong_setup_code",
               "this is not the set-up code: it stands in the data directory, in " SETUP_CODE_FILE);
}

void setup_code_close(SetupCode *code)
{
    if (code != NULL && !atomic_exchange(&code->is_closed, true))
        unlink(code->path);
}
