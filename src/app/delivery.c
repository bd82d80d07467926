/* SPDX-License-Identifier: Apache-2.0 */
#include "app/delivery.h"

#include "base/queue.h"
#include "dispatch/postman.h"

#include <pthread.h>

#define ROUND_MS 200

struct Delivery {
    pthread_mutex_t carrying; /* one postman: one at a time; guards `waits` */
    bool waits;               /* and that was said */
    Postman *postman;
    Queue *stop; /* nothing is ever pushed: closing it ends the thread */
    pthread_t thread;
    bool running;
};

void delivery_now(Delivery *delivery)
{
    g_autoptr(GError) error = NULL;

    pthread_mutex_lock(&delivery->carrying);
    bool waits = postman_deliver(delivery->postman, &error) < 0;
    if (waits && !delivery->waits)
        g_message("the postman waits: %s", error->message);
    delivery->waits = waits;
    pthread_mutex_unlock(&delivery->carrying);
}

static void *delivery_run(void *data)
{
    Delivery *delivery = data;
    void *nothing = NULL;

    while (!queue_is_closed(delivery->stop)) {
        queue_take(delivery->stop, &nothing, 1, ROUND_MS);
        delivery_now(delivery);
    }
    return NULL;
}

Delivery *delivery_new(Executor *executor, Engine *engine, GError **error)
{
    g_autoptr(Delivery) delivery = g_new0(Delivery, 1);

    pthread_mutex_init(&delivery->carrying, NULL);
    delivery->postman = postman_new(executor, engine);
    delivery->stop = queue_new(1);
    delivery->running = pthread_create(&delivery->thread, NULL, delivery_run, delivery) == 0;
    if (!delivery->running) {
        fail(error, FAIL_UNAVAILABLE, "no thread for the postman");
        return NULL;
    }
    return g_steal_pointer(&delivery);
}

void delivery_free(Delivery *delivery)
{
    if (delivery == NULL)
        return;
    queue_close(delivery->stop);
    if (delivery->running)
        pthread_join(delivery->thread, NULL);
    queue_free(delivery->stop);
    postman_free(delivery->postman);
    pthread_mutex_destroy(&delivery->carrying);
    g_free(delivery);
}
