/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/lanes.h"

#include <pthread.h>

#define SHARE_LEAST 8

typedef struct Lane {
    char *unit;
    GQueue tasks; /* of Task *, owned */
    bool held;    /* by a worker, or it stands in `ready` */
} Lane;

struct Lanes {
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t moved;
    GHashTable *lanes; /* unit -> Lane *; only lanes with tasks or in a worker's hands */
    GQueue ready;      /* of Lane * with tasks and without a worker */
    size_t length;
    size_t limit;
    size_t workers;
    bool closed;
};

static void lane_free(void *data)
{
    Lane *lane = data;

    g_free(lane->unit);
    g_queue_clear(&lane->tasks);
    g_free(lane);
}

Lanes *lanes_new(size_t limit, size_t workers)
{
    Lanes *lanes = g_new0(Lanes, 1);

    pthread_mutex_init(&lanes->mutex, NULL);
    pthread_cond_init(&lanes->moved, NULL);
    lanes->lanes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, lane_free);
    g_queue_init(&lanes->ready);
    lanes->limit = limit;
    lanes->workers = workers;
    return lanes;
}

void lanes_free(Lanes *lanes)
{
    if (lanes == NULL)
        return;
    g_queue_clear(&lanes->ready);
    g_hash_table_unref(lanes->lanes);
    pthread_cond_destroy(&lanes->moved);
    pthread_mutex_destroy(&lanes->mutex);
    g_free(lanes);
}

static Lane *lane_of(Lanes *lanes, const char *unit)
{
    const char *name = lanes->workers == 1 ? "" : unit;
    Lane *lane = g_hash_table_lookup(lanes->lanes, name);

    if (lane == NULL) {
        lane = g_new0(Lane, 1);
        lane->unit = g_strdup(name);
        g_queue_init(&lane->tasks);
        g_hash_table_insert(lanes->lanes, lane->unit, lane);
    }
    return lane;
}

static void lanes_add(Lanes *lanes, Task *task)
{
    Lane *lane = lane_of(lanes, task->unit);

    g_queue_push_tail(&lane->tasks, task);
    lanes->length++;
    if (lane->held)
        return;
    lane->held = true;
    g_queue_push_tail(&lanes->ready, lane);
    pthread_cond_signal(&lanes->moved);
}

bool lanes_push(Lanes *lanes, Task *task)
{
    bool fits = false;

    pthread_mutex_lock(&lanes->mutex);
    fits = !lanes->closed && lanes->length < lanes->limit;
    if (fits)
        lanes_add(lanes, task);
    pthread_mutex_unlock(&lanes->mutex);
    return fits;
}

static bool lanes_are_over(const Lanes *lanes)
{
    return lanes->closed && lanes->length == 0;
}

/* How many tasks one worker takes: so few that the others find something too, and so many that a
 * COMMIT is worth its while. */
static size_t lanes_share(const Lanes *lanes, size_t most)
{
    size_t even = (lanes->length + lanes->workers - 1) / lanes->workers;

    return MIN(most, MAX(even, SHARE_LEAST));
}

static size_t lane_take(Lane *lane, Task **out, size_t most)
{
    size_t count = 0;

    while (count < most && lane->tasks.length > 0)
        out[count++] = g_queue_pop_head(&lane->tasks);
    return count;
}

size_t lanes_take(Lanes *lanes, Task **out, size_t most, GPtrArray *held)
{
    size_t count = 0, share = 0;

    pthread_mutex_lock(&lanes->mutex);
    while (lanes->ready.length == 0 && !lanes_are_over(lanes))
        pthread_cond_wait(&lanes->moved, &lanes->mutex);
    share = lanes_share(lanes, most);
    while (count < share && lanes->ready.length > 0) {
        Lane *lane = g_queue_pop_head(&lanes->ready);

        count += lane_take(lane, out + count, share - count);
        g_ptr_array_add(held, lane);
    }
    lanes->length -= count;
    if (lanes_are_over(lanes))
        pthread_cond_broadcast(&lanes->moved);
    pthread_mutex_unlock(&lanes->mutex);
    return count;
}

static void lane_give_back(Lanes *lanes, Lane *lane)
{
    if (lane->tasks.length > 0) {
        g_queue_push_tail(&lanes->ready, lane);
        pthread_cond_signal(&lanes->moved);
    } else
        g_hash_table_remove(lanes->lanes, lane->unit);
}

void lanes_give_back(Lanes *lanes, GPtrArray *held)
{
    pthread_mutex_lock(&lanes->mutex);
    for (guint i = 0; i < held->len; i++)
        lane_give_back(lanes, g_ptr_array_index(held, i));
    pthread_mutex_unlock(&lanes->mutex);
    g_ptr_array_set_size(held, 0);
}

void lanes_close(Lanes *lanes)
{
    pthread_mutex_lock(&lanes->mutex);
    lanes->closed = true;
    pthread_cond_broadcast(&lanes->moved);
    pthread_mutex_unlock(&lanes->mutex);
}

size_t lanes_length(Lanes *lanes)
{
    size_t length = 0;

    pthread_mutex_lock(&lanes->mutex);
    length = lanes->length;
    pthread_mutex_unlock(&lanes->mutex);
    return length;
}
