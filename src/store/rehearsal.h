/* SPDX-License-Identifier: Apache-2.0 */
/* rehearsal - what a test of the whole program asks of its store: let the n-th call fail, and look
 * at what would be committed instead of committing it. For tests only: nothing else includes it. */
#pragma once

#include "store/store.h"

/* The n-th call from now on fails, once (disk_full); 0: none. From any thread. */
void store_arm(Store *store, int calls);
/* How many calls are left until it fails; 0 when it struck or none was asked for. */
int store_armed(Store *store);
/* Called on a writer's connection in place of COMMIT, which then fails as FAIL_UNAVAILABLE; NULL:
 * COMMIT again. From one thread, while nobody writes. */
typedef void (*StoreRehearsed)(void *data, Db *db);
void store_rehearse(Store *store, StoreRehearsed look, void *data);
