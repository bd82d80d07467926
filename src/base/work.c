/* SPDX-License-Identifier: Apache-2.0 */
#include "base/work.h"

#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICE_BEHIND 4 /* less than half of what another gets, and never nothing */

struct Work {
    _Atomic int references;
    _Atomic bool cancelled;
    _Atomic int64_t done, of;
    _Atomic int first, last; /* of the stage; last 0: there are none */
};

Work *work_new(void)
{
    Work *work = g_new0(Work, 1);

    work->references = 1;
    return work;
}

Work *work_ref(Work *work)
{
    atomic_fetch_add(&work->references, 1);
    return work;
}

void work_unref(Work *work)
{
    if (work != NULL && atomic_fetch_sub(&work->references, 1) == 1)
        g_free(work);
}

void work_cancel(Work *work)
{
    atomic_store(&work->cancelled, true);
}

bool work_is_cancelled(const Work *work)
{
    return work != NULL && atomic_load(&work->cancelled);
}

bool work_goes_on(const Work *work, GError **error)
{
    return !work_is_cancelled(work) ||
           fail_as(error, FAIL_UNAVAILABLE, "cancelled", "it was called off");
}

void work_stage(Work *work, int first, int last)
{
    if (work == NULL)
        return;
    atomic_store(&work->first, first);
    atomic_store(&work->last, last);
    work_reach(work, 0, 1);
}

void work_reach(Work *work, int64_t done, int64_t of)
{
    if (work == NULL)
        return;
    int first = atomic_load(&work->first), last = atomic_load(&work->last);
    if (last > 0) {
        done = of <= 0 ? first : first + (last - first) * done / of;
        of = WORK_WHOLE;
    }
    atomic_store(&work->of, of);
    atomic_store(&work->done, done);
}

void work_read(const Work *work, int64_t *out_done, int64_t *out_of)
{
    *out_done = atomic_load(&work->done);
    *out_of = atomic_load(&work->of);
}

void work_stand_back(void)
{
    /* On Linux each thread has a niceness of its own. Where it can't be had, it is as before. */
    setpriority(PRIO_PROCESS, (id_t) syscall(SYS_gettid), NICE_BEHIND);
}
