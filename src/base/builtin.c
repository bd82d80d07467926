/* SPDX-License-Identifier: Apache-2.0 */
#include "base/builtin.h"

#include "base/resource.h"

#include <string.h>

#define ROOT "/catalog/"

static void fault_add(GPtrArray *faults, GError *fault /* taken */)
{
    if (faults != NULL)
        g_ptr_array_add(faults, g_strdup(fault->message));
    g_error_free(fault);
}

/* False: there is none, or it is faulty. */
static bool own_read(const char *path, BuiltinRead read, void *into, GPtrArray *faults)
{
    g_autofree char *text = NULL;
    BuiltinFile file = {.name = path};
    GError *fault = NULL;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return false;
    if (g_file_get_contents(path, &text, &file.size, &fault)) {
        file.text = text;
        if (read(into, &file, &fault))
            return true;
    }
    if (fault != NULL)
        fault_add(faults, fault);
    return false;
}

static bool builtin_read(const char *path, BuiltinRead read, void *into, GError **error)
{
    BuiltinFile file = {.name = path + 1};

    file.text = resource_text(path, &file.size);
    if (file.text == NULL)
        return fail(error, FAIL_CORRUPT, "%s is not built in", path + 1);
    return read(into, &file, error);
}

bool builtin_or_own(const char *folder, const char *name, BuiltinRead read, void *into,
    GPtrArray *faults, GError **error)
{
    g_autofree char *own = folder == NULL ? NULL : g_build_filename(folder, name, NULL);
    g_autofree char *path = g_strconcat(ROOT, name, NULL);

    return (own != NULL && own_read(own, read, into, faults)) ||
           builtin_read(path, read, into, error);
}

bool builtin_each(
    const char *part, const char *prefix, BuiltinRead read, void *into, GError **error)
{
    g_autofree char *folder = g_strconcat(ROOT, part, NULL);
    g_auto(GStrv) names = resource_list(folder);

    for (char **name = names; *name != NULL; name++) {
        g_autofree char *path = g_strconcat(folder, "/", *name, NULL);
        if (g_str_has_suffix(*name, ".json") &&
            (prefix == NULL || g_str_has_prefix(*name, prefix)) &&
            !builtin_read(path, read, into, error))
            return false;
    }
    return true;
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

void builtin_own_each(
    const char *path, const char *prefix, BuiltinRead read, void *into, GPtrArray *faults)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
        if (g_str_has_suffix(name, ".json") && *name != '.' &&
            (prefix == NULL || g_str_has_prefix(name, prefix)))
            g_ptr_array_add(paths, g_build_filename(path, name, NULL));
    g_ptr_array_sort(paths, by_name);
    for (guint i = 0; i < paths->len; i++)
        own_read(paths->pdata[i], read, into, faults);
}
