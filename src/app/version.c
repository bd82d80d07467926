/* SPDX-License-Identifier: Apache-2.0 */
#include "app/version.h"

#include "app/app.h"
#include "app/modules.h"

bool version_bring(const UpgradeJob *job, Store **store, const char *url, GError **error)
{
    UpgradeJob left = *job;
    bool reopen = true;

    while (reopen) {
        if (!upgrade_run(&left, store, &reopen, error))
            return false;
        left.always = false;
        left.is_made = reopen;
        if (reopen)
            *store = store_open(url, error);
        if (*store == NULL)
            return false;
    }
    return true;
}

static bool prepare(const UpgradeJob *job, Store *live, GError **error)
{
    UpgradeNeed need = UPGRADE_NONE;
    g_autoptr(Db) db = store_reader(live, error);

    if (db == NULL || !upgrade_need(job, db, &need, error))
        return false;
    g_clear_pointer(&db, db_release);
    if (need == UPGRADE_REPLAY)
        return upgrade_prepare(job, live, error);
    if (job->watch != NULL && job->watch->tell != NULL)
        job->watch->tell(job->watch->self, "there is nothing to prepare: the start takes no time");
    return true;
}

bool app_prepare(const AppOptions *options, GError **error)
{
    g_autofree char *url = app_database(options, error);
    g_autoptr(Store) live = url == NULL ? NULL : store_open_beside(url, error);
    g_autoptr(Schema) schema = live == NULL ? NULL : app_schema_new(error);
    g_autoptr(Clock) clock = clock_new_system();
    const UpgradeJob job = {
        .schema = schema, .modules = app_modules, .clock = clock, .watch = options->watch};

    return schema != NULL && prepare(&job, live, error);
}
