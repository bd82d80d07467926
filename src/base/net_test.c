/* SPDX-License-Identifier: Apache-2.0 */
#include "base/net.h"

#include "base/fail.h"

#include <string.h>

static NetAddress address_of(const char *text)
{
    NetAddress address;

    g_assert_true(net_parse(text, &address));
    return address;
}

static void test_parse(void)
{
    static const char *const bad[] = {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.4:80",
        "[1.2.3.4]", "[::1", "::1]", "::g", "01.2.3.4x"};
    NetAddress address;

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(net_parse(bad[i], &address));
    NetAddress four = address_of("10.0.0.1");
    NetAddress mapped = address_of("::ffff:10.0.0.1");
    NetAddress six = address_of("[2001:db8::1]");
    g_autofree char *four_text = net_print(&mapped);
    g_autofree char *six_text = net_print(&six);
    g_assert_true(net_equal(&four, &mapped));
    g_autofree char *four_name = net_limit_name(&four);
    g_autofree char *six_name = net_limit_name(&six);
    g_assert_cmpstr(four_name, ==, "10.0.0.1");
    g_assert_cmpstr(six_name, ==, "2001:db8::");
    g_assert_cmpstr(four_text, ==, "10.0.0.1");
    g_assert_cmpstr(six_text, ==, "2001:db8::1");
}

static void test_loopback(void)
{
    static const struct {
        const char *text;
        bool is;
    } cases[] = {{"127.0.0.1", true}, {"127.9.8.7", true}, {"::1", true},
        {"::ffff:127.0.0.1", true}, {"128.0.0.1", false}, {"::2", false}, {"10.0.0.1", false}};

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        NetAddress address = address_of(cases[i].text);
        g_assert_cmpint(net_is_loopback(&address), ==, cases[i].is);
    }
}

static void test_list(void)
{
    static const struct {
        const char *list;
        const char *address;
        bool has;
    } cases[] = {
        {NULL, "10.0.0.1", false},
        {"", "10.0.0.1", false},
        {"10.0.0.1", "10.0.0.1", true},
        {"10.0.0.1", "10.0.0.2", false},
        {"10.0.0.1, ::1", "::1", true},
        {"10.1.0.0/16", "10.1.255.9", true},
        {"10.1.0.0/16", "10.2.0.0", false},
        {"10.1.2.128/25", "10.1.2.129", true},
        {"10.1.2.128/25", "10.1.2.1", false},
        {"0.0.0.0/0", "9.9.9.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/32", "2001:db8:1::9", true},
        {"2001:db8::/32", "2001:db9::9", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(NetList) list = net_list_parse(cases[i].list, &error);
        NetAddress address = address_of(cases[i].address);
        g_assert_no_error(error);
        g_assert_cmpint(net_list_has(list, &address), ==, cases[i].has);
    }
}

static void test_bad_list(void)
{
    static const char *const bad[] = {
        "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "/8"};

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(net_list_parse(bad[i], &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
        g_assert_nonnull(strstr(error->message, bad[i]));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/net/reads_an_address_of_either_family_and_nothing_else", test_parse);
    g_test_add_func("/net/knows_what_only_this_machine_reaches", test_loopback);
    g_test_add_func("/net/a_list_has_addresses_and_ranges", test_list);
    g_test_add_func("/net/an_entry_that_is_none_is_named", test_bad_list);
    return g_test_run();
}
