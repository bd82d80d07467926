/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine_private.h"

#include <string.h>

#define WORD_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

static bool segment_read(const char *segment, GPtrArray *names)
{
    size_t size = strlen(segment);

    if (size == 0)
        return false;
    if (segment[0] != '{')
        return strspn(segment, WORD_CHARACTERS ".-") == size;
    if (size < 3 || segment[size - 1] != '}' || strspn(segment + 1, WORD_CHARACTERS) != size - 2)
        return false;
    g_ptr_array_add(names, g_strndup(segment + 1, size - 2));
    return true;
}

GPtrArray *path_names(const char *path, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) segments = NULL;

    if (path == NULL || path[0] != '/') {
        fail(error, FAIL_INVALID, "path '%s' does not begin with '/'", path == NULL ? "" : path);
        return NULL;
    }
    segments = g_strsplit(path + 1, "/", -1);
    for (char **segment = segments; *segment != NULL; segment++) {
        if (!segment_read(*segment, names)) {
            fail(error, FAIL_INVALID, "path '%s' has a malformed segment '%s'", path, *segment);
            return NULL;
        }
    }
    return g_steal_pointer(&names);
}
