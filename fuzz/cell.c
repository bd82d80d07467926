/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever stands in a cell of a roster: a day that is read is read again as the same, and names
 * are text without blanks at either end. */
#include "roster/import_cell.h"

#include "base/day.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void names_hold(const char *text)
{
    g_autoptr(GPtrArray) names = import_names(text);

    for (guint i = 0; i < names->len; i++) {
        const ImportName *name = names->pdata[i];
        g_assert_true(*name->name != '\0' && g_utf8_validate(name->name, -1, NULL));
        g_assert_true(name->minute >= -1 && name->minute < 24 * 60);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);
    ImportYear year = {0};
    int64_t day = 0, again = 0;

    if (!g_utf8_validate(text, -1, NULL))
        return 0;
    names_hold(text);
    import_year_of(text, &year);
    if (!import_day_of(text, &year, &day))
        return 0;
    g_autofree char *printed = day_print(day);
    g_assert_true(import_day_of(printed, &year, &again));
    g_assert_cmpint(again, ==, day);
    return 0;
}
