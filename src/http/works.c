/* SPDX-License-Identifier: Apache-2.0 */
#include "http/works.h"

#include "base/clock.h"
#include "base/digest.h"

#include <pthread.h>

#define ID_BYTES 16
#define ENDED_EACH 8 /* results of one owner */

typedef struct Entry {
    char *id;
    char *owner;
    Work *work;
    bool begun;
    Reply *reply;     /* NULL: it has not ended */
    int64_t ended_at; /* monotonic */
    GList link;       /* in `ended`, oldest first */
} Entry;

struct Works {
    pthread_mutex_t mutex; /* guards all below */
    GHashTable *all;       /* id -> Entry * */
    GQueue ended;
    size_t bytes; /* of all results */
};

static size_t entry_bytes(const Entry *entry)
{
    return entry->reply == NULL || entry->reply->body == NULL
               ? 0
               : g_bytes_get_size(entry->reply->body);
}

static void entry_free(void *data)
{
    Entry *entry = data;

    g_free(entry->id);
    g_free(entry->owner);
    work_unref(entry->work);
    reply_free(entry->reply);
    g_free(entry);
}

Works *works_new(void)
{
    Works *works = g_new0(Works, 1);

    pthread_mutex_init(&works->mutex, NULL);
    works->all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
    g_queue_init(&works->ended);
    return works;
}

void works_free(Works *works)
{
    if (works == NULL)
        return;
    g_hash_table_unref(works->all);
    pthread_mutex_destroy(&works->mutex);
    g_free(works);
}

char *works_add(Works *works, const char *owner, Work *work)
{
    Entry *entry = g_new0(Entry, 1);
    char *id = random_hex(ID_BYTES);

    entry->id = g_strdup(id);
    entry->owner = g_strdup(owner);
    entry->work = work_ref(work);
    entry->link.data = entry;
    pthread_mutex_lock(&works->mutex);
    g_hash_table_insert(works->all, entry->id, entry);
    pthread_mutex_unlock(&works->mutex);
    return id;
}

void works_begin(Works *works, const char *id)
{
    pthread_mutex_lock(&works->mutex);
    Entry *entry = g_hash_table_lookup(works->all, id);
    if (entry != NULL)
        entry->begun = true;
    pthread_mutex_unlock(&works->mutex);
}

static void entry_forget(Works *works, Entry *entry)
{
    works->bytes -= entry_bytes(entry);
    g_queue_unlink(&works->ended, &entry->link);
    g_hash_table_remove(works->all, entry->id);
}

/* Room for one more result of this owner: the oldest go, of the owner and of all. */
static void room_make(Works *works, const Entry *of, size_t bytes)
{
    unsigned theirs = 0;

    for (GList *link = works->ended.tail, *next = NULL; link != NULL; link = next) {
        Entry *entry = link->data;

        next = link->prev;
        theirs += g_strcmp0(entry->owner, of->owner) == 0 ? 1 : 0;
        if (theirs >= ENDED_EACH && g_strcmp0(entry->owner, of->owner) == 0)
            entry_forget(works, entry);
    }
    while (works->ended.length > 0 && works->bytes + bytes > WORKS_BYTES)
        entry_forget(works, works->ended.head->data);
}

void works_end(Works *works, const char *id, Reply *reply)
{
    pthread_mutex_lock(&works->mutex);
    Entry *entry = g_hash_table_lookup(works->all, id);
    if (entry != NULL) {
        room_make(works, entry, reply->body == NULL ? 0 : g_bytes_get_size(reply->body));
        entry->reply = g_steal_pointer(&reply);
        entry->ended_at = clock_monotonic();
        works->bytes += entry_bytes(entry);
        g_queue_push_tail_link(&works->ended, &entry->link);
    }
    pthread_mutex_unlock(&works->mutex);
    reply_free(reply);
}

static Entry *entry_find(Works *works, const char *id, const char *owner, GError **error)
{
    Entry *entry = g_hash_table_lookup(works->all, id);

    if (entry != NULL && g_strcmp0(entry->owner, owner) == 0)
        return entry;
    fail(error, FAIL_NOT_FOUND, "there is no such work, or its result is gone");
    return NULL;
}

static const char *entry_state(const Entry *entry)
{
    if (entry->reply == NULL)
        return entry->begun ? "running" : "waiting";
    if (work_is_cancelled(entry->work))
        return "cancelled";
    return entry->reply->status < 400 ? "done" : "failed";
}

static json_t *entry_json(const Entry *entry)
{
    int64_t done = 0, of = 0;
    g_autofree char *result =
        entry->reply == NULL ? NULL : g_strdup_printf(WORKS_PREFIX "/%s/result", entry->id);

    work_read(entry->work, &done, &of);
    return json_pack("{s:s, s:s, s:I, s:I, s:s?}", "id", entry->id, "state", entry_state(entry),
        "done", (json_int_t) done, "of", (json_int_t) of, "result", result);
}

json_t *works_show(Works *works, const char *id, const char *owner)
{
    pthread_mutex_lock(&works->mutex);
    const Entry *entry = entry_find(works, id, owner, NULL);
    json_t *shown = entry == NULL ? NULL : entry_json(entry);
    pthread_mutex_unlock(&works->mutex);
    return shown;
}

Reply *works_take(Works *works, const char *id, const char *owner, GError **error)
{
    Reply *reply = NULL;

    pthread_mutex_lock(&works->mutex);
    Entry *entry = entry_find(works, id, owner, error);
    if (entry != NULL && entry->reply == NULL)
        fail_as(error, FAIL_CONFLICT, "not_ready", "it is still under way");
    else if (entry != NULL) {
        works->bytes -= entry_bytes(entry);
        reply = g_steal_pointer(&entry->reply);
        entry_forget(works, entry);
    }
    pthread_mutex_unlock(&works->mutex);
    return reply;
}

bool works_cancel(Works *works, const char *id, const char *owner, GError **error)
{
    pthread_mutex_lock(&works->mutex);
    Entry *entry = entry_find(works, id, owner, error);
    bool found = entry != NULL;
    if (found && entry->reply == NULL)
        work_cancel(entry->work);
    else if (found)
        entry_forget(works, entry);
    pthread_mutex_unlock(&works->mutex);
    return found;
}

void works_sweep(Works *works, int64_t now)
{
    pthread_mutex_lock(&works->mutex);
    while (works->ended.length > 0) {
        Entry *oldest = works->ended.head->data;
        if (now - oldest->ended_at < WORKS_KEPT_MS)
            break;
        entry_forget(works, oldest);
    }
    pthread_mutex_unlock(&works->mutex);
}

unsigned works_count(Works *works)
{
    pthread_mutex_lock(&works->mutex);
    unsigned count = g_hash_table_size(works->all);
    pthread_mutex_unlock(&works->mutex);
    return count;
}
