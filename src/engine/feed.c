/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/feed.h"

#include "base/digest.h"

#include <pthread.h>

#define EPOCH_BYTES 6

struct Feed {
    char *epoch;
    pthread_mutex_t lock; /* guards ring and last */
    FeedEntry *ring;      /* entry n stands at n % FEED_RING */
    int64_t last;
    pthread_mutex_t wake_lock; /* held while `wake` runs, so that unsetting it waits for the end */
    void (*wake)(void *data);
    void *wake_data;
};

Feed *feed_new(void)
{
    Feed *feed = g_new0(Feed, 1);

    feed->epoch = random_hex(EPOCH_BYTES);
    feed->ring = g_new(FeedEntry, FEED_RING);
    pthread_mutex_init(&feed->lock, NULL);
    pthread_mutex_init(&feed->wake_lock, NULL);
    return feed;
}

void feed_free(Feed *feed)
{
    if (feed == NULL)
        return;
    pthread_mutex_destroy(&feed->lock);
    pthread_mutex_destroy(&feed->wake_lock);
    g_free(feed->ring);
    g_free(feed->epoch);
    g_free(feed);
}

const char *feed_epoch(const Feed *feed)
{
    return feed->epoch;
}

void feed_publish(Feed *feed, const FeedEntry *entries, size_t count)
{
    if (count == 0)
        return;
    pthread_mutex_lock(&feed->lock);
    for (size_t i = 0; i < count; i++) {
        int64_t n = ++feed->last;
        feed->ring[n % FEED_RING] = entries[i];
        feed->ring[n % FEED_RING].n = n;
    }
    pthread_mutex_unlock(&feed->lock);

    pthread_mutex_lock(&feed->wake_lock);
    if (feed->wake != NULL)
        feed->wake(feed->wake_data);
    pthread_mutex_unlock(&feed->wake_lock);
}

size_t feed_read(Feed *feed, int64_t n, FeedEntry *out, size_t most, bool *out_lost)
{
    size_t count = 0;

    pthread_mutex_lock(&feed->lock);
    int64_t oldest = MAX(feed->last - FEED_RING + 1, 1);
    bool is_lost = n + 1 < oldest || n > feed->last;
    for (int64_t next = n + 1; !is_lost && next <= feed->last && count < most; next++)
        out[count++] = feed->ring[next % FEED_RING];
    pthread_mutex_unlock(&feed->lock);
    *out_lost = is_lost;
    return count;
}

int64_t feed_last(Feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    int64_t last = feed->last;
    pthread_mutex_unlock(&feed->lock);
    return last;
}

void feed_on_publish(Feed *feed, void (*wake)(void *data), void *data)
{
    pthread_mutex_lock(&feed->wake_lock);
    feed->wake = wake;
    feed->wake_data = data;
    pthread_mutex_unlock(&feed->wake_lock);
}
