/* SPDX-License-Identifier: Apache-2.0 */
/* How an upgrade goes on, and what is said of it. */
#include "engine/upgrade_private.h"

#include <stdarg.h>

#define TELL_MS (2 * SECOND_MS)

void upgrade_tell(Upgrade *upgrade, const char *format, ...)
{
    const UpgradeWatch *watch = upgrade->job->watch;
    va_list arguments;

    if (watch == NULL || watch->tell == NULL)
        return;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    watch->tell(watch->self, line);
}

void upgrade_tell_progress(Upgrade *upgrade)
{
    int64_t now = clock_monotonic();
    int64_t here = upgrade->done - upgrade->began_with;

    if (now < upgrade->told_at + TELL_MS || upgrade->in_one)
        return;
    upgrade->told_at = now;
    int64_t left = upgrade->total - upgrade->done;
    upgrade_tell(upgrade,
        "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " events replayed, about %" G_GINT64_FORMAT
        " s to go",
        upgrade->done, upgrade->total,
        left * (now - upgrade->began_at) / MAX(here, 1) / SECOND_MS + 1);
}

static bool is_stopped(const UpgradeWatch *watch)
{
    return watch != NULL && watch->stopped != NULL && watch->stopped(watch->self);
}

bool upgrade_job_goes_on(const UpgradeJob *job, GError **error)
{
    return !is_stopped(job->watch) ||
           fail_as(error, FAIL_UNAVAILABLE, "stopped",
               "the upgrade was stopped; nothing is lost, the next start goes on with it");
}

bool upgrade_goes_on(const Upgrade *upgrade, GError **error)
{
    return upgrade_job_goes_on(upgrade->job, error);
}

Db *upgrade_source(const Upgrade *upgrade)
{
    return upgrade->from != NULL ? upgrade->from : upgrade->to;
}
