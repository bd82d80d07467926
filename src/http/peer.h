/* SPDX-License-Identifier: Apache-2.0 */
/* peer - deadlines of connections: who drips a header or a body is cut off; and who goes away while
 * a work is done for them has it called off.
 *
 * The daemon's own time-out counts idle seconds only, so a byte now and then would hold a
 * connection for ever, and of a suspended connection it notices nothing. One thread looks at all
 * peers once a second. */
#pragma once

#include "base/work.h"

#define PEER_FIRST_MS 20000   /* from connecting to the end of the first header */
#define PEER_HEADER_MS 15000  /* from the request line to the end of the header */
#define PEER_BODY_MS 60000    /* a body of usual size */
#define PEER_LARGE_MS 300000  /* a file */
#define PEER_BETWEEN_MS 75000 /* from a reply to the end of the next header */

typedef struct Peers Peers;
typedef struct Peer Peer;

/* `tick` is called on that thread each time it has looked; may be NULL. */
typedef void (*PeersTick)(void *data, int64_t now /* monotonic */);
Peers *peers_new(PeersTick tick, void *data);
void peers_free(Peers *peers);

/* A new connection; peer_gone() before the descriptor is closed. */
Peer *peer_came(Peers *peers, int fd);
void peer_gone(Peer *peer);
/* From now on it has so long; 0: as long as it likes (the server is busy with it). */
void peer_allow(Peer *peer, int64_t ms);
/* Calls the work off when the other end goes away meanwhile; NULL: no longer. The work is
 * referenced. */
void peer_watch(Peer *peer, Work *work);
unsigned peers_count(Peers *peers);
