/* SPDX-License-Identifier: Apache-2.0 */
/* Any text that is accepted can be searched for and found by initials. */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (text_problem((const char *) data, size, 4096) != NULL)
        return 0;
    g_autofree char *text = g_strndup((const char *) data, size);
    g_autofree char *initials = text_initials(text);
    g_autofree char *unit = text_unit_of(text);
    g_autofree char *folded = text_folded(text);
    g_autoptr(GPtrArray) words = text_bigrams(text);

    g_assert_cmpuint(strlen(initials), <=, size);
    g_assert_true(unit == NULL || text_is_code(unit));
    for (guint i = 0; i < words->len; i++) {
        g_assert_cmpint(g_utf8_strlen(words->pdata[i], -1), <=, 2);
        g_assert_nonnull(strstr(folded, words->pdata[i]));
    }
    return 0;
}
