/* SPDX-License-Identifier: Apache-2.0 */
#include "http/purse.h"

#include <pthread.h>

/* What one session or one address has of its purse. */
typedef struct Share {
    char *name;
    size_t bytes;
    unsigned bodies;
} Share;

struct Purse {
    Purses *purses; /* borrowed, as is the peer */
    Peer *peer;
    GList link;   /* among the strangers' */
    Share *share; /* NULL: a stranger whom no limit by address counts */
    bool is_stranger;
    bool is_cut; /* counted no more */
    size_t kept; /* bytes counted */
    size_t held; /* bytes that came */
};

struct Purses {
    pthread_mutex_t lock; /* guards all that follows and every Purse; taken before a peer's */
    GHashTable *shares;
    GQueue strangers; /* the oldest first */
    size_t known;     /* bytes kept for those signed in */
    size_t strange;   /* bytes of strangers */
    size_t held;
    size_t freed;
};

static void share_free(void *data)
{
    Share *share = data;

    g_free(share->name);
    g_free(share);
}

Purses *purses_new(void)
{
    Purses *purses = g_new0(Purses, 1);

    pthread_mutex_init(&purses->lock, NULL);
    purses->shares = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, share_free);
    g_queue_init(&purses->strangers);
    return purses;
}

void purses_free(Purses *purses)
{
    if (purses == NULL)
        return;
    g_assert(purses->strangers.length == 0);
    g_hash_table_unref(purses->shares);
    pthread_mutex_destroy(&purses->lock);
    g_free(purses);
}

static Share *share_take(Purses *purses, const char *kind, const char *name)
{
    g_autofree char *key = g_strconcat(kind, name, NULL);
    Share *share = g_hash_table_lookup(purses->shares, key);

    if (share == NULL) {
        share = g_new0(Share, 1);
        share->name = g_steal_pointer(&key);
        g_hash_table_insert(purses->shares, share->name, share);
    }
    share->bodies++;
    return share;
}

static void share_drop(Purses *purses, Share *share)
{
    if (share != NULL && --share->bodies == 0)
        g_hash_table_remove(purses->shares, share->name);
}

static void purse_count(Purse *purse, size_t size)
{
    purse->kept += size;
    *(purse->is_stranger ? &purse->purses->strange : &purse->purses->known) += size;
    if (purse->share != NULL)
        purse->share->bytes += size;
}

/* From here on it is as if it were not there. */
static void purse_uncount(Purse *purse)
{
    Purses *purses = purse->purses;

    if (purse->is_cut)
        return;
    purse->is_cut = true;
    *(purse->is_stranger ? &purses->strange : &purses->known) -= purse->kept;
    if (purse->share != NULL)
        purse->share->bytes -= purse->kept;
    share_drop(purses, g_steal_pointer(&purse->share));
    if (purse->is_stranger)
        g_queue_unlink(&purses->strangers, &purse->link);
}

static bool known_fits(const Purses *purses, const Share *share, size_t size, GError **error)
{
    if (size > PURSE_SESSION_MAX || share->bytes + size > PURSE_SESSION_MAX)
        return fail_as(error, FAIL_UNAVAILABLE, "too_many",
            "this session is sending as much at once as it may: try again in a moment");
    if (purses->known + size > PURSE_KNOWN_MAX)
        return fail_as(error, FAIL_UNAVAILABLE, "busy",
            "too many files are being sent at once: try again in a moment");
    return true;
}

Purse *purse_open(Purses *purses, Peer *peer, const char *session, size_t size, GError **error)
{
    Purse *purse = g_new0(Purse, 1);

    purse->purses = purses;
    purse->peer = peer;
    pthread_mutex_lock(&purses->lock);
    purse->share = share_take(purses, "session ", session);
    bool fits = known_fits(purses, purse->share, size, error);
    if (fits)
        purse_count(purse, size);
    pthread_mutex_unlock(&purses->lock);
    if (!fits)
        g_clear_pointer(&purse, purse_close);
    return purse;
}

static Purse *oldest_of(Purses *purses, const Share *share)
{
    for (GList *link = purses->strangers.head; link != NULL; link = link->next) {
        Purse *purse = link->data;
        if (share == NULL || purse->share == share)
            return purse;
    }
    return NULL;
}

/* False: the one that wants room is itself the oldest. */
static bool oldest_cut(const Purse *wants, const Share *share)
{
    Purse *oldest = oldest_of(wants->purses, share);

    if (oldest == NULL || oldest == wants)
        return false;
    purse_uncount(oldest);
    peer_cut(oldest->peer, "body", "unfinished bodies of strangers took too much room");
    return true;
}

static bool share_is_over(const Share *share)
{
    return share != NULL &&
           (share->bytes > PURSE_ADDRESS_MAX || share->bodies > PURSE_ADDRESS_BODIES);
}

static bool stranger_fits(const Purse *purse)
{
    while (share_is_over(purse->share)) {
        if (!oldest_cut(purse, purse->share))
            return false;
    }
    while (purse->purses->strange > PURSE_STRANGERS_MAX) {
        if (!oldest_cut(purse, NULL))
            return false;
    }
    return true;
}

Purse *purse_open_stranger(Purses *purses, Peer *peer, const char *name)
{
    Purse *purse = g_new0(Purse, 1);

    purse->purses = purses;
    purse->peer = peer;
    purse->is_stranger = true;
    purse->link.data = purse;
    pthread_mutex_lock(&purses->lock);
    purse->share = name == NULL ? NULL : share_take(purses, "address ", name);
    g_queue_push_tail_link(&purses->strangers, &purse->link);
    stranger_fits(purse);
    pthread_mutex_unlock(&purses->lock);
    return purse;
}

bool purse_add(Purse *purse, size_t size)
{
    Purses *purses = purse->purses;
    bool fits = true;

    pthread_mutex_lock(&purses->lock);
    purse->held += size;
    purses->held += size;
    size_t more = purse->held > purse->kept ? purse->held - purse->kept : 0;
    if (purse->is_cut)
        fits = false;
    else if (purse->is_stranger) {
        purse_count(purse, more);
        fits = stranger_fits(purse);
    } else {
        fits = known_fits(purses, purse->share, more, NULL);
        purse_count(purse, more);
    }
    pthread_mutex_unlock(&purses->lock);
    return fits;
}

void purse_close(Purse *purse)
{
    if (purse == NULL)
        return;
    Purses *purses = purse->purses;

    pthread_mutex_lock(&purses->lock);
    purse_uncount(purse);
    purses->held -= purse->held;
    purses->freed += purse->held;
    pthread_mutex_unlock(&purses->lock);
    g_free(purse);
}

size_t purses_held(Purses *purses)
{
    pthread_mutex_lock(&purses->lock);
    size_t held = purses->held;
    pthread_mutex_unlock(&purses->lock);
    return held;
}

size_t purses_freed(Purses *purses)
{
    pthread_mutex_lock(&purses->lock);
    size_t freed = purses->freed;
    pthread_mutex_unlock(&purses->lock);
    return freed;
}
