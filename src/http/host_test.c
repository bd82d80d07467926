/* SPDX-License-Identifier: Apache-2.0 */
#include "http/host.h"

#include "base/certificate.h"
#include "base/fail.h"

static void check(const Hosts *hosts, const char *header, const char *here, bool expected)
{
    NetAddress address;

    if (here != NULL)
        g_assert_true(net_parse(here, &address));
    if (hosts_know(hosts, header, here == NULL ? NULL : &address) != expected)
        g_error("'%s' at %s: not %d", header, here, expected);
}

static void test_name(void)
{
    static const struct {
        const char *header;
        const char *name;
    } cases[] = {
        {"Duty.Example.CN", "duty.example.cn"},
        {"duty:8420", "duty"},
        {"duty.:8420", "duty"},
        {"10.1.2.3:1", "10.1.2.3"},
        {"[::1]", "::1"},
        {"[::1]:8420", "::1"},
        {"duty:", "duty"},
        {"", NULL},
        {":80", NULL},
        {"::1", NULL},
        {"[::1", NULL},
        {"[duty]", NULL},
        {"[::1]x", NULL},
        {"duty:999999", NULL},
        {"duty:8x", NULL},
        {"a b", NULL},
        {"evil@duty", NULL},
        {"duty/", NULL},
        {"duty..:8420", NULL},
        {"duty..lan", NULL},
        {".", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = host_name(cases[i].header);
        g_assert_cmpstr(name, ==, cases[i].name);
    }
}

static void test_own(void)
{
    g_autoptr(Hosts) hosts = hosts_new(NULL, "10.1.2.3", NULL, NULL);
    g_autofree char *machine = g_ascii_strup(g_get_host_name(), -1);

    check(hosts, NULL, "10.1.2.3", true);
    check(hosts, "localhost:8420", "127.0.0.1", true);
    check(hosts, "127.0.0.1:8420", "127.0.0.1", true);
    check(hosts, "[::1]:8420", "::1", true);
    check(hosts, machine, "10.1.2.3", true);
    check(hosts, "10.1.2.3", NULL, true);
    check(hosts, "10.9.9.9", "10.9.9.9", true);
    check(hosts, "[fe80::7]", "fe80::7", true);
    check(hosts, "10.9.9.8", "10.9.9.9", false);
    check(hosts, "evil.example", "127.0.0.1", false);
    check(hosts, "localhost.evil.example", "127.0.0.1", false);
    check(hosts, "127.0.0.1.evil.example", "127.0.0.1", false);
    check(hosts, "", "127.0.0.1", false);
}

static void test_given(void)
{
    g_autoptr(Hosts) hosts = hosts_new("Duty.example.cn, 10.5.5.5 [2001:db8::5]", "", NULL, NULL);
    g_autoptr(Hosts) any = hosts_new("*", "", NULL, NULL);

    check(hosts, "duty.example.cn:443", "127.0.0.1", true);
    check(hosts, "10.5.5.5", "127.0.0.1", true);
    check(hosts, "[2001:db8:0::5]", "127.0.0.1", true);
    check(hosts, "localhost", "127.0.0.1", true);
    check(hosts, "example.cn", "127.0.0.1", false);
    check(any, "evil.example", "127.0.0.1", true);
}

static void test_bad_name(void)
{
    static const char *const bad[] = {"duty.example.cn/", "https://duty", "厅"};

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(hosts_new(bad[i], "", NULL, &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
    }
}

static void test_certificate(void)
{
    const char *names[] = {"duty.lan", "*.room.cn", "10.7.7.7", NULL};
    Certificate authority = {0};
    Certificate certificate = {0};

    g_assert_true(authority_make("Room", 0, &authority, NULL));
    if (!certificate_make(&authority, names, 0, &certificate, NULL)) {
        names[1] = "a.room.cn";
        g_assert_true(certificate_make(&authority, names, 0, &certificate, NULL));
    }
    g_autoptr(Hosts) hosts = hosts_new(NULL, "", certificate.cert, NULL);
    check(hosts, "duty.lan", NULL, true);
    check(hosts, "a.room.cn", NULL, true);
    check(hosts, "10.7.7.7:443", NULL, true);
    check(hosts, "room.cn", NULL, false);
    certificate_clear(&authority);
    certificate_clear(&certificate);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/host/is_read_without_port_and_case", test_name);
    g_test_add_func("/host/a_server_knows_its_own_names", test_own);
    g_test_add_func("/host/and_those_it_was_given", test_given);
    g_test_add_func("/host/a_name_that_can_be_none_is_refused", test_bad_name);
    g_test_add_func("/host/and_those_in_its_certificate", test_certificate);
    return g_test_run();
}
