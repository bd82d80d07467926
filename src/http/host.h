/* SPDX-License-Identifier: Apache-2.0 */
/* host - by which names this server may be called.
 *
 * A page of somebody else's can have its own name resolved to this machine and then talks to the
 * server as if it were of it (DNS rebinding). Such a request says the other's name in Host, so a
 * name that nobody gave this server is refused. Known are: the names in the setting `hosts`, the
 * address it listens on, this machine's name, those in its certificate, localhost, and as a number
 * the address the connection came to. */
#pragma once

#include "base/net.h"

typedef struct Hosts Hosts;

/* `names`: words apart by commas or blanks, "*": any; NULL: none beside the rest. `listen` is the
 * address alone. `certificate` is PEM, NULL: none. FAIL_INVALID: a name that can be none. */
Hosts *hosts_new(const char *names, const char *listen, const char *certificate, GError **error);
void hosts_free(Hosts *hosts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hosts, hosts_free)

/* `header` is the value of Host, NULL: none, which only HTTP/1.0 may. `here` is the address that
 * the connection came to, NULL: not known. */
bool hosts_know(const Hosts *hosts, const char *header, const NetAddress *here);
/* The name or address in a Host header, without port and brackets, in small letters: owned; NULL
 * when it is none. */
char *host_name(const char *header);
