/* SPDX-License-Identifier: Apache-2.0 */
/* Commands whose caller waits: one, or many at once, which the executor may do in one transaction.
 */
#include "engine/executor.h"

#include <pthread.h>

typedef struct Waiter {
    pthread_mutex_t mutex;
    pthread_cond_t answered;
    size_t open; /* not answered yet */
} Waiter;

typedef struct Waited {
    Waiter *waiter;
    Awaited *run;
} Waited;

static void waiter_answer(void *data, int status, json_t *reply, const GError *error)
{
    const Waited *waited = data;
    Waiter *waiter = waited->waiter;

    pthread_mutex_lock(&waiter->mutex);
    waited->run->reply = reply;
    waited->run->error = error == NULL ? NULL : g_error_copy(error);
    if (--waiter->open == 0)
        pthread_cond_signal(&waiter->answered);
    pthread_mutex_unlock(&waiter->mutex);
}

void awaited_clear(Awaited *run)
{
    g_clear_pointer(&run->args, json_decref);
    g_clear_pointer(&run->reply, json_decref);
    g_clear_error(&run->error);
}

void executor_run_all(Executor *executor, const Actor *actor, Awaited *runs, size_t count)
{
    Waiter waiter = {
        .mutex = PTHREAD_MUTEX_INITIALIZER, .answered = PTHREAD_COND_INITIALIZER, .open = count};
    g_autofree Waited *waited = g_new0(Waited, MAX(count, 1));

    for (size_t i = 0; i < count; i++) {
        waited[i] = (Waited){&waiter, &runs[i]};
        const Order order = {.command = runs[i].command,
            .actor = actor,
            .args = runs[i].args,
            .done = waiter_answer,
            .data = &waited[i]};
        executor_submit(executor, &order);
    }
    pthread_mutex_lock(&waiter.mutex);
    while (waiter.open > 0)
        pthread_cond_wait(&waiter.answered, &waiter.mutex);
    pthread_mutex_unlock(&waiter.mutex);
    pthread_cond_destroy(&waiter.answered);
    pthread_mutex_destroy(&waiter.mutex);
}

bool executor_run(Executor *executor, const Command *command, const Actor *actor,
    const json_t *args, json_t **out_reply, GError **error)
{
    Awaited run = {.command = command, .args = json_incref((json_t *) args)};

    executor_run_all(executor, actor, &run, 1);
    bool done = run.error == NULL;
    if (!done)
        g_propagate_error(error, g_steal_pointer(&run.error));
    else if (out_reply != NULL)
        *out_reply = g_steal_pointer(&run.reply);
    awaited_clear(&run);
    return done;
}
