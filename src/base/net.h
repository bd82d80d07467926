/* SPDX-License-Identifier: Apache-2.0 */
/* net - addresses of machines and lists of them.
 *
 * An IPv4 address is kept as ::ffff:a.b.c.d, so the same machine is one address whichever family
 * its connection came by. Pure functions: nothing here asks the network or a name service. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

#define NET_BYTES 16

typedef struct NetAddress {
    uint8_t bytes[NET_BYTES];
} NetAddress;

/* A numeric address without port: "10.0.0.1", "2001:db8::1", "[::1]". */
bool net_parse(const char *text, NetAddress *out_address);
/* The same of a socket's address; false: it is of another family. */
bool net_of_socket(const struct sockaddr *socket, NetAddress *out_address);
/* As people write it: owned. */
char *net_print(const NetAddress *address);
/* The name that limits go by: an IPv4 address whole, of IPv6 the network (/64), since one host has
 * all addresses of it: owned. */
char *net_limit_name(const NetAddress *address);
bool net_equal(const NetAddress *a, const NetAddress *b);
/* Reached by this machine alone? */
bool net_is_loopback(const NetAddress *address);

/* Addresses and ranges, "10.1.0.0/16, ::1". */
typedef struct NetList NetList;

/* `text` NULL or empty: a list of nobody. FAIL_INVALID names the entry that is none. */
NetList *net_list_parse(const char *text, GError **error);
void net_list_free(NetList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetList, net_list_free)
bool net_list_has(const NetList *list, const NetAddress *address);
bool net_list_is_empty(const NetList *list);
