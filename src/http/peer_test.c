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
    Peers *peers = peers_new();

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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/peer/who_drips_is_cut_off_and_who_waits_for_us_is_not", test_deadline);
    return g_test_run();
}
