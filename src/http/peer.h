/* SPDX-License-Identifier: Apache-2.0 */
/* peer - the connections of the port: deadlines, the pace of bodies, and who must make room.
 *
 * The daemon's own time-out counts idle seconds only, so a byte now and then would hold a
 * connection for ever: one thread looks at all peers once a second. And the daemon's own limit
 * keeps everybody out while it is reached. So a connection on which nobody has signed in and that
 * the server is not busy with, a *stranger*, is held only as long as there is room: whoever comes
 * takes the place of the stranger that has been quiet longest. Invariant: strangers hold at most
 * three quarters of the places; the rest is for those signed in. And who goes away while a work is
 * done for them has it called off: of a suspended connection the daemon notices nothing. */
#pragma once

#include "base/work.h"
#include "http/refusal.h"

#include <stdbool.h>
#include <stddef.h>

#define PEER_FIRST_MS 20000   /* from connecting to the end of the first header */
#define PEER_HEADER_MS 15000  /* from the request line to the end of the header */
#define PEER_SMALL_MS 20000   /* what a stranger may send, or what nobody wants */
#define PEER_BODY_MS 60000    /* a body of usual size */
#define PEER_LARGE_MS 300000  /* a file */
#define PEER_REPLY_MS 300000  /* a reply to a stranger, to its last byte */
#define PEER_BETWEEN_MS 75000 /* from a reply to the end of the next header */
#define PEER_PACE_MS 20000    /* in each such span … */
#define PEER_PACE_BYTES 10240 /* … so much of a body comes, or its end */

typedef struct Peers Peers;

typedef struct PeersConfig {
    unsigned most;      /* connections that the daemon takes */
    unsigned most_each; /* of one address */
    Refusals *refusals; /* borrowed */
    /* Called by the thread once a second, `now` monotonic. May be NULL. */
    void (*tick)(void *data, Peers *peers, int64_t now);
    void *tick_data;
} PeersConfig;

typedef struct Peer Peer;

/* NULL with FAIL_UNAVAILABLE when there is no thread for it. */
Peers *peers_new(const PeersConfig *config, GError **error);
void peers_free(Peers *peers);

/* May one more from here connect? False: the address has all it may, and no stranger among them.
 * `name` is whom limits by address count; NULL: nobody. */
bool peers_admit(Peers *peers, const char *name);
/* A new connection; peer_gone() before the descriptor is closed. Where its address has more than
 * it may, the quietest strangers of the address are cut off. */
Peer *peer_came(Peers *peers, int fd, const char *name);
void peer_gone(Peer *peer);
/* From now on it has so long; 0: as long as it likes (the server is busy with it). */
void peer_allow(Peer *peer, int64_t ms);
/* Calls the work off when the other end goes away meanwhile; NULL: no longer. The work is
 * referenced. */
void peer_watch(Peer *peer, Work *work);
/* Somebody has signed in on it: no stranger any more, unless the session has an eighth of all
 * places already. */
void peer_know(Peer *peer, const char *session);
/* A body begins, and so many bytes of it came. It ends with the next peer_allow(). */
void peer_begin_body(Peer *peer);
void peer_read(Peer *peer, size_t size);
/* Ends it, from any thread. `kind` and `why` are what the operator reads. */
void peer_cut(Peer *peer, const char *kind, const char *why);
/* What the thread does once a second: cuts off who is late or too slow. */
void peers_look(Peers *peers, int64_t now);
unsigned peers_count(Peers *peers);
/* How many have gone since the start. */
size_t peers_gone(Peers *peers);
unsigned peers_strangers(Peers *peers);
