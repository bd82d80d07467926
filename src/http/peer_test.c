/* SPDX-License-Identifier: Apache-2.0 */
#include "http/peer.h"

#include "base/clock.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Is the other end told within this time that its peer was cut off? */
static bool is_cut(int fd, int wait_ms)
{
    struct pollfd end = {.fd = fd, .events = POLLIN};
    char byte = 0;

    return poll(&end, 1, wait_ms) == 1 && recv(fd, &byte, 1, 0) == 0;
}

static void test_deadline(void)
{
    int late[2];
    int busy[2];
    Refusals *refusals = refusals_new();
    Peers *peers =
        peers_new(&(PeersConfig){.most = 64, .most_each = 16, .refusals = refusals}, NULL);

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, late), ==, 0);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, busy), ==, 0);
    Peer *late_peer = peer_came(peers, late[0], NULL);
    Peer *busy_peer = peer_came(peers, busy[0], NULL);
    g_assert_cmpuint(peers_count(peers), ==, 2);
    peer_allow(late_peer, 10);
    peer_allow(busy_peer, 10);
    peer_allow(busy_peer, 0);
    g_assert_true(is_cut(late[1], 5000));
    g_assert_false(is_cut(busy[1], 1500));
    peer_gone(late_peer);
    peer_gone(busy_peer);
    g_assert_cmpuint(peers_count(peers), ==, 0);
    peers_free(peers);
    refusals_free(refusals);
    for (int i = 0; i < 2; i++) {
        close(late[i]);
        close(busy[i]);
    }
}

/* Many connections to one port. */
typedef struct Crowd {
    Refusals *refusals;
    Peers *peers;
    int ends[64][2];
    Peer *peer[64];
    unsigned count;
} Crowd;

static Crowd *crowd_new(void)
{
    Crowd *crowd = g_new0(Crowd, 1);

    crowd->refusals = refusals_new();
    crowd->peers =
        peers_new(&(PeersConfig){.most = 32, .most_each = 8, .refusals = crowd->refusals}, NULL);
    return crowd;
}

static Peer *crowd_come(Crowd *crowd, const char *name)
{
    unsigned n = crowd->count++;

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, crowd->ends[n]), ==, 0);
    crowd->peer[n] = peer_came(crowd->peers, crowd->ends[n][0], name);
    return crowd->peer[n];
}

static bool crowd_is_cut(const Crowd *crowd, unsigned n)
{
    char byte = 0;

    return recv(crowd->ends[n][1], &byte, 1, MSG_DONTWAIT) == 0;
}

static void crowd_free(Crowd *crowd)
{
    for (unsigned i = 0; i < crowd->count; i++) {
        peer_gone(crowd->peer[i]);
        close(crowd->ends[i][0]);
        close(crowd->ends[i][1]);
    }
    peers_free(crowd->peers);
    refusals_free(crowd->refusals);
    g_free(crowd);
}

static void test_quietest(void)
{
    Crowd *crowd = crowd_new();

    for (unsigned i = 0; i < 24; i++)
        crowd_come(crowd, NULL);
    peer_know(crowd->peer[0], "session");
    peer_allow(crowd->peer[1], 0);
    peer_allow(crowd->peer[2], PEER_BETWEEN_MS);
    for (unsigned i = 0; i < 4; i++)
        crowd_come(crowd, NULL);
    g_assert_false(crowd_is_cut(crowd, 0));
    g_assert_false(crowd_is_cut(crowd, 1));
    g_assert_false(crowd_is_cut(crowd, 2));
    g_assert_true(crowd_is_cut(crowd, 3));
    g_assert_true(crowd_is_cut(crowd, 4));
    g_assert_false(crowd_is_cut(crowd, 5));
    g_assert_false(crowd_is_cut(crowd, 27));
    g_assert_cmpuint(peers_strangers(crowd->peers), ==, 24);
    crowd_free(crowd);
}

/* Those signed in keep theirs, and a newcomer still comes in. */
static void test_reserve(void)
{
    Crowd *crowd = crowd_new();

    for (unsigned i = 0; i < 28; i++) {
        g_autofree char *session = g_strdup_printf("s%u", i);
        peer_know(crowd_come(crowd, NULL), session);
    }
    for (unsigned i = 28; i < 40; i++)
        crowd_come(crowd, NULL);
    for (unsigned i = 0; i < 28; i++)
        g_assert_false(crowd_is_cut(crowd, i));
    g_assert_false(crowd_is_cut(crowd, 39));
    g_assert_cmpuint(peers_strangers(crowd->peers), ==, 2);
    crowd_free(crowd);
}

static void test_session_share(void)
{
    Crowd *crowd = crowd_new();

    for (unsigned i = 0; i < 8; i++)
        peer_know(crowd_come(crowd, NULL), "one");
    g_assert_cmpuint(peers_strangers(crowd->peers), ==, 4);
    crowd_free(crowd);
}

static void test_address(void)
{
    Crowd *crowd = crowd_new();

    for (unsigned i = 0; i < 8; i++) {
        g_assert_true(peers_admit(crowd->peers, "10.1.1.1"));
        crowd_come(crowd, "10.1.1.1");
    }
    peer_know(crowd->peer[0], "session");
    g_assert_true(peers_admit(crowd->peers, "10.2.2.2"));
    g_assert_false(crowd_is_cut(crowd, 1));
    /* Two threads admit one each before either has come. */
    g_assert_true(peers_admit(crowd->peers, "10.1.1.1"));
    g_assert_true(peers_admit(crowd->peers, "10.1.1.1"));
    crowd_come(crowd, "10.1.1.1");
    g_assert_false(crowd_is_cut(crowd, 0));
    g_assert_true(crowd_is_cut(crowd, 1));
    g_assert_false(crowd_is_cut(crowd, 2));
    crowd_come(crowd, "10.1.1.1");
    g_assert_true(crowd_is_cut(crowd, 2));
    g_assert_false(crowd_is_cut(crowd, 3));
    g_assert_false(crowd_is_cut(crowd, 9));
    for (unsigned i = 0; i < 10; i++)
        peer_allow(crowd->peer[i], 0);
    g_assert_false(peers_admit(crowd->peers, "10.1.1.1"));
    g_assert_true(peers_admit(crowd->peers, NULL));
    crowd_free(crowd);
}

static void test_pace(void)
{
    Crowd *crowd = crowd_new();
    Peer *slow = crowd_come(crowd, NULL);
    Peer *steady = crowd_come(crowd, NULL);
    Peer *done = crowd_come(crowd, NULL);
    Peer *all[] = {slow, steady, done};

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        peer_allow(all[i], PEER_LARGE_MS);
        peer_begin_body(all[i]);
    }
    int64_t later = clock_monotonic() + PEER_PACE_MS;
    peer_read(slow, PEER_PACE_BYTES - 1);
    peer_read(steady, PEER_PACE_BYTES);
    peer_allow(done, PEER_LARGE_MS);
    peers_look(crowd->peers, later);
    g_assert_true(crowd_is_cut(crowd, 0));
    g_assert_false(crowd_is_cut(crowd, 1));
    peers_look(crowd->peers, later + PEER_PACE_MS - 1);
    g_assert_false(crowd_is_cut(crowd, 1));
    peers_look(crowd->peers, later + PEER_PACE_MS);
    g_assert_true(crowd_is_cut(crowd, 1));
    g_assert_false(crowd_is_cut(crowd, 2));
    crowd_free(crowd);
}

static void test_gone(void)
{
    g_autoptr(Work) left = work_new(), kept = work_new(), done = work_new();
    int ends[3][2];
    Work *const works[] = {left, kept, done};
    Peer *peers_of[3] = {NULL};
    Refusals *refusals = refusals_new();
    Peers *peers =
        peers_new(&(PeersConfig){.most = 64, .most_each = 16, .refusals = refusals}, NULL);

    for (int i = 0; i < 3; i++) {
        g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[i]), ==, 0);
        peers_of[i] = peer_came(peers, ends[i][0], NULL);
        peer_allow(peers_of[i], 0);
        peer_watch(peers_of[i], works[i]);
    }
    /* What the other end still sends does not hide that it went. */
    g_assert_cmpint(send(ends[0][1], "x", 1, 0), ==, 1);
    g_assert_cmpint(send(ends[1][1], "x", 1, 0), ==, 1);
    peer_watch(peers_of[2], NULL);
    close(ends[0][1]);
    close(ends[2][1]);
    while (!work_is_cancelled(left))
        g_usleep(1000);
    g_assert_false(work_is_cancelled(kept));
    g_assert_false(work_is_cancelled(done));
    for (int i = 0; i < 3; i++) {
        peer_gone(peers_of[i]);
        close(ends[i][0]);
    }
    close(ends[1][1]);
    peers_free(peers);
    refusals_free(refusals);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/peer/who_drips_is_cut_off_and_who_waits_for_us_is_not", test_deadline);
    g_test_add_func("/peer/the_quietest_stranger_makes_room", test_quietest);
    g_test_add_func("/peer/who_is_signed_in_keeps_his_place", test_reserve);
    g_test_add_func("/peer/a_session_has_an_eighth_of_the_places", test_session_share);
    g_test_add_func("/peer/an_address_has_its_share", test_address);
    g_test_add_func("/peer/a_body_keeps_a_pace", test_pace);
    g_test_add_func("/peer/who_goes_away_has_the_work_called_off", test_gone);
    return g_test_run();
}
