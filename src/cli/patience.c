/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/patience.h"

#include "base/queue.h"

#include <pthread.h>
#include <unistd.h>

struct Patience {
    Queue *stop; /* nothing is ever pushed: closing it ends the thread */
    int ms;
    pthread_t thread;
};

static void *patience_wait(void *data)
{
    const Patience *patience = data;
    void *nothing = NULL;

    queue_take(patience->stop, &nothing, 1, patience->ms);
    if (queue_is_closed(patience->stop))
        return NULL;
    g_message("something does not end within %d ms and is not waited for; whatever was answered is "
              "kept",
        patience->ms);
    _exit(0);
}

Patience *patience_new(int ms)
{
    Patience *patience = g_new0(Patience, 1);

    patience->stop = queue_new(1);
    patience->ms = ms;
    if (pthread_create(&patience->thread, NULL, patience_wait, patience) == 0)
        return patience;
    queue_free(patience->stop);
    g_free(patience);
    return NULL;
}

void patience_free(Patience *patience)
{
    if (patience == NULL)
        return;
    queue_close(patience->stop);
    pthread_join(patience->thread, NULL);
    queue_free(patience->stop);
    g_free(patience);
}
