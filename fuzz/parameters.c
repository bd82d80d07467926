/* SPDX-License-Identifier: Apache-2.0 */
/* Once its names are numbers, an SQL text has no names left and stays as it is. */
#include "store/backend_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *sql = g_strndup((const char *) data, size);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) none = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) numbered = g_string_new(NULL);
    g_autoptr(GString) again = g_string_new(NULL);

    parameters_scan(sql, names, numbered);
    parameters_scan(numbered->str, none, again);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_true(g_string_equal(numbered, again));
    return 0;
}
