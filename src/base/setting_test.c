/* SPDX-License-Identifier: Apache-2.0 */
#include "base/setting.h"

#include <string.h>

static const SettingRow rows[] = {
    {"listen", SETTING_TEXT, "127.0.0.1:8420", .unit = "", .help = "Where to listen."},
    {"proxy", SETTING_TEXT, NULL, .max = 5, .unit = "", .help = "A name."},
    {"connections", SETTING_INT, "1000", .min = 16, .max = 19000, .unit = "", .help = "How many."},
    {"quiet", SETTING_FLAG, "no", .unit = "", .help = "Say nothing."},
    {NULL},
};

static void test_defaults(void)
{
    g_autoptr(Settings) settings = settings_new(rows);

    g_assert_cmpstr(settings_text(settings, "listen"), ==, "127.0.0.1:8420");
    g_assert_null(settings_text(settings, "proxy"));
    g_assert_cmpint(settings_int(settings, "connections"), ==, 1000);
    g_assert_false(settings_flag(settings, "quiet"));
}

static void test_file(void)
{
    g_autoptr(Settings) settings = settings_new(rows);
    g_autoptr(GError) error = NULL;

    g_assert_true(settings_read(settings,
        "# a comment\n\n  connections = 17 \r\nquiet=yes\nlisten = :80\n", "x.conf", &error));
    g_assert_no_error(error);
    g_assert_cmpint(settings_int(settings, "connections"), ==, 17);
    g_assert_true(settings_flag(settings, "quiet"));
    g_assert_cmpstr(settings_text(settings, "listen"), ==, ":80");
}

static void check_refused(const char *text, const char *part)
{
    g_autoptr(Settings) settings = settings_new(rows);
    g_autoptr(GError) error = NULL;

    g_assert_false(settings_read(settings, text, "x.conf", &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_assert_nonnull(strstr(error->message, part));
}

static void test_refusals(void)
{
    check_refused("\nnonsense = 1\n", "x.conf:2");
    check_refused("connections = 15\n", "16 to 19000");
    check_refused("connections = 19001\n", "16 to 19000");
    check_refused("connections = many\n", "'many'");
    check_refused("quiet = perhaps\n", "yes or no");
    check_refused("quiet\n", "name = value");
    check_refused("proxy = 123456\n", "longer than 5");
}

static void test_sample_reads_back(void)
{
    g_autofree char *sample = settings_sample(rows);
    g_autoptr(Settings) settings = settings_new(rows);
    g_autoptr(GError) error = NULL;

    g_assert_nonnull(strstr(sample, "#connections = 1000"));
    g_assert_true(settings_read(settings, sample, "sample", &error));
    g_assert_no_error(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/setting/has_its_default_until_it_is_set", test_defaults);
    g_test_add_func("/setting/is_read_from_lines", test_file);
    g_test_add_func("/setting/refuses_what_it_does_not_know_by_line", test_refusals);
    g_test_add_func("/setting/sample_file_can_be_read", test_sample_reads_back);
    return g_test_run();
}
