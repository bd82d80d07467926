/* SPDX-License-Identifier: Apache-2.0 */
#include "base/resource.h"

#include <string.h>

static void test_a_built_in_file_is_text(void)
{
    gsize size = 0;
    const char *text = resource_text("/schema/001_journal.sql", &size);
    g_assert_nonnull(text);
    g_assert_cmpuint(strlen(text), ==, size);
    g_assert_nonnull(strstr(text, "CREATE TABLE journal"));
    g_assert_null(resource_text("/schema/none.sql", &size));
}

static void test_a_folder_is_listed_in_order(void)
{
    g_auto(GStrv) names = resource_list("/schema");
    g_assert_cmpuint(g_strv_length(names), >=, 2);
    for (char **name = names; name[1]; name++)
        g_assert_cmpstr(name[0], <, name[1]);
    g_assert_cmpstr(names[0], ==, "001_journal.sql");
    g_auto(GStrv) none = resource_list("/none");
    g_assert_cmpuint(g_strv_length(none), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/resource/a built-in file is text", test_a_built_in_file_is_text);
    g_test_add_func("/resource/a folder is listed in order", test_a_folder_is_listed_in_order);
    return g_test_run();
}
