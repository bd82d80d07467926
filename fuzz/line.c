/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is typed: a figure stands in the fields or among the doubtful, never in both; it is one
 * that its field takes; and no telephone number is left in the line that is stored. */
#include "intake/line.h"
#include "base/json.h"
#include "matter/catalog.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static json_t *kind_read_once(LineWords **out_words)
{
    g_autoptr(Roles) roles = roles_new_builtin(NULL);
    g_autoptr(Catalog) catalog = catalog_new(roles);

    g_assert_true(catalog_load_builtin(catalog, NULL));
    *out_words = line_words_read(NULL, NULL, NULL);
    g_assert_nonnull(*out_words);
    return catalog_show(catalog, catalog_kind(catalog, "incident"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static LineWords *words = NULL;
    static json_t *kind = NULL;
    g_autofree char *line = g_strndup((const char *) data, size);
    size_t i = 0;
    const json_t *name = NULL;

    if (words == NULL)
        kind = kind_read_once(&words);
    if (!g_utf8_validate(line, -1, NULL) || g_utf8_strlen(line, -1) > LINE_MAX_SIGNS)
        return 0;
    json_auto_t *read = line_read(words, kind, line);
    const json_t *fields = json_object_get(read, "fields");
    json_array_foreach (json_object_get(read, "doubtful"), i, name)
        g_assert_null(json_object_get(fields, json_string_value(name)));
    const char *member = NULL;
    json_t *value = NULL;
    json_object_foreach ((json_t *) fields, member, value)
        g_assert_true(!json_is_integer(value) ||
                      (json_integer_value(value) >= 0 && json_integer_value(value) <= 100000000));
    json_auto_t *again = line_hide_phones(words, json_text(fields, "summary"));
    g_assert_true(again == NULL);
    return 0;
}
