/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdatomic.h>

struct Clock {
    bool manual;
    _Atomic int64_t at;
};

Clock *clock_new_system(void)
{
    return g_new0(Clock, 1);
}

Clock *clock_new_manual(int64_t start_at)
{
    Clock *clock = g_new0(Clock, 1);
    clock->manual = true;
    atomic_init(&clock->at, start_at);
    return clock;
}

void clock_free(Clock *clock)
{
    g_free(clock);
}

int64_t clock_now(const Clock *clock)
{
    if (clock->manual)
        return atomic_load(&((Clock *) clock)->at);
    return g_get_real_time() / 1000;
}

bool clock_is_manual(const Clock *clock)
{
    return clock->manual;
}

void clock_move(Clock *clock, int64_t at)
{
    g_return_if_fail(clock->manual);
    int64_t was = atomic_load(&clock->at);
    while (at > was && !atomic_compare_exchange_weak(&clock->at, &was, at))
        continue;
}

int64_t clock_monotonic(void)
{
    return g_get_monotonic_time() / 1000;
}
