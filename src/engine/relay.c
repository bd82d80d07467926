/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/relay.h"

#include "base/text.h"
#include "store/bell.h"

#include <pthread.h>
#include <string.h>

#define LOOK_MS (2 * SECOND_MS)
#define REST_US 20000 /* so often at most words go out and what was heard is read */
#define PAGE 256

struct Relay {
    Engine *engine; /* borrowed */
    Feed *feed;     /* borrowed */
    Bell *bell;
    pthread_t thread;
    bool running;
    pthread_mutex_t lock; /* guards all below, and the order in which the feed is filled */
    GHashTable *reached;  /* unit -> int64_t *: seq of the last event published */
    GHashTable *changed;  /* units that the others are to be told of */
    GHashTable *behind;   /* units of which another process wrote */
    bool stopping;
};

static GHashTable *set_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* Array of the set's names; the set is empty then. Owned. */
static GPtrArray *set_take(Relay *relay, GHashTable *set)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter walk;
    gpointer name = NULL;

    pthread_mutex_lock(&relay->lock);
    g_hash_table_iter_init(&walk, set);
    while (g_hash_table_iter_next(&walk, &name, NULL)) {
        g_ptr_array_add(names, name);
        g_hash_table_iter_steal(&walk);
    }
    pthread_mutex_unlock(&relay->lock);
    return names;
}

/* Under the lock: where the unit's last published event is kept. */
static int64_t *relay_reached(Relay *relay, const char *unit)
{
    int64_t *reached = g_hash_table_lookup(relay->reached, unit);

    if (reached == NULL) {
        reached = g_new0(int64_t, 1);
        g_hash_table_insert(relay->reached, g_strdup(unit), reached);
    }
    return reached;
}

/* Under the lock: publishes what comes next; what something is missing before is read again. */
static void relay_accept(Relay *relay, const FeedEntry *entries, size_t count)
{
    g_autoptr(GArray) next = g_array_sized_new(FALSE, FALSE, sizeof *entries, (guint) count);

    for (size_t i = 0; i < count; i++) {
        int64_t *reached = relay_reached(relay, entries[i].unit);

        if (entries[i].seq == *reached + 1) {
            *reached = entries[i].seq;
            g_array_append_val(next, entries[i]);
        } else if (entries[i].seq > *reached)
            g_hash_table_add(relay->behind, g_strdup(entries[i].unit));
    }
    feed_publish(relay->feed, (const FeedEntry *) next->data, next->len);
}

void relay_publish(Relay *relay, const FeedEntry *entries, size_t count)
{
    pthread_mutex_lock(&relay->lock);
    relay_accept(relay, entries, count);
    for (size_t i = 0; i < count; i++)
        g_hash_table_add(relay->changed, g_strdup(entries[i].unit));
    pthread_mutex_unlock(&relay->lock);
    bell_stir(relay->bell);
}

/* --- what others wrote --- */

static void relay_heard(void *data, const char *word)
{
    Relay *relay = data;
    g_auto(GStrv) units = g_strsplit(word, " ", -1);

    pthread_mutex_lock(&relay->lock);
    for (char **unit = units; *unit != NULL; unit++)
        if (text_is_code(*unit))
            g_hash_table_add(relay->behind, g_strdup(*unit));
    pthread_mutex_unlock(&relay->lock);
}

static bool page_read(Db *db, const char *unit, int64_t after, GArray *out, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT seq, kind, subject FROM journal WHERE unit = $unit AND seq > $after"
        " ORDER BY seq LIMIT 256",
        error);
    StoreStep step = STORE_FAILED;

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_int(statement, "after", after);
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        FeedEntry entry = {.seq = row_int(statement, 0)};

        g_strlcpy(entry.unit, unit, sizeof entry.unit);
        g_strlcpy(entry.kind, row_text(statement, 1), sizeof entry.kind);
        g_strlcpy(entry.subject, row_text(statement, 2), sizeof entry.subject);
        g_array_append_val(out, entry);
    }
    return step == STORE_DONE;
}

static bool unit_catch_up(Relay *relay, Db *db, const char *unit, GError **error)
{
    g_autoptr(GArray) page = g_array_new(FALSE, FALSE, sizeof(FeedEntry));

    do {
        pthread_mutex_lock(&relay->lock);
        int64_t after = *relay_reached(relay, unit);
        pthread_mutex_unlock(&relay->lock);
        g_array_set_size(page, 0);
        if (!page_read(db, unit, after, page, error))
            return false;
        pthread_mutex_lock(&relay->lock);
        relay_accept(relay, (const FeedEntry *) page->data, page->len);
        pthread_mutex_unlock(&relay->lock);
    } while (page->len == PAGE);
    return true;
}

/* What is not read now, because the database is away, is found by the next look at the heads. */
static bool relay_catch_up(Relay *relay, GError **error)
{
    g_autoptr(GPtrArray) units = set_take(relay, relay->behind);
    g_autoptr(Db) db = units->len == 0 ? NULL : store_reader(engine_store(relay->engine), error);

    for (guint i = 0; i < units->len; i++)
        if (db == NULL || !unit_catch_up(relay, db, units->pdata[i], error))
            return false;
    return true;
}

/* `first`: what is there counts as published; else it is what there is to catch up with. */
static bool relay_look(Relay *relay, bool first, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(relay->engine), error);
    g_autoptr(Statement) statement =
        db == NULL ? NULL : store_prepare(db, "SELECT unit, seq FROM head", error);
    StoreStep step = STORE_FAILED;

    if (statement == NULL)
        return false;
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        const char *unit = row_text(statement, 0);

        pthread_mutex_lock(&relay->lock);
        int64_t *reached = relay_reached(relay, unit);
        if (first)
            *reached = row_int(statement, 1);
        else if (row_int(statement, 1) > *reached)
            g_hash_table_add(relay->behind, g_strdup(unit));
        pthread_mutex_unlock(&relay->lock);
    }
    return step == STORE_DONE;
}

/* --- what we wrote --- */

static bool relay_tell(Relay *relay, GError **error)
{
    g_autoptr(GPtrArray) units = set_take(relay, relay->changed);
    g_autoptr(GString) word = g_string_new(NULL);

    for (guint i = 0; i < units->len; i++) {
        const char *unit = units->pdata[i];

        if (word->len + strlen(unit) + 1 > BELL_WORD_MAX) {
            if (!bell_ring(relay->bell, word->str, error))
                return false;
            g_string_truncate(word, 0);
        }
        g_string_append_printf(word, "%s%s", word->len == 0 ? "" : " ", unit);
    }
    return word->len == 0 || bell_ring(relay->bell, word->str, error);
}

static bool relay_stops(Relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    bool stopping = relay->stopping;
    pthread_mutex_unlock(&relay->lock);
    return stopping;
}

/* A failure is the database's: the next look makes good what was missed, here and at the others. */
static void *relay_run(void *data)
{
    Relay *relay = data;
    int64_t look_at = clock_monotonic() + LOOK_MS;

    while (!relay_stops(relay)) {
        int64_t left = look_at - clock_monotonic();

        bell_wait(relay->bell, (int) MAX(left, 0), relay_heard, relay, NULL);
        relay_tell(relay, NULL);
        if (clock_monotonic() >= look_at) {
            relay_look(relay, false, NULL);
            look_at = clock_monotonic() + LOOK_MS;
        }
        relay_catch_up(relay, NULL);
        g_usleep(REST_US);
    }
    relay_tell(relay, NULL);
    return NULL;
}

bool relay_start(Engine *engine, Feed *feed, Relay **out_relay, GError **error)
{
    Bell *bell = bell_new(engine_store(engine));

    if (bell == NULL)
        return true;
    g_autoptr(Relay) relay = g_new0(Relay, 1);
    relay->engine = engine;
    relay->feed = feed;
    relay->bell = bell;
    pthread_mutex_init(&relay->lock, NULL);
    relay->reached = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    relay->changed = set_new();
    relay->behind = set_new();
    if (!relay_look(relay, true, error))
        return false;
    relay->running = pthread_create(&relay->thread, NULL, relay_run, relay) == 0;
    if (!relay->running)
        return fail(error, FAIL_UNAVAILABLE, "the relay's thread can't be started");
    *out_relay = g_steal_pointer(&relay);
    return true;
}

void relay_free(Relay *relay)
{
    if (relay == NULL)
        return;
    pthread_mutex_lock(&relay->lock);
    relay->stopping = true;
    pthread_mutex_unlock(&relay->lock);
    bell_stir(relay->bell);
    if (relay->running)
        pthread_join(relay->thread, NULL);
    bell_free(relay->bell);
    g_hash_table_unref(relay->reached);
    g_hash_table_unref(relay->changed);
    g_hash_table_unref(relay->behind);
    pthread_mutex_destroy(&relay->lock);
    g_free(relay);
}
