/* SPDX-License-Identifier: Apache-2.0 */
/* A schema file is read or refused; tables that are read have plain names and occur once. */
#include "store/schema.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);
    const char *const names[] = {"001_fuzz.sql", NULL};
    const char *const texts[] = {text, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Schema) schema = schema_new(names, texts, &error);

    g_assert_true((schema == NULL) == (error != NULL));
    if (schema == NULL)
        return 0;
    const GPtrArray *tables = schema_tables(schema);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < tables->len; i++) {
        const Table *table = tables->pdata[i];
        g_assert_true(table->name[0] != '\0' && g_hash_table_add(seen, table->name));
        g_assert_cmpuint(
            strspn(table->name, "abcdefghijklmnopqrstuvwxyz0123456789_"), ==, strlen(table->name));
    }
    return 0;
}
