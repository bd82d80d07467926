/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes are a table or refused; rows know lines of the file, cells are UTF-8. */
#include "document/csv.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Csv) csv = csv_read((const char *) data, size, &error);
    int64_t before = 0;

    g_assert_true((csv == NULL) == (error != NULL));
    for (guint i = 0; csv != NULL && i < csv->rows->len; i++) {
        const CsvRow *row = csv->rows->pdata[i];
        g_assert_cmpint(row->line, >, before);
        g_assert_cmpint(row->line, <=, (int64_t) size + 1);
        g_assert_cmpuint(g_strv_length(row->cells), <=, CSV_COLUMNS_MAX);
        for (int k = 0; row->cells[k] != NULL; k++)
            g_assert_true(g_utf8_validate(row->cells[k], -1, NULL));
        before = row->line;
    }
    return 0;
}
