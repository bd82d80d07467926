/* SPDX-License-Identifier: Apache-2.0 */
#include "http/forward.h"

typedef struct Case {
    const char *x_forwarded;
    const char *forwarded;
    const char *client; /* NULL: nobody is named */
} Case;

static void check(const Case *row)
{
    g_autoptr(NetList) trusted = net_list_parse("127.0.0.1 10.0.0.0/8 ::1", NULL);
    NetAddress client;
    bool found = forward_client(row->x_forwarded, row->forwarded, trusted, &client);
    g_autofree char *text = found ? net_print(&client) : NULL;

    g_assert_cmpstr(text, ==, row->client);
}

static void test_rightmost(void)
{
    static const Case cases[] = {
        {NULL, NULL, NULL},
        {"192.0.2.1", NULL, "192.0.2.1"},
        {"6.6.6.6, 192.0.2.1", NULL, "192.0.2.1"},
        {"6.6.6.6,192.0.2.1 , 10.1.1.1", NULL, "192.0.2.1"},
        {"192.0.2.1:4711", NULL, "192.0.2.1"},
        {"2001:db8::7", NULL, "2001:db8::7"},
        {"[2001:db8::7]:99", NULL, "2001:db8::7"},
        {"10.1.1.1, 10.1.1.2", NULL, "10.1.1.1"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check(&cases[i]);
}

static void test_forwarded(void)
{
    static const Case cases[] = {
        {NULL, "for=192.0.2.1", "192.0.2.1"},
        {NULL, "proto=https; For=\"[2001:db8::7]:99\";by=_me", "2001:db8::7"},
        {NULL, "for=6.6.6.6, for=192.0.2.1;proto=http, for=10.0.0.9", "192.0.2.1"},
        {"192.0.2.5", "for=6.6.6.6", "192.0.2.5"},
        {NULL, "proto=https", NULL},
        {NULL, "for=_hidden", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check(&cases[i]);
}

/* What is no address hides nobody further left: the hop that wrote it is the last one known. */
static void test_nonsense(void)
{
    static const Case cases[] = {
        {"", NULL, NULL},
        {"unknown", NULL, NULL},
        {"6.6.6.6, unknown", NULL, NULL},
        {"6.6.6.6, ", NULL, NULL},
        {"6.6.6.6, nobody, 10.1.1.1", NULL, "10.1.1.1"},
        {",,,,", "for=6.6.6.6", NULL},
        {"\"", NULL, NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check(&cases[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/forward/the_rightmost_that_is_no_proxy_is_the_client", test_rightmost);
    g_test_add_func("/forward/reads_forwarded_too_but_not_first", test_forwarded);
    g_test_add_func("/forward/nonsense_names_nobody", test_nonsense);
    return g_test_run();
}
