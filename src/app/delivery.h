/* SPDX-License-Identifier: Apache-2.0 */
/* delivery - the postman's round: a thread that looks into the outboxes a few times a second.
 *
 * Whoever moves a manual clock delivers at once besides, so that each moment's dispatches arrive
 * at that moment. */
#pragma once

#include "engine/executor.h"

typedef struct Delivery Delivery;

/* Both are borrowed and must outlive it. */
Delivery *delivery_new(Executor *executor, Engine *engine, GError **error);
void delivery_free(Delivery *delivery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Delivery, delivery_free)

/* Carries all there is, now, on the caller's thread. */
void delivery_now(Delivery *delivery);
