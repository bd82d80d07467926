/* SPDX-License-Identifier: Apache-2.0 */
/* forward - whose request a proxy passes on: X-Forwarded-For and Forwarded (RFC 7239).
 *
 * Only what a trusted proxy wrote counts: the entries are read from the right, and the first that
 * is no trusted proxy itself is the client. Everything further left is the client's own invention.
 * Pure functions, fuzzed by fuzz/forward.c. */
#pragma once

#include "base/net.h"

/* `x_forwarded` and `forwarded`: the values of all headers of that name, joined by commas, or
 * NULL. The first is preferred: who sets Forwarded alone must take the other away. False when they
 * name nobody: no header, or the rightmost entry is no address. */
bool forward_client(
    const char *x_forwarded, const char *forwarded, const NetList *trusted, NetAddress *out_client);
