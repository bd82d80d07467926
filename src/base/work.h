/* SPDX-License-Identifier: Apache-2.0 */
/* work - something long under way: how far it has come, and whether anybody still wants it.
 *
 * Shared by whoever does it, who asks between two steps whether to go on, and by whoever watches
 * or calls it off. Counted references; every member may be used from any thread. A work that was
 * called off stays so. */
#pragma once

#include "base/fail.h"

#include <stdint.h>

/* How heavy something is, said before it begins. */
typedef enum WorkWeight {
    WORK_QUICK, /* a page, a file, a hash */
    WORK_LONG,  /* may take many seconds, and the asker waits for it */
    WORK_LATER, /* takes so long that the asker is told where to look for it */
} WorkWeight;

typedef struct Work Work;

Work *work_new(void);
Work *work_ref(Work *work);
/* NULL is allowed. */
void work_unref(Work *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, work_unref)

/* Nobody wants it any more: it ends at its next step. */
void work_cancel(Work *work);
bool work_is_cancelled(const Work *work /* NULL: never */);
/* To be asked between two steps: FAIL_UNAVAILABLE (reason "cancelled") once it was called off. */
bool work_goes_on(const Work *work /* NULL: always */, GError **error);

#define WORK_WHOLE 1000

/* What is reached from now on is this part of the whole work, in thousandths: a work in several
 * stages never seems to begin anew. Without a call, the steps of its only stage count. */
void work_stage(Work *work /* may be NULL */, int first, int last);
/* So many steps of so many are done; `of` 0: nobody knows yet how many there are. */
void work_reach(Work *work /* may be NULL */, int64_t done, int64_t of);
void work_read(const Work *work, int64_t *out_done, int64_t *out_of);

/* The calling thread gives way to all others of the program from now on: what is long takes what
 * time they leave. */
void work_stand_back(void);
