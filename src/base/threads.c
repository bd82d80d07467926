/* SPDX-License-Identifier: Apache-2.0 */
#include "base/threads.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/resource.h>

#define THREADS 40                        /* a few more than any part of the program starts */
#define SPACE_LEAST (UINT64_C(640) << 20) /* bytes of addresses: their stacks, heaps, fonts */

typedef struct Gate {
    pthread_mutex_t mutex; /* held until all are there */
    pthread_t threads[THREADS];
    size_t count;
} Gate;

static void *gate_pass(void *data)
{
    Gate *gate = data;

    pthread_mutex_lock(&gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
    return NULL;
}

static bool space_fits(GError **error)
{
    struct rlimit limit = {0};

    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        limit.rlim_cur >= SPACE_LEAST)
        return true;
    return fail_as(error, FAIL_UNAVAILABLE, "no_memory",
        "only %d MiB of address space are allowed (ulimit -v, LimitAS), and %d are wanted",
        (int) (limit.rlim_cur >> 20), (int) (SPACE_LEAST >> 20));
}

bool threads_fit(GError **error)
{
    Gate gate = {.mutex = PTHREAD_MUTEX_INITIALIZER};

    if (!space_fits(error))
        return false;
    pthread_mutex_lock(&gate.mutex);
    while (gate.count < THREADS &&
           pthread_create(&gate.threads[gate.count], NULL, gate_pass, &gate) == 0)
        gate.count++;
    pthread_mutex_unlock(&gate.mutex);
    for (size_t i = 0; i < gate.count; i++)
        pthread_join(gate.threads[i], NULL);
    return gate.count == THREADS ||
           fail_as(error, FAIL_UNAVAILABLE, "no_threads",
               "only %d threads can be started and %d are wanted: raise TasksMax, LimitNPROC "
               "(ulimit -u), or give it memory",
               (int) gate.count, THREADS);
}
