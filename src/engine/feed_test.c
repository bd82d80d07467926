/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/feed.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define PUBLISHERS 4
#define ROUNDS 2000
#define BATCH 8

static void publish(Feed *feed, const char *unit, int64_t seq)
{
    FeedEntry entry = {.n = 99, .kind = "matter.opened", .seq = seq};

    g_strlcpy(entry.unit, unit, sizeof entry.unit);
    feed_publish(feed, &entry, 1);
}

static void gives_what_was_published(void)
{
    g_autoptr(Feed) feed = feed_new();
    FeedEntry out[4];
    bool is_lost = true;

    g_assert_cmpint(feed_last(feed), ==, 0);
    g_assert_cmpuint(feed_read(feed, 0, out, 4, &is_lost), ==, 0);
    g_assert_false(is_lost);
    publish(feed, "430102", 7);
    publish(feed, "430103", 1);
    g_assert_cmpint(feed_last(feed), ==, 2);
    g_assert_cmpuint(feed_read(feed, 0, out, 4, &is_lost), ==, 2);
    g_assert_cmpint(out[0].n, ==, 1);
    g_assert_cmpint(out[0].seq, ==, 7);
    g_assert_cmpstr(out[1].unit, ==, "430103");
    g_assert_cmpuint(feed_read(feed, 1, out, 4, &is_lost), ==, 1);
    g_assert_cmpint(out[0].n, ==, 2);
    g_assert_cmpuint(feed_read(feed, 0, out, 1, &is_lost), ==, 1);
    g_assert_cmpint(out[0].n, ==, 1);
    g_assert_cmpuint(feed_read(feed, 2, out, 4, &is_lost), ==, 0);
    g_assert_false(is_lost);
}

static void says_when_entries_are_lost(void)
{
    g_autoptr(Feed) feed = feed_new();
    FeedEntry out[1];
    bool is_lost = false;

    for (int64_t i = 0; i < FEED_RING + 3; i++)
        publish(feed, "430102", i);
    g_assert_cmpuint(feed_read(feed, 2, out, 1, &is_lost), ==, 0);
    g_assert_true(is_lost);
    g_assert_cmpuint(feed_read(feed, 3, out, 1, &is_lost), ==, 1);
    g_assert_false(is_lost);
    g_assert_cmpint(out[0].n, ==, 4);
    g_assert_cmpint(out[0].seq, ==, 3);
    g_assert_cmpuint(feed_read(feed, FEED_RING + 4, out, 1, &is_lost), ==, 0);
    g_assert_true(is_lost);
}

static void draws_an_epoch_at_each_start(void)
{
    g_autoptr(Feed) one = feed_new();
    g_autoptr(Feed) two = feed_new();

    g_assert_cmpuint(strlen(feed_epoch(one)), ==, 12);
    g_assert_cmpstr(feed_epoch(one), !=, feed_epoch(two));
}

static void count_wake(void *data)
{
    ++*(int *) data;
}

static void wakes_once_a_batch(void)
{
    g_autoptr(Feed) feed = feed_new();
    FeedEntry entries[3] = {0};
    int wakes = 0;

    feed_on_publish(feed, count_wake, &wakes);
    feed_publish(feed, entries, 3);
    feed_publish(feed, entries, 0);
    g_assert_cmpint(wakes, ==, 1);
    feed_on_publish(feed, NULL, NULL);
    feed_publish(feed, entries, 1);
    g_assert_cmpint(wakes, ==, 1);
}

typedef struct Meeting {
    Feed *feed;
    atomic_bool is_over;
    int64_t seen; /* by the reader alone */
    atomic_int wakes;
} Meeting;

static void *publish_many(void *data)
{
    Meeting *meeting = data;
    FeedEntry entries[BATCH] = {0};

    for (int i = 0; i < ROUNDS; i++)
        feed_publish(meeting->feed, entries, BATCH);
    return NULL;
}

static void *read_all(void *data)
{
    Meeting *meeting = data;
    FeedEntry out[64];
    bool is_lost = false, is_over = false;

    while (meeting->seen < feed_last(meeting->feed) || !is_over) {
        is_over = atomic_load(&meeting->is_over);
        size_t count = feed_read(meeting->feed, meeting->seen, out, G_N_ELEMENTS(out), &is_lost);
        g_assert_false(is_lost);
        for (size_t i = 0; i < count; i++)
            g_assert_cmpint(out[i].n, ==, ++meeting->seen);
    }
    return NULL;
}

static void wake_count(void *data)
{
    atomic_fetch_add(&((Meeting *) data)->wakes, 1);
}

static void serves_many_threads(void)
{
    g_autoptr(Feed) feed = feed_new();
    Meeting meeting = {.feed = feed};
    pthread_t publishers[PUBLISHERS], reader;

    feed_on_publish(feed, wake_count, &meeting);
    pthread_create(&reader, NULL, read_all, &meeting);
    for (int i = 0; i < PUBLISHERS; i++)
        pthread_create(&publishers[i], NULL, publish_many, &meeting);
    for (int i = 0; i < PUBLISHERS; i++)
        pthread_join(publishers[i], NULL);
    atomic_store(&meeting.is_over, true);
    pthread_join(reader, NULL);
    g_assert_cmpint(meeting.seen, ==, PUBLISHERS * ROUNDS * BATCH);
    g_assert_cmpint(atomic_load(&meeting.wakes), ==, PUBLISHERS * ROUNDS);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/feed/gives_what_was_published", gives_what_was_published);
    g_test_add_func("/feed/says_when_entries_are_lost", says_when_entries_are_lost);
    g_test_add_func("/feed/draws_an_epoch_at_each_start", draws_an_epoch_at_each_start);
    g_test_add_func("/feed/wakes_once_a_batch", wakes_once_a_batch);
    g_test_add_func("/feed/serves_many_threads", serves_many_threads);
    return g_test_run();
}
