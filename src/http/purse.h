/* SPDX-License-Identifier: Apache-2.0 */
/* purse - bytes of bodies that are being read, and whose they are.
 *
 * Whoever is signed in has a share of one large purse, kept for his body before its first byte is
 * read: there is room for the whole of it, or it is refused at once. Strangers, who may only send
 * the small bodies of a sign-in, share a small purse of their own; where it is full, or the share
 * of one address is, the oldest unfinished body makes room. An honest sign-in comes in one piece
 * and is never the oldest, so holding bodies back keeps nobody out, in the same office or
 * elsewhere. */
#pragma once

#include "base/fail.h"
#include "http/peer.h"

#define PURSE_KNOWN_MAX (240 * 1024 * 1024) /* all who are signed in */
#define PURSE_SESSION_MAX (128 * 1024 * 1024)
#define PURSE_STRANGERS_MAX (16 * 1024 * 1024)
#define PURSE_ADDRESS_MAX (1024 * 1024) /* strangers of one address */
#define PURSE_ADDRESS_BODIES 64

typedef struct Purses Purses;
typedef struct Purse Purse;

Purses *purses_new(void);
void purses_free(Purses *purses);

/* A body of somebody signed in, of `size` bytes; 0: it does not say. FAIL_UNAVAILABLE: "too_many"
 * (the session's share) or "busy". The peer must outlive the purse. */
Purse *purse_open(Purses *purses, Peer *peer, const char *session, size_t size, GError **error);
/* A stranger's; `name` is whom limits by address count, NULL: nobody. */
Purse *purse_open_stranger(Purses *purses, Peer *peer, const char *name);
/* So many bytes came. False: there is no room for them. */
bool purse_add(Purse *purse, size_t size);
void purse_close(Purse *purse);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Purse, purse_close)

/* What is held now, and what was let go since the start. */
size_t purses_held(Purses *purses);
size_t purses_freed(Purses *purses);
