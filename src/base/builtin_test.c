/* SPDX-License-Identifier: Apache-2.0 */
#include "base/builtin.h"

#include <glib/gstdio.h>
#include <string.h>

/* What was read, name by name; a file whose text begins with "!" is refused. */
static bool note(void *data, const BuiltinFile *file, GError **error)
{
    g_autofree char *base = g_path_get_basename(file->name);

    if (file->size > 0 && *file->text == '!')
        return fail(error, FAIL_INVALID, "%s: refused", base);
    g_string_append_printf(data, "%s ", base);
    return true;
}

static char *folder_new(void)
{
    char *folder = g_dir_make_tmp("shaodian-builtin-XXXXXX", NULL);
    g_autofree char *rules = g_build_filename(folder, "rules", NULL);

    g_mkdir(rules, 0700);
    return folder;
}

static void folder_put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void folder_free(char *folder)
{
    static const char *const names[] = {"rules/levels.json", "rules/b-2.json", "rules/b-1.json",
        "rules/b-3.txt", "rules/.b-4.json", "rules", "", NULL};

    for (const char *const *name = names; *name != NULL; name++) {
        g_autofree char *path = g_build_filename(folder, *name, NULL);
        g_remove(path);
    }
    g_free(folder);
}

static void own_stands_in_for_the_built_in(void)
{
    char *folder = folder_new();
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) read = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(builtin_or_own(NULL, "rules/levels.json", note, read, faults, &error));
    g_assert_true(builtin_or_own(folder, "rules/levels.json", note, read, faults, &error));
    folder_put(folder, "rules/levels.json", "{}");
    g_assert_true(builtin_or_own(folder, "rules/levels.json", note, read, faults, &error));
    g_assert_cmpuint(faults->len, ==, 0);
    folder_put(folder, "rules/levels.json", "!");
    g_assert_true(builtin_or_own(folder, "rules/levels.json", note, read, faults, &error));
    g_assert_cmpstr(read->str, ==, "levels.json levels.json levels.json levels.json ");
    g_assert_cmpuint(faults->len, ==, 1);
    g_assert_cmpstr(faults->pdata[0], ==, "levels.json: refused");
    g_assert_false(builtin_or_own(folder, "rules/none.json", note, read, faults, &error));
    g_assert_error(error, FAIL, FAIL_CORRUPT);
    folder_free(folder);
}

static void own_files_come_in_order(void)
{
    char *folder = folder_new();
    g_autofree char *rules = g_build_filename(folder, "rules", NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) read = g_string_new(NULL);

    folder_put(folder, "rules/b-2.json", "{}");
    folder_put(folder, "rules/b-1.json", "{}");
    folder_put(folder, "rules/b-3.txt", "{}");
    folder_put(folder, "rules/.b-4.json", "{}");
    folder_put(folder, "rules/levels.json", "{}");
    builtin_own_each(rules, "b-", note, read, faults);
    g_assert_cmpstr(read->str, ==, "b-1.json b-2.json ");
    builtin_own_each("/nowhere", NULL, note, read, faults);
    g_assert_cmpuint(faults->len, ==, 0);
    folder_free(folder);
}

static void built_in_ones_come_by_their_beginning(void)
{
    g_autoptr(GString) read = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(builtin_each("calendar", "cn-", note, read, &error));
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(read->str, "cn-"));
    g_assert_null(strstr(read->str, "festivals"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/builtin/own_stands_in_for_the_built_in", own_stands_in_for_the_built_in);
    g_test_add_func("/builtin/own_files_come_in_order", own_files_come_in_order);
    g_test_add_func(
        "/builtin/built_in_ones_come_by_their_beginning", built_in_ones_come_by_their_beginning);
    return g_test_run();
}
