/* SPDX-License-Identifier: Apache-2.0 */
/* executor_private - what the executor and the serving of due rows know of each other. */
#pragma once

#include "engine/lanes.h"

/* Due - serves rows of `due`; remembers in memory which of them failed and when to try again. */
typedef struct Due Due;

/* It queues into the lanes, which are the executor's. */
Due *due_new(Lanes *lanes, Engine *engine);
/* Stops the timer first. */
void due_free(Due *due);
bool due_start_timer(Due *due, GError **error);
void due_on_served(Due *due, ExecutorServed served, void *data);
int64_t due_serve(Due *due, int64_t now, GError **error);
int64_t due_lag(Due *due);
/* Adds its counters to the object. */
void due_count(Due *due, json_t *counters);
