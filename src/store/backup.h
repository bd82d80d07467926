/* SPDX-License-Identifier: Apache-2.0 */
/* backup - a whole database as one file, made while work goes on. */
#pragma once

#include "store/store.h"

/* Writes a consistent copy to `path`, which must not exist (FAIL_CONFLICT, reason "exists"). The
 * file is complete and on the disk when this returns true, and absent otherwise. FAIL_UNAVAILABLE
 * for PostgreSQL, which has tools of its own. */
bool store_backup(Store *store, const char *path, GError **error);
