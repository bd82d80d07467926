/* SPDX-License-Identifier: Apache-2.0 */
#include "base/queue.h"

#include <pthread.h>
#include <time.h>

struct Queue {
    pthread_mutex_t mutex;
    pthread_cond_t arrived;
    size_t limit;
    size_t first; /* index of the oldest item in the ring */
    size_t count;
    bool closed;
    void *ring[];
};

Queue *queue_new(size_t limit)
{
    g_return_val_if_fail(limit > 0, NULL);
    Queue *queue = g_malloc0(sizeof *queue + limit * sizeof queue->ring[0]);
    queue->limit = limit;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&queue->arrived, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&queue->mutex, NULL);
    return queue;
}

void queue_free(Queue *queue)
{
    if (!queue)
        return;
    pthread_cond_destroy(&queue->arrived);
    pthread_mutex_destroy(&queue->mutex);
    g_free(queue);
}

bool queue_push(Queue *queue, void *item)
{
    pthread_mutex_lock(&queue->mutex);
    bool taken = !queue->closed && queue->count < queue->limit;
    if (taken) {
        queue->ring[(queue->first + queue->count) % queue->limit] = item;
        queue->count++;
        pthread_cond_signal(&queue->arrived);
    }
    pthread_mutex_unlock(&queue->mutex);
    return taken;
}

static struct timespec deadline_after(int wait_ms)
{
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += wait_ms / 1000;
    deadline.tv_nsec += (long) (wait_ms % 1000) * 1000000;
    if (deadline.tv_nsec >= 1000000000) {
        deadline.tv_sec++;
        deadline.tv_nsec -= 1000000000;
    }
    return deadline;
}

/* Called with the mutex held. */
static void wait_for_item(Queue *queue, int wait_ms)
{
    if (wait_ms < 0) {
        while (queue->count == 0 && !queue->closed)
            pthread_cond_wait(&queue->arrived, &queue->mutex);
        return;
    }
    struct timespec deadline = deadline_after(wait_ms);
    int result = 0;
    while (queue->count == 0 && !queue->closed && result == 0)
        result = pthread_cond_timedwait(&queue->arrived, &queue->mutex, &deadline);
}

size_t queue_take(Queue *queue, void **out, size_t most, int wait_ms)
{
    pthread_mutex_lock(&queue->mutex);
    if (queue->count == 0 && wait_ms != 0)
        wait_for_item(queue, wait_ms);
    size_t taken = MIN(most, queue->count);
    for (size_t i = 0; i < taken; i++)
        out[i] = queue->ring[(queue->first + i) % queue->limit];
    queue->first = (queue->first + taken) % queue->limit;
    queue->count -= taken;
    /* A signal wakes one taker, who may have left items for another. */
    if (queue->count > 0)
        pthread_cond_signal(&queue->arrived);
    pthread_mutex_unlock(&queue->mutex);
    return taken;
}

void queue_close(Queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_cond_broadcast(&queue->arrived);
    pthread_mutex_unlock(&queue->mutex);
}

bool queue_is_closed(Queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    bool closed = queue->closed;
    pthread_mutex_unlock(&queue->mutex);
    return closed;
}

size_t queue_length(Queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    size_t count = queue->count;
    pthread_mutex_unlock(&queue->mutex);
    return count;
}
