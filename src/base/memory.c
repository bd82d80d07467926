/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <malloc.h>

#define LARGE_BYTES (256 * 1024)
#define HEAPS 4

void memory_settle(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    mallopt(M_ARENA_MAX, HEAPS);
}

void memory_give_back(void)
{
    malloc_trim(0);
}
