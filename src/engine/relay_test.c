/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/relay.h"

#include "base/json.h"
#include "engine/tally_fixture.h"

#include <string.h>

#define NET_MS 60000 /* a look at the heads comes every 2 s; the machine may stand still */

/* Opens a tally of R1 by another executor on the same database, as another process would. */
static void open_by(Rig *rig, Executor *other)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *args = json_pack("{s:s, s:s}", "unit", "R1", "name", "calls");

    executor_run(
        other, engine_command(rig->engine, "tally.open"), rig->officer, args, NULL, &error);
    g_assert_no_error(error);
}

/* All of R1 up to `last`, once and in its order. */
static void check_feed(Feed *feed, int64_t last)
{
    int64_t until = clock_monotonic() + NET_MS;
    FeedEntry entries[64];
    bool lost = false;

    while (feed_last(feed) < last && clock_monotonic() < until)
        g_usleep(1000);
    g_assert_cmpuint(feed_read(feed, 0, entries, G_N_ELEMENTS(entries), &lost), ==, last);
    for (int64_t i = 0; i < last; i++) {
        g_assert_cmpstr(entries[i].unit, ==, "R1");
        g_assert_cmpint(entries[i].seq, ==, i + 1);
        g_assert_cmpstr(entries[i].kind, ==, "tally.opened");
    }
}

static bool is_alone(const Rig *rig)
{
    return store_kind(rig->store) == STORE_SQLITE;
}

static void two_feeds_have_the_same(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, true);
    g_autoptr(GError) error = NULL;
    g_autoptr(Feed) feed = feed_new();
    g_autoptr(Executor) other = is_alone(rig) ? NULL : executor_new(rig->engine, feed, &error);

    g_assert_no_error(error);
    if (other == NULL)
        return;
    for (int i = 0; i < 10; i++) {
        g_free(rig_open(rig, "R1"));
        open_by(rig, other);
        open_by(rig, other);
    }
    check_feed(rig->feed, 30);
    check_feed(feed, 30);
}

static void a_word_that_is_lost_is_made_good(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, true);
    g_autoptr(GError) error = NULL;
    /* Without a feed it has no relay, and tells nobody. */
    g_autoptr(Executor) silent = is_alone(rig) ? NULL : executor_new(rig->engine, NULL, &error);

    g_assert_no_error(error);
    if (silent == NULL)
        return;
    open_by(rig, silent);
    check_feed(rig->feed, 1);
    open_by(rig, silent);
    g_free(rig_open(rig, "R1"));
    check_feed(rig->feed, 3);
}

static void nobody_else_writes_to_a_file(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    Relay *relay = NULL;

    if (!is_alone(rig))
        return;
    g_assert_true(relay_start(rig->engine, rig->feed, &relay, NULL));
    g_assert_null(relay);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rig_test("/relay/two feeds have the same", two_feeds_have_the_same);
    rig_test("/relay/a word that is lost is made good", a_word_that_is_lost_is_made_good);
    rig_test("/relay/nobody else writes to a file", nobody_else_writes_to_a_file);
    return g_test_run();
}
