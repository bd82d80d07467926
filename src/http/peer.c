/* SPDX-License-Identifier: Apache-2.0 */
#include "http/peer.h"

#include "base/clock.h"
#include "base/queue.h"

#include <pthread.h>
#include <sys/socket.h>

struct Peer {
    Peers *peers; /* borrowed */
    GList link;   /* its place in the list */
    int fd;
    int64_t until; /* monotonic; 0: none */
};

struct Peers {
    Queue *stop; /* nothing is ever pushed: closing it ends the thread */
    pthread_t thread;
    pthread_mutex_t lock; /* guards `all` and every Peer */
    GQueue all;
};

static void late_cut(Peers *peers, int64_t now)
{
    pthread_mutex_lock(&peers->lock);
    for (GList *link = peers->all.head; link != NULL; link = link->next) {
        Peer *peer = link->data;
        if (peer->until == 0 || now < peer->until)
            continue;
        /* Only shut down: the daemon then finds the end of the stream and closes it itself. */
        shutdown(peer->fd, SHUT_RDWR);
        peer->until = 0;
    }
    pthread_mutex_unlock(&peers->lock);
}

static void *peers_watch(void *data)
{
    Peers *peers = data;
    void *nothing = NULL;

    while (!queue_is_closed(peers->stop)) {
        queue_take(peers->stop, &nothing, 1, 1000);
        late_cut(peers, clock_monotonic());
    }
    return NULL;
}

Peers *peers_new(void)
{
    Peers *peers = g_new0(Peers, 1);

    pthread_mutex_init(&peers->lock, NULL);
    g_queue_init(&peers->all);
    peers->stop = queue_new(1);
    if (pthread_create(&peers->thread, NULL, peers_watch, peers) != 0)
        g_error("no thread for deadlines");
    return peers;
}

void peers_free(Peers *peers)
{
    if (peers == NULL)
        return;
    queue_close(peers->stop);
    pthread_join(peers->thread, NULL);
    g_assert(peers->all.length == 0);
    queue_free(peers->stop);
    pthread_mutex_destroy(&peers->lock);
    g_free(peers);
}

Peer *peer_came(Peers *peers, int fd)
{
    Peer *peer = g_new0(Peer, 1);

    peer->peers = peers;
    peer->fd = fd;
    peer->link.data = peer;
    peer->until = clock_monotonic() + PEER_FIRST_MS;
    pthread_mutex_lock(&peers->lock);
    g_queue_push_tail_link(&peers->all, &peer->link);
    pthread_mutex_unlock(&peers->lock);
    return peer;
}

void peer_gone(Peer *peer)
{
    Peers *peers = peer->peers;

    pthread_mutex_lock(&peers->lock);
    g_queue_unlink(&peers->all, &peer->link);
    pthread_mutex_unlock(&peers->lock);
    g_free(peer);
}

void peer_allow(Peer *peer, int64_t ms)
{
    pthread_mutex_lock(&peer->peers->lock);
    peer->until = ms == 0 ? 0 : clock_monotonic() + ms;
    pthread_mutex_unlock(&peer->peers->lock);
}

unsigned peers_count(Peers *peers)
{
    pthread_mutex_lock(&peers->lock);
    unsigned count = peers->all.length;
    pthread_mutex_unlock(&peers->lock);
    return count;
}
