/* SPDX-License-Identifier: Apache-2.0 */
/* feed - what just happened, for those who listen: a ring of the last 65,536 committed events.
 *
 * Entries carry no content, only {unit, seq, kind, subject}: a listener who may see the subject
 * fetches it. Ids are `epoch.n`; the epoch is drawn at start. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define FEED_RING 65536

typedef struct FeedEntry {
    int64_t n;
    char unit[25];
    char kind[48];
    char subject[64];
    int64_t seq;
} FeedEntry;

typedef struct Feed Feed;
Feed *feed_new(void);
void feed_free(Feed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Feed, feed_free)

const char *feed_epoch(const Feed *feed);
/* Called after COMMIT; wakes listeners once a batch. */
void feed_publish(Feed *feed, const FeedEntry *entries, size_t count);
/* Copies up to `most` entries after `n`; *out_lost when the ring has run over `n`, or never reached
 * it. */
size_t feed_read(Feed *feed, int64_t n, FeedEntry *out, size_t most, bool *out_lost);
int64_t feed_last(Feed *feed);
/* `wake` is called, on the publisher's thread, after each publish. One listener only: http. Setting
 * NULL waits until a running `wake` has ended; `wake` itself may read but not publish or set. */
void feed_on_publish(Feed *feed, void (*wake)(void *data), void *data);
