/* SPDX-License-Identifier: Apache-2.0 */
/* lanes - tasks waiting for the executor, one line for each unit.
 *
 * A lane is served by one worker at a time, so a unit stays serial while units run side by side.
 * With one lane for all units there is one writer. Thread-safe. */
#pragma once

#include "engine/task.h"

typedef struct Lanes Lanes;

/* `limit`: how many tasks may wait in all; `workers`: how many take from it, 1: one lane for all
 * units. */
Lanes *lanes_new(size_t limit, size_t workers);
void lanes_free(Lanes *lanes);
/* Puts the task, which is taken, behind those of its unit. False, and the task is still the
 * caller's, when the lanes are full or closed. */
bool lanes_push(Lanes *lanes, Task *task);
/* Waits for lanes that nobody serves and moves this worker's share of their tasks, at most `most`,
 * to `out`. The lanes, put into `held`, are the caller's until given back. 0 once everything is
 * closed and empty. */
size_t lanes_take(Lanes *lanes, Task **out, size_t most, GPtrArray *held);
/* Gives them all back and empties `held`. */
void lanes_give_back(Lanes *lanes, GPtrArray *held);
/* Nothing is taken in any more; what waits is still served. */
void lanes_close(Lanes *lanes);
size_t lanes_length(Lanes *lanes);
