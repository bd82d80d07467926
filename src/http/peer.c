/* SPDX-License-Identifier: Apache-2.0 */
#include "http/peer.h"

#include "base/clock.h"
#include "base/queue.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

struct Peer {
    Peers *peers; /* borrowed */
    GList link;   /* its place in the list */
    int fd;
    int64_t until; /* monotonic; 0: none */
    Work *work;    /* that is done for it; NULL: none */
};

struct Peers {
    Queue *stop; /* nothing is ever pushed: closing it ends the thread */
    pthread_t thread;
    pthread_mutex_t lock; /* guards `all` and every Peer */
    GQueue all;
    PeersTick tick;
    void *data;
};

/* Has the other end closed, or at least said that it sends no more? */
static bool is_gone(const Peer *peer)
{
    struct pollfd end = {.fd = peer->fd, .events = POLLRDHUP};

    return poll(&end, 1, 0) == 1 && (end.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static void gone_call_off(Peers *peers)
{
    pthread_mutex_lock(&peers->lock);
    for (GList *link = peers->all.head; link != NULL; link = link->next) {
        const Peer *peer = link->data;
        if (peer->work != NULL && is_gone(peer))
            work_cancel(peer->work);
    }
    pthread_mutex_unlock(&peers->lock);
}

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
        gone_call_off(peers);
        if (peers->tick != NULL)
            peers->tick(peers->data, clock_monotonic());
    }
    return NULL;
}

Peers *peers_new(PeersTick tick, void *data)
{
    Peers *peers = g_new0(Peers, 1);

    peers->tick = tick;
    peers->data = data;
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
    work_unref(peer->work);
    g_free(peer);
}

void peer_allow(Peer *peer, int64_t ms)
{
    pthread_mutex_lock(&peer->peers->lock);
    peer->until = ms == 0 ? 0 : clock_monotonic() + ms;
    pthread_mutex_unlock(&peer->peers->lock);
}

void peer_watch(Peer *peer, Work *work)
{
    pthread_mutex_lock(&peer->peers->lock);
    Work *before = peer->work;
    peer->work = work == NULL ? NULL : work_ref(work);
    pthread_mutex_unlock(&peer->peers->lock);
    work_unref(before);
}

unsigned peers_count(Peers *peers)
{
    pthread_mutex_lock(&peers->lock);
    unsigned count = peers->all.length;
    pthread_mutex_unlock(&peers->lock);
    return count;
}
