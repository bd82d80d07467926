/* SPDX-License-Identifier: Apache-2.0 */
#include "http/stream.h"

#include "base/queue.h"
#include "base/text.h"
#include "http/request.h"

#include <string.h>

#define BATCH_MAX 256
#define CHUNKS_MAX 16 /* a listener with so many unsent chunks waits until it has read them */
#define HEARTBEAT_MS 10000
#define RECHECK_MS 3500
#define BLOCK_SIZE 1024

/* What one account sees in one part of the tree, with the last bytes made for it. */
typedef struct View {
    char *key;
    char *under; /* NULL: everything it may see */
    Actor *actor;
    unsigned users; /* guarded by the stream's lock */
    int64_t from;   /* the next three: pump only; `chunk` carries the entries after `from` … */
    int64_t to;     /* … up to this one */
    GBytes *chunk;  /* NULL: nothing of them is to be seen */
} View;

struct Listener {
    Stream *stream;                    /* borrowed */
    struct MHD_Connection *connection; /* borrowed */
    GList link;                        /* its place among the listeners */
    View *view;
    char *token;
    int64_t n;          /* last entry that was weighed; pump only, as the next two */
    int64_t checked_at; /* monotonic */
    int64_t wrote_at;
    unsigned users; /* guarded by the stream's lock, as all below */
    GQueue chunks;  /* GBytes * not sent yet */
    size_t sent;    /* bytes of the first chunk */
    bool suspended;
    bool behind; /* there is more in the feed than the chunks hold */
    bool ended;
    bool closed;
};

struct Stream {
    Engine *engine;
    Feed *feed;
    Queue *wake;
    pthread_t pump;
    pthread_mutex_t lock;
    GQueue listeners;
    GHashTable *views;
    bool stopping;
    FeedEntry batch[BATCH_MAX]; /* pump only */
};

/* --- lives --- */

static View *view_take(Stream *stream, const Actor *actor, const char *under)
{
    g_autofree char *key = g_strdup_printf("%s\n%s", actor->account, under == NULL ? "" : under);
    View *view = g_hash_table_lookup(stream->views, key);

    if (view == NULL) {
        view = g_new0(View, 1);
        view->key = g_steal_pointer(&key);
        view->under = g_strdup(under);
        view->actor = actor_copy(actor);
        view->from = view->to = -1;
        g_hash_table_insert(stream->views, view->key, view);
    }
    view->users++;
    return view;
}

static void view_drop(Stream *stream, View *view)
{
    if (--view->users > 0)
        return;
    g_hash_table_remove(stream->views, view->key);
    g_free(view->key);
    g_free(view->under);
    actor_free(view->actor);
    g_clear_pointer(&view->chunk, g_bytes_unref);
    g_free(view);
}

static void listener_drop(Listener *listener)
{
    if (--listener->users > 0)
        return;
    view_drop(listener->stream, listener->view);
    g_queue_clear_full(&listener->chunks, (GDestroyNotify) g_bytes_unref);
    g_free(listener->token);
    g_free(listener);
}

/* Under the lock: one chunk more (taken), and awake. */
static void listener_push(Listener *listener, GBytes *chunk)
{
    g_queue_push_tail(&listener->chunks, chunk);
    if (!listener->suspended || listener->closed)
        return;
    listener->suspended = false;
    MHD_resume_connection(listener->connection);
}

static void listener_end(Listener *listener, const char *code)
{
    listener->ended = true;
    g_autofree char *text = g_strdup_printf("event: end\ndata: {\"code\":\"%s\"}\n\n", code);
    listener_push(listener, g_bytes_new(text, strlen(text)));
}

/* --- the daemon's side --- */

static size_t chunk_copy(Listener *listener, char *out, size_t most)
{
    GBytes *chunk = listener->chunks.head->data;
    gsize size = 0;
    const char *bytes = g_bytes_get_data(chunk, &size);
    size_t count = MIN(most, size - listener->sent);

    memcpy(out, bytes + listener->sent, count);
    listener->sent += count;
    if (listener->sent == size) {
        listener->sent = 0;
        g_bytes_unref(g_queue_pop_head(&listener->chunks));
    }
    return count;
}

static ssize_t listener_read(void *data, uint64_t position, char *out, size_t most)
{
    Listener *listener = data;
    Stream *stream = listener->stream;
    ssize_t count = 0;

    pthread_mutex_lock(&stream->lock);
    while (listener->chunks.length > 0 && (size_t) count < most)
        count += (ssize_t) chunk_copy(listener, out + count, most - (size_t) count);
    bool poke = listener->chunks.length == 0 && listener->behind;
    if (count == 0 && listener->ended) {
        count = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (count == 0) {
        listener->suspended = true;
        MHD_suspend_connection(listener->connection);
    }
    pthread_mutex_unlock(&stream->lock);
    if (poke)
        queue_push(stream->wake, stream);
    return count;
}

static void listener_closed(void *data)
{
    Listener *listener = data;
    Stream *stream = listener->stream;

    pthread_mutex_lock(&stream->lock);
    listener->closed = true;
    g_queue_unlink(&stream->listeners, &listener->link);
    listener_drop(listener);
    pthread_mutex_unlock(&stream->lock);
}

/* Where a listener begins: behind what it has heard, or at the end, having been told to reload. */
static GBytes *first_chunk(Stream *stream, const char *after, int64_t *out_n)
{
    const char *epoch = feed_epoch(stream->feed);
    int64_t last = feed_last(stream->feed);
    int64_t n = last;
    bool known = after == NULL || (event_id_parse(after, epoch, &n) && n <= last);

    n = known ? n : last;
    *out_n = n;
    char *text = g_strdup_printf(": ok\nretry: 2000\nid: %s.%" G_GINT64_FORMAT "\n%s\n", epoch, n,
        known ? "" : "event: reload\ndata: {}\n");
    return g_bytes_new_take(text, strlen(text));
}

static Listener *listener_new(Stream *stream, Request *request)
{
    Listener *listener = g_new0(Listener, 1);
    const char *after = request_header(request, "Last-Event-ID");

    after = after != NULL ? after : target_query(&request->target, "after");
    listener->stream = stream;
    listener->connection = request->connection;
    listener->link.data = listener;
    listener->token = g_strdup(request->token);
    listener->checked_at = listener->wrote_at = clock_monotonic();
    listener->users = 1;
    g_queue_init(&listener->chunks);
    g_queue_push_tail(&listener->chunks, first_chunk(stream, after, &listener->n));
    listener->behind = true;
    pthread_mutex_lock(&stream->lock);
    listener->view = view_take(stream, request->actor, target_query(&request->target, "under"));
    listener->ended = stream->stopping;
    g_queue_push_tail_link(&stream->listeners, &listener->link);
    pthread_mutex_unlock(&stream->lock);
    return listener;
}

static bool stream_permitted(Request *request, GError **error)
{
    const char *under = target_query(&request->target, "under");
    g_autoptr(Db) db = store_reader(engine_store(request->server->config.engine), error);

    if (db == NULL || !request_sign_in(request, db, error))
        return false;
    if (under != NULL && !text_is_code(under))
        return fail_field(error, "under", "malformed");
    return true;
}

void stream_serve(Request *request)
{
    g_autoptr(GError) error = NULL;

    if (!stream_permitted(request, &error)) {
        request_fail(request, error);
        return;
    }
    Reply *reply = reply_new(MHD_HTTP_OK);
    reply->media_type = "text/event-stream; charset=utf-8";
    reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    reply_header(reply, "X-Accel-Buffering", "no");
    Listener *listener = listener_new(request->server->stream, request);
    reply->stream = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK_SIZE, listener_read, listener, listener_closed);
    request_reply(request, reply);
}

/* --- the pump --- */

/* One pass: who listens now, and what was found out on the way. */
typedef struct Pass {
    Stream *stream;
    Db *db;
    int64_t now;          /* monotonic */
    int64_t last;         /* newest entry */
    GPtrArray *listeners; /* Listener *, held */
    GHashTable *sessions; /* token -> Actor *, or NULL when it has ended */
    int64_t batch_from;   /* what the stream's batch holds: entries after this; -1: nothing */
    size_t batch_count;
    bool batch_lost;
} Pass;

static void pass_batch(Pass *pass, int64_t from)
{
    if (pass->batch_from == from)
        return;
    pass->batch_count =
        feed_read(pass->stream->feed, from, pass->stream->batch, BATCH_MAX, &pass->batch_lost);
    pass->batch_from = from;
}

static bool view_sees(const Pass *pass, const View *view, const FeedEntry *entry)
{
    const Asking asking = {.engine = pass->stream->engine, .db = pass->db, .actor = view->actor};
    const Guard *guard = engine_guard(asking.engine);
    bool sees = false;

    if (view->under != NULL && !g_str_equal(view->under, entry->unit) &&
        (guard->within == NULL || !guard->within(guard->self, pass->db, entry->unit, view->under)))
        return false;
    return asking_sees(&asking, entry->unit, entry->subject, &sees, NULL) && sees;
}

static void entry_write(GString *out, const char *epoch, const FeedEntry *entry)
{
    /* Units, kinds and subjects are identifiers: nothing in them needs escaping. */
    g_string_append_printf(out,
        "id: %s.%" G_GINT64_FORMAT "\ndata: {\"unit\":\"%s\",\"seq\":%" G_GINT64_FORMAT
        ",\"kind\":\"%s\",\"subject\":\"%s\"}\n\n",
        epoch, entry->n, entry->unit, entry->seq, entry->kind, entry->subject);
}

/* Makes the view's chunk for the batch in hand. */
static void view_write(const Pass *pass, View *view)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *epoch = feed_epoch(pass->stream->feed);

    for (size_t i = 0; i < pass->batch_count; i++) {
        const FeedEntry *entry = &pass->stream->batch[i];
        if (view_sees(pass, view, entry))
            entry_write(text, epoch, entry);
        view->to = entry->n;
    }
    /* Under the lock, like all that lets go of a chunk: thread checks don't see GLib's counts. */
    pthread_mutex_lock(&pass->stream->lock);
    g_clear_pointer(&view->chunk, g_bytes_unref);
    pthread_mutex_unlock(&pass->stream->lock);
    if (text->len > 0)
        view->chunk = g_string_free_to_bytes(g_steal_pointer(&text));
    view->from = pass->batch_from;
}

static void listener_give(Pass *pass, Listener *listener, GBytes *chunk /* taken */)
{
    listener->wrote_at = pass->now;
    pthread_mutex_lock(&pass->stream->lock);
    listener_push(listener, chunk);
    pthread_mutex_unlock(&pass->stream->lock);
}

static void listener_reload(Pass *pass, Listener *listener)
{
    listener->n = pass->last;
    char *text = g_strdup_printf("event: reload\nid: %s.%" G_GINT64_FORMAT "\ndata: {}\n\n",
        feed_epoch(pass->stream->feed), listener->n);
    listener_give(pass, listener, g_bytes_new_take(text, strlen(text)));
}

/* Notes whether there is more than it can take now. */
static bool listener_takes(Pass *pass, Listener *listener)
{
    pthread_mutex_lock(&pass->stream->lock);
    listener->behind = listener->n < pass->last;
    bool takes = listener->behind && listener->chunks.length < CHUNKS_MAX && !listener->ended;
    pthread_mutex_unlock(&pass->stream->lock);
    return takes;
}

static void listener_feed(Pass *pass, Listener *listener)
{
    View *view = listener->view;

    while (listener_takes(pass, listener)) {
        if (view->from != listener->n) {
            pass_batch(pass, listener->n);
            if (pass->batch_lost) {
                listener_reload(pass, listener);
                continue;
            }
            if (pass->batch_count == 0)
                return;
            view_write(pass, view);
        }
        listener->n = view->to;
        if (view->chunk != NULL)
            listener_give(pass, listener, g_bytes_ref(view->chunk));
    }
}

static void listener_beat(Pass *pass, Listener *listener)
{
    if (pass->now - listener->wrote_at < HEARTBEAT_MS)
        return;
    char *text = g_strdup_printf(
        ": here\nid: %s.%" G_GINT64_FORMAT "\n\n", feed_epoch(pass->stream->feed), listener->n);
    listener_give(pass, listener, g_bytes_new_take(text, strlen(text)));
}

/* The actor behind a token now, asked once a pass: borrowed, NULL when the session has ended. */
static Actor *pass_actor(Pass *pass, const char *token)
{
    gpointer known = NULL;

    if (g_hash_table_lookup_extended(pass->sessions, token, NULL, &known))
        return known;
    const Engine *engine = pass->stream->engine;
    const Guard *guard = engine_guard(engine);
    Actor *actor = guard->authenticate(
        guard->self, pass->db, token, NULL, clock_now(engine_clock(engine)), NULL);
    g_hash_table_insert(pass->sessions, g_strdup(token), actor);
    return actor;
}

/* False when the session is over. */
static bool listener_check(Pass *pass, Listener *listener)
{
    if (pass->now - listener->checked_at < RECHECK_MS)
        return true;
    listener->checked_at = pass->now;
    Actor *actor = pass_actor(pass, listener->token);
    if (actor == NULL) {
        pthread_mutex_lock(&pass->stream->lock);
        if (!listener->ended)
            listener_end(listener, "signed_out");
        pthread_mutex_unlock(&pass->stream->lock);
        return false;
    }
    actor_free(listener->view->actor);
    listener->view->actor = actor_copy(actor);
    return true;
}

static void pass_begin(Pass *pass, Stream *stream)
{
    pass->stream = stream;
    pass->now = clock_monotonic();
    pass->batch_from = -1;
    pass->sessions =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) actor_free);
    pthread_mutex_lock(&stream->lock);
    pass->listeners = g_ptr_array_sized_new(stream->listeners.length);
    for (GList *link = stream->listeners.head; link != NULL; link = link->next) {
        Listener *listener = link->data;
        listener->users++;
        g_ptr_array_add(pass->listeners, listener);
    }
    pthread_mutex_unlock(&stream->lock);
    /* After the list: whoever came before this has begun at an entry that is not newer. */
    pass->last = feed_last(stream->feed);
}

static void pass_end(Pass *pass)
{
    pthread_mutex_lock(&pass->stream->lock);
    for (guint i = 0; i < pass->listeners->len; i++)
        listener_drop(pass->listeners->pdata[i]);
    pthread_mutex_unlock(&pass->stream->lock);
    g_ptr_array_unref(pass->listeners);
    g_hash_table_unref(pass->sessions);
}

static void stream_pass(Stream *stream)
{
    g_autoptr(GError) error = NULL;
    Pass pass = {0};

    pass_begin(&pass, stream);
    g_autoptr(Db) db =
        pass.listeners->len == 0 ? NULL : store_reader(engine_store(stream->engine), &error);
    pass.db = db;
    for (guint i = 0; db != NULL && i < pass.listeners->len; i++) {
        Listener *listener = pass.listeners->pdata[i];
        if (!listener_check(&pass, listener))
            continue;
        listener_feed(&pass, listener);
        listener_beat(&pass, listener);
    }
    if (error != NULL)
        g_message("streams wait: %s", error->message);
    pass_end(&pass);
}

static void *stream_pump(void *data)
{
    Stream *stream = data;
    void *nothing = NULL;

    while (!queue_is_closed(stream->wake)) {
        queue_take(stream->wake, &nothing, 1, 1000);
        stream_pass(stream);
    }
    return NULL;
}

static void stream_wake(void *data)
{
    Stream *stream = data;

    /* A full queue means that the pump has been told already. */
    queue_push(stream->wake, stream);
}

Stream *stream_new(Engine *engine, Feed *feed, GError **error)
{
    Stream *stream = g_new0(Stream, 1);

    stream->engine = engine;
    stream->feed = feed;
    stream->wake = queue_new(1);
    stream->views = g_hash_table_new(g_str_hash, g_str_equal);
    g_queue_init(&stream->listeners);
    pthread_mutex_init(&stream->lock, NULL);
    if (pthread_create(&stream->pump, NULL, stream_pump, stream) == 0) {
        feed_on_publish(feed, stream_wake, stream);
        return stream;
    }
    stream_free(stream);
    fail(error, FAIL_UNAVAILABLE, "no thread for streams");
    return NULL;
}

void stream_stop(Stream *stream)
{
    feed_on_publish(stream->feed, NULL, NULL);
    queue_close(stream->wake);
    pthread_join(stream->pump, NULL);
    pthread_mutex_lock(&stream->lock);
    stream->stopping = true;
    for (GList *link = stream->listeners.head; link != NULL; link = link->next) {
        Listener *listener = link->data;
        if (!listener->ended)
            listener_end(listener, "stopping");
    }
    pthread_mutex_unlock(&stream->lock);
}

void stream_free(Stream *stream)
{
    if (stream == NULL)
        return;
    g_assert(stream->listeners.length == 0);
    queue_free(stream->wake);
    g_hash_table_unref(stream->views);
    pthread_mutex_destroy(&stream->lock);
    g_free(stream);
}

unsigned stream_listeners(Stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    unsigned count = stream->listeners.length;
    pthread_mutex_unlock(&stream->lock);
    return count;
}
