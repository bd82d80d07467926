/* SPDX-License-Identifier: Apache-2.0 */
/* memory - what the allocator keeps of memory that is free.
 *
 * glibc learns from each large block that is freed to take the next ones from its heaps, and has a
 * heap for every thread; after a flood of requests most of it would stay with the process. */
#pragma once

/* Once, before there are threads: large blocks go back at once when freed, and the heaps are few.
 */
void memory_settle(void);
/* Gives free pages back to the system. May take some milliseconds. */
void memory_give_back(void);
