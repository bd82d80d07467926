/* SPDX-License-Identifier: Apache-2.0 */
/* What is taken for a telephone number is written one way, and read again as the same; division
 * codes lead upward and end. */
#include "unit/phone.h"

#include "unit/division.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);
    PhoneKind kind = PHONE_SHORT, again_kind = PHONE_SHORT;
    g_autofree char *normal = phone_normal(text, &kind);
    g_autofree char *again = phone_normal(normal, &again_kind);

    g_assert_cmpstr(again, ==, normal);
    g_assert_cmpint(again_kind, ==, kind);
    g_autofree char *code = division_short(text);
    for (int level = 0; code != NULL; level++) {
        char *parent = division_parent(code);
        g_assert_cmpint(level, <, 5);
        g_assert_true(parent == NULL || strlen(parent) < strlen(code));
        g_free(code);
        code = parent;
    }
    return 0;
}
