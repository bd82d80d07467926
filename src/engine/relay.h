/* SPDX-License-Identifier: Apache-2.0 */
/* relay - several processes on one PostgreSQL database: each one's feed has what all of them
 * commit.
 *
 * An event that follows the last one published of its unit goes to the feed at once. Where one is
 * missing between, another process wrote it: the relay reads on in the journal. So the feed has
 * every event once and in the order of its unit. Others learn of ours by a bell, at most every 20
 * ms; in case a word was lost, the heads are looked at every 2 s. */
#pragma once

#include "engine/engine.h"
#include "engine/feed.h"

typedef struct Relay Relay;
/* Begins at the heads as they are now. NULL without an error where it is not needed: on SQLite. */
bool relay_start(Engine *engine, Feed *feed, Relay **out_relay, GError **error);
/* Tells what is still to be told. */
void relay_free(Relay *relay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Relay, relay_free)
/* Takes what this process has committed. */
void relay_publish(Relay *relay, const FeedEntry *entries, size_t count);
