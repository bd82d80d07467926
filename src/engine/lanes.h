/* SPDX-License-Identifier: Apache-2.0 */
/* lanes - tasks waiting for the executor, one line for each unit.
 *
 * A lane is served by one worker at a time, so a unit stays serial while units run side by side.
 * With one lane for all units there is one writer. Thread-safe. */
#pragma once

#include "engine/task.h"

typedef struct Lanes Lanes;
typedef struct Lane Lane;

/* `limit`: how many tasks may wait in all; `single`: one lane for all units. */
Lanes *lanes_new(size_t limit, bool single);
void lanes_free(Lanes *lanes);
/* Puts the task, which is taken, behind those of its unit. False, and the task is still the
 * caller's, when the lanes are full or closed. */
bool lanes_push(Lanes *lanes, Task *task);
/* Waits for a lane that nobody serves and moves up to `most` of its tasks to `out`. NULL once the
 * lanes are closed and empty. The lane is the caller's until it is given back. */
Lane *lanes_take(Lanes *lanes, Task **out, size_t most, size_t *out_count);
void lanes_give_back(Lanes *lanes, Lane *lane);
/* Nothing is taken in any more; what waits is still served. */
void lanes_close(Lanes *lanes);
size_t lanes_length(Lanes *lanes);
