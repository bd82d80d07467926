/* SPDX-License-Identifier: Apache-2.0 */
/* queue - where threads meet: a bounded list of pointers under one pthread mutex. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Queue Queue;

Queue *queue_new(size_t limit);
/* Does not free what is still queued. */
void queue_free(Queue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Queue, queue_free)

/* False when the queue is full or closed: the item stays the caller's. */
bool queue_push(Queue *queue, void *item);
/* Moves up to `most` items to `out`, waiting up to `wait_ms` (-1: for ever) for the first.
 * Returns how many; 0 on time-out or when closed and empty. */
size_t queue_take(Queue *queue, void **out, size_t most, int wait_ms);
void queue_close(Queue *queue);
bool queue_is_closed(Queue *queue);
size_t queue_length(Queue *queue);
