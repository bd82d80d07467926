/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/pool.h"

#include <pthread.h>

#define QUICK_LIMIT 256
#define LONG_LIMIT 32

/* A work on its way; in one of the lines, then in the list of those that run. */
typedef struct Item {
    GList link;
    PoolOrder order; /* its owner's name and a reference to its work are the item's own */
} Item;

typedef enum Line { LINE_QUICK, LINE_LONG, LINES } Line;

struct Pool {
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t moved;
    GQueue lines[LINES]; /* of Item * that wait */
    GQueue running;      /* of Item * */
    GHashTable *shares;  /* line and owner -> how many of theirs wait or run */
    size_t at_work[LINES];
    size_t most[LINES]; /* that may be at work at once */
    int64_t done;       /* works ever ended */
    int64_t cancelled;  /* of them called off before they were done */
    int64_t refused;
    bool stopped;
    size_t thread_count; /* that run */
    pthread_t threads[];
};

static Line line_of(const PoolOrder *order)
{
    return order->is_long ? LINE_LONG : LINE_QUICK;
}

static char *share_name(const PoolOrder *order)
{
    return order->owner == NULL ? NULL : g_strdup_printf("%d %s", line_of(order), order->owner);
}

static size_t share_of(Pool *pool, const PoolOrder *order)
{
    g_autofree char *name = share_name(order);

    return name == NULL ? 0 : GPOINTER_TO_SIZE(g_hash_table_lookup(pool->shares, name));
}

static void share_move(Pool *pool, const PoolOrder *order, int by)
{
    size_t now = share_of(pool, order) + (size_t) by;
    char *name = share_name(order);

    if (name != NULL && now > 0)
        g_hash_table_insert(pool->shares, name, GSIZE_TO_POINTER(now));
    else if (name != NULL) {
        g_hash_table_remove(pool->shares, name);
        g_free(name);
    }
}

static Item *item_new(const PoolOrder *order)
{
    Item *item = g_new0(Item, 1);

    item->link.data = item;
    item->order = *order;
    item->order.owner = g_strdup(order->owner);
    work_ref(order->work);
    return item;
}

static void item_free(Item *item)
{
    g_free((char *) item->order.owner);
    work_unref(item->order.work);
    g_free(item);
}

/* The next that may run: NULL when none may. */
static Item *item_next(Pool *pool)
{
    for (int i = 0; i < LINES; i++)
        if (pool->lines[i].length > 0 && (pool->at_work[i] < pool->most[i] || pool->stopped))
            return pool->lines[i].head->data;
    return NULL;
}

/* Waits for it and moves it to those that run; NULL once the pool has stopped and is empty. */
static Item *item_take(Pool *pool)
{
    Item *item = NULL;

    pthread_mutex_lock(&pool->mutex);
    while ((item = item_next(pool)) == NULL && !pool->stopped)
        pthread_cond_wait(&pool->moved, &pool->mutex);
    if (item != NULL) {
        g_queue_unlink(&pool->lines[line_of(&item->order)], &item->link);
        g_queue_push_tail_link(&pool->running, &item->link);
        pool->at_work[line_of(&item->order)]++;
    }
    pthread_mutex_unlock(&pool->mutex);
    return item;
}

static void item_let_go(Pool *pool, Item *item)
{
    pthread_mutex_lock(&pool->mutex);
    g_queue_unlink(&pool->running, &item->link);
    pool->at_work[line_of(&item->order)]--;
    pool->done++;
    pool->cancelled += work_is_cancelled(item->order.work) ? 1 : 0;
    share_move(pool, &item->order, -1);
    pthread_cond_signal(&pool->moved);
    pthread_mutex_unlock(&pool->mutex);
    item_free(item);
}

static void *thread_run(void *data)
{
    Pool *pool = data;
    Item *item = NULL;

    work_stand_back();
    while ((item = item_take(pool)) != NULL) {
        const PoolOrder order = item->order;

        order.run(order.data, order.work);
        item_let_go(pool, item);
        order.end(order.data);
    }
    return NULL;
}

Pool *pool_new(size_t threads, GError **error)
{
    g_return_val_if_fail(threads >= 2, NULL);
    g_autoptr(Pool) pool = g_malloc0(sizeof *pool + threads * sizeof pool->threads[0]);

    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->moved, NULL);
    pool->shares = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    pool->most[LINE_QUICK] = threads - 1;
    pool->most[LINE_LONG] = threads / 2;
    for (size_t i = 0; i < threads; i++) {
        if (pthread_create(&pool->threads[i], NULL, thread_run, pool) != 0) {
            fail(error, FAIL_UNAVAILABLE, "a thread of the pool can't be started");
            return NULL;
        }
        pool->thread_count++;
    }
    return g_steal_pointer(&pool);
}

void pool_free(Pool *pool)
{
    if (pool == NULL)
        return;
    pool_drain(pool);
    g_hash_table_unref(pool->shares);
    pthread_cond_destroy(&pool->moved);
    pthread_mutex_destroy(&pool->mutex);
    g_free(pool);
}

static bool order_fits(Pool *pool, const PoolOrder *order, GError **error)
{
    size_t limit = order->is_long ? LONG_LIMIT : QUICK_LIMIT;
    size_t each = order->is_long ? POOL_LONG_EACH : POOL_QUICK_EACH;

    if (pool->stopped)
        return fail_as(error, FAIL_UNAVAILABLE, "stopping", "the server is being stopped");
    if (share_of(pool, order) >= each)
        return fail_as(error, FAIL_UNAVAILABLE, "too_many_works",
            "you have %zu works under way already: wait for one, or call it off", each);
    if (pool->lines[line_of(order)].length >= limit)
        return fail_as(error, FAIL_UNAVAILABLE, "busy", "too many works are waiting");
    return true;
}

bool pool_submit(Pool *pool, const PoolOrder *order, GError **error)
{
    pthread_mutex_lock(&pool->mutex);
    bool fits = order_fits(pool, order, error);
    if (fits) {
        share_move(pool, order, 1);
        g_queue_push_tail_link(&pool->lines[line_of(order)], &item_new(order)->link);
        pthread_cond_signal(&pool->moved);
    } else
        pool->refused++;
    pthread_mutex_unlock(&pool->mutex);
    return fits;
}

void pool_drain(Pool *pool)
{
    pool_stop(pool);
    for (size_t i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pool->thread_count = 0;
}

static void queue_cancel(const GQueue *queue)
{
    for (const GList *link = queue->head; link != NULL; link = link->next)
        work_cancel(((Item *) link->data)->order.work);
}

void pool_stop(Pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->stopped = true;
    for (int i = 0; i < LINES; i++)
        queue_cancel(&pool->lines[i]);
    queue_cancel(&pool->running);
    pthread_cond_broadcast(&pool->moved);
    pthread_mutex_unlock(&pool->mutex);
}

bool pool_goes_on(Pool *pool, GError **error)
{
    pthread_mutex_lock(&pool->mutex);
    bool stopped = pool->stopped;
    pthread_mutex_unlock(&pool->mutex);
    return !stopped || fail_as(error, FAIL_UNAVAILABLE, "stopping", "the server is being stopped");
}

void pool_count(Pool *pool, json_t *object)
{
    pthread_mutex_lock(&pool->mutex);
    guint waiting = pool->lines[LINE_QUICK].length + pool->lines[LINE_LONG].length;
    json_object_set_new(object, "works_total", json_integer(pool->done));
    json_object_set_new(object, "works_cancelled_total", json_integer(pool->cancelled));
    json_object_set_new(object, "works_refused_total", json_integer(pool->refused));
    json_object_set_new(object, "works_waiting", json_integer(waiting));
    json_object_set_new(object, "works_running", json_integer(pool->running.length));
    pthread_mutex_unlock(&pool->mutex);
}
