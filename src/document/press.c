/* SPDX-License-Identifier: Apache-2.0 */
#include "document/press.h"

#include "base/queue.h"
#include "document/typeset.h"

#include <pthread.h>

#define WAITING_MAX 64

/* A paper to print; without one the family is asked. */
typedef struct Job {
    const Paper *paper;
    GBytes *pdf;
    char *family;
    GError *error;
    bool forgotten; /* nobody waits: the thread frees it */
    bool done;
} Job;

struct Press {
    Queue *queue; /* of Job * */
    pthread_t thread;
    pthread_mutex_t lock; /* of every job's `done` */
    pthread_cond_t printed;
};

static void job_do(Typeset *typeset, Job *job)
{
    if (job->paper != NULL)
        job->pdf = typeset_pdf(typeset, job->paper, &job->error);
    else
        job->family = typeset_family(typeset);
}

static void job_free(Job *job)
{
    g_clear_pointer(&job->pdf, g_bytes_unref);
    g_clear_error(&job->error);
    g_free(job->family);
    g_free(job);
}

static void *press_run(void *data)
{
    Press *press = data;
    g_autoptr(Typeset) typeset = typeset_new();
    void *item = NULL;

    while (queue_take(press->queue, &item, 1, -1) == 1) {
        Job *job = item;
        job_do(typeset, job);
        if (job->forgotten) {
            job_free(job);
            continue;
        }
        pthread_mutex_lock(&press->lock);
        job->done = true;
        pthread_cond_broadcast(&press->printed);
        pthread_mutex_unlock(&press->lock);
    }
    return NULL;
}

Press *press_new(GError **error)
{
    Press *press = g_new0(Press, 1);

    press->queue = queue_new(WAITING_MAX);
    pthread_mutex_init(&press->lock, NULL);
    pthread_cond_init(&press->printed, NULL);
    if (pthread_create(&press->thread, NULL, press_run, press) != 0) {
        fail(error, FAIL_UNAVAILABLE, "no thread for the press");
        queue_close(press->queue);
        g_clear_pointer(&press->queue, queue_free);
        g_free(press);
        return NULL;
    }
    return press;
}

void press_free(Press *press)
{
    if (press == NULL)
        return;
    queue_close(press->queue);
    pthread_join(press->thread, NULL);
    queue_free(press->queue);
    pthread_cond_destroy(&press->printed);
    pthread_mutex_destroy(&press->lock);
    g_free(press);
}

static bool job_wait(Press *press, Job *job, GError **error)
{
    if (!queue_push(press->queue, job))
        return fail_as(error, FAIL_UNAVAILABLE, "busy", "too many papers wait to be printed");
    pthread_mutex_lock(&press->lock);
    while (!job->done)
        pthread_cond_wait(&press->printed, &press->lock);
    pthread_mutex_unlock(&press->lock);
    return true;
}

GBytes *press_print(Press *press, const Paper *paper, GError **error)
{
    Job job = {.paper = paper};

    if (!job_wait(press, &job, error))
        return NULL;
    if (job.error != NULL)
        g_propagate_error(error, job.error);
    return job.pdf;
}

char *press_family(Press *press)
{
    Job job = {0};
    return job_wait(press, &job, NULL) ? job.family : NULL;
}

void press_warm(Press *press)
{
    Job *job = g_new0(Job, 1);

    job->forgotten = true;
    if (!queue_push(press->queue, job))
        job_free(job);
}
