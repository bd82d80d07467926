/* SPDX-License-Identifier: Apache-2.0 */
#include "http/peer.h"

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
    Peers *peers = peers_new(NULL, NULL);

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, late), ==, 0);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, busy), ==, 0);
    Peer *late_peer = peer_came(peers, late[0]);
    Peer *busy_peer = peer_came(peers, busy[0]);
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
    for (int i = 0; i < 2; i++) {
        close(late[i]);
        close(busy[i]);
    }
}

static void test_gone(void)
{
    g_autoptr(Work) left = work_new(), kept = work_new(), done = work_new();
    int ends[3][2];
    Work *const works[] = {left, kept, done};
    Peer *peers_of[3] = {NULL};
    Peers *peers = peers_new(NULL, NULL);

    for (int i = 0; i < 3; i++) {
        g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[i]), ==, 0);
        peers_of[i] = peer_came(peers, ends[i][0]);
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
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/peer/who_drips_is_cut_off_and_who_waits_for_us_is_not", test_deadline);
    g_test_add_func("/peer/who_goes_away_has_the_work_called_off", test_gone);
    return g_test_run();
}
