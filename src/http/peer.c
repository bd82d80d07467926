/* SPDX-License-Identifier: Apache-2.0 */
#include "http/peer.h"

#include "base/clock.h"
#include "base/queue.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

/* Connections that count together: of one address, or of one session. */
typedef struct Crowd {
    char *name;
    unsigned peers;
    unsigned cut; /* of them, not yet closed by the daemon */
} Crowd;

struct Peer {
    Peers *peers; /* borrowed */
    GList link;   /* its place among all */
    GList turn;   /* its place among the strangers */
    bool is_turn; /* it has one */
    bool is_cut;
    Crowd *address; /* NULL: not counted */
    Crowd *session; /* NULL: nobody signed in */
    int fd;
    int64_t until;   /* monotonic; 0: none */
    int64_t pace_at; /* monotonic: when this span of the body began; 0: no body */
    size_t paced;    /* bytes of it since */
    Work *work;      /* that is done for it; NULL: none */
};

struct Peers {
    PeersConfig config;
    Queue *stop; /* nothing is ever pushed: closing it ends the thread */
    pthread_t thread;
    bool running;
    pthread_mutex_t lock; /* guards all that follows and every Peer */
    GQueue all;
    GQueue strangers;   /* the quietest first */
    unsigned cut;       /* of all, not yet closed by the daemon */
    size_t gone;        /* since the start */
    GHashTable *crowds; /* name to Crowd *, which owns it */
};

static Crowd *crowd_join(Peers *peers, const char *kind, const char *name)
{
    g_autofree char *key = g_strconcat(kind, name, NULL);
    Crowd *crowd = g_hash_table_lookup(peers->crowds, key);

    if (crowd == NULL) {
        crowd = g_new0(Crowd, 1);
        crowd->name = g_steal_pointer(&key);
        g_hash_table_insert(peers->crowds, crowd->name, crowd);
    }
    crowd->peers++;
    return crowd;
}

static void crowd_leave(Peers *peers, Crowd *crowd, bool is_cut)
{
    if (crowd == NULL)
        return;
    crowd->cut -= is_cut ? 1 : 0;
    if (--crowd->peers == 0)
        g_hash_table_remove(peers->crowds, crowd->name);
}

static void crowd_free(void *data)
{
    Crowd *crowd = data;

    g_free(crowd->name);
    g_free(crowd);
}

static void turn_lose(Peer *peer)
{
    if (peer->is_turn)
        g_queue_unlink(&peer->peers->strangers, &peer->turn);
    peer->is_turn = false;
}

/* Whoever has just done something goes to the end of the line. */
static void turn_take(Peer *peer)
{
    turn_lose(peer);
    if (peer->session != NULL || peer->until == 0 || peer->is_cut)
        return;
    g_queue_push_tail_link(&peer->peers->strangers, &peer->turn);
    peer->is_turn = true;
}

/* Only shut down: the daemon then finds the end of the stream and closes it itself. */
static void cut_off(Peer *peer, const char *kind, const char *why)
{
    Peers *peers = peer->peers;

    if (peer->is_cut)
        return;
    shutdown(peer->fd, SHUT_RDWR);
    peer->is_cut = true;
    peer->until = 0;
    peer->pace_at = 0;
    peers->cut++;
    if (peer->address != NULL)
        peer->address->cut++;
    turn_lose(peer);
    refusals_note(peers->config.refusals, kind, why, clock_monotonic());
}

/* Has the other end closed, or at least said that it sends no more? */
static bool is_gone(const Peer *peer)
{
    struct pollfd end = {.fd = peer->fd, .events = POLLRDHUP};

    return poll(&end, 1, 0) == 1 && (end.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static void peer_look(Peer *peer, int64_t now)
{
    if (peer->work != NULL && is_gone(peer))
        work_cancel(peer->work);
    if (peer->until != 0 && now >= peer->until) {
        cut_off(peer, "late", "a request did not come to its end in time");
        return;
    }
    if (peer->pace_at == 0 || now - peer->pace_at < PEER_PACE_MS)
        return;
    if (peer->paced < PEER_PACE_BYTES)
        cut_off(peer, "slow", "a body came too slowly");
    peer->pace_at = peer->is_cut ? 0 : now;
    peer->paced = 0;
}

void peers_look(Peers *peers, int64_t now)
{
    pthread_mutex_lock(&peers->lock);
    for (GList *link = peers->all.head; link != NULL; link = link->next)
        peer_look(link->data, now);
    pthread_mutex_unlock(&peers->lock);
}

static void *peers_watch(void *data)
{
    Peers *peers = data;
    void *nothing = NULL;

    while (!queue_is_closed(peers->stop)) {
        queue_take(peers->stop, &nothing, 1, 1000);
        int64_t now = clock_monotonic();
        peers_look(peers, now);
        if (peers->config.tick != NULL)
            peers->config.tick(peers->config.tick_data, peers, now);
    }
    return NULL;
}

Peers *peers_new(const PeersConfig *config, GError **error)
{
    Peers *peers = g_new0(Peers, 1);

    peers->config = *config;
    pthread_mutex_init(&peers->lock, NULL);
    g_queue_init(&peers->all);
    g_queue_init(&peers->strangers);
    peers->crowds = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, crowd_free);
    peers->stop = queue_new(1);
    peers->running = pthread_create(&peers->thread, NULL, peers_watch, peers) == 0;
    if (peers->running)
        return peers;
    peers_free(peers);
    fail(error, FAIL_UNAVAILABLE, "no thread for deadlines");
    return NULL;
}

void peers_free(Peers *peers)
{
    if (peers == NULL)
        return;
    queue_close(peers->stop);
    if (peers->running)
        pthread_join(peers->thread, NULL);
    g_assert(peers->all.length == 0);
    g_hash_table_unref(peers->crowds);
    queue_free(peers->stop);
    pthread_mutex_destroy(&peers->lock);
    g_free(peers);
}

static Peer *quietest_of(Peers *peers, const Crowd *address)
{
    for (GList *turn = peers->strangers.head; turn != NULL; turn = turn->next) {
        Peer *peer = turn->data;
        if (peer->address == address)
            return peer;
    }
    return NULL;
}

bool peers_admit(Peers *peers, const char *name)
{
    if (name == NULL)
        return true;
    g_autofree char *key = g_strconcat("address ", name, NULL);
    pthread_mutex_lock(&peers->lock);
    const Crowd *crowd = g_hash_table_lookup(peers->crowds, key);
    bool full = crowd != NULL && crowd->peers - crowd->cut >= peers->config.most_each &&
                quietest_of(peers, crowd) == NULL;
    pthread_mutex_unlock(&peers->lock);
    if (full)
        refusals_note(peers->config.refusals, "full",
            "an address has as many connections as it may have, all in use", clock_monotonic());
    return !full;
}

/* Here and not where they are admitted: two threads may admit one each to the last place. */
static void share_keep(Peers *peers, const Crowd *address)
{
    while (address->peers - address->cut > peers->config.most_each) {
        Peer *quietest = quietest_of(peers, address);
        if (quietest == NULL)
            return;
        cut_off(quietest, "crowd", "an address has as many connections as it may have");
    }
}

/* The newcomer itself stands last in the line and is never the one. */
static void room_make(Peers *peers)
{
    unsigned most = peers->config.most;

    while (peers->strangers.length > 1 && (peers->strangers.length > most - most / 4 ||
                                              peers->all.length - peers->cut > most - most / 16))
        cut_off(peers->strangers.head->data, "quiet",
            "connections are scarce: the quietest on which nobody signed in made room");
}

Peer *peer_came(Peers *peers, int fd, const char *name)
{
    Peer *peer = g_new0(Peer, 1);

    peer->peers = peers;
    peer->fd = fd;
    peer->link.data = peer;
    peer->turn.data = peer;
    peer->until = clock_monotonic() + PEER_FIRST_MS;
    pthread_mutex_lock(&peers->lock);
    peer->address = name == NULL ? NULL : crowd_join(peers, "address ", name);
    g_queue_push_tail_link(&peers->all, &peer->link);
    turn_take(peer);
    if (peer->address != NULL)
        share_keep(peers, peer->address);
    room_make(peers);
    pthread_mutex_unlock(&peers->lock);
    return peer;
}

void peer_gone(Peer *peer)
{
    Peers *peers = peer->peers;

    pthread_mutex_lock(&peers->lock);
    g_queue_unlink(&peers->all, &peer->link);
    turn_lose(peer);
    peers->cut -= peer->is_cut ? 1 : 0;
    peers->gone++;
    crowd_leave(peers, peer->address, peer->is_cut);
    crowd_leave(peers, peer->session, false);
    pthread_mutex_unlock(&peers->lock);
    work_unref(peer->work);
    g_free(peer);
}

void peer_allow(Peer *peer, int64_t ms)
{
    int64_t until = ms == 0 ? 0 : clock_monotonic() + ms;

    pthread_mutex_lock(&peer->peers->lock);
    peer->until = peer->is_cut ? 0 : until;
    peer->pace_at = 0;
    turn_take(peer);
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

void peer_know(Peer *peer, const char *session)
{
    Peers *peers = peer->peers;

    pthread_mutex_lock(&peers->lock);
    if (peer->session == NULL) {
        peer->session = crowd_join(peers, "session ", session);
        if (peer->session->peers > MAX(peers->config.most / 8, 1))
            crowd_leave(peers, g_steal_pointer(&peer->session), false);
        else
            turn_lose(peer);
    }
    pthread_mutex_unlock(&peers->lock);
}

void peer_begin_body(Peer *peer)
{
    int64_t now = clock_monotonic();

    pthread_mutex_lock(&peer->peers->lock);
    peer->pace_at = peer->is_cut ? 0 : now;
    peer->paced = 0;
    pthread_mutex_unlock(&peer->peers->lock);
}

void peer_read(Peer *peer, size_t size)
{
    pthread_mutex_lock(&peer->peers->lock);
    peer->paced += size;
    pthread_mutex_unlock(&peer->peers->lock);
}

void peer_cut(Peer *peer, const char *kind, const char *why)
{
    pthread_mutex_lock(&peer->peers->lock);
    cut_off(peer, kind, why);
    pthread_mutex_unlock(&peer->peers->lock);
}

unsigned peers_count(Peers *peers)
{
    pthread_mutex_lock(&peers->lock);
    unsigned count = peers->all.length;
    pthread_mutex_unlock(&peers->lock);
    return count;
}

size_t peers_gone(Peers *peers)
{
    pthread_mutex_lock(&peers->lock);
    size_t gone = peers->gone;
    pthread_mutex_unlock(&peers->lock);
    return gone;
}

unsigned peers_strangers(Peers *peers)
{
    pthread_mutex_lock(&peers->lock);
    unsigned count = peers->strangers.length;
    pthread_mutex_unlock(&peers->lock);
    return count;
}
