/* SPDX-License-Identifier: Apache-2.0 */
#include "base/resource.h"

#include <gio/gio.h>

const char *resource_text(const char *path, gsize *out_size)
{
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    /* Uncompressed bytes stand in the program itself and outlive the GBytes. */
    return bytes ? g_bytes_get_data(bytes, out_size) : NULL;
}

static int name_compare(const void *a, const void *b)
{
    return g_strcmp0(*(char *const *) a, *(char *const *) b);
}

char **resource_list(const char *folder)
{
    char **names = g_resources_enumerate_children(folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!names)
        return g_new0(char *, 1);
    qsort(names, g_strv_length(names), sizeof *names, name_compare);
    return names;
}
