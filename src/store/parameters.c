/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend_private.h"

#include <string.h>

/* Length of the quoted text or comment that begins here; 0 when none does. */
static size_t skip_length(const char *sql)
{
    if (*sql == '\'' || *sql == '"') {
        const char *end = strchr(sql + 1, *sql);
        return end ? (size_t) (end - sql) + 1 : strlen(sql);
    }
    if (g_str_has_prefix(sql, "--"))
        return strcspn(sql, "\n");
    if (!g_str_has_prefix(sql, "/*"))
        return 0;
    const char *end = strstr(sql + 2, "*/");
    return end ? (size_t) (end - sql) + 2 : strlen(sql);
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    if (!g_ascii_isalpha(*text) && *text != '_')
        return 0;
    while (g_ascii_isalnum(text[length]) || text[length] == '_')
        length++;
    return length;
}

/* Number of the name, from 1. */
static guint name_number(GPtrArray *names, const char *text, size_t length)
{
    for (guint i = 0; i < names->len; i++)
        if (strlen(names->pdata[i]) == length && memcmp(names->pdata[i], text, length) == 0)
            return i + 1;
    g_ptr_array_add(names, g_strndup(text, length));
    return names->len;
}

void parameters_scan(const char *sql, GPtrArray *names, GString *out_sql)
{
    while (*sql) {
        size_t skip = skip_length(sql);
        size_t name = skip == 0 && *sql == '$' ? name_length(sql + 1) : 0;
        size_t taken = name > 0 ? name + 1 : MAX(skip, 1);
        guint number = name > 0 ? name_number(names, sql + 1, name) : 0;
        if (out_sql && number > 0)
            g_string_append_printf(out_sql, "$%u", number);
        else if (out_sql)
            g_string_append_len(out_sql, sql, (gssize) taken);
        sql += taken;
    }
}
