/* SPDX-License-Identifier: Apache-2.0 */
/* next - the database that is to take the place of the one in use, built beside it.
 *
 * With SQLite it is a whole file, DATABASE.next, that is renamed over the old one; with PostgreSQL
 * a schema of its own that holds the derived tables and behind which the kept ones of the database
 * in use are found. It outlives the process that builds it, so that another one goes on. Until it
 * takes its place, it changes nothing in the database in use. */
#pragma once

#include "store/store.h"

/* Opens what lies beside `live`, which must outlive it and may be open for reading only; makes it,
 * empty, when there is nothing. FAIL_CONFLICT (reason "in_use"): another process builds it. Its
 * writer is one connection, which keeps others away. */
Store *store_open_next(Store *live, GError **error);
/* Makes it empty again, without letting another process at it. It must be idle. */
bool store_clear_next(Store *next, GError **error);
/* Removes it. */
bool store_discard_next(Store *next /* taken */, GError **error);
/* Whether one lies beside `live`, and how many bytes it takes (PostgreSQL: 0). */
bool store_find_next(Store *live, bool *out_there, int64_t *out_bytes, GError **error);
/* SQLite: is there room for it on the disk? FAIL_UNAVAILABLE (reason "disk_full") says how much is
 * wanted. True for PostgreSQL. */
bool store_check_room(const Store *live, GError **error);
/* SQLite: puts the file in the place of the old one; the whole of it happens or nothing. Both must
 * be idle and are closed. FAIL_CONFLICT (reason "in_use"): another process reads the old one.
 * PostgreSQL: schema_take_place(). */
bool store_replace(Store *live /* taken */, Store *next /* taken */, GError **error);
