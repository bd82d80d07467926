/* SPDX-License-Identifier: Apache-2.0 */
/* A moment that is read prints to a text that reads back to the same moment. */
#include "base/moment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);
    int64_t at = 0, again = 0;
    int year = 0, month = 0, day = 0, minute = 0;

    if (!moment_parse(text, &at, NULL))
        return 0;
    g_autofree char *printed = moment_print(at);
    g_assert_true(moment_parse(printed, &again, NULL));
    g_assert_cmpint(at, ==, again);
    moment_split(at, &year, &month, &day, &minute);
    g_assert_true(month >= 1 && month <= 12 && day >= 1 && day <= 31 && minute < 1440);
    return 0;
}
