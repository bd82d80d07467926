/* SPDX-License-Identifier: Apache-2.0 */
/* backup - a whole database as one file, made while work goes on. */
#pragma once

#include "store/store.h"

/* Writes a consistent copy to `path`, which must not exist (FAIL_CONFLICT, reason "exists"). The
 * file is complete and on the disk when this returns true, and absent otherwise. FAIL_UNAVAILABLE
 * for PostgreSQL: app/archive makes a file of its kept tables. */
bool store_backup(Store *store, const char *path, GError **error);
/* Do the pages of an SQLite file fit each other? FAIL_CORRUPT says what does not. True for
 * PostgreSQL, which sees to that itself. */
bool store_check_pages(Store *store, GError **error);
