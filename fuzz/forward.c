/* SPDX-License-Identifier: Apache-2.0 */
#include "http/forward.h"

#include <stddef.h>

/* Whatever is accepted is an address that can be written and read again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);
    g_autoptr(NetList) trusted = net_list_parse("127.0.0.0/8 ::1", NULL);
    g_autoptr(NetList) list = net_list_parse(text, NULL);
    NetAddress client;
    NetAddress again;

    for (int named = 0; named < 2; named++) {
        if (!forward_client(named ? NULL : text, named ? text : NULL, trusted, &client))
            continue;
        g_autofree char *printed = net_print(&client);
        g_assert_true(net_parse(printed, &again));
        g_assert_true(net_equal(&client, &again));
        if (list != NULL)
            net_list_has(list, &client);
    }
    return 0;
}
