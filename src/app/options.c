/* SPDX-License-Identifier: Apache-2.0 */
/* What the options of an application mean. */
#include "app/app.h"

#include "app/settings.h"
#include "base/resource.h"

#include <string.h>

Settings *app_settings_load(const char *data, GError **error)
{
    g_autofree char *path = g_build_filename(data, "shaodian.conf", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    g_autoptr(Settings) settings = settings_new(app_settings_rows);

    if (g_file_get_contents(path, &text, NULL, &problem)) {
        if (!settings_read(settings, text, path, error))
            return NULL;
    } else if (!g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        fail(error, FAIL_UNAVAILABLE, "%s", problem->message);
        return NULL;
    }
    return g_steal_pointer(&settings);
}

char *app_database_wanted(const Settings *settings, const AppOptions *options)
{
    const char *set = settings_text(settings, "db");

    if (options->db != NULL || set != NULL)
        return g_strdup(options->db != NULL ? options->db : set);
    g_autofree char *path = g_build_filename(options->data, "shaodian.db", NULL);
    return g_strconcat("sqlite:", path, NULL);
}

char *app_database(const AppOptions *options, GError **error)
{
    g_autoptr(Settings) settings = app_settings_load(options->data, error);
    return settings == NULL ? NULL : app_database_wanted(settings, options);
}

Schema *app_schema_new(GError **error)
{
    g_auto(GStrv) names = resource_list("/schema");
    g_autoptr(GPtrArray) texts = g_ptr_array_new();

    for (size_t i = 0; names[i] != NULL; i++) {
        g_autofree char *path = g_strconcat("/schema/", names[i], NULL);
        gsize size = 0;
        g_ptr_array_add(texts, (char *) resource_text(path, &size));
    }
    g_ptr_array_add(texts, NULL);
    return schema_new((const char *const *) names, (const char *const *) texts->pdata, error);
}
