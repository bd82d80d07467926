/* SPDX-License-Identifier: Apache-2.0 */
/* What is read and written canonically reads back the same, and is then a fixed point. */
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_auto_t *loose = json_read((const char *) data, size, JSON_REALS, NULL);
    json_auto_t *value = json_read((const char *) data, size, JSON_INTEGERS, NULL);
    g_autoptr(GString) first = g_string_new(NULL);
    g_autoptr(GString) second = g_string_new(NULL);

    if (value == NULL || !json_write_canonical(value, first, NULL))
        return 0;
    g_assert_nonnull(loose);
    json_auto_t *again = json_read(first->str, first->len, JSON_INTEGERS, NULL);
    g_assert_nonnull(again);
    g_assert_true(json_equal(value, again));
    g_assert_true(json_write_canonical(again, second, NULL));
    g_assert_true(g_string_equal(first, second));
    return 0;
}
