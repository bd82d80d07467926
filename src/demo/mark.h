/* SPDX-License-Identifier: Apache-2.0 */
/* mark - the events that say: everything in this database is invented.
 *
 * Both stand in the journal of the unit at the top, so that no later start forgets it, and are read
 * there: the record is right even while the tables are made anew. `demo.begun` is the first event
 * of the whole database, so all that is beside it is the demo's too; `demo.filled` comes when the
 * city is finished. A marked database shows a banner on every page and is served on loopback only;
 * one that was begun and not filled is not served at all, and may be emptied and begun again. */
#pragma once

#include "engine/module.h"

#define DEMO_TOP "430100" /* the unit at the top of the invented city */

typedef enum DemoMark {
    DEMO_NONE,   /* a real one, or an empty one */
    DEMO_BEGUN,  /* filling it was interrupted */
    DEMO_FILLED, /* a demo */
} DemoMark;

extern const Module demo_module;

/* How the database is marked. */
bool demo_mark_read(Db *db, DemoMark *out_mark, GError **error);
/* Inside a transaction: drops every table of a demo that was begun and not filled, and sees to it
 * that nobody writes meanwhile. FAIL_CONFLICT when it is anything else. */
bool demo_wipe(Db *db, GError **error);
/* On PostgreSQL: says that this connection's process fills the demo, until the connection ends.
 * FAIL_CONFLICT (reason "in_use") when another does. */
bool demo_claim(Db *db, GError **error);
