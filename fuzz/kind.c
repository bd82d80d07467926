/* SPDX-License-Identifier: Apache-2.0 */
/* A kind file is read and proved, or refused with a reason; one that is read can be shown, and read
 * again from what it was. */
#include "matter/catalog.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Roles) roles = roles_new_builtin(NULL);
    g_autoptr(Catalog) catalog = catalog_new(roles);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Kind) kind = kind_read(catalog, "x.json", (const char *) data, size, faults);

    g_assert_true((kind == NULL) == (faults->len > 0));
    for (guint i = 0; i < faults->len; i++)
        g_assert_true(g_str_has_prefix(faults->pdata[i], "x.json:"));
    if (kind == NULL)
        return 0;
    json_auto_t *shown = catalog_show(catalog, kind);
    char *text = json_dumps(kind->source, JSON_COMPACT);
    g_autoptr(Kind) again = kind_read(catalog, "x.json", text, strlen(text), faults);

    g_assert_nonnull(shown);
    g_assert_nonnull(again);
    g_assert_cmpstr(again->digest, ==, kind->digest);
    free(text);
    return 0;
}
