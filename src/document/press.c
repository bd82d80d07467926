/* SPDX-License-Identifier: Apache-2.0 */
#include "document/press.h"

#include "base/queue.h"
#include "document/typeset.h"

#include <pthread.h>

#define WAITING_MAX 64

/* A paper to print; without one the family is asked. */
typedef struct Job {
    const Paper *paper;
    Work *work; /* borrowed, or NULL */
    Printing *printing;
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

/* True while there is more of it to do. */
static bool job_step(Typeset *typeset, Job *job)
{
    if (job->paper == NULL) {
        job->family = typeset_family(typeset);
        return false;
    }
    if (!work_goes_on(job->work, &job->error))
        return false;
    if (job->printing == NULL)
        job->printing = printing_new(typeset, job->paper);
    bool more = printing_step(job->printing);
    printing_reach(job->printing, job->work);
    if (!more)
        job->pdf = printing_finish(job->printing, &job->error);
    return more;
}

static void job_free(Job *job)
{
    g_clear_pointer(&job->pdf, g_bytes_unref);
    g_clear_error(&job->error);
    g_free(job->family);
    g_free(job);
}

static void job_end(Press *press, Job *job)
{
    g_clear_pointer(&job->printing, printing_free);
    if (job->forgotten) {
        job_free(job);
        return;
    }
    pthread_mutex_lock(&press->lock);
    job->done = true;
    pthread_cond_broadcast(&press->printed);
    pthread_mutex_unlock(&press->lock);
}

/* A step of each in turn; those that came meanwhile have their first in the next round. */
static void jobs_step(Press *press, Typeset *typeset, GPtrArray *jobs)
{
    guint kept = 0;

    for (guint i = 0; i < jobs->len; i++) {
        Job *job = jobs->pdata[i];
        if (job_step(typeset, job))
            jobs->pdata[kept++] = job;
        else
            job_end(press, job);
    }
    g_ptr_array_set_size(jobs, (gint) kept);
}

static void *press_run(void *data)
{
    Press *press = data;
    g_autoptr(Typeset) typeset = typeset_new();
    g_autoptr(GPtrArray) jobs = g_ptr_array_new();
    void *came[WAITING_MAX];
    size_t count = 0;

    work_stand_back();
    while ((count = queue_take(press->queue, came, WAITING_MAX, jobs->len == 0 ? -1 : 0)) > 0 ||
           jobs->len > 0) {
        for (size_t i = 0; i < count; i++)
            g_ptr_array_add(jobs, came[i]);
        jobs_step(press, typeset, jobs);
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

GBytes *press_print(Press *press, const Paper *paper, Work *work, GError **error)
{
    Job job = {.paper = paper, .work = work};

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
